# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``python -m sandbox.PROVIDER`` starts, says where, is controlled and stops alike, whoever the provider is."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
from pathlib import Path

import pytest
from running import ROOT, next_line, serving, start
from tiny_account import FOLDER

PROVIDERS = sorted(file.parent.name for file in (ROOT / "sandbox").glob("*/__main__.py"))
# Those that make test starts; make long starts all.
QUICK = ("ionos", "pterodactyl")
PROGRAMS = [pytest.param(f"sandbox.{name}", marks=() if name in QUICK else pytest.mark.long) for name in PROVIDERS]
STANDARD = ("--db", ":memory:", "--step-seconds", "5")
OPTIONS = ("--host", "--port", "--db", "--step-seconds", "--latency-ms", "--rate", "--control-key")


def failed(program: str, *options: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a sandbox that is not expected to start."""
    process = start(*options, program=program)
    output, errors = process.communicate()
    return process.returncode, output, errors


def test_there_are_providers_to_test() -> None:
    assert "jiffybox" in PROVIDERS


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_once_where_it_listens_and_stops_cleanly_when_told(program: str, number: signal.Signals) -> None:
    with serving(*STANDARD, program=program) as server:
        assert re.fullmatch(r"listening on http://127\.0\.0\.1:[0-9]+\n", server.said)
        server.process.send_signal(number)
        output, errors = server.process.communicate()
        assert (server.process.returncode, output, errors) == (0, "", "")


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_has_the_control_plane_that_all_have(program: str) -> None:
    with serving(*STANDARD, program=program) as server:
        server.session.get(f"{server.url}/nothing/of/this/api?x=1")
        [entry] = server.log()
        assert set(entry) == {"verb", "path", "query", "status", "account", "changed", "time"}
        assert (entry["verb"], entry["query"], entry["account"]) == ("GET", "x=1", None)
        server.fault("*", "*", "status", status=503)
        assert server.session.get(f"{server.url}/anything").status_code == 503
        server.fault("GET", "*", "stuck")
        server.advance(7)
        assert server.control("GET", "/clock")["offset"] == 7
        server.control("POST", "/reset")
        assert server.log() == []
        assert server.control("GET", "/faults") == {"faults": []}
        assert server.control("GET", "/clock")["offset"] == 0
        page = server.session.get(f"{server.url}/", headers={"Accept": "text/html"})
        assert (page.status_code, " sandbox</h1>" in page.text, server.log()) == (200, True, [])
        assert "sandbox</h1>" not in server.session.get(f"{server.url}/").text


@pytest.mark.parametrize("program", PROGRAMS)
def test_beyond_loopback_it_makes_up_an_account_and_a_key(program: str) -> None:
    with serving(*STANDARD, "--host", "0.0.0.0", program=program) as server:
        account, key = (next_line(server.process) for _line in range(2))
        assert re.fullmatch(r"[a-z-]+: \S{16,}", account)
        assert re.fullmatch(r"control key: [0-9a-f]{32}", key)
        clock = f"{server.url.replace('0.0.0.0', '127.0.0.1')}/_sandbox/clock"
        assert server.session.get(clock).status_code == 401
        assert server.session.get(clock, headers={"X-Sandbox-Key": key.partition(": ")[2]}).status_code == 200


@pytest.mark.parametrize("program", PROGRAMS)
def test_its_help_names_the_options_that_all_have(program: str) -> None:
    code, output, _errors = failed(program, "--help")
    assert code == 0
    assert [option for option in OPTIONS if option not in output] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_keeps_it_from_starting_is_told_in_one_line(program: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, output, errors = failed(program, "--port", str(taken.getsockname()[1]))
    assert (code, output, errors.count("\n")) == (1, "", 1)
    assert errors.startswith("cannot listen on 127.0.0.1 port ")
    assert errors.endswith("; choose another one with --port N (make sandbox PORT=N)\n")
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as database:
        database.execute("CREATE TABLE boxes (id INTEGER)")
    code, output, errors = failed(program, "--db", str(foreign))
    assert (code, output, errors.count("\n")) == (1, "", 1)
    assert errors == f"cannot use the database {foreign}: it is the database of another program\n"


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_file_made_by_another_provider_is_left_alone(program: str, tmp_path: Path) -> None:
    options = ("--db", str(tmp_path / "tiny.db"))
    with serving(*options, program="tiny", folder=FOLDER):
        pass
    with sqlite3.connect(options[1]) as database:
        database.execute(f"PRAGMA user_version = {version(program, tmp_path)}")
    code, _output, errors = failed(program, *options)
    assert code == 1
    assert "it was made by sandbox.tiny and stays so" in errors


def version(program: str, folder: Path) -> int:
    """The version of the data that a provider writes."""
    file = folder / "own.db"
    with serving("--db", str(file), program=program):
        pass
    with sqlite3.connect(file) as database:
        return int(database.execute("PRAGMA user_version").fetchone()[0])
