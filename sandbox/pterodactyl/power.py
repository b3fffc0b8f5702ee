# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether servers run: signals, what they lead to, and the load that is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import activity, daemon, files, guards
from .call import Call
from .errors import refused
from .store import Store
from .validation import check, rules
from .view import nothing

OFFLINE, STARTING, RUNNING, STOPPING = "offline", "starting", "running", "stopping"
SIGNALS = ("start", "stop", "restart", "kill")
PERMISSIONS = {"start": "control.start", "stop": "control.stop", "kill": "control.stop", "restart": "control.restart"}
CACHE_SECONDS = 20
# How long the daemon waits for a game to stop by itself.
PATIENCE = 600
MIB = 2**20
RULES = {"signal": rules(f"required|string|in:{','.join(SIGNALS)}")}


def send(call: Call) -> Answer:
    """The signal is taken at once, and worked off by the daemon afterwards."""
    signal = str(call.input.get("signal"))
    # for a signal that is none nobody has a permission, but those who need none
    if not guards.may(call, call.server, PERMISSIONS.get(signal, "")):
        raise refused(403)
    check(call.input, RULES)
    daemon.reach_server(call, call.server)
    activity.log(call, f"server:power.{signal}")
    if call.core.take_fault({daemon.DROPPED}) is None:
        outcome = call.core.outcome(daemon.START_FAILS, daemon.NEVER_DONE)
        job = begin(call.store, call.server, signal, call.now, call.core.step_seconds, outcome.failure)
        if job is not None:
            ends = outcome.ends
            if call.core.take_fault({"lengthy"}):
                ends = call.now + daemon.LENGTHY * call.core.step_seconds
            if outcome.failure == daemon.NEVER_DONE and not job.value["up"]:
                ends = call.now + PATIENCE
            call.store.documents.put(replace(job, ends=ends))
    return nothing()


def begin(
    store: Store, server: Document, signal: str, now: float, step: float, fails: str | None = None
) -> Document | None:
    """What the daemon makes of a signal: nothing, if there is nothing to do or another one is being worked off."""
    state = server.value["power"]
    if signal == "kill":
        daemon.forget(store, server, "power")
        store.change(server, {"power": OFFLINE, "power_since": None})
        return None
    if daemon.jobs(store, server, "power"):
        return None
    if signal == "start" and state != OFFLINE:
        return None
    if signal == "stop" and state == OFFLINE:
        return None
    up = signal == "start" or state == OFFLINE
    store.change(server, {"power": STARTING if up else STOPPING})
    more = {"up": up, "again": signal == "restart" and not up, "fails": fails, "step": step}
    return daemon.job(store, "power", server, now + step, **more)


def finish(store: Store, job: Document) -> None:
    """The server has started or stopped."""
    server, now = store.known("server", job.value["server_id"]), job.ends or 0.0
    if not job.value["up"]:
        server = store.change(server, {"power": OFFLINE, "power_since": None})
        if job.value["again"]:
            begin(store, server, "start", now, job.value["step"], job.value["fails"])
    elif job.value["fails"] == daemon.START_FAILS:
        store.change(server, {"power": OFFLINE, "power_since": None})
    elif job.value["fails"] != daemon.NEVER_DONE:
        store.change(server, {"power": RUNNING, "power_since": now})


def stop_now(store: Store, server: Document) -> Document:
    """The daemon ends the process, whatever it was doing."""
    daemon.forget(store, server, "power")
    return store.change(server, {"power": OFFLINE, "power_since": None})


def resources(call: Call) -> Answer:
    """The load, as it was when somebody last looked within 20 seconds."""
    server, store = call.server, call.store
    until, shown = store.loads.get(server.id, (0.0, {}))
    if until <= call.now or call.form("no_cache"):
        # whatever the daemon says, here it is as if it had not answered
        daemon.reach_server(call, server, status=504)
        shown = {"object": "stats", "attributes": _load(call, server)}
        store.loads[server.id] = (call.now + CACHE_SECONDS, shown)
    return Answer(shown)


def _load(call: Call, server: Document) -> dict[str, Any]:
    row = server.value
    silent = call.form("silent_daemon")
    up = row["power"] in (RUNNING, STOPPING) and not silent
    since = row["power_since"]
    seconds = call.now - since if up and since is not None else 0
    return {
        "current_state": "stopped" if silent else row["power"],
        "is_suspended": row["status"] == "suspended",
        "resources": {
            "memory_bytes": (row["memory"] or 1024) * MIB // 2 if up else 0,
            "cpu_absolute": 12.5 if up else 0,
            "disk_bytes": 0 if silent else files.size(call.store, server),
            "network_rx_bytes": int(seconds * 1000),
            "network_tx_bytes": int(seconds * 2000),
            "uptime": int(seconds * 1000),
        },
    }


def command(call: Call) -> Answer:
    """A line for the console; nobody but the game knows what becomes of it."""
    check(call.input, {"command": rules("required|string|min:1")})
    daemon.reach_server(call, call.server)
    if call.server.value["power"] == OFFLINE:
        raise refused(502, "HttpException", "Server must be online in order to send commands.")
    activity.log(call, "server:console.command", command=call.input["command"])
    files.console(call.store, call.server, f"> {call.input['command']}\n", call.now)
    return nothing()
