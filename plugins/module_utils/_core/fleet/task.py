# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "many things as desired", from options to report."""

from __future__ import annotations

from functools import partial
from typing import Mapping

from ..made import Arguments, Made, entries, makes_one
from ..provider import Provider
from ..report import Report
from ..task import TaskSpec
from .desired import DesiredFleet, desired_fleet, fleet_options
from .end import reported
from .kind import C, D, FleetKind, S
from .run import FleetRun


def fleet_spec(provider: Provider[C], fleet: FleetKind[C, D, S]) -> TaskSpec:
    """The task "many things of this kind as desired"."""

    def ensure(client: C, desired: DesiredFleet[D], check_mode: bool) -> Report:
        return reported(fleet, FleetRun(fleet, client, desired, check_mode).ends())

    options, read = fleet_options(fleet), partial(desired_fleet, fleet)

    def makes(arguments: Arguments) -> list[Made]:
        defaults = arguments.get("defaults")
        shared = defaults if isinstance(defaults, Mapping) else {}
        inside = tuple(parent.option for parent in fleet.parents)
        one = makes_one(fleet.one, inside=inside)
        return [made for own in entries(arguments, fleet.several) for made in one({**shared, **own})]

    return TaskSpec(provider, DesiredFleet, ensure, options=options, read=read, makes=makes)
