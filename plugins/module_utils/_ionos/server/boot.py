# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a server boots from: one of its volumes, or one of its CD-ROMs."""

from __future__ import annotations

from functools import partial
from typing import Any, Iterable

from ..._core.converge import Run
from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.options import option
from ..._core.record.table import Change, Part
from ..._core.suggest import did_you_mean
from ..kinds import UUID, inside, properties


def boots_from(server: Thing, key: str) -> str | None:
    """The id of what a server boots from, as the property bootVolume or bootCdrom has it."""
    named = properties(server).get(key)
    return named.get("id") if named else None


class BootDevice(Part):
    """Which of the volumes, or of the CD-ROMs, boots the server.

    :param name: the option.
    :param key: the property at the API.
    :param where: the list of the server that it is one of.
    :param what: what one is called in a sentence.
    """

    def __init__(self, name: str, key: str, where: str, what: str) -> None:
        self.name = name
        self._key = key
        self._where = where
        self._what = what

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """By id or name; a CD-ROM by its alias, too."""
        return ((self.name, "str | None", option()),)

    def view(self, resource: Any, thing: Thing) -> str | None:
        """The name of what boots it; its id where that has none."""
        now = self._now(thing)
        return None if now is None else _called(now)

    def result(self, thing: Thing) -> dict[str, Any] | None:
        """Its id and name."""
        now = self._now(thing)
        return None if now is None else {"id": now.get("id"), "name": properties(now).get("name")}

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """A change if another one boots it."""
        wanted = self._wanted(resource, thing)
        if wanted is self._now(thing):
            return
        name = _called(wanted)
        what = f"boot server {resource.name} from {self._what} {name}"
        make = partial(self._make, resource)
        yield Change(f"set_{self.name}", what, {self.name: name}, make, partial(self._reached, resource))

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The server that boots from what is asked for."""
        wanted = self._wanted(resource, thing)
        boots = {"bootVolume": None, "bootCdrom": None, self._key: {"id": wanted.get("id"), "name": _called(wanted)}}
        return {**thing, "properties": {**properties(thing), **boots}}

    def _now(self, server: Thing) -> Thing | None:
        """What boots it; of a server that is yet to come, what the service will take: the first with an image."""
        attached, named = inside(server, self._where), properties(server).get(self._key)
        if named:
            return next((one for one in attached if _is(one, named)), {"id": named.get("id")})
        if server.get("id") or self._where != "volumes" or properties(server).get("bootCdrom"):
            return None
        return next((one for one in attached if properties(one).get("image")), None)

    def _reached(self, resource: Any, server: Thing) -> bool:
        return self._wanted(resource, server) is self._now(server)

    def _make(self, resource: Any, server: Thing, _run: Run) -> Thing:
        where = ("datacenters", resource.parents[0]["id"], "servers", server["id"])
        values = {self._key: {"id": self._wanted(resource, server)["id"]}}
        changed: Thing = resource.client.change(*where, properties=values)
        # the answer shows what is in it without its properties
        return {**changed, "entities": server.get("entities")}

    def _wanted(self, resource: Any, server: Thing) -> Thing:
        """The one that is asked for.

        :raises InvalidInput: the server has none such, or several.
        """
        text, attached = str(getattr(resource.desired, self.name)), inside(server, self._where)
        by_id = text.lower() if UUID(text) else None
        found = [one for one in attached if by_id is not None and one.get("id") == by_id]
        found = found or [one for one in attached if text in _names(one)]
        if len(found) == 1:
            return found[0]
        if found:
            rule = f"is the name of several: {' and '.join(str(one.get('id')) for one in found)}"
            raise InvalidInput(self.name, text, rule, advice="Say which by its id")
        known = {name for one in attached for name in _names(one)}
        advice = did_you_mean(text, known, has="It has") if known else f"List it in {self._where}, too"
        raise InvalidInput(self.name, text, f"is no {self._what} of server {resource.name}", advice=advice)


def _is(one: Thing, named: Any) -> bool:
    """Whether one is what a property names; those to come have no id."""
    if one.get("id"):
        return bool(one["id"] == named.get("id"))
    return named.get("id") is None and _called(one) == named.get("name")


def _called(one: Thing) -> str:
    return str(properties(one).get("name") or one.get("id"))


def _names(one: Thing) -> list[str]:
    there = properties(one)
    return [str(name) for name in (there.get("name"), *(there.get("imageAliases") or [])) if name]
