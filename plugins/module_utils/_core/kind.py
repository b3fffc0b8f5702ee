# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A kind of thing that an account has: which one is meant, by name or id, with help for typos, and how to watch it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Callable, Dict, Generic, Iterable, Mapping, TypeVar

from .client import ApiClient
from .errors import InvalidInput, Missing, Refused, WaitTimeout, own_name
from .naming import beginning
from .suggest import did_you_mean
from .wait import Deadline
from .watch import Watch

C = TypeVar("C", bound=ApiClient)
Thing = Dict[str, Any]

# Seconds in which a task that made one of two takes it away again; it looks every 13 s at the latest.
_WITHDRAWN = 60.0


def _never(thing: Thing) -> bool:
    return False


def _always(thing: Thing) -> bool:
    return True


def _no_labels(thing: Thing) -> Mapping[str, Any]:
    return {}


def _state(thing: Thing) -> str:
    return "there"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def id_like(pattern: str) -> Callable[[str], str | None]:
    """For Kind.id_from: ids are texts of this shape, a regular expression."""
    shape = re.compile(pattern)
    return lambda text: text if shape.fullmatch(text) else None


@dataclass(frozen=True)
class Kind(Generic[C]):
    """A kind of thing. ``C`` is the provider's client.

    :ivar what: what one is called in a sentence.
    :ivar several: what more than one are called.
    :ivar get: asks for one by its id; Refused when there is none, or when anything else is wrong.
    :ivar get_all: asks for all, those that are gone but still listed among them.
    :ivar id_of: the id of one, a number or a text.
    :ivar name_of: the name of one.
    :ivar id_from: the id that a text can be, None if it can be none.
    :ivar gone: whether it is deleted and merely still listed.
    :ivar leaving: whether it is being deleted.
    :ivar settled: whether it is in no transition.
    :ivar condition: how it is, in a sentence, such as "READY and running".
    :ivar owner: what has these things, for messages.
    :ivar age: sorts them by when they were created.
    :ivar labels_of: the labels of one, or whatever the service calls what people note with a thing.
    :ivar labels_word: what the service calls them.
    :ivar unseen: what stands for one of which no more than its id is known, where that is enough to ask for what is in
        it; None where it has to be looked at.
    :ivar unknown_codes: the HTTP codes that say for sure that there is none with an id, such as 404; after any other
        refusal a new list tells.
    :ivar keys: what tasks that make one call it, where that is not what one is called.
    """

    what: str
    several: str
    get: Callable[[C, Any], Thing]
    get_all: Callable[[C], Iterable[Thing]]
    id_of: Callable[[Thing], Any] = lambda thing: thing["id"]
    name_of: Callable[[Thing], str] = lambda thing: str(thing["name"])
    id_from: Callable[[str], Any] = _number
    gone: Callable[[Thing], bool] = _never
    leaving: Callable[[Thing], bool] = _never
    settled: Callable[[Thing], bool] = _always
    condition: Callable[[Thing], str] = _state
    owner: str = "this account"
    age: Callable[[Thing], Any] = lambda thing: thing["id"]
    labels_of: Callable[[Thing], Mapping[str, Any]] = _no_labels
    labels_word: str = "labels"
    unseen: Callable[[Any], Thing] | None = None
    unknown_codes: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()

    def describe(self, thing: Thing) -> str:
        """One in a sentence, such as "web1 (10001)"."""
        return f"{self.name_of(thing)} ({self.id_of(thing)})"

    def all(self, client: C) -> list[Thing]:
        """All that the account has."""
        return [thing for thing in self.get_all(client) if not self.gone(thing)]

    def by_id(self, client: C, thing_id: Any) -> Thing | None:
        """The one with this id, or None if the account has none.

        At most services a refusal alone does not tell "gone" from any other error; it is checked against a new list.
        """
        try:
            thing = self.get(client, thing_id)
        except Refused as error:
            if error.status in self.unknown_codes:
                return None
            client.forget()
            if any(self.id_of(thing) == thing_id for thing in self.all(client)):
                raise
            return None
        return None if self.gone(thing) else thing

    def meant(self, client: C, thing_id: Any, name: str) -> Thing | None:
        """The one with this id, or if that is None, this name; None if the account has none.

        :raises InvalidInput: the id can be none, or there are several with the name.
        """
        if thing_id is None:
            return self.by_name(self.all(client), name)
        wanted = self.id_from(str(thing_id))
        if wanted is None:
            raise InvalidInput("id", thing_id, f"is not the id of any {self.what}")
        return self.by_id(client, wanted)

    def by_name(self, things: Iterable[Thing], name: str, option: str = "name") -> Thing | None:
        """The one with this name, or None. One that is being deleted counts only where there is no other.

        :raises InvalidInput: there are several.
        """
        return self.the_one([thing for thing in things if self.name_of(thing) == name], option, name)

    def the_one(self, named: list[Thing], option: str, name: str) -> Thing | None:
        """The one of these that have a name, or None. One that is being deleted counts only where there is no other.

        :raises InvalidInput: there are several.
        """
        found = [thing for thing in named if not self.leaving(thing)] or named[:1]
        if len(found) > 1:
            told = " and ".join(f"{self.id_of(thing)} ({self.condition(thing)})" for thing in found)
            rule = f"is the name of several {self.several}: {told}"
            raise InvalidInput(option, name, rule, advice="Say which by its id")
        return found[0] if found else None

    def find(self, client: C, wanted: str, option: str) -> Thing:
        """The one with this id or name, by the cheap call where it is an id.

        :raises InvalidInput: there is none, or there are several with the name.
        """
        return self._by_id_text(client, wanted) or self.pick(self.all(client), wanted, option)

    def find_any(self, client: C, wanted: str, option: str) -> Thing | None:
        """The same, but None if there is none.

        :raises InvalidInput: there are several with the name.
        """
        return self._by_id_text(client, wanted) or self.pick_any(self.all(client), wanted, option)

    def without_a_look(self, text: str) -> Thing | None:
        """What stands for the one with this id; None if it has to be looked at, or looked for."""
        thing_id = self.id_from(text) if self.unseen else None
        return None if thing_id is None or self.unseen is None else self.unseen(thing_id)

    def _by_id_text(self, client: C, text: str) -> Thing | None:
        thing_id = self.id_from(text)
        return None if thing_id is None else self.without_a_look(text) or self.by_id(client, thing_id)

    def pick(self, things: Sequence[Thing], wanted: str, option: str) -> Thing:
        """The one of these with this id or, if none has it, this name.

        :raises InvalidInput: there is none, or there are several with the name.
        """
        thing = self.pick_any(things, wanted, option)
        if thing is None:
            rule = f"is no {self.what} of {self.owner}"
            keys = (own_name(option), *(self.keys or [self.what.lower().replace(" ", "_")]))
            raise Missing(option, wanted, rule, lambda: self.similar(things, wanted), keys)
        return thing

    def pick_any(self, things: Sequence[Thing], wanted: str, option: str) -> Thing | None:
        """The same, but None if there is none.

        :raises InvalidInput: there are several with the name.
        """
        thing = next((thing for thing in things if str(self.id_of(thing)) == wanted), None)
        return thing or self.by_name(things, wanted, option)

    def similar(self, things: Iterable[Thing], wanted: str) -> str:
        """A sentence naming those with a name like it."""
        owner = "the account" if self.owner == "this account" else self.owner
        return did_you_mean(wanted, {self.name_of(thing) for thing in things}, has=f"{beginning(owner)} has")

    def only(
        self, client: C, made: Thing, same: Callable[[Thing], bool], delete: Callable[[], None], warnings: list[str]
    ) -> Thing:
        """The one that is left where two came to be at once, by two tasks or by a call that arrived late: the older.

        Where the service shows what it made only later, whoever made a younger one may have looked too early to see
        this one. So a younger one that nobody takes away stays, and this one is deleted, which nobody else knows of.

        :param made: one that was just made, where the service lets several have a name.
        :param same: whether another one would have done.
        :param delete: deletes the one that was made.
        :param warnings: told if that was done.
        """
        others = [thing for thing in self.all(client) if self.id_of(thing) != self.id_of(made)]
        twins = sorted((thing for thing in others if same(thing) and not self.leaving(thing)), key=self.age)
        # one that is not waited for is kept
        waits = self.settled(made)
        stays = (one for one in twins if self.age(one) < self.age(made) or (waits and self._stays(client, one)))
        kept = next(stays, None)
        if kept is None:
            return made
        warnings.append(self.told_of_twins(kept, made))
        delete()
        return kept

    def _stays(self, client: C, twin: Thing) -> bool:
        """Whether one that came to be at the same time is not taken away by whoever made it."""
        watch = self.watch(client, twin)
        try:
            watch.until(lambda seen: seen is None or self.leaving(seen), Deadline(client.session.clock, _WITHDRAWN))
        except WaitTimeout:
            seen = watch.look()
            return seen is not None and self.settled(seen) and not self.leaving(seen)
        return False

    def told_of_twins(self, kept: Thing, deleted: Thing) -> str:
        """A sentence on two that came to be at once, of which one is left."""
        return (
            f"{self.what.capitalize()} {self.describe(kept)} came to be at the same time, so {self.describe(deleted)} "
            "was deleted again."
        )

    def watch(self, client: C, thing: Thing) -> Watch[Thing]:
        """How to look at this one, by its id: listing is too expensive for that."""
        thing_id = self.id_of(thing)
        return Watch(
            f"{self.what} {self.describe(thing)}",
            lambda: self.by_id(client, thing_id),
            self.settled,
            self.condition,
            client.tell,
        )
