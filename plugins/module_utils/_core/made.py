# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What is there when a task is done, as other tasks call it: so much can be read from its arguments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, List, Mapping

Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Made:
    """A thing by one of its names.

    :ivar key: what options that name one are called, such as "lan".
    :ivar inside: what it is in, by the same keys, such as {"datacenter": "shop"}.
    """

    key: str
    name: str
    inside: Mapping[str, str] = field(default_factory=dict)


# A task's arguments, as the user gave them, to what is there afterwards.
Makes = Callable[[Arguments], List[Made]]


def makes_nothing(arguments: Arguments) -> list[Made]:
    """What other tasks have no name for."""
    return []


def makes_one(key: str, named_by: tuple[str, ...] = ("name",), inside: tuple[str, ...] = ()) -> Makes:
    """One thing, unless it is not to exist.

    :param named_by: the options with its names.
    :param inside: the options that say what it is in.
    """

    def made(arguments: Arguments) -> list[Made]:
        places = {option: str(arguments[option]) for option in inside if arguments.get(option)}
        names = [str(arguments[option]) for option in named_by if arguments.get(option)]
        return [] if arguments.get("state") == "absent" else [Made(key, name, places) for name in names]

    return made


def entries(arguments: Arguments, option: str) -> list[Arguments]:
    """The entries of an option that is a list of maps, as far as it is one."""
    given = arguments.get(option)
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
