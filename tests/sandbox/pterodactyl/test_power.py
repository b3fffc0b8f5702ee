# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signals, and the load that is shown."""

from __future__ import annotations

import pytest
from pterodactyl_account import STEP, Sandbox, client


@pytest.fixture
def path(sandbox: Sandbox) -> str:
    """A server that is off."""
    return client(sandbox.server())


def send(sandbox: Sandbox, path: str, signal: str) -> None:
    sandbox.done("POST", f"{path}/power", {"signal": signal})


def test_a_server_starts_and_stops(sandbox: Sandbox, path: str) -> None:
    assert sandbox.state(path) == "offline"
    sandbox.fault("POST", f"{path}/power", "lengthy", times=2)
    send(sandbox, path, "start")
    assert sandbox.state(path) == "starting"
    sandbox.settle()
    assert sandbox.state(path) == "running"
    load = sandbox.shown(f"{path}/resources")["resources"]
    assert load["memory_bytes"] == 256 * 2**20
    assert load["uptime"] > 0
    send(sandbox, path, "stop")
    assert sandbox.state(path) == "stopping"
    sandbox.settle()
    assert sandbox.state(path) == "offline"
    assert sandbox.shown(f"{path}/resources")["resources"]["uptime"] == 0


def test_a_daemon_with_a_fault_is_one_that_does_not_answer_where_the_load_is_asked_for(
    sandbox: Sandbox, path: str
) -> None:
    """[T]"""
    sandbox.fault("GET", "*/resources", "daemon_error")
    [(code, words)] = sandbox.refusal(504, "GET", f"{path}/resources")
    assert (code, "(code: 500)" in words) == ("DaemonConnectionException", True)


def test_what_is_shown_is_up_to_twenty_seconds_old(sandbox: Sandbox, path: str) -> None:
    def shown() -> str:
        return str(sandbox.shown(f"{path}/resources")["current_state"])

    assert shown() == "offline"
    send(sandbox, path, "start")
    sandbox.advance(STEP + 1)
    assert shown() == "offline"
    sandbox.advance(20)
    assert shown() == "running"
    send(sandbox, path, "kill")
    assert shown() == "running"
    sandbox.fault("GET", "*/resources", "no_cache")
    assert shown() == "offline"


def test_a_signal_while_another_is_worked_off_is_dropped(sandbox: Sandbox, path: str) -> None:
    send(sandbox, path, "start")
    send(sandbox, path, "stop")
    sandbox.settle()
    assert sandbox.state(path) == "running"
    send(sandbox, path, "stop")
    send(sandbox, path, "start")
    send(sandbox, path, "kill")
    assert sandbox.state(path) == "offline"
    sandbox.settle()
    assert sandbox.state(path) == "offline"


def test_restarts(sandbox: Sandbox, path: str) -> None:
    send(sandbox, path, "restart")
    sandbox.settle()
    assert sandbox.state(path) == "running"
    before = sandbox.shown(f"{path}/resources")["resources"]["uptime"]
    send(sandbox, path, "start")
    sandbox.settle(1000)
    send(sandbox, path, "restart")
    sandbox.settle()
    sandbox.advance(21)
    after = sandbox.shown(f"{path}/resources")
    assert (after["current_state"], after["resources"]["uptime"] < before + 1_000_000) == ("running", True)


def test_signals_that_come_to_nothing(sandbox: Sandbox, path: str) -> None:
    sandbox.fault("POST", "*/power", "signal_dropped")
    send(sandbox, path, "start")
    sandbox.settle()
    assert sandbox.state(path) == "offline"
    sandbox.fault("POST", "*/power", "start_fails")
    send(sandbox, path, "start")
    sandbox.settle()
    assert sandbox.state(path) == "offline"
    sandbox.fault("POST", "*/power", "never_done")
    send(sandbox, path, "start")
    sandbox.settle()
    assert sandbox.state(path) == "starting"
    send(sandbox, path, "stop")
    sandbox.settle()
    assert sandbox.state(path) == "offline"
    sandbox.fault("POST", "*/power", "stuck")
    send(sandbox, path, "start")
    sandbox.settle()
    send(sandbox, path, "stop")
    sandbox.settle()
    assert sandbox.state(path) == "starting"


def test_a_game_that_does_not_stop_is_killed(sandbox: Sandbox, path: str) -> None:
    send(sandbox, path, "start")
    sandbox.settle()
    sandbox.fault("POST", "*/power", "never_done")
    send(sandbox, path, "stop")
    sandbox.advance(500)
    assert sandbox.state(path) == "stopping"
    send(sandbox, path, "start")
    sandbox.advance(100)
    assert sandbox.state(path) == "offline"


def test_what_is_no_signal(sandbox: Sandbox, path: str) -> None:
    assert sandbox.broken("POST", f"{path}/power", {"signal": "explode"}) == {("signal", "in")}
    assert sandbox.broken("POST", f"{path}/power", {}) == {("signal", "required")}


def test_a_node_that_is_down(sandbox: Sandbox, path: str) -> None:
    sandbox.shown(f"{path}/resources")
    sandbox.control("POST", "/node", down=True)
    assert sandbox.shown(f"{path}/resources")["current_state"] == "offline"
    sandbox.advance(21)
    [(code, words)] = sandbox.refusal(504, "GET", f"{path}/resources")
    assert (code, "Could not establish a connection" in words) == ("DaemonConnectionException", True)
    assert sandbox.code(504, "POST", f"{path}/power", {"signal": "start"}) == "DaemonConnectionException"
    sandbox.control("POST", "/node", down=False)
    sandbox.fault("GET", "*/resources", "silent_daemon")
    assert sandbox.shown(f"{path}/resources")["current_state"] == "stopped"


def test_maintenance_is_like_suspension(sandbox: Sandbox, path: str) -> None:
    row = sandbox.shown("/application/nodes/1")
    sandbox.ok("PATCH", "/application/nodes/1", {**row, "maintenance_mode": True})
    assert sandbox.code(409, "POST", f"{path}/power", {"signal": "start"}) == "ServerStateConflictException"
    assert sandbox.shown(path)["is_node_under_maintenance"] is True


def test_commands(sandbox: Sandbox, path: str) -> None:
    assert sandbox.code(502, "POST", f"{path}/command", {"command": "say hi"}) == "HttpException"
    send(sandbox, path, "start")
    sandbox.settle()
    sandbox.done("POST", f"{path}/command", {"command": "say hi"})
    assert sandbox.read(path, "/logs/latest.log") == "> say hi\n"
    assert sandbox.broken("POST", f"{path}/command", {"command": " "}) == {("command", "required")}


def test_states_that_nobody_knows(sandbox: Sandbox, path: str) -> None:
    number = sandbox.shown(path)["internal_id"]
    sandbox.control("POST", "/server", server=number, status="dreaming", power="running")
    assert sandbox.shown(f"/application/servers/{number}")["status"] == "dreaming"
    assert sandbox.state(path) == "running"
