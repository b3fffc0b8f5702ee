# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The tasks "a record set as desired" and "many record sets of a zone as desired"."""

from __future__ import annotations

from typing import Any

from ..._core.converge import converge
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..client import Client
from ..provider import OVH
from ..rules import NEEDS
from ..task import telling
from .desired import APEX, DesiredRecord, DesiredZone
from .resource import ZoneResource

_NEEDS = NEEDS["ovh_domain_zone"]


def _sets(view: Any) -> list[dict[str, Any]]:
    return [
        {"name": name, "type": kind, **told} for name, kinds in view["records"].items() for kind, told in kinds.items()
    ]


def ensure_zone(client: Client, desired: DesiredZone, check_mode: bool) -> Report:
    """Bring record sets of a zone to what is desired of them, or in check mode report what that would take."""
    resource = ZoneResource(client, desired, _NEEDS)
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    zone = {"name": resource.zone, "record_sets": _sets(outcome.after), "served": outcome.after.get("served")}
    return report_of(outcome, zone=zone)


def ensure_record(client: Client, desired: DesiredRecord, check_mode: bool) -> Report:
    """The same for one record set."""
    zone = desired.as_zone
    [(name, kind)] = zone.keys
    resource = ZoneResource(client, zone, _NEEDS, (name, kind))
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    told = next(iter(_sets(outcome.after)), None)
    served = outcome.after.get("served")
    shown = {"zone": resource.zone, **told, "name": name or APEX, "served": served} if told else None
    return report_of(outcome, record_set=shown)


ZONE_TASK = telling(TaskSpec(OVH, DesiredZone, ensure_zone), _NEEDS)
RECORD_TASK = telling(TaskSpec(OVH, DesiredRecord, ensure_record), _NEEDS)
