# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants of a monitoring check, checked before any call is made."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Any

from .._core.errors import InvalidInput
from .check import API_NAMES
from .check_types import OF_A_TYPE, TYPES, refuse_foreign_options

STATES = ("present", "absent")
_LEAST = {
    "id": 1,
    "check_interval": 1,
    "reminder_interval": 1,
    "retry_tolerance": 0,
    "timeout": 1,
    "wait_timeout": 1,
}


@dataclass(frozen=True)
class DesiredCheck:
    """The options of a check; names and meanings as documented for the module jiffybox_monitoring_check.

    :raises InvalidInput: a value breaks a rule.
    """

    name: str | None = None
    id: int | None = None
    state: str = "present"
    ip: str | None = None
    box: str | None = None
    check_type: str | None = None
    port: int | None = None
    domainname: str | None = None
    path: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ssl: bool | None = None
    send_msg: str | None = None
    expect_msg: str | None = None
    dns_type: str | None = None
    zone: str | None = None
    expected_answer: str | None = None
    check_interval: int | None = None
    reminder_interval: int | None = None
    retry_tolerance: int | None = None
    timeout: int | None = None
    active: bool | None = None
    contact_groups: list[str] | None = None
    clone_from: str | None = None
    wait: bool = True
    wait_timeout: int = 600

    def __post_init__(self) -> None:
        if self.name is not None and not self.name.strip():
            raise InvalidInput("name", self.name, "must not be empty")
        for option, least in _LEAST.items():
            value = getattr(self, option)
            if value is not None and value < least:
                raise InvalidInput(option, value, f"must be at least {least}")
        if self.port is not None and not 1 <= self.port <= 65535:
            raise InvalidInput("port", self.port, "must be from 1 to 65535")
        if self.ip is not None:
            _check_address(self.ip)
        if self.contact_groups == []:
            raise InvalidInput("contact_groups", None, "must name at least one contact group")
        if self.check_type is not None and self.check_type not in TYPES:
            raise InvalidInput("check_type", self.check_type, f"must be one of {', '.join(TYPES)}")
        if self.check_type is not None:
            refuse_foreign_options(self.check_type, self.options_of_a_type)

    @property
    def options_of_a_type(self) -> list[str]:
        """The options given that not every type takes."""
        return [option for option in sorted(OF_A_TYPE) if getattr(self, option) is not None]

    @property
    def settings(self) -> dict[str, Any]:
        """The options given that the service stores as they are: without box, contact groups and password."""
        return {option: getattr(self, option) for option in API_NAMES if getattr(self, option) is not None}


def desired_check(options: dict[str, Any]) -> DesiredCheck:
    """From the parameters of a module; those that are not about a check are left out."""
    return DesiredCheck(**{name: options[name] for name in DesiredCheck.__dataclass_fields__ if name in options})


def _check_address(text: str) -> None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        raise InvalidInput("ip", text, "is not an IPv4 or IPv6 address") from None
