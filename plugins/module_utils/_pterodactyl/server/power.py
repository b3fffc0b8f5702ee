# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Whether a server runs: seen and changed through the client API.

The panel shows a state that is up to 20 seconds old. A signal that comes while another is worked off is dropped, and
still answered with yes. So a state is waited for with patience, and a signal that nothing came of is sent again.
"""

from __future__ import annotations

from typing import Any, Iterable

from ..._core.converge import Run
from ..._core.errors import OutcomeUnknown, WaitFailed, WaitTimeout
from ..._core.kind import Thing
from ..._core.record.table import Change, Part
from ..._core.wait import Deadline, poll
from ..client import CLIENT, Client
from ..states import USABLE

OFFLINE, STARTING, RUNNING, STOPPING = "offline", "starting", "running", "stopping"
# What the panel says where the daemon said nothing.
_SILENT = "stopped"
# So many seconds after a signal its effect must show: the panel's 20, and some for what was being worked off before.
_PATIENCE = 45.0
_OLDEST = 20.0
# So often a signal that nothing came of is sent.
_TRIES = 3
# By what is asked for, the power state, and the signal that leads to it.
GOALS = {"running": (RUNNING, "start"), "stopped": (OFFLINE, "stop"), "restarted": (RUNNING, "restart")}


def power_of(stats: Thing) -> str:
    """The power state that a server's load tells."""
    state = str(stats["current_state"])
    return OFFLINE if state == _SILENT else state


def load_of(client: Client, identifier: str) -> Thing:
    """The power state of a server as the panel shows it, and for how long it has been running."""
    stats = client.get(CLIENT, "servers", identifier, "resources")
    return {
        "power": power_of(stats),
        "uptime": int((stats.get("resources") or {}).get("uptime") or 0),
    }


class Power(Part):
    """The power state, which is looked at where the task asks for one."""

    name = "power"

    def asked(self, desired: Any) -> bool:
        """Whether it is to run, or not."""
        return desired.state in GOALS

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """It is part of the option state."""
        return ()

    def look(self, resource: Any, thing: Thing) -> Thing:
        """The server with its power state, which what is on its way to another one reaches first."""
        if "power" in thing:
            # whoever had it so has looked
            return thing
        if thing.get("status") not in USABLE:
            return {**thing, "power": OFFLINE, "uptime": 0}
        seen = load_of(resource.client, thing["identifier"])
        goal = GOALS[resource.desired.state][0]
        if resource.desired.wait and seen["power"] in passing(goal):
            seen = watched(resource.client, thing["name"], thing["identifier"], passing(goal), resource.deadline)
        return {**thing, **seen}

    def view(self, resource: Any, thing: Thing) -> Any:
        """How it is; None where nobody has looked yet."""
        return thing.get("power", None if thing.get("id") else OFFLINE)

    def result(self, thing: Thing) -> Any:
        """How it is, where it was looked at."""
        return thing.get("power")

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """They come last, see power_change()."""
        return ()


def passing(goal: str) -> tuple[str, ...]:
    """The states that a server leaves by itself on the way to where it is to be."""
    return (STOPPING,) if goal == OFFLINE else (STARTING, STOPPING)


def watched(client: Client, name: str, identifier: str, while_in: tuple[str, ...], deadline: Deadline) -> Thing:
    """The power state when it is none of these.

    :raises WaitTimeout: it stays so.
    """
    began = deadline.clock.now()
    seen: Thing = {"power": while_in[0]}

    def look() -> Thing:
        nonlocal seen
        seen = load_of(client, identifier)
        client.tell(f"server {name}", seen["power"], deadline.clock.now() - began)
        return seen

    try:
        return poll(look, lambda seen: seen["power"] not in while_in, deadline)
    except WaitTimeout:
        raise _too_long(name, str(seen["power"]), deadline) from None


def send(client: Client, identifier: str, signal: str) -> None:
    """Send a power signal."""
    client.act(CLIENT, "servers", identifier, "power", values={"signal": signal})


def carried_out(client: Client, name: str, identifier: str, signal: str, before: Thing, deadline: Deadline) -> Thing:
    """Wait until a signal that was just sent has its effect, and send it again if it was dropped.

    :param before: the power state before it was sent.
    :return: the power state then.
    :raises WaitFailed: nothing comes of it, or the server comes to rest elsewhere.
    :raises WaitTimeout: it takes too long.
    """
    goal, clock = (OFFLINE if signal in ("stop", "kill") else RUNNING), deadline.clock
    began = since = clock.now()
    seen, moved, tries = before, False, 1

    def look() -> Thing:
        found = load_of(client, identifier)
        client.tell(f"server {name}", found["power"], clock.now() - began)
        return found

    def done(found: Thing) -> bool:
        nonlocal seen, moved, tries, since
        if found["power"] != seen["power"]:
            since = clock.now()
        moved = moved or found["power"] != before["power"] or _is_younger(found, before, clock.now() - began)
        seen = found
        if seen["power"] == goal and (moved or signal != "restart"):
            return True
        if seen["power"] in passing(goal) or clock.now() - since <= _PATIENCE:
            return False
        if tries == _TRIES:
            reason = f"server {name} is {seen['power']} after {tries} signals to {signal}"
            raise WaitFailed(reason, advice="Look at its console: the game may have ended at once, or hang")
        tries, since = tries + 1, clock.now()
        send(client, identifier, signal)
        return False

    try:
        return poll(look, done, deadline)
    except WaitTimeout:
        raise _too_long(name, str(seen["power"]), deadline) from None


def _is_younger(now: Thing, before: Thing, seconds: float) -> bool:
    """Whether a server was started since, so many seconds ago, although it was running all the time one looked."""
    return bool(now["uptime"] < before["uptime"] or now["uptime"] < (seconds - _OLDEST) * 1000)


def _too_long(name: str, power: str, deadline: Deadline) -> WaitTimeout:
    advice = "Run the task again, it goes on from there; if the game needs longer, raise wait_timeout"
    if power == STARTING:
        advice = (
            "It is started when its console shows what its egg waits for: look at the console; if that never comes, "
            "mend the egg, or set wait: false"
        )
    return WaitTimeout(f"server {name} was still {power} after {deadline.seconds:g} s", advice=advice)


def power_change(resource: Any, server: Thing, signal: str) -> Change:
    """The change that a signal makes."""
    goal = OFFLINE if signal in ("stop", "kill") else RUNNING

    def make(now: Thing, run: Run) -> Thing:
        client, before = resource.client, {"power": now.get("power"), "uptime": now.get("uptime", 0)}
        try:
            send(client, now["identifier"], signal)
        except OutcomeUnknown:
            # what it leads to shows; it does no harm twice
            if not run.wait:
                raise
        if not run.wait:
            return {**now, "power": goal}
        return {**now, **carried_out(client, now["name"], now["identifier"], signal, before, resource.deadline)}

    return Change(signal, f"{signal} server {resource.name}", {"power": goal}, make)
