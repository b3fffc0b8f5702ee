# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Telling what is there: a table of lists, from which a provider's modules <provider>_info and _facts follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Collection, Dict, Generic, Iterable, Mapping, TypeVar

from .client import ApiClient
from .errors import BoxfleetError, InvalidInput
from .options import check_options
from .provider import Provider
from .report import Report
from .suggest import did_you_mean
from .task import TaskSpec

C = TypeVar("C", bound=ApiClient)
Told = Dict[str, Any]


@dataclass(frozen=True)
class InfoOptions:
    """What to ask for, where there is nothing else to say."""

    gather_subset: tuple[str, ...] = ("min",)

    def __post_init__(self) -> None:
        check_options(self)


def _the_client(client: Any, options: Any) -> Any:
    return client


def _nothing(told: Told) -> Told:
    return {}


@dataclass(frozen=True)
class Lists(Generic[C]):
    """What there is at a provider.

    :ivar lists: the name of each list, and how it is asked for: takes what ``begin`` returns, and returns the entries
        as results show them, sorted.
    :ivar least: the lists that "min" stands for.
    :ivar options: the dataclass of the options; has gather_subset.
    :ivar begin: what the lists are asked of, made of the client and the options, such as an object that asks nothing
        twice; the client itself where there is nothing to share.
    :ivar more: what follows from the lists that were asked for, by name.
    """

    provider: Provider[C]
    lists: Mapping[str, Callable[[Any], list[Told]]]
    least: tuple[str, ...]
    options: type = InfoOptions
    begin: Callable[[C, Any], Any] = _the_client
    more: Callable[[Told], Told] = _nothing

    def told(self, client: C, options: Any) -> Told:
        """The lists asked for, by name, in the order of the table.

        :raises InvalidInput: there is no such list.
        :raises BoxfleetError: the service could not be asked, or did not tell.
        """
        chosen = chosen_subsets(options.gather_subset, self.lists, self.least)
        account = self.begin(client, options)
        told: Told = {}
        for name, ask in self.lists.items():
            if name in chosen:
                try:
                    told[name] = ask(account)
                except BoxfleetError as error:
                    raise error.during(f"gather the subset {name}") from None
        return {**told, **self.more(told)}


def info_spec(lists: Lists[C]) -> TaskSpec:
    """The task of <provider>_info: each list is a value of its own."""

    def tell(client: C, options: Any, check_mode: bool = False) -> Report:
        return Report(lists.told(client, options))

    return TaskSpec(lists.provider, lists.options, tell, only_tells=True)


def facts_spec(lists: Lists[C]) -> TaskSpec:
    """The task of <provider>_facts: the lists become facts of the host, called <provider>_<list>."""

    def tell(client: C, options: Any, check_mode: bool = False) -> Report:
        told = lists.told(client, options)
        return Report({"ansible_facts": {f"{lists.provider.name}_{name}": value for name, value in told.items()}})

    return TaskSpec(lists.provider, lists.options, tell, only_tells=True)


def chosen_subsets(gather_subset: Iterable[str], known: Collection[str], least: Collection[str]) -> frozenset[str]:
    """The subsets that a gather_subset comes to, in whatever order it stands; only exclusions exclude from all.

    :param known: all there are.
    :param least: what "min" stands for.
    :raises InvalidInput: there is no subset of that name.
    """
    groups = {"all": frozenset(known), "min": frozenset(least)}
    named: set[str] = set()
    included: set[str] = set()
    excluded: set[str] = set()
    for word in gather_subset:
        name = word[1:] if word.startswith("!") else word
        if name not in known and name not in groups:
            raise InvalidInput("gather_subset", word, "is not a subset", advice=did_you_mean(name, [*known, *groups]))
        if word == "!all":
            excluded |= groups["all"] - groups["min"]
        elif word.startswith("!"):
            excluded |= groups.get(name, {name})
        elif name in groups:
            included |= groups[name]
        else:
            named.add(name)
    if not named and not included:
        included |= groups["all"]
    return frozenset(named | (included - excluded))
