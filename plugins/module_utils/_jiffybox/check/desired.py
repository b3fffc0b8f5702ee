# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants of a monitoring check, checked before any call is made."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any

from ..._core.errors import InvalidInput
from ..._core.options import check_options, option
from .check_types import OF_A_TYPE, TYPES, refuse_foreign_options
from .model import API_NAMES

STATES = ("present", "absent")


@dataclass(frozen=True)
class DesiredCheck:
    """The options of a check; names and meanings as documented for the module jiffybox_monitoring_check.

    :raises InvalidInput: a value breaks a rule.
    """

    name: str | None = None
    id: int | None = option(least=1)
    state: str = option("present", choices=STATES)
    ip: str | None = None
    box: str | None = None
    check_type: str | None = option(choices=tuple(TYPES))
    port: int | None = option(least=1, most=65535)
    domainname: str | None = None
    path: str | None = None
    username: str | None = None
    password: str | None = option(no_log=True)
    ssl: bool | None = None
    send_msg: str | None = None
    expect_msg: str | None = None
    dns_type: str | None = None
    zone: str | None = None
    expected_answer: str | None = None
    check_interval: int | None = option(least=1, unit="seconds")
    reminder_interval: int | None = option(least=1, unit="seconds")
    retry_tolerance: int | None = option(least=0)
    timeout: int | None = option(least=1, unit="seconds")
    active: bool | None = None
    contact_groups: list[str] | None = None
    clone_from: str | None = None
    wait: bool = True
    wait_timeout: int = option(600, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        if self.name is not None and not self.name.strip():
            raise InvalidInput("name", self.name, "must not be empty")
        if self.ip is not None:
            _check_address(self.ip)
        if self.contact_groups == []:
            raise InvalidInput("contact_groups", None, "must name at least one contact group")
        if self.check_type is not None:
            refuse_foreign_options(self.check_type, self.options_of_a_type)

    @property
    def options_of_a_type(self) -> list[str]:
        """The options given that not every type takes."""
        return [name for name in sorted(OF_A_TYPE) if getattr(self, name) is not None]

    @property
    def settings(self) -> dict[str, Any]:
        """The options given that the service stores as they are: without box, contact groups and password."""
        return {name: getattr(self, name) for name in API_NAMES if getattr(self, name) is not None}


def _check_address(text: str) -> None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        raise InvalidInput("ip", text, "is not an IPv4 or IPv6 address") from None
