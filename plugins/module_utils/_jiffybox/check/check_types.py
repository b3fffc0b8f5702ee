# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The types of monitoring checks, and which options go with which (monitoring, Create)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..._core.errors import InvalidInput


@dataclass(frozen=True)
class CheckType:
    """The options that a type takes on top of those that every check takes."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        return (*self.required, *self.optional)


_LOGIN = ("username", "password")
TYPES = {
    "ping": CheckType(),
    "portTcp": CheckType(("port",)),
    "portUdp": CheckType(("port", "send_msg", "expect_msg")),
    "http": CheckType(("port", "domainname", "path"), _LOGIN),
    "https": CheckType(("port", "domainname", "path"), _LOGIN),
    "smtp": CheckType(("port", *_LOGIN)),
    "mysql": CheckType(("port", *_LOGIN)),
    "pop3": CheckType(("port", *_LOGIN, "ssl")),
    "imap": CheckType(("port", *_LOGIN, "ssl")),
    "ftp": CheckType(("port",), _LOGIN),
    "dns": CheckType(("port", "dns_type", "zone", "expected_answer")),
    "ssh": CheckType(("port",)),
}
OF_A_TYPE = frozenset(option for check_type in TYPES.values() for option in check_type.options)


def refuse_foreign_options(type_name: str, given: Iterable[str]) -> None:
    """See that every option given is one that checks of this type take.

    :param given: names of options; those that every check takes may be among them.
    :raises InvalidInput: one is of another type. Its value is not shown, since it can be a password.
    """
    if type_name not in TYPES:
        return
    taken = TYPES[type_name]
    for option in given:
        if option in OF_A_TYPE and option not in taken.options:
            raise InvalidInput(option, None, f"does not go with check_type {type_name}, which takes {_taken(taken)}")


def _taken(check_type: CheckType) -> str:
    if not check_type.options:
        return "no option of its own"
    needed = ", ".join(check_type.required)
    return f"{needed} and, if needed, {', '.join(check_type.optional)}" if check_type.optional else needed
