# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A monitoring check as the service describes it (monitoring): what its fields mean, and how results show them."""

from __future__ import annotations

import ipaddress
from typing import Any

from ..._core.naming import snake_case, snake_fields
from .. import status
from ..client import Json, as_map

# What a check is told when it is created, in the API's names, except for its contact groups and its password.
SETTINGS = (
    "name",
    "ip",
    "checkType",
    "checkInterval",
    "reminderInterval",
    "retryTolerance",
    "timeout",
    "active",
    "port",
    "domainname",
    "path",
    "username",
    "ssl",
    "sendMsg",
    "expectMsg",
    "dnsType",
    "zone",
    "expectedAnswer",
)
# Option of a task -> what the API calls it.
API_NAMES = {snake_case(name): name for name in SETTINGS}
_INTEGERS = ("checkInterval", "reminderInterval", "retryTolerance", "timeout", "port")


def describe(check: Json) -> str:
    """The check in a sentence: "web up (501)"."""
    return f"{check['name']} ({check['id']})"


def groups_of(check: Json) -> list[Json]:
    """The contact groups of the check, each {id, name}."""
    return list(as_map(check.get("contactgroups") or []).values())


def active(check: Json) -> bool | None:
    """Whether the check is carried out; None while that is open.

    The status decides, since only the status is certain to be sent.
    """
    if status.word(check) in ("DEACTIVATING", "DEACTIVATED"):
        return False
    if check.get("active") is not None:
        return _plain_bool(check["active"])
    return True if status.settled(check) else None


def check_result(check: Json) -> dict[str, Any]:
    """The check as modules return it: snake_case, every key always there, None where the service says nothing.

    The password is left out.
    """
    plain: Json = {
        **check,
        **{name: _plain_int(check.get(name)) for name in _INTEGERS},
        "active": active(check),
        "ssl": _plain_bool(check.get("ssl")),
    }
    return {
        **snake_fields(plain, ("id", "status", "jiffyBox", *SETTINGS)),
        "contactgroups": [snake_fields(group, ("id", "name")) for group in groups_of(check)],
    }


def settings_of(check: Json) -> dict[str, Any]:
    """What the check was told, option -> value; without what the service does not report."""
    result = check_result(check)
    reported = {option: result[option] for option, name in API_NAMES.items() if name in check}
    if result["active"] is not None:
        reported["active"] = result["active"]
    if reported.get("ip") is not None:
        reported["ip"] = plain_address(reported["ip"])
    return reported


def plain_address(text: str) -> str:
    """An address in its usual form; anything else as it is."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return text


def _plain_int(value: Any) -> Any:
    """80 and "80" -> 80; anything else as it is."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _plain_bool(value: Any) -> bool | None:
    """True, 1, "1", "true" -> True, and their opposites; None stays."""
    return None if value is None else str(value).lower() in ("true", "1")
