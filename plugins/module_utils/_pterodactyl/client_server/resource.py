# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the owner of a server can change of it with a client key alone: name, image, variables, ports, installation."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from functools import partial
from typing import Any, Callable, Iterator, NamedTuple

from ..._core.client import Json
from ..._core.converge import Run, Step, Steps, View, converge
from ..._core.errors import InvalidInput, OutcomeUnknown, WaitFailed
from ..._core.kind import Thing
from ..._core.made import makes_one
from ..._core.options import check_options, option
from ..._core.record.table import ANOTHER, AS_DESIRED
from ..._core.report import Report, report_of
from ..._core.suggest import nearest
from ..._core.task import TaskSpec
from ..._core.wait import Deadline
from ..client import CLIENT, Client
from ..kinds import CLIENT_SERVER, related
from ..provider import PANEL
from ..rules import as_text, broken_rule
from ..server.ports import is_port, place_of
from ..states import INSTALLING
from ..usable import Turn, when_usable

REINSTALLED = "reinstalled"
_LONGEST_NOTE = 256


@dataclass(frozen=True)
class DesiredClientServer:
    """What its owner wants of a server; the options of the module."""

    server: str = option(MISSING)
    state: str = option("present", choices=("present", REINSTALLED))
    name: str | None = None
    description: str | None = None
    image: str | None = None
    environment: Json | None = option(None, no_log=True)  # noqa: RUF009
    primary_port: str | None = None
    port_notes: Json | None = None
    wait: bool = True
    wait_timeout: int = option(1800, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        for name, value in (self.environment or {}).items():
            if isinstance(value, (dict, list)):
                raise InvalidInput(f"environment.{name}", None, "must be a text, a number, or true or false")
        for port, note in (self.port_notes or {}).items():
            if len(as_text(note)) > _LONGEST_NOTE:
                raise InvalidInput(f"port_notes.{port}", None, f"must have at most {_LONGEST_NOTE} characters")
        if self.name is not None and not self.name.strip():
            raise InvalidInput("name", self.name, "must not be empty")


class _Change(NamedTuple):
    """One call, and what becomes of the server by it."""

    action: str
    what: str
    call: Callable[[], None]
    becomes: Callable[[Thing], Thing]


class ClientServerResource:
    """Compares one server with what its owner wants of it. The actual state is what the client API shows."""

    what = "server"

    def __init__(self, client: Client, desired: DesiredClientServer) -> None:
        self.client = client
        self.desired = desired
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)
        self._identifier = ""
        self._reinstalled = False

    @property
    def title(self) -> str:
        """The server."""
        return f"server {self.desired.server}"

    # What is there

    def observe(self) -> Thing:
        """The server, when it can be used."""
        server = self._found()
        self._identifier = server["identifier"]
        return Turn(self.client, self.deadline, self.desired.wait).usable(server)

    def _found(self) -> Thing:
        """The one that is named; one that has been renamed by an earlier run has the new name."""
        wanted, name, kind = self.desired.server, self.desired.name, CLIENT_SERVER
        if self._identifier:
            server = kind.by_id(self.client, self._identifier)
            if server is None:
                raise WaitFailed(f"server {wanted} is gone")
            return server
        found = None if name is None else kind.find_any(self.client, wanted, "server")
        renamed = None if name is None or found else kind.find_any(self.client, name, "name")
        return found or renamed or kind.find(self.client, wanted, "server")

    # What has to be done

    def plan(self, actual: Thing) -> Steps[Thing]:
        """A call for each thing that differs.

        :raises InvalidInput: it cannot be.
        """
        steps: list[Step[Thing]] = []
        then, who = actual, f"server {CLIENT_SERVER.describe(actual)}"
        for change in self.changes(actual):
            then = change.becomes(then)
            what = f"{change.what} of {who}"
            steps.append(Step(change.action, what, self.view(then), partial(self._make, change)))
        if self.desired.state == REINSTALLED and not self._reinstalled:
            steps.append(Step("reinstall", f"reinstall {who}", self.view(then), self._reinstall))
        return Steps(self.view(actual), tuple(steps))

    def changes(self, server: Thing) -> Iterator[_Change]:
        """What differs, in the order in which it is changed."""
        yield from self._names(server)
        yield from self._image(server)
        yield from self._variables(server)
        yield from self._ports(server)

    def _names(self, server: Thing) -> Iterator[_Change]:
        wanted = {name: getattr(self.desired, name) for name in ("name", "description")}
        changed = {key: one.strip() for key, one in wanted.items() if one is not None}
        changed = {key: one for key, one in changed.items() if one != (server.get(key) or "")}
        if changed:
            sent = {"name": server["name"], **changed}
            call = partial(self._rename, sent)
            yield _Change("rename", f"change {' and '.join(changed)}", call, lambda one: {**one, **changed})

    def _image(self, server: Thing) -> Iterator[_Change]:
        image = self.desired.image
        if image is None or image == server.get("docker_image"):
            return
        told = self.client.get_page(*self._where("startup"))["meta"].get("docker_images") or {}
        known = list(told.values())
        if image not in known:
            advice = nearest(image, known) or f"There are {', '.join(known)}"
            raise InvalidInput("image", image, "is no image of the server's egg", advice=advice)
        if server.get("docker_image") not in known:
            rule = f"cannot be: an admin gave the server an image of its own, {server.get('docker_image')}"
            raise InvalidInput("image", image, rule, advice="An admin changes it, with image of pterodactyl_server")
        call = partial(self._send, "settings", "docker-image", values={"docker_image": image}, verb="PUT")
        yield _Change("set_image", "set the image", call, lambda one: {**one, "docker_image": image})

    def _variables(self, server: Thing) -> Iterator[_Change]:
        known = {one["env_variable"]: one for one in related(server, "variables") or []}
        for name, given in (self.desired.environment or {}).items():
            value, option_name = as_text(given), f"environment.{name}"
            if name not in known:
                advice = nearest(name, list(known)) or f"It shows {', '.join(known) or 'none'}"
                raise InvalidInput(option_name, None, "is no variable that the server's egg shows", advice=advice)
            if value == as_text(known[name].get("server_value")):
                continue
            if not known[name].get("is_editable"):
                rule, advice = "is set by admins alone", "One of them sets it with environment of pterodactyl_server"
                raise InvalidInput(option_name, None, rule, advice=advice)
            problem = broken_rule(known[name].get("rules") or "", value)
            if problem:
                raise InvalidInput(option_name, None, f"must {problem}, says the server's egg")
            call = partial(self._send, "startup", "variable", values={"key": name, "value": value}, verb="PUT")
            becomes = partial(_with, "variables", "env_variable", name, {"server_value": value})
            yield _Change("set_variable", f"set variable {name}", call, becomes)

    def _ports(self, server: Thing) -> Iterator[_Change]:
        if self.desired.primary_port is not None:
            port = self._port(server, "primary_port", self.desired.primary_port)
            if not port.get("is_default"):
                call = partial(self._send, "network", "allocations", str(port["id"]), "primary")
                yield _Change("set_primary_port", "set the primary port", call, partial(_with_primary, port["id"]))
        for wanted, note in (self.desired.port_notes or {}).items():
            port = self._port(server, "port_notes", str(wanted))
            value = as_text(note)
            if value != (port.get("notes") or ""):
                call = partial(self._send, "network", "allocations", str(port["id"]), values={"notes": value or None})
                becomes = partial(_with, "allocations", "id", port["id"], {"notes": value or None})
                yield _Change("set_port_note", f"set the note on port {place_of(port)}", call, becomes)

    def _port(self, server: Thing, option_name: str, wanted: str) -> Thing:
        """The port of the server that is meant.

        :raises InvalidInput: there is none, or there are several.
        """
        there: list[Thing] = related(server, "allocations") or []
        meant = [port for port in there if is_port(wanted, {**port, "alias": port.get("ip_alias")})]
        if len(meant) != 1:
            rule = "is several ports of the server" if meant else "is no port of the server"
            advice = f"It has {' and '.join(place_of(port) for port in meant or there)}"
            raise InvalidInput(option_name, wanted, rule, advice=advice)
        return meant[0]

    def view(self, actual: Thing) -> View:
        """What is asked for as it is; of variables only whether they are as desired."""
        desired = self.desired
        view: dict[str, Any] = {"identifier": actual["identifier"], "name": actual.get("name")}
        if desired.description is not None:
            view["description"] = actual.get("description") or ""
        if desired.image is not None:
            view["image"] = actual.get("docker_image")
        if desired.environment is not None:
            there = {one["env_variable"]: one.get("server_value") for one in related(actual, "variables") or []}
            view["environment"] = {
                name: AS_DESIRED if as_text(there.get(name)) == as_text(value) else ANOTHER
                for name, value in desired.environment.items()
            }
        if desired.primary_port is not None:
            view["primary_port"] = _primary(actual)
        if desired.port_notes is not None:
            view["port_notes"] = _notes(actual)
        return view

    # Doing it

    def _make(self, change: _Change, actual: Thing, _run: Run) -> Thing:
        change.call()
        return change.becomes(actual)

    def _rename(self, values: Json) -> None:
        """Another name or description.

        :raises WaitFailed: the panel takes an empty description for none.
        """
        self._send("settings", "rename", values=values)
        if values.get("description") == "" and self._found().get("description"):
            raise WaitFailed("this panel cannot empty a description", advice="An admin can, with pterodactyl_server")

    def _reinstall(self, actual: Thing, run: Run) -> Thing:
        """The installation once more; the panel stops the server for it.

        :raises WaitFailed: it has failed.
        """
        try:
            self._send("settings", "reinstall")
        except OutcomeUnknown:
            if self._found().get("status") != INSTALLING:
                raise
        self._reinstalled = True
        if not run.wait:
            return actual
        begun = {**actual, "status": INSTALLING}
        seen = CLIENT_SERVER.watch(self.client, actual).at_rest(begun, self.deadline)
        if seen.get("status") is not None:
            advice = "Look at its installation log in the panel"
            raise WaitFailed(f"server {CLIENT_SERVER.describe(seen)} is {seen.get('status')}", advice=advice)
        return seen

    def _send(self, *more: str, values: Any = None, verb: str = "POST") -> None:
        self.client.act(*self._where(*more), values=values, verb=verb)

    def _where(self, *more: str) -> tuple[str, ...]:
        return (CLIENT, "servers", self._identifier, *more)


def _with(what: str, key: str, name: Any, values: dict[str, Any], server: Thing) -> Thing:
    """The server with other values of one of the things that come with it."""
    there = [{**one, **values} if one[key] == name else one for one in related(server, what) or []]
    return {**server, "related": {**(server.get("related") or {}), what: there}}


def _with_primary(port: int, server: Thing) -> Thing:
    there = [{**one, "is_default": one["id"] == port} for one in related(server, "allocations") or []]
    return {**server, "related": {**(server.get("related") or {}), "allocations": there}}


def _primary(server: Thing) -> str | None:
    return next((place_of(one) for one in related(server, "allocations") or [] if one.get("is_default")), None)


def _notes(server: Thing) -> dict[str, Any]:
    return {place_of(one): one.get("notes") for one in related(server, "allocations") or []}


def ensure_client_server(client: Client, desired: DesiredClientServer, check_mode: bool) -> Report:
    """Have a server as its owner wants it."""
    resource = ClientServerResource(client, desired)
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    server = outcome.actual
    if check_mode:
        for change in resource.changes(server):
            server = change.becomes(server)
    told = {name: server.get(name) for name in ("identifier", "uuid", "name", "description", "status")}
    ports = {"primary_port": _primary(server), "port_notes": _notes(server)}
    return report_of(outcome, server={**told, "image": server.get("docker_image"), **ports})


CLIENT_SERVER_TASK = when_usable(
    # by its new name, if it gets one
    TaskSpec(PANEL, DesiredClientServer, ensure_client_server, makes=makes_one("server"))
)
