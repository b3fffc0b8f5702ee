# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Servers: a table, with their ports, and with what is done to them: installed, suspended, started."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Iterable, Iterator, Sequence

from ..._core.converge import Run
from ..._core.errors import InvalidInput, Missing, OutcomeUnknown, Refused
from ..._core.kind import Thing
from ..._core.options import check_options, option
from ..._core.record.table import Change, Record, Values
from ..._core.record.task import record_spec
from .. import eggs, tables
from ..client import APPLICATION, Client
from ..kinds import LOCATION, NODE, find_user, names_user
from ..provider import PANEL
from ..rules import as_text
from ..states import FAILED, FAILED_AGAIN, SUSPENDED
from ..usable import when_usable
from . import model
from .model import SERVER, is_suspended
from .ports import Ports, any_free, check_ports, numbers
from .power import GOALS, OFFLINE, Power, passing, power_change

# What the panel takes for an image.
_IMAGE = re.compile(r"~?[\w./:@ -]*", re.ASCII)
# What a path can hold without a web server in front of the panel taking it for something else.
_IN_PATHS = re.compile(r"[^/\\%.][^/\\%]*")
# Of so few MiB nothing can be made: whoever asks for less thinks of GiB.
_FEW = 64
STATES = ("present", "running", "stopped", "restarted", "reinstalled", "absent")


@dataclass(frozen=True)
class Deploy:
    """Where the panel may put a server, and with which port, if it is to choose."""

    locations: tuple[str, ...] = ()
    dedicated_ip: bool = False
    port_range: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_options(self)
        for at, text in enumerate(self.port_range):
            numbers(f"port_range[{at}]", text)


# What an option means


def _find_user(client: Client, _parents: Any, wanted: str) -> Thing:
    return model.user_named(find_user(client, wanted, "user"))


def _find_node(client: Client, _parents: Any, wanted: str) -> Thing:
    node = NODE.find(client, wanted, "node")
    return {"id": node["id"], "name": node["name"]}


def _find_places(client: Client, _parents: Any, wanted: Deploy) -> Thing:
    locations = [LOCATION.find(client, one, "deploy.locations")["id"] for one in wanted.locations]
    return {"locations": locations, "dedicated_ip": wanted.dedicated_ip, "port_range": list(wanted.port_range)}


def _is_node(desired: str, node: Thing) -> bool:
    return desired in (str(node["id"]), node.get("name"))


def _same_values(desired: Any, actual: Any) -> bool:
    """Whether variables are as desired: as texts, and only those that are named."""
    return all(as_text(value) == as_text((actual or {}).get(name)) for name, value in desired.items())


def _as_texts(desired: Any) -> Any:
    return {name: as_text(value) for name, value in desired.items()}


# Whether it can be


def _check(desired: Any) -> None:
    check_ports(desired.ports)
    for name in ("external_id", "name"):
        if getattr(desired, name) is not None and not getattr(desired, name).strip():
            raise InvalidInput(name, getattr(desired, name), "must not be empty")
    for name in ("image", "startup"):
        if getattr(desired, name) is not None and not getattr(desired, name).strip():
            advice = "Leave it out: a new server has the egg's, an existing one keeps what it has"
            raise InvalidInput(name, getattr(desired, name), "must not be empty", advice=advice)
    if desired.image is not None and not _IMAGE.fullmatch(desired.image.strip()):
        rule = "must be the name of an image, such as ghcr.io/pterodactyl/yolks:java_21"
        raise InvalidInput("image", desired.image, rule)
    if desired.suspended and desired.state in ("running", "restarted"):
        raise InvalidInput("suspended", True, f"excludes state: {desired.state}", advice="Leave one of them out")
    for name, value in (desired.environment or {}).items():
        if isinstance(value, (dict, list)):
            raise InvalidInput(f"environment.{name}", None, "must be a text, a number, or true or false")
    if desired.deploy is not None and (desired.node is not None or desired.ports is not None):
        option_too = "node" if desired.node is not None else "ports"
        raise InvalidInput("deploy", None, f"excludes {option_too}: with it the panel chooses", "Leave one of them out")


def _refuse(resource: Any, server: Thing | None) -> None:
    desired = resource.desired
    if desired.state == "absent":
        return
    if server is None:
        _refuse_creation(resource)
    else:
        _refuse_change(resource, server)
    named = _differing(resource, server)
    if named or server is None:
        there = {} if server is None else model.values(server)
        wanted = resource.wanted(_EGG) if desired.egg and not _is_egg(desired.egg, there) else there["egg"]
        egg = eggs.the_egg(resource.client, wanted["id"])
        eggs.check_values(egg, named, whole=server is None)


def _is_egg(desired: str, there: Any) -> bool:
    return bool(there) and eggs.is_egg(desired, there["egg"])


def _differing(resource: Any, server: Thing | None) -> dict[str, Any]:
    """The variables that are to be set."""
    named = resource.desired.environment or {}
    there = {} if server is None else model.values(server)["environment"]
    return {name: value for name, value in named.items() if server is None or not _same_values({name: value}, there)}


def _refuse_creation(resource: Any) -> None:
    desired, client = resource.desired, resource.client
    if desired.node is None and desired.deploy is None:
        rule = f"is not set, and server {resource.name} does not exist: to create it the task has to say where"
        raise Missing("node", None, rule, "Set node, or deploy to have the panel choose", needs=("node",))
    if desired.external_id is None:
        if client.noted.get(("lost", desired.name)):
            rule = "is not created again, since it is not known whether it was: names do not tell servers apart"
            advice = "Look at the panel in a minute, and run the task again; with an external_id it goes on by itself"
            raise InvalidInput("name", desired.name, rule, advice=advice)
        return
    for other in _with_name(client, desired.name):
        if other["name"] == desired.name and not other.get("external_id"):
            rule = f"is no server, but server {SERVER.describe(other)} has the name and no external_id"
            advice = f"If it is meant, give it one with id: {other['id']}; else give the new one another name"
            raise InvalidInput("external_id", desired.external_id, rule, advice=advice)


def _refuse_change(resource: Any, server: Thing) -> None:
    state, who = resource.desired.state, SERVER.describe(server)
    if is_suspended(server) and resource.desired.suspended is not False:
        if state == "reinstalled":
            rule = f"would end the suspension of server {who}"
            advice = "If that is meant, set suspended: false; with suspended: true it is suspended again afterwards"
            if resource.desired.suspended is None:
                raise InvalidInput("state", state, rule, advice=advice)
        elif state in ("running", "restarted"):
            raise InvalidInput("state", state, f"cannot be: server {who} is suspended", "Set suspended: false")


def _brings(resource: Any, server: Thing, changes: Values) -> Values:
    """What comes along with another egg, but for what is asked for."""
    along = model.brought(resource.client, server, changes)
    return {name: value for name, value in along.items() if getattr(resource.desired, name) is None}


def _warn(resource: Any, server: Thing | None) -> Iterator[str]:
    if resource.desired.state == "absent":
        return
    yield from tables.small(resource.desired, {} if server is None else model.values(server), _FEW)
    if server is None:
        return
    who = f"Server {SERVER.describe(server)}"
    if resource.desired.egg and not _is_egg(resource.desired.egg, model.values(server)):
        egg = eggs.the_egg(resource.client, resource.wanted(_EGG)["id"])
        kept = [one for one in model.own(resource.client, server, egg) if getattr(resource.desired, one.name) is None]
        if kept:
            what, names = (" and ".join(words) for words in ([one.words for one in kept], [one.name for one in kept]))
            yield f"{who} keeps its own {what} with egg {egg['name']}. If that does not fit, set {names}."
    if server.get("status") == FAILED_AGAIN:
        yield f"{who} was reinstalled, and that failed: look at its installation log in the panel."


# What is done to it


def _suspension(resource: Any, action: str) -> Change:
    after = action == "suspend"

    def make(server: Thing, _run: Run) -> None:
        resource.client.act(APPLICATION, "servers", server["id"], action)

    return Change(
        action,
        f"{action} server {resource.name}",
        {"suspended": after},
        make,
        lambda server: is_suspended(server) == after,
    )


def _reinstallation(resource: Any) -> Change:
    def make(server: Thing, _run: Run) -> Thing | None:
        try:
            resource.client.act(APPLICATION, "servers", server["id"], "reinstall")
        except OutcomeUnknown:
            seen = SERVER.by_id(resource.client, server["id"])
            if seen is None or SERVER.settled(seen):
                raise
        return None

    def reached(server: Thing) -> bool:
        # what it was suspended for is not over
        return server.get("status") in (None, SUSPENDED)

    return Change("reinstall", f"reinstall server {resource.name}", {"state": "present"}, make, reached)


def _first(resource: Any, server: Thing, _values: Values) -> Iterable[Change]:
    """Who is suspended can do nothing, so that ends before all else.

    :raises InvalidInput: it was never installed.
    """
    state, who = resource.desired.state, SERVER.describe(server)
    if server.get("status") == FAILED and state != "reinstalled":
        rule = f"cannot be: the installation of server {who} has failed"
        advice = "Look at its installation log in the panel; state: reinstalled tries again, state: absent removes it"
        raise InvalidInput("state", state, rule, advice=advice)
    if resource.desired.suspended is False and is_suspended(server):
        yield _suspension(resource, "unsuspend")


def _last(resource: Any, server: Thing, view: Values) -> Iterable[Change]:
    """Installation, power, suspension: a fresh one needs no other installation, and no restart."""
    state, made, is_there = resource.desired.state, resource.made, bool(server.get("id"))
    if state == "reinstalled" and is_there and not {"create", "reinstall"}.intersection(made):
        yield _reinstallation(resource)
        view = {**view, "suspended": False}
    if state in GOALS and not resource.desired.suspended and view.get("power") is not None:
        goal, signal = GOALS[state]
        on_its_way = not resource.desired.wait and view["power"] in passing(goal)
        if view["power"] != goal and not on_its_way:
            yield power_change(resource, server, "stop" if goal == OFFLINE else "start")
        elif state == "restarted" and is_there and not {"create", "start", "restart"}.intersection(made):
            yield power_change(resource, server, signal)
    if resource.desired.suspended and not view.get("suspended"):
        yield _suspension(resource, "suspend")


def _ends(desired: Any, server: Thing) -> Thing:
    status = server.get("status")
    if desired.state == "reinstalled" or (desired.suspended is False and status == SUSPENDED):
        status = None
    if desired.suspended:
        status = SUSPENDED
    power = GOALS[desired.state][0] if desired.state in GOALS else server.get("power")
    return {**server, "status": status, "suspended": status == SUSPENDED, "power": power}


def _create(client: Client, wanted: Values, ports: Any = None) -> Thing:
    if ports is None and "deploy" not in wanted:
        ports = {"default": any_free(client, wanted["node"])["id"]}
    return model.create(client, wanted, ports)


def _delete(client: Client, server: Thing, desired: Any) -> None:
    try:
        client.delete(APPLICATION, "servers", server["id"], *(("force",) if desired.force else ()))
    except OutcomeUnknown as error:
        error.advice = error.advice or "If its node is gone for good, set force: true, which leaves its files there"
        raise


def _seek(resource: Any) -> Sequence[Thing]:
    """Those that may be meant: by the one call for an external id, else by their names."""
    desired, client = resource.desired, resource.client
    return _with_name(client, desired.name) if desired.external_id is None else _with_id(client, desired.external_id)


def _with_id(client: Client, external_id: str) -> list[Thing]:
    external_id = external_id.strip()
    if not _IN_PATHS.fullmatch(external_id):
        return client.get_all(APPLICATION, "servers", include=model.INCLUDE)
    try:
        return [client.get(APPLICATION, "servers", "external", external_id, include=model.INCLUDE)]
    except Refused as error:
        if error.status == 404:
            return []
        raise


def _with_name(client: Client, name: str) -> list[Thing]:
    """Those with a name like this one: filters take parts of it, and two words and a sign otherwise than they stand."""
    name = name.strip()
    query = {} if name.lower() in ("true", "false", "") or "\\" in name else {"filter[name]": name}
    return client.get_all(APPLICATION, "servers", include=model.INCLUDE, **query)


def _more(server: Thing) -> Values:
    return {
        **{name: server.get(name) for name in ("uuid", "identifier", "status", "created_at", "updated_at")},
        "suspended": is_suspended(server),
    }


_EGG = tables.own("egg", needed=True, found=eggs.find_egg, named=eggs.is_egg, same=tables.same_id)
SERVER_RECORD: Record[Client] = Record(
    key="server",
    kind=lambda: SERVER,
    fields=(
        tables.name("external_id"),
        tables.name("name", needed=True),
        tables.words("description"),
        tables.own(
            "user",
            needed=True,
            found=_find_user,
            named=names_user,
            same=tables.same_id,
        ),
        _EGG,
        tables.own("node", fixed=True, found=_find_node, named=_is_node, same=tables.same_id),
        tables.own("memory", "int", needed=True, more={"least": 0, "unit": "MiB"}),
        tables.own("swap", "int", more={"least": -1, "unit": "MiB"}),
        tables.own("disk", "int", needed=True, more={"least": 0, "unit": "MiB"}),
        tables.own("io", "int", more={"least": 10, "most": 1000}),
        tables.own("cpu", "int", more={"least": 0, "unit": "percent"}),
        tables.own("threads", same=tables.same_words, sent=lambda value: value.strip() or None),
        tables.own("oom_disabled", "bool"),
        *(
            tables.own(name, "int", more={"least": 0})
            for name in ("database_limit", "allocation_limit", "backup_limit")
        ),
        tables.name("image"),
        tables.name("startup"),
        tables.own(
            "environment", "dict", masked=True, loose=True, same=_same_values, sent=_as_texts, more={"no_log": True}
        ),
        tables.own("deploy", "dict", hidden=True, found=_find_places, more={"of": Deploy}),
        tables.own("skip_scripts", "bool", hidden=True),
        tables.own("start_on_completion", "bool", hidden=True),
    ),
    parts=(Ports(), Power()),
    identity=("external_id", "name"),
    each_identifies=True,
    seek=_seek,
    create=_create,
    change=model.change,
    brings=_brings,
    delete=_delete,
    options=(("suspended", "bool | None", option(None)), ("force", "bool", False)),
    states=STATES,
    first=_first,
    last=_last,
    ends=_ends,
    values=model.values,
    becomes=model.becomes,
    mends=False,
    broken=lambda server: server.get("status") == FAILED,
    cuts_short=lambda desired, server: desired.state == "absent",
    check=_check,
    refuse=_refuse,
    warn=_warn,
    seen=lambda server: {"suspended": is_suspended(server)},
    more=_more,
)
SERVER_TASK = when_usable(
    record_spec(PANEL, SERVER_RECORD, rules={"required_one_of": [("external_id", "name", "id")]}, timeout=1800)
)
