# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants of a contact group, checked before any call is made."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..._core.errors import InvalidInput
from ..._core.options import check_options, option
from ..names import checked_name

STATES = ("present", "absent")
MOST_CONTACTS = 10
_MAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)+")


@dataclass(frozen=True)
class DesiredContactGroup:
    """The options of a contact group; names and meanings as documented for the module jiffybox_contact_group.

    :raises InvalidInput: a value breaks a rule.
    """

    name: str | None = None
    id: int | None = option(least=1)
    state: str = option("present", choices=STATES)
    contacts: list[str] | None = None
    clone_from: str | None = None
    wait: bool = True
    wait_timeout: int = option(600, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        if self.name is not None:
            checked_name("name", self.name)
        if self.contacts is not None:
            _check_contacts(self.contacts)

    @property
    def addresses(self) -> list[str] | None:
        """The contacts, each once."""
        return None if self.contacts is None else list(dict.fromkeys(self.contacts))


def _check_contacts(contacts: list[str]) -> None:
    for contact in contacts:
        if not _MAIL.fullmatch(contact):
            raise InvalidInput("contacts", contact, "is not an e-mail address such as ops@example.com")
    count = len(set(contacts))
    if not 1 <= count <= MOST_CONTACTS:
        raise InvalidInput("contacts", None, f"must be 1 to {MOST_CONTACTS} different addresses; there are {count}")
