# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A line for the console of a server. What the game makes of it nobody knows, so every run sends it."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from ..._core.converge import Run, Step, Steps, View, converge
from ..._core.errors import BoxfleetError, InvalidInput, OutcomeUnknown
from ..._core.kind import Thing
from ..._core.options import check_options, option
from ..._core.report import Report, report_of
from ..._core.task import TaskSpec
from ..client import CLIENT, Client
from ..kinds import CLIENT_SERVER
from ..provider import PANEL
from ..server.power import OFFLINE, load_of
from ..states import USABLE, hindrance
from ..usable import when_usable


@dataclass(frozen=True)
class DesiredCommand:
    """What is to be said to the console of a server; the options of the module."""

    server: str = option(MISSING)
    command: str = option(MISSING)
    skip_offline: bool = False

    def __post_init__(self) -> None:
        check_options(self)
        if not self.command.strip() or not self.command.isprintable():
            raise InvalidInput("command", None, "must be one line, and not empty")


class CommandResource:
    """A server, and whether the line was sent."""

    what = "console"

    def __init__(self, client: Client, desired: DesiredCommand) -> None:
        self.client = client
        self.desired = desired
        self.sent = False
        self._lost = False

    @property
    def title(self) -> str:
        """Whose console it is."""
        return f"console of server {self.desired.server}"

    def observe(self) -> Thing:
        """The server, with its power."""
        server = CLIENT_SERVER.find(self.client, self.desired.server, "server")
        is_off = server.get("status") not in USABLE
        return {**server, "power": OFFLINE if is_off else load_of(self.client, server["identifier"])["power"]}

    def plan(self, actual: Thing) -> Steps[Thing]:
        """To send it, once.

        :raises InvalidInput: nobody would hear it.
        """
        if self._lost:
            advice = "Look at its console whether it was, before the task is run again"
            raise BoxfleetError("whether the command was carried out is unknown", advice=advice)
        before = self.view(actual)
        if self.sent or (actual["power"] == OFFLINE and self.desired.skip_offline):
            return Steps(before)
        if actual["power"] == OFFLINE:
            found = hindrance(actual)
            rule = f"cannot be used: it is {found.words if found else 'off'}, and has no console then"
            advice = found.way_out if found else ""
            advice = advice or "Start it first with pterodactyl_power, or set skip_offline: true"
            raise InvalidInput("server", self.desired.server, rule, advice=advice)
        step = Step("command", f"send a command to server {actual['name']}", {**before, "sent": True}, self._make)
        return Steps(before, (step,))

    def view(self, actual: Thing) -> View:
        """Whether it was sent."""
        return {"server": actual["name"], "command": self.desired.command, "sent": self.sent}

    def _make(self, actual: Thing, _run: Run) -> Thing:
        try:
            where = (CLIENT, "servers", actual["identifier"], "command")
            self.client.act(*where, values={"command": self.desired.command})
        except OutcomeUnknown:
            self._lost = True
            raise
        self.sent = True
        return actual


def send_command(client: Client, desired: DesiredCommand, check_mode: bool) -> Report:
    """Send a line to a console."""
    resource = CommandResource(client, desired)
    outcome = converge(resource, client.session, check_mode=check_mode)
    server = {name: outcome.actual.get(name) for name in ("identifier", "uuid", "name", "status", "power")}
    return report_of(outcome, server=server)


COMMAND_TASK = when_usable(TaskSpec(PANEL, DesiredCommand, send_command))
