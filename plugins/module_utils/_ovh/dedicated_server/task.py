# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The tasks "a dedicated server as desired" and "this system on it"."""

from __future__ import annotations

from dataclasses import replace

from ..._core.converge import converge
from ..._core.made import makes_one
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..client import Client
from ..provider import OVH
from ..rules import NEEDS
from ..services import Actual
from ..task import telling
from ..told import told
from .desired import DesiredServer, DesiredSystem
from .reinstall import SystemResource
from .resource import ServerResource, display_name


def _shown(actual: Actual, after: dict[str, object]) -> dict[str, object]:
    """The server as results show it."""
    thing = told({key: value for key, value in actual.thing.items() if key != "iam"})
    return {**thing, "server": actual.thing["name"], "name": display_name(actual.thing), **after}


def ensure_server(client: Client, desired: DesiredServer, check_mode: bool) -> Report:
    """Bring a server to what is desired of it, or in check mode report what that would take."""
    resource = ServerResource(client, desired, NEEDS["ovh_dedicated_server"])
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    return report_of(outcome, server={"burst": None, **_shown(outcome.actual, outcome.after)})


def ensure_system(client: Client, desired: DesiredSystem, check_mode: bool) -> Report:
    """Have a system installed on a server, or in check mode report whether that would be done."""
    resource = SystemResource(client, desired, NEEDS["ovh_dedicated_reinstall"])
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    report = report_of(outcome, server=_shown(outcome.actual, {"os": outcome.after["operating_system"]}))
    installed = outcome.actual.values["operating_system"]
    if check_mode or not outcome.actions or not desired.wait or installed == desired.operating_system:
        return report
    warning = (
        f"D{resource.title[1:]} has {desired.operating_system} now, which the service calls {installed}: the "
        "next run would install it again. Name it so, or take the task away."
    )
    return replace(report, warnings=[*report.warnings, warning])


# What is sent under such a name, or nearly so, is not shown.
_SECRET = ("password", "secret", "token", "httpheaders", "configdriveuserdata", "postinstallationscript")
# it can get another name, by which other tasks call it
SERVER_TASK = telling(
    TaskSpec(OVH, DesiredServer, ensure_server, makes=makes_one("server")), NEEDS["ovh_dedicated_server"]
)
REINSTALL_TASK = telling(
    TaskSpec(OVH, DesiredSystem, ensure_system, secret_names=_SECRET), NEEDS["ovh_dedicated_reinstall"]
)
