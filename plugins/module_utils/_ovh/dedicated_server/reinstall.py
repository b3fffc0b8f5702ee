# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which system is installed on a dedicated server. To install another one destroys what is on its disks."""

from __future__ import annotations

from functools import partial
from typing import Iterator

from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.shape import text
from ..._core.suggest import did_you_mean
from ..services import Change, ServiceResource, Values
from ..shapes import families
from ..tasks import NUMBERED
from .desired import DesiredSystem
from .resource import KIND, REBOOT, REINSTALL

TEMPLATES = families(text)


class SystemResource(ServiceResource):
    """See Resource."""

    kind, option, words, path = KIND, "server", NUMBERED, ("dedicated", "server")
    functions = (REBOOT, REINSTALL)
    desired: DesiredSystem

    def read(self, thing: Thing) -> Values:
        """What is installed, as the service calls it."""
        return {"operating_system": thing.get("os")}

    def changes(self, values: Values) -> Iterator[Change]:
        """One installation, and never a second one in a run, whatever the service calls the system then."""
        wanted, there = self.desired.operating_system, values["operating_system"]
        if REINSTALL in self.done and (self.asked(REINSTALL) or there == wanted):
            return
        if there == wanted and not self.desired.force:
            return
        offered = self.client.get(*self.where, "install", "compatibleTemplates", shape=TEMPLATES)
        if wanted not in offered:
            rule = "is no system that can be installed on this server"
            raise InvalidInput(
                "operating_system", wanted, rule, advice=lambda: did_you_mean(wanted, offered, has="There are")
            )
        make = partial(self.client.act, *self.where, "reinstall", values=self.desired.body)
        yield Change("reinstall", "reinstall", {"operating_system": wanted}, make, REINSTALL)
