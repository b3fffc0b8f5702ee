# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a call of the API is given to work with."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sandbox._core.answer import Answer, Refused
from sandbox._core.call import Call as CoreCall
from sandbox._core.call import Outcome
from sandbox._core.documents import Document

from . import fields, stages
from .errors import bad, bad_value, classed, conflict, no_object, no_service
from .fields import Field
from .store import Store

# What a fault can make of a step, beside never ending.
FAILS, CANCELLED, CUSTOMER_ERROR = "fails", "cancelled", "customer_error"
FAILURES = (FAILS, CANCELLED, CUSTOMER_ERROR)
# The answer comes before the thing can be found, or without its id.
LATE, ZERO_ID = "late", "zero_id"
LATE_STEPS = 5
VOID = Answer(None)


def shown(value: Mapping[str, Any]) -> dict[str, Any]:
    """What of a value everybody may see."""
    return {name: found for name, found in value.items() if not name.startswith("_")}


@dataclass
class Call:
    """One call of an account that is known. ``credential`` is the consumer key behind it, None for a token.

    ``form`` says whether the answer has one of the ``forms``.
    """

    core: CoreCall[Store]
    account: int
    credential: Document | None
    form: Callable[[str], bool]
    # whether things are read for a list, where services that are over are shown too
    listing: bool = False
    # what becomes of the steps that it has begun so far
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return self.core.store

    @property
    def now(self) -> float:
        return self.core.now

    @property
    def parts(self) -> Mapping[str, str]:
        return self.core.parts

    def at(self, **parts: str) -> Call:
        """The same call with other variable parts of its path."""
        return replace(self, core=replace(self.core, parts={**self.parts, **parts}))

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(self.core.request.query)

    # What is there

    def get(self, kind: str, key: str) -> Document | None:
        """A thing of this account, once it can be seen."""
        found = self.store.documents.get(kind, key)
        return found if found and found.account == self.account and self._is_visible(found) else None

    def listed(self, kind: str, parent: str | None = None) -> list[Document]:
        """Things of this account, the oldest first."""
        found = self.store.documents.listed(kind, parent=parent, account=self.account)
        return [thing for thing in found if self._is_visible(thing)]

    def _is_visible(self, thing: Document) -> bool:
        return bool(thing.value.get("_from", 0) <= self.now)

    def service(self, kind: str, name: str | None = None) -> Document:
        """The service that the path names, or the one of this name. Raises Refused."""
        found = self.get(kind, self.parts["service"] if name is None else name)
        if found is None:
            raise no_service()
        if found.value.get("_expired") and not self.listing:
            raise classed(460, "This service is expired")
        return found

    def item(self, kind: str, parent: Document | None = None, field: str = "id") -> Document:
        """The thing below a service that the path names. Raises Refused."""
        return self.below(parent, kind, self.parts["item"], field, self.parts["item"])

    def below(self, parent: Document | None, kind: str, key: str, field: str, named: str) -> Document:
        """A thing with this key, and what refusals call it. Raises Refused."""
        found = self.get(kind, key)
        if found is None or (parent is not None and found.parent != parent.id):
            raise no_object(field, named)
        return found

    def narrowed(self, things: Iterable[Document], *names: str, **renamed: str) -> list[Document]:
        """Those whose values are what the query says, if it does; ``renamed`` are parameters of other names."""
        wanted = {name: self.query.get(parameter) for parameter, name in ({n: n for n in names} | renamed).items()}
        given = {name: value for name, value in wanted.items() if value}
        return [it for it in things if all(str(it.value.get(name)) == value for name, value in given.items())]

    def misplaced(self, field: str, wanted: str) -> Refused:
        """For an id in a body that is none of the region."""
        return no_object(field, wanted) if self.form("ids_are_404") else bad_value(field)

    def unfit(self, message: str) -> Refused:
        """For what does not fit the status of a thing."""
        return bad(message) if self.form("states_are_400") else conflict(message)

    # What is sent

    def body(self, *taken: Field) -> dict[str, Any]:
        """The fields that were sent. Raises Refused."""
        request = self.core.request
        try:
            found = request.json() if request.body.strip() else {}
        except ValueError:
            raise bad("Invalid JSON received") from None
        if not isinstance(found, dict):
            raise bad("Invalid JSON received")
        # a caller with a token has signed nothing
        polite = self.credential is None or self.form("polite_types")
        return fields.sent(taken, found, polite, self.form("strict_bodies"))

    def complete(self, *taken: Field) -> dict[str, Any]:
        """The fields that were sent, and the defaults of all others. Raises Refused."""
        found = self.body(*taken)
        return {field.name: field.default if found.get(field.name) is None else found[field.name] for field in taken}

    def changes(self, *taken: Field) -> dict[str, Any]:
        """What a PUT changes. Raises Refused."""
        return self.complete(*taken) if self.form("put_replaces") else self.body(*taken)

    # What is done

    def new(self, kind: str, key: str, value: Mapping[str, Any], parent: str | None = None) -> Document:
        """A new thing; a fault can keep it from being seen for a while."""
        late = {"_from": self.now + LATE_STEPS * self.core.step_seconds} if self.core.take_fault({LATE}) else {}
        return self.put(Document(kind, key, {**value, **late}, account=self.account, parent=parent))

    def put(self, thing: Document) -> Document:
        self.store.documents.put(thing)
        return thing

    def change(self, thing: Document, **values: Any) -> Document:
        return self.put(replace(thing, value={**thing.value, **values}))

    @property
    def worst(self) -> Outcome | None:
        """The first outcome that is none to be hoped for, of the steps begun so far."""
        return next((it for it in self.outcomes if it.failure or math.isinf(it.ends)), None)

    def begin(
        self,
        thing: Document,
        *happens: stages.Stage,
        failed: Callable[[str], stages.Stage],
        outcome: Outcome | None = None,
        **values: Any,
    ) -> Document:
        """The thing has these values now, and is on its way through these stages.

        ``failed`` is what happens instead, when a fault says how it fails, or the ``outcome`` that is given.
        """
        outcome = outcome or self.core.outcome(*FAILURES)
        self.outcomes.append(outcome)
        way = [*happens[:-1], failed(outcome.failure)] if outcome.failure else happens
        changed = replace(thing, value={**thing.value, **values})
        return self.put(stages.with_future(changed, self.now, outcome.ends - self.now, way))

    def removed(self, thing: Document) -> Answer:
        """The thing is gone at once."""
        stages.remove(self.store, thing)
        return VOID
