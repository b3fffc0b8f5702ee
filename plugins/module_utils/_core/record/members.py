# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Parts of things that exist by themselves, such as the users in a group: they are put in and taken out by their id."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable, Dict, Iterable

from ..converge import Run
from ..errors import Refused
from ..kind import Thing
from ..options import option
from .table import Change, Part

How = Dict[str, Any]
# Each member by its id, with what is told of it.
Inside = Dict[str, How]


class Members(Part):
    """A list of things that exist by themselves. Those not listed stay, unless the option ``purge`` is set.

    :ivar one: what one is called, in the names of actions too.
    :ivar purge: the option that has those taken out that are not listed.
    :ivar entry: what an entry of the list is: a text, or a dataclass of options.
    """

    one: str
    purge: str
    entry: type = str

    # What a provider says

    def find(self, resource: Any) -> Inside:
        """Those that the task lists, as they shall be.

        :raises InvalidInput: there is none of them.
        """
        raise NotImplementedError

    def listed(self, resource: Any, thing: Thing) -> Inside:
        """Those that a thing has, as a call of its own shows them."""
        raise NotImplementedError

    def add(self, resource: Any, thing: Thing, member: str, how: How) -> Thing:
        """Ask for one to be put in."""
        raise NotImplementedError

    def update(self, resource: Any, thing: Thing, member: str, how: How) -> Thing:
        """Ask for one to be in it in another way, if there are several ways."""
        raise NotImplementedError

    def remove(self, resource: Any, thing: Thing, member: str, how: How) -> Thing:
        """Ask for one to be taken out; it goes on to exist."""
        raise NotImplementedError

    def as_desired(self, how: How, there: How) -> bool:
        """Whether one that is in it is so in the way that it shall be."""
        return True

    # What follows from that

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """The list, and whether those not listed are taken out."""
        if self.entry is str:
            yield (self.name, "list[str] | None", option())
        else:
            yield (self.name, "list[dict] | None", option(None, of=self.entry))
        yield (self.purge, "bool", False)

    def look(self, resource: Any, thing: Thing) -> Thing:
        """The thing with those that are in it."""
        try:
            return self.put(thing, self.listed(resource, thing))
        except Refused as error:
            if error.status not in resource.kind.unknown_codes:
                raise
            # it has just gone
            return self.put(thing, {})

    def there(self, thing: Thing) -> Inside | None:
        """Those that a thing has, as they are; None if nobody looked."""
        found: Inside | None = thing.get(self.name)
        return found

    def put(self, thing: Thing, members: Inside) -> Thing:
        """The thing with these in it."""
        return {**thing, self.name: members}

    def goes_along(self, resource: Any) -> Any:
        """Their ids."""
        return [{"id": member} for member in self._wanted(resource)]

    def view(self, resource: Any, thing: Thing) -> Inside:
        """Those that are there."""
        return self.there(thing) or {}

    def result(self, thing: Thing) -> Any:
        """Those that are there."""
        there = self.there(thing)
        return None if there is None else [{"id": member, **how} for member, how in there.items()]

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """Take out what is too much, then put in what is missing."""
        there, then = self.view(resource, thing), self._then(resource, thing)
        for member in [one for one in there if one not in then]:
            how = there[member]
            there = {one: told for one, told in there.items() if one != member}
            yield self._change("remove", self.remove, resource, member, how, there)
        for member, how in then.items():
            if there.get(member) != how:
                verb, ask = ("update", self.update) if member in there else ("add", self.add)
                there = {**there, member: how}
                yield self._change(verb, ask, resource, member, how, there)

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The thing with those that will be in it."""
        return self.put(thing, self._then(resource, thing))

    def _wanted(self, resource: Any) -> Inside:
        if not getattr(resource.desired, self.name):
            return {}
        found: Inside = resource.once(self.name, partial(self.find, resource))
        return found

    def _then(self, resource: Any, thing: Thing) -> Inside:
        """Those that will be in it, as they will be."""
        there, wanted = self.view(resource, thing), self._wanted(resource)
        then = {} if getattr(resource.desired, self.purge) else dict(there)
        for member, how in wanted.items():
            stays = member in there and self.as_desired(how, there[member])
            then[member] = there[member] if stays else how
        return then

    def _change(
        self, verb: str, ask: Callable[..., Thing], resource: Any, member: str, how: How, after: Inside
    ) -> Change:
        def make(thing: Thing, _run: Run) -> Thing:
            return ask(resource, thing, member, how)

        return Change(f"{verb}_{self.one}", f"{verb} {self.one} {member}", {self.name: after}, make)
