# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may ask: the keys of an application, a consumer key that is valid from the start, and an OAuth2 client."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

APPLICATION = "0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"
CONSUMER = "fedcba9876543210fedcba9876543210"
CLIENT = "sandbox"
DEFAULT = f"{APPLICATION}:{SECRET}:{CONSUMER}:{CLIENT}"
HELP = (
    "APPLICATION:SECRET:CONSUMER:CLIENT, the three keys and the id of an OAuth2 client, whose secret is SECRET too; "
    f"repeat for more customers (one: {DEFAULT})"
)
FORM = "must be APPLICATION:SECRET:CONSUMER:CLIENT, each of letters, digits, _, . and -"
KEYS = re.compile(r"(?:[\w.-]+:){3}[\w.-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's credentials."""

    application: str
    secret: str
    consumer: str
    client: str


def account(text: str) -> Account:
    """The credentials, as the command line has them. Raises ValueError."""
    if not KEYS.fullmatch(text):
        raise ValueError(FORM)
    return Account(*text.split(":"))


def check(text: str) -> str:
    account(text)
    return text


def made_up() -> str:
    """Credentials that nobody else knows."""
    return f"{secrets.token_hex(8)}:{secrets.token_hex(16)}:{secrets.token_hex(16)}:{secrets.token_hex(8)}"
