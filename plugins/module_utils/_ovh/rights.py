# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a consumer key may do: its rules, which rules a task needs, and which of them are missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Callable

from .._core.errors import BoxfleetError
from .endpoints import ALIAS, VERSION

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# More characters no rule has.
_LONGEST = 500
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Rule:
    """One method on the paths of a pattern, in which a star stands for anything, slashes included."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @classmethod
    def of(cls, verb: str, path: str) -> Rule:
        """The rule that a call needs."""
        path = path.partition("?")[0]
        for version in (VERSION, ALIAS):
            path = path[len(version) :] if path.startswith(f"{version}/") else path
        return cls(verb, path)

    @classmethod
    def parsed(cls, text: str, names: Mapping[str, str] | None = None) -> Rule:
        """From "GET /cloud/project/{project}"; a place without a name is a star."""
        method, _space, path = text.partition(" ")
        return cls(method, _PLACE.sub(lambda place: (names or {}).get(place[1], "*"), path))

    @property
    def told(self) -> dict[str, str]:
        """As the API and results have it."""
        return {"method": self.method, "path": self.path}

    def covers(self, other: Rule) -> bool:
        """Whether whoever has this rule needs not have the other one."""
        return self.method == other.method and _pattern(self.path).fullmatch(other.path) is not None

    def may_cover(self, other: Rule) -> bool:
        """Whether there is a path of the other rule that this one is about: where nobody knows yet which it will be."""
        return self.method == other.method and _overlap(self.path, other.path)


@lru_cache(maxsize=512)
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, path.split("*"))))


def _overlap(one: str, other: str) -> bool:
    """Whether two patterns have a path in common."""
    ahead, seen = [(0, 0)], {(0, 0)}
    while ahead:
        at, there = ahead.pop()
        here, beside = one[at : at + 1], other[there : there + 1]
        if not here and not beside:
            return True
        # a star ends, or stands for one more character of the other
        further = [(at + 1, there)] if here == "*" or (here and beside == "*") else []
        further += [(at, there + 1)] if beside == "*" or (beside and here == "*") else []
        if here == beside != "*":
            further.append((at + 1, there + 1))
        for step in further:
            if step not in seen:
                seen.add(step)
                ahead.append(step)
    return False


@dataclass(frozen=True)
class Needs:
    """The rules that a task needs.

    :ivar reads: to look.
    :ivar changes: for each of its actions; an action that is not named needs none.
    :ivar at_times: to look up what not every task has to, such as the id of something that it names.
    """

    reads: tuple[str, ...]
    changes: Mapping[str, tuple[str, ...]]
    at_times: tuple[str, ...] = ()

    @property
    def places(self) -> set[str]:
        """What its rules have a place for, such as "project"."""
        changes = (rule for rules in self.changes.values() for rule in rules)
        return {place for rule in (*self.reads, *changes) for place in _PLACE.findall(rule)}

    def all(self, names: Mapping[str, str] | None = None) -> list[Rule]:
        """All that it can ever need."""
        changes = (rule for rules in self.changes.values() for rule in rules)
        return list(dict.fromkeys(Rule.parsed(rule, names) for rule in (*self.at_times, *self.reads, *changes)))

    def looks(self, made: Iterable[Rule], names: Mapping[str, str]) -> list[Rule]:
        """What a task needed to look.

        :param made: the calls that it made.
        """
        calls = list(made)
        rules = [Rule.parsed(rule, names) for rule in self.at_times]
        asked = [rule for rule in rules if any(rule.covers(call) for call in calls)]
        return list(dict.fromkeys([*asked, *(Rule.parsed(rule, names) for rule in self.reads)]))

    def of(self, actions: Iterable[str], names: Mapping[str, str]) -> list[Rule]:
        """What these actions need."""
        changes = [rule for action in actions for rule in self.changes.get(action, ())]
        return list(dict.fromkeys(Rule.parsed(rule, names) for rule in changes))


class Rights:
    """What one client's account may do, looked up when that has to be known, and what its task needs.

    :param granted: asks for the rules of the consumer key; None where there is none, or nobody may know.
    """

    def __init__(self, granted: Callable[[], Sequence[Rule] | None]) -> None:
        self._ask = granted
        self._granted: Sequence[Rule] | None = None
        self._asked = False
        self.needed: dict[Rule, None] = {}

    def need(self, rules: Iterable[Rule]) -> None:
        """Note what is needed, and see that it is there.

        :raises BoxfleetError: it is not.
        """
        wanted = list(rules)
        self.needed.update(dict.fromkeys(wanted))
        if not wanted:
            return
        if not self._asked:
            self._granted, self._asked = self._ask(), True
        if self._granted is None:
            return
        missing = [rule for rule in wanted if not any(granted.may_cover(rule) for granted in self._granted)]
        if missing:
            raise lacking(missing)


def lacking(missing: Sequence[Rule]) -> BoxfleetError:
    """The error for rules that are missing."""
    several = len(missing) > 1
    reason = f"the consumer key lacks the rule{'s' if several else ''} {' and '.join(map(str, missing))}"
    rules = ", ".join(f"{{method: {rule.method}, path: {rule.path}}}" for rule in missing)
    error = BoxfleetError(
        reason,
        now="Nothing was changed",
        advice=f"Ask for a key that has {'them' if several else 'it'} too: ovh_credential with access_rules: [{rules}]",
    )
    error.details = {"required_rules": [rule.told for rule in missing]}
    return error


def rules_from(entries: Any) -> list[Rule]:
    """The rules that the API tells."""
    told = [one for one in entries if isinstance(one, Mapping)] if isinstance(entries, list) else []
    return [Rule(str(one.get("method")), str(one.get("path"))[:_LONGEST]) for one in told]
