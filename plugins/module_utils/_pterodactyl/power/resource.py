# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Power of a server by its owner's client key alone: started, stopped, restarted, killed."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from typing import Any

from ..._core.converge import Run, Step, Steps, View, converge
from ..._core.errors import OutcomeUnknown
from ..._core.kind import Thing
from ..._core.options import check_options, option
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..._core.wait import Deadline
from ..client import Client
from ..kinds import CLIENT_SERVER
from ..provider import PANEL
from ..server.power import GOALS, OFFLINE, carried_out, load_of, passing, send, watched
from ..states import USABLE
from ..usable import Turn, when_usable

KILLED = "killed"
_GOALS = {**GOALS, KILLED: (OFFLINE, "kill")}


@dataclass(frozen=True)
class DesiredPower:
    """What a user wants of the power of a server; the options of the module."""

    server: str = option(MISSING)
    state: str = option("running", choices=tuple(_GOALS))
    wait: bool = True
    wait_timeout: int = option(600, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)


class PowerResource:
    """Compares whether a server runs with what is desired; the actual state has its power."""

    what = "power"

    def __init__(self, client: Client, desired: DesiredPower) -> None:
        self.client = client
        self.desired = desired
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)
        self._done = False

    @property
    def title(self) -> str:
        """Whose power it is."""
        return f"power of server {self.desired.server}"

    def observe(self) -> Thing:
        """The server with its power; what is on its way elsewhere gets there first, but where it is killed.

        :raises InvalidInput: it cannot run.
        """
        server = CLIENT_SERVER.find(self.client, self.desired.server, "server")
        goal, _signal = _GOALS[self.desired.state]
        if goal != OFFLINE:
            server = Turn(self.client, self.deadline, self.desired.wait).usable(server)
        elif self.desired.wait:
            server = CLIENT_SERVER.watch(self.client, server).at_rest(server, self.deadline)
        if server.get("status") not in USABLE:
            return {**server, "power": OFFLINE, "uptime": 0}
        seen = load_of(self.client, server["identifier"])
        if self.desired.wait and self.desired.state != KILLED and seen["power"] in passing(goal):
            seen = watched(self.client, server["name"], server["identifier"], passing(goal), self.deadline)
        return {**server, **seen}

    def plan(self, actual: Thing) -> Steps[Thing]:
        """One signal, or none."""
        goal, signal = _GOALS[self.desired.state]
        state = self.desired.state
        on_its_way = not self.desired.wait and actual["power"] in passing(goal)
        is_there = actual["power"] == goal or on_its_way
        if self._done or (is_there and state != "restarted"):
            return Steps(self.view(actual))
        if state == "restarted" and actual["power"] == OFFLINE:
            signal = "start"
        step = Step(signal, f"{signal} server {actual['name']}", {**self.view(actual), "power": goal}, self._make)
        return Steps(self.view(actual), (step,))

    def view(self, actual: Thing) -> View:
        """Whether it runs."""
        return {"server": actual["name"], "power": actual["power"]}

    def _make(self, actual: Thing, run: Run) -> Thing:
        goal, signal = _GOALS[self.desired.state]
        if signal == "restart" and actual["power"] == OFFLINE:
            signal = "start"
        try:
            send(self.client, actual["identifier"], signal)
        except OutcomeUnknown:
            # what it leads to shows; it does no harm twice
            if not run.wait:
                raise
        if not run.wait:
            self._done = True
            return {**actual, "power": goal}
        seen = carried_out(self.client, actual["name"], actual["identifier"], signal, actual, self.deadline)
        self._done = True
        return {**actual, **seen}


def ensure_power(client: Client, desired: DesiredPower, check_mode: bool) -> Report:
    """Have a server run, or not."""
    resource = PowerResource(client, desired)
    outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
    server: dict[str, Any] = {name: outcome.actual.get(name) for name in ("identifier", "uuid", "name", "status")}
    return report_of(outcome, server={**server, "power": outcome.after["power"]})


POWER_TASK = when_usable(TaskSpec(PANEL, DesiredPower, ensure_power))
