# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "many boxes as desired": a table."""

from __future__ import annotations

from ..._core.fleet.kind import FleetKind, Source
from ..._core.fleet.task import fleet_spec
from ..._core.seen import Seen
from .. import kinds
from ..box.desired import SOURCES, DesiredBox
from ..box.model import MaybeBox, distribution_of, power
from ..box.resource import BoxResource
from ..box.task import reported_box
from ..client import Client, Json
from ..offer import Offer
from ..provider import JIFFYBOX


def _resource(client: Client, desired: DesiredBox, offer: Offer, seen: Seen) -> BoxResource:
    return BoxResource(client, desired, offer, seen)


def _to_come(desired: DesiredBox, source: MaybeBox) -> Json:
    disks = {"xvda": {"distribution": distribution_of(source) if source else desired.distribution}}
    profile = {"rootdisk": "/dev/xvda", "disks": disks}
    return {"id": "", "name": desired.name, "status": "READY", "activeProfile": profile}


BOXES = FleetKind(
    one="box",
    several="boxes",
    kind=lambda: kinds.BOX,
    item=DesiredBox,
    resource=_resource,
    result=reported_box,
    share=Offer,
    alternatives=((SOURCES, "a box is made from one source"),),
    source=Source("clone_from", _to_come, one_at_a_time=True),
    foreseeable=lambda box: power(box) is not None,
)
BOXES_TASK = fleet_spec(JIFFYBOX, BOXES)
