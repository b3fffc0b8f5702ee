# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may ask: people with keys, as the command line names them."""

from __future__ import annotations

import ipaddress
import re
import secrets
import string
from dataclasses import dataclass

NAME = re.compile(r"[a-z0-9]([\w.-]*)[a-z0-9]")
KEY = re.compile(r"[0-9A-Za-z_]{48}")
CLIENT, APPLICATION = "ptlc_", "ptla_"
IDENTIFIER = 16
# What an application key may be allowed, each with 0 nothing, 1 reading, 2 writing, 3 both.
RESOURCES = (
    "servers",
    "nodes",
    "allocations",
    "users",
    "locations",
    "nests",
    "eggs",
    "database_hosts",
    "server_databases",
)
EVERYTHING = dict.fromkeys(RESOURCES, 3)
_SECRET = "0123456789abcdef0123456789abcdef"
DEFAULT = f"admin:{CLIENT}00000000001{_SECRET}:{APPLICATION}00000000001{_SECRET}"
HELP = (
    "NAME:KEY or NAME:KEY:KEY; repeat for more people. A key has 48 characters; who has one that starts with "
    f"{APPLICATION} is an admin. KEY/servers=3,nodes=1 limits what an application key may (1 read, 2 write, 3 both), "
    f"KEY@ADDRESS,RANGE from where a client key is taken (one admin: {DEFAULT})"
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is sent, what it may, and from where (nothing: from anywhere)."""

    text: str
    permissions: tuple[tuple[str, int], ...] = ()
    allowed_ips: tuple[str, ...] = ()

    @property
    def is_application(self) -> bool:
        return self.text.startswith(APPLICATION)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with keys."""

    name: str
    keys: tuple[Key, ...]

    @property
    def is_admin(self) -> bool:
        return any(key.is_application for key in self.keys)

    @property
    def email(self) -> str:
        return f"{self.name}@example.com"


def person(text: str) -> Person:
    """Somebody, as the command line has it. Raises ValueError."""
    name, *keys = re.split(r":(?=pt[lc])", text)
    if not NAME.fullmatch(name) or not keys:
        raise ValueError(f"must be NAME:KEY or NAME:KEY:KEY, with keys that start with {CLIENT} or {APPLICATION}")
    return Person(name, tuple(map(key, keys)))


def key(text: str) -> Key:
    """A key, as the command line has it. Raises ValueError."""
    rest, _at, addresses = text.partition("@")
    bare, slash, permissions = rest.partition("/")
    if not KEY.fullmatch(bare) or not bare.startswith((CLIENT, APPLICATION)):
        raise ValueError(f"a key is {CLIENT} or {APPLICATION} and 43 letters and digits")
    given = tuple(_permission(part) for part in permissions.split(",")) if slash else ()
    allowed = tuple(addresses.split(",")) if addresses else ()
    for address in allowed:
        ipaddress.ip_network(address, strict=False)
    return Key(bare, given, allowed)


def _permission(text: str) -> tuple[str, int]:
    resource, _equals, level = text.partition("=")
    if resource not in RESOURCES or level not in ("0", "1", "2", "3"):
        raise ValueError(f"permissions are such as servers=3, for {', '.join(RESOURCES)}")
    return resource, int(level)


def random_text(length: int) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _letter in range(length))


def made_up() -> str:
    """An admin whose keys nobody else knows."""
    return f"admin:{CLIENT}{random_text(43)}:{APPLICATION}{random_text(43)}"


def check(text: str) -> str:
    person(text)
    return text
