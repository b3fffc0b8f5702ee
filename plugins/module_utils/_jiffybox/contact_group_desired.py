# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants of a contact group, checked before any call is made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .._core.errors import InvalidInput
from .names import checked_name

STATES = ("present", "absent")
MOST_CONTACTS = 10
_MAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+")


@dataclass(frozen=True)
class DesiredContactGroup:
    """The options of a contact group; names and meanings as documented for the module jiffybox_contact_group.

    :raises InvalidInput: a value breaks a rule.
    """

    name: str | None = None
    id: int | None = None
    state: str = "present"
    contacts: list[str] | None = None
    clone_from: str | None = None
    wait: bool = True
    wait_timeout: int = 600

    def __post_init__(self) -> None:
        if self.name is not None:
            checked_name("name", self.name)
        if self.id is not None and self.id < 1:
            raise InvalidInput("id", self.id, "must be a positive number")
        if self.contacts is not None:
            _check_contacts(self.contacts)
        if self.wait_timeout < 1:
            raise InvalidInput("wait_timeout", self.wait_timeout, "must be at least 1 (seconds)")

    @property
    def addresses(self) -> list[str] | None:
        """The contacts, each once."""
        return None if self.contacts is None else list(dict.fromkeys(self.contacts))


def desired_contact_group(options: dict[str, Any]) -> DesiredContactGroup:
    """From the parameters of a module; those that are not about a contact group are left out."""
    fields = DesiredContactGroup.__dataclass_fields__
    return DesiredContactGroup(**{name: options[name] for name in fields if name in options})


def _check_contacts(contacts: list[str]) -> None:
    for contact in contacts:
        if not _MAIL.fullmatch(contact):
            raise InvalidInput("contacts", contact, "is not an e-mail address such as ops@example.com")
    count = len(set(contacts))
    if not 1 <= count <= MOST_CONTACTS:
        raise InvalidInput("contacts", None, f"must be 1 to {MOST_CONTACTS} different addresses; there are {count}")
