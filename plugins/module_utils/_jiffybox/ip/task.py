# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "an address is on a box", from options to report."""

from __future__ import annotations

from ..._core.converge import converge
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..client import Client
from ..provider import JIFFYBOX
from .desired import DesiredAddress
from .model import address_result
from .resource import AddressResource


def ensure_address(client: Client, desired: DesiredAddress, check_mode: bool) -> Report:
    """Route an address to a box, or in check mode report whether that would take a move.

    :raises BoxfleetError: it cannot be done, or was not done.
    """
    resource = AddressResource(client, desired)
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    address = outcome.actual.address
    return report_of(outcome, ip=address_result(address, resource.target["id"]))


IP_TASK = TaskSpec(
    JIFFYBOX,
    DesiredAddress,
    ensure_address,
    rules={
        "required_one_of": [("address", "id")],
        "mutually_exclusive": [("address", "id")],
    },
)
