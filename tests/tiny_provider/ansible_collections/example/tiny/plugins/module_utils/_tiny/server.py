# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A server has a life of its own: it is created, switched on and off, and deleted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Iterator, Optional

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import (
    Outcome,
    Run,
    Step,
    Steps,
    View,
    converge,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Thing
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.moves import Move, shortest_way
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.options import check_options, option
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report, report_of
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.seen import Seen
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Deadline

from .client import Client
from .kinds import SERVER
from .provider import TINY

MaybeServer = Optional[Thing]

ABSENT, OFF, ON, ERROR = "absent", "OFF", "ON", "ERROR"
# Where a server in flight will be, and where one of each desired state has to be.
HEADING = {"CREATING": OFF, "STARTING": ON, "STOPPING": OFF, "DELETING": ABSENT}
GOALS = {"started": ON, "stopped": OFF, "absent": ABSENT}


@dataclass(frozen=True)
class DesiredServer:
    """What a user wants of a server; the options of the module tiny_server."""

    name: str | None = None
    id: str | None = None
    size: str | None = option(choices=("small", "large"))
    state: str = option("present", choices=("present", "started", "stopped", "absent"))
    wait: bool = True
    wait_timeout: int = option(600, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)


def place(server: MaybeServer) -> str:
    """Where a server is or is going to be."""
    return ABSENT if server is None else str(HEADING.get(server["state"], server["state"]))


def moves(at: str) -> Iterator[Move[str]]:
    """Every move that the API offers."""
    if at == ABSENT:
        yield Move("create", OFF)
    elif at == ON:
        yield Move("stop", OFF)
    else:
        yield Move("delete", ABSENT)
        if at == OFF:
            yield Move("start", ON)


class ServerResource:
    """Compares one server with what is desired of it; the actual state is the API's object, None if there is none."""

    what = "server"

    def __init__(self, client: Client, desired: DesiredServer, seen: Seen | None = None) -> None:
        self.client = client
        self.desired = desired
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)
        self._seen = seen

    @property
    def who(self) -> str:
        """The server in a sentence, before it is known."""
        return str(self.desired.name or self.desired.id)

    @property
    def title(self) -> str:
        """The server, by what the task names it."""
        return f"{self.what} {self.who}"

    def observe(self) -> MaybeServer:
        """The server as it is; waits while it is in flight."""
        seen, self._seen = self._seen, None
        server = seen.thing if seen else SERVER.meant(self.client, self.desired.id, self.who)
        if server is None or SERVER.settled(server) or not (self.desired.wait or self.plan(server).steps):
            return server
        return SERVER.watch(self.client, server).until(lambda seen: seen is None or SERVER.settled(seen), self.deadline)

    def plan(self, actual: MaybeServer) -> Steps[MaybeServer]:
        """The steps to the desired state."""
        at = place(actual)
        goal = GOALS.get(self.desired.state, OFF if at == ABSENT else at)
        if goal != ABSENT:
            self._refuse(actual, at)
        view = self.view(actual) if at != ABSENT else {"name": self.desired.name, "size": self.desired.size}
        who = self.who if actual is None else SERVER.describe(actual)
        steps = []
        for move in shortest_way(at, lambda place: place == goal, moves):
            after = self.view(None) if move.to == ABSENT else {**view, "state": move.to}
            make = partial(self._make, move)
            again_late = move.action == "create"
            steps.append(Step(move.action, f"{move.action} server {who}", after, make, again_late))
        return Steps(self.view(actual), tuple(steps))

    def view(self, actual: MaybeServer) -> View:
        """The server as diff mode shows it."""
        if actual is None or place(actual) == ABSENT:
            return {"name" if self.desired.id is None else "id": self.who, "state": ABSENT}
        return {"name": actual["name"], "size": actual["size"], "state": place(actual)}

    def _refuse(self, actual: MaybeServer, at: str) -> None:
        """See that the way is allowed: nothing is replaced, and nothing made of nothing."""
        desired = self.desired
        if actual is None or at == ABSENT:
            if desired.id is not None:
                raise InvalidInput("id", desired.id, f"is no server of {SERVER.owner}")
            if desired.size is None:
                rule = f"is no server of {SERVER.owner}, and to create it the task needs size"
                raise InvalidInput("name", desired.name, rule)
        elif at == ERROR:
            advice = "Delete it with state: absent, and create it anew"
            raise InvalidInput("state", desired.state, f"cannot be: {SERVER.describe(actual)} is in ERROR", advice)
        elif desired.size not in (None, actual["size"]):
            rule = f"cannot be changed: {SERVER.describe(actual)} is {actual['size']}"
            raise InvalidInput("size", desired.size, rule)

    def _make(self, move: Move[str], server: MaybeServer, run: Run) -> MaybeServer:
        """One move, to its end if that is to be waited for."""
        if server is None:
            made = self.client.create("servers", values={"name": self.desired.name, "size": self.desired.size})
            return self._only(self._arrived(made, move), run) if run.wait else made
        if move.to == ABSENT:
            self.client.delete("servers", server["id"])
            return self._arrived(server, move) if run.wait else None
        moving = self.client.act("servers", server["id"], move.action)
        return self._arrived(moving, move) if run.wait else moving

    def _arrived(self, server: Thing, move: Move[str]) -> MaybeServer:
        def reached(seen: MaybeServer) -> bool:
            return place(seen) == move.to and (seen is None or SERVER.settled(seen))

        return SERVER.watch(self.client, server).until_changed(server, reached, self.deadline)

    def _only(self, made: MaybeServer, run: Run) -> MaybeServer:
        """Names are not unique: of two that were made at once, the older one stays."""

        def same(server: Thing) -> bool:
            return (server["name"], server["size"]) == (self.desired.name, self.desired.size)

        def delete() -> None:
            self._make(Move("delete", ABSENT), made, run)

        return made and SERVER.only(self.client, made, same, delete, run.warnings)


def server_result(_resource: Any, outcome: Outcome[MaybeServer], check_mode: bool) -> dict[str, Any] | None:
    """The server as results show it: as it is at the end, in check mode as it would be."""
    if outcome.after["state"] == ABSENT:
        return None
    server = {**(outcome.actual or {}), **(outcome.after if check_mode else {})}
    return {name: server.get(name) for name in ("id", "name", "size", "state", "address", "created")}


def ensure_server(client: Client, desired: DesiredServer, check_mode: bool) -> Report:
    """Bring a server to what is desired of it, or in check mode report what that would take."""
    resource = ServerResource(client, desired)
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    return report_of(outcome, server=server_result(resource, outcome, check_mode))


SERVER_TASK = TaskSpec(
    TINY,
    DesiredServer,
    ensure_server,
    rules={"required_one_of": [("name", "id")], "mutually_exclusive": [("name", "id")]},
)
