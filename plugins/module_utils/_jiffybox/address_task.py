# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "an address is on a box", from options to report."""

from __future__ import annotations

from typing import Any

from .._core.plan import converge
from .._core.report import Report, report_of
from .address import address_result
from .address_desired import DesiredAddress, desired_address
from .address_resource import AddressResource
from .client import Client


def address_task(client: Client, params: dict[str, Any], check_mode: bool) -> Report:
    """The module jiffybox_ip."""
    return ensure_address(client, desired_address(params), check_mode)


def ensure_address(client: Client, desired: DesiredAddress, check_mode: bool) -> Report:
    """Route an address to a box, or in check mode report whether that would take a move.

    :raises BoxfleetError: it cannot be done, or was not done.
    """
    resource = AddressResource(client, desired)
    session = client.session
    outcome = converge(resource, check_mode=check_mode, wait=desired.wait, http=session.options, clock=session.clock)
    address = outcome.actual.address
    return report_of(outcome, f"address {address['ip']}", ip=address_result(address, resource.target["id"]))
