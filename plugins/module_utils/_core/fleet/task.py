# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "many things as desired", from options to report."""

from __future__ import annotations

from functools import partial
from typing import Any, Mapping

from ..provider import Provider
from ..report import Report
from ..task import TaskSpec, named_by
from .desired import DesiredFleet, desired_fleet, fleet_options
from .end import reported
from .kind import C, D, FleetKind, S
from .run import FleetRun


def fleet_spec(provider: Provider[C], fleet: FleetKind[C, D, S]) -> TaskSpec:
    """The task "many things of this kind as desired"."""

    def ensure(client: C, desired: DesiredFleet[D], check_mode: bool) -> Report:
        return reported(fleet, FleetRun(fleet, client, desired, check_mode).ends())

    options, read = fleet_options(fleet), partial(desired_fleet, fleet)

    def names(arguments: Mapping[str, Any]) -> list[str]:
        entries, defaults = arguments.get(fleet.several), arguments.get("defaults")
        shared = defaults if isinstance(defaults, Mapping) else {}
        given = entries if isinstance(entries, list) else []
        return [name for one in given if isinstance(one, Mapping) for name in named_by("name")({**shared, **one})]

    return TaskSpec(provider, DesiredFleet, ensure, options=options, read=read, key=fleet.one, names=names)
