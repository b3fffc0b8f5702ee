# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The ports of a server, named by their numbers: which allocations of its node they are."""

from __future__ import annotations

import re
from typing import Any, Iterable, Sequence

from ..._core.converge import Run
from ..._core.errors import InvalidInput, Missing, WaitFailed
from ..._core.kind import Thing
from ..._core.options import option
from ..._core.record.table import Change, Part
from ..client import APPLICATION, Client
from ..kinds import related
from . import model

# Which ports the panel lets a node have.
FIRST, LAST = 1025, 65535
_RANGE = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")
_PORT = re.compile(r"(?:(?P<ip>[0-9A-Za-z.:-]+|\[[0-9A-Fa-f:]+\]):)?(?P<port>[0-9]{1,5})")


def place_of(allocation: Thing) -> str:
    """An allocation as people write it: 192.0.2.1:25565."""
    ip = str(allocation["ip"])
    return f"[{ip}]:{allocation['port']}" if ":" in ip else f"{ip}:{allocation['port']}"


def numbers(option_name: str, text: str) -> range:
    """The ports of a text such as 25565 or 27000-27099.

    :raises InvalidInput: it is none.
    """
    found = _RANGE.fullmatch(text)
    first = int(found[1]) if found else 0
    last = int(found[2] or found[1]) if found else 0
    if not FIRST <= first <= last <= LAST:
        rule = f"must be a port from {FIRST} to {LAST}, or a range such as 27000-27099"
        raise InvalidInput(option_name, text, rule)
    return range(first, last + 1)


def ports_of(server: Thing) -> list[Thing]:
    """Its allocations, that which it is reached at first."""
    there = related(server, "allocations") or []
    return sorted(there, key=lambda one: (one["id"] != server.get("allocation"), one["port"], one["ip"]))


def check_ports(wanted: Sequence[str] | None) -> None:
    """See that ports are written as they can be.

    :raises InvalidInput: one is not.
    """
    for at, text in enumerate(wanted or ()):
        found = _PORT.fullmatch(text)
        if not found or not 0 < int(found["port"]) < 65536:
            rule = "must be a port such as 25565, or an address with one"
            advice = "Name each port of a range" if _RANGE.fullmatch(text) and "-" in text else ""
            raise InvalidInput(f"ports[{at}]", text, rule, advice=advice)


def is_port(text: str, allocation: Thing) -> bool:
    """Whether a text means an allocation."""
    found = _PORT.fullmatch(text)
    if not found or int(found["port"]) != allocation["port"]:
        return False
    ip = (found["ip"] or "").strip("[]")
    return ip in ("", allocation["ip"], allocation.get("alias"))


class Ports(Part):
    """The ports of a server; the first is the one that it is reached at."""

    name = "ports"
    along = True

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """The ports, and whether others are taken from it."""
        yield ("ports", "list[str] | None", option(None, least=1))
        yield ("purge_ports", "bool", False)

    def asked(self, desired: Any) -> bool:
        """A new one has a port even if none is named, but where the panel chooses."""
        return desired.ports is not None

    def goes_along(self, resource: Any) -> Any:
        """The ids of the allocations of a new server."""
        first, *others = self._wanted(resource, resource.coming)
        return {"default": first["id"], "additional": [one["id"] for one in others]}

    def view(self, resource: Any, thing: Thing) -> Any:
        """Where it is reached, and its other ports."""
        return [place_of(one) for one in ports_of(thing)]

    def result(self, thing: Thing) -> Any:
        """Where it is reached, and its other ports."""
        return self.view(None, thing)

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The server with its ports as desired."""
        ports = self._then(resource, thing)
        default = ports[0]["id"] if ports else None
        return {**thing, "allocation": default, "related": {**(thing.get("related") or {}), "allocations": ports}}

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """One call that adds, takes away and says which is the first."""
        there, then = ports_of(thing), self._then(resource, thing)
        ids = {one["id"] for one in then}
        if ids == {one["id"] for one in there} and (not then or then[0]["id"] == thing.get("allocation")):
            return
        after = {"ports": [place_of(one) for one in then]}

        def make(server: Thing, run: Run) -> Thing:
            own = {one["id"] for one in ports_of(server)}
            body = {
                **model.build(server, {}),
                "allocation": then[0]["id"],
                "add_allocations": sorted(ids - own),
                "remove_allocations": sorted(own - ids),
            }
            changed = model.patch(resource.client, server, "build", body)
            skipped = [place_of(one) for one in then if one["id"] not in {each["id"] for each in ports_of(changed)}]
            if skipped:
                raise WaitFailed(f"the panel left out {' and '.join(skipped)}, which somebody else has by now")
            return changed

        yield Change("set_ports", f"set the ports of server {resource.name}", after, make)

    def _then(self, resource: Any, thing: Thing) -> list[Thing]:
        """The allocations that it will have, the first of them first."""
        there = ports_of(thing)
        wanted = self._wanted(resource, thing)
        ids = {one["id"] for one in wanted}
        more = [] if resource.desired.purge_ports else [one for one in there if one["id"] not in ids]
        return sorted([*wanted, *more], key=lambda one: (one["id"] != wanted[0]["id"], one["port"], one["ip"]))

    def _wanted(self, resource: Any, thing: Thing) -> list[Thing]:
        """For each port that is named, the allocation.

        :raises InvalidInput: there is none, it is in use, or there are several.
        """
        found: list[Thing] = []
        for at, text in enumerate(resource.desired.ports):
            own = [one for one in ports_of(thing) if is_port(text, one)]
            one = own[0] if own else self._free(resource.client, model.values(thing).get("node"), f"ports[{at}]", text)
            if any(one["id"] == other["id"] for other in found):
                raise InvalidInput(f"ports[{at}]", text, "is named twice")
            found.append(one)
        return found

    def _free(self, client: Client, node: Thing | None, place: str, text: str) -> Thing:
        """The free allocation of a node that a port means."""
        if node is None:
            raise InvalidInput("node", None, "is needed to create a server with ports that are named")
        meant = [one for one in allocations(client, node["id"]) if is_port(text, one)]
        free = [one for one in meant if not one.get("assigned")]
        if len(free) == 1:
            return free[0]
        if free:
            told = " and ".join(place_of(one) for one in free)
            raise InvalidInput(place, text, f"is free at several addresses: {told}", advice="Say which")
        who = f"node {node['name'] or node['id']}"
        if meant:
            raise InvalidInput(place, text, f"is in use: another server of {who} has it", advice="Take another one")
        advice = f"pterodactyl_allocation adds it: node: {node['name'] or node['id']}, ports: [{text}]"
        raise Missing(place, text, f"is no port of {who}", advice, ("port", "port_there"))


def allocations(client: Client, node: Any) -> list[Thing]:
    """All allocations of a node."""
    return client.get_once(APPLICATION, "nodes", node, "allocations")


def any_free(client: Client, node: Thing) -> Thing:
    """The lowest free allocation of a node that nobody of this task has taken.

    :raises InvalidInput: there is none.
    """
    with client.choosing:
        free = [one for one in allocations(client, node["id"]) if not one.get("assigned")]
        for one in sorted(free, key=lambda one: (one["port"], one["ip"])):
            if client.noted.setdefault(("port", one["id"]), False):
                continue
            client.noted["port", one["id"]] = True
            return one
    who = node["name"] or node["id"]
    advice = f"pterodactyl_allocation adds some: node: {who}, ports: [27000-27099]"
    raise Missing("node", who, "has no free port", advice, ("free_port",))
