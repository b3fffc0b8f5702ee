# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may ask: people with a password and a token, and the contracts they work for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from sandbox._core.documents import Document

DEFAULT = "user@example.com:0123456789abcdef:0123456789abcdef0123456789abcdef"
DEFAULT_CONTRACT = 31000001
HELP = (
    "USER:PASSWORD:TOKEN or USER:PASSWORD:TOKEN:CONTRACT,CONTRACT; repeat for more people. Who has the same contract "
    f"sees the same things (one: {DEFAULT}, of contract {DEFAULT_CONTRACT})"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with credentials."""

    email: str
    password: str
    token: str
    contracts: tuple[int, ...] = (DEFAULT_CONTRACT,)

    def id_in(self, contract: int) -> str:
        """The id as a user of a contract."""
        return str(uuid5(NAMESPACE_URL, f"mailto:{self.email}?contract={contract}"))

    def as_user(self, contract: int) -> Document:
        """As the API lists them among the users of a contract."""
        first, _at, last = self.email.partition("@")
        properties = {
            "firstname": first,
            "lastname": last,
            "email": self.email,
            "administrator": True,
            "forceSecAuth": False,
            "secAuthActive": False,
            "active": True,
            "s3CanonicalUserId": None,
        }
        born = ["2021-01-01T00:00:00Z", "System", "[UNKNOWN]"]
        number = self.id_in(contract)
        value = {"path": f"/um/users/{number}", "properties": properties, "made": born, "changed": born, "owner": True}
        return Document("user", number, value, account=contract)


def person(text: str) -> Person:
    """Somebody, as the command line has it. Raises ValueError."""
    email, password, token, contracts = [*text.split(":"), ""][:4] if text.count(":") in (2, 3) else ("", "", "", "")
    numbers = contracts.split(",") if contracts else [str(DEFAULT_CONTRACT)]
    if not (email and password and token) or not all(number.isdecimal() for number in numbers):
        raise ValueError("must be USER:PASSWORD:TOKEN or USER:PASSWORD:TOKEN:CONTRACT,CONTRACT")
    return Person(email, password, token, tuple(int(number) for number in numbers))


def made_up() -> str:
    """Somebody whom nobody else knows."""
    return f"user@example.com:{secrets.token_hex(8)}:{secrets.token_hex(16)}"


def check(text: str) -> str:
    person(text)
    return text
