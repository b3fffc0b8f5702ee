# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a provider tells an inventory: which things are hosts, and what is said of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Generic, Iterable, Mapping, TypeVar

from .provider import Provider

C = TypeVar("C")
Fields = Dict[str, Any]
Options = Mapping[str, Any]

# What is told of a host whoever rents it out. Addresses are lists, labels a map, the price is that of an hour.
NEUTRAL = (
    *("id", "name", "state"),
    *("public_ipv4", "private_ipv4", "public_ipv6", "private_ipv6"),
    *("size", "image", "region", "labels", "price"),
)


@dataclass(frozen=True)
class Extra(Generic[C]):
    """What only a further call tells. It is made when somebody needs it.

    :ivar option: the option of the inventory with which it is always made.
    :ivar fields: the fields that only it tells; None where it was not made.
    :ivar ask: makes the call, for all hosts; the answer is a value as JSON has them.
    """

    option: str
    fields: tuple[str, ...]
    ask: Callable[[C], Any]


@dataclass(frozen=True)
class HostSource(Generic[C]):
    """The hosts of a provider. ``C`` is its client.

    :ivar provider: whose they are.
    :ivar what: what one is called in a sentence.
    :ivar several: what more than one are called.
    :ivar listing: asks for all of them, with as many calls as that takes; values as JSON has them, in any order.
    :ivar read: one entry of the listing, and the answers of the extras that were asked by their options, to the
        fields of the host; raises NoUsableAnswer for one that is not as it should be. Every host has all fields.
    :ivar neutral: which of NEUTRAL is which field, "plan.name" for a part of one; "id" and "name" at least.
    :ivar ways: the fields that hosts can be reached at.
    :ivar names: the fields that hosts can be called by.
    :ivar chosen: the provider's own options that let hosts in, and the field that each of them is about. One that is
        empty lets all in, a list those whose field is in it, true and false those whose field is so.
    :ivar extras: what is asked only when needed.
    :ivar scope: the provider's own options that change what is listed.
    :ivar lost: what to say of hosts that can be reached in no way, a sentence or more.
    """

    provider: Provider[C]
    what: str
    several: str
    listing: Callable[[C, Options], Iterable[Any]]
    read: Callable[[Any, Mapping[str, Any]], Fields]
    neutral: Mapping[str, str]
    ways: tuple[str, ...]
    names: tuple[str, ...] = ("name", "id")
    chosen: Mapping[str, str] = field(default_factory=dict)
    extras: tuple[Extra[C], ...] = field(default=())
    scope: tuple[str, ...] = ()
    lost: str = ""

    def lets_in(self, fields: Fields, options: Options) -> bool:
        """Whether the provider's own options let a host in."""
        return all(is_so(fields[name], options[option]) for option, name in self.chosen.items())

    def id_of(self, fields: Fields) -> Any:
        """The id of a host, a number or a text."""
        return part(fields, self.neutral["id"])

    def name_of(self, fields: Fields) -> str:
        """What the provider calls a host; its id where it has no name."""
        return str(part(fields, self.neutral["name"]) or self.id_of(fields))

    def common(self, fields: Fields) -> Fields:
        """What is told of a host whoever rents it out: all of NEUTRAL, None where the provider does not tell."""
        return {name: part(fields, self.neutral[name]) if name in self.neutral else None for name in NEUTRAL}


def is_so(value: Any, wanted: Any) -> bool:
    """Whether a field is as an option asks, see HostSource.chosen."""
    if isinstance(wanted, bool):
        return bool(value) is wanted
    return not wanted or value in wanted


def part(fields: Mapping[str, Any], path: str) -> Any:
    """A field, or with dots a part of one; None where there is none."""
    value: Any = fields
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
