# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line: starting, stopping, and what each option does."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
from pathlib import Path

import pytest
import requests
from jiffybox_account import OTHER_TOKEN, TOKEN, Sandbox, running
from running import ROOT, says_nothing, start


def failed(*options: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a sandbox that is not expected to start."""
    process = start(*options)
    output, errors = process.communicate()
    return process.returncode, output, errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_once_where_it_listens_and_stops_cleanly_when_told(number: signal.Signals) -> None:
    with running() as sandbox:
        assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+", sandbox.url)
        assert sandbox.get("/jiffyBoxes") == {}
        sandbox.process.send_signal(number)
        output, errors = sandbox.process.communicate()
    assert (sandbox.process.returncode, output, errors) == (0, "", "")


def test_it_stops_even_while_a_request_hangs() -> None:
    with running() as sandbox:
        sandbox.fault("GET", "/plans", "timeout")
        with sandbox.asking("GET", f"/{TOKEN}/v1.0/plans"):
            sandbox.process.terminate()
            _output, errors = sandbox.process.communicate()
    assert (sandbox.process.returncode, errors) == (0, "")


def test_it_prints_no_token_and_no_traceback_whatever_is_asked() -> None:
    with running() as sandbox:
        for kind in ("reset_before", "reset_after", "truncate", "html", "status"):
            sandbox.fault("GET", "/plans", kind)
            try:
                sandbox.send("GET", "/plans")
            except requests.RequestException:
                continue
        sandbox.send("PUT", "/jiffyBoxes/1?planid=%ZZ", data=b"\xff\xfe{", headers={"Content-Type": "application/json"})
        sandbox.process.terminate()
        output, errors = sandbox.process.communicate()
    assert (output, errors) == ("", "")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--port", "70000"), "--port: must be a number from 0 to 65535"),
        (("--port", "http"), "--port: must be a number from 0 to 65535"),
        (("--token", "short"), "--token: must be 32 letters and digits"),
        (("--token", TOKEN, "--token", TOKEN), "--token: each token can be given only once"),
        (("--boot-seconds", "-1"), "--boot-seconds: must be a number of at least 0"),
        (("--boot-seconds", "nan"), "--boot-seconds: must be a number of at least 0"),
        (("--latency-ms", "fast"), "--latency-ms: must be a number of at least 0"),
        (("--rate", "10"), "--rate: must be N/SECONDS"),
        (("--rate", "0/10"), "--rate: must be N/SECONDS"),
        (("--rate", "10/0"), "--rate: must be N/SECONDS"),
        (("--nonsense",), "unrecognized arguments: --nonsense"),
    ],
)
def test_an_option_that_makes_no_sense_is_told_in_one_line(options: tuple[str, ...], complaint: str) -> None:
    code, output, errors = failed(*options)
    assert (code, output) == (2, "")
    assert complaint in errors.splitlines()[-1]


def test_a_port_in_use_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, output, errors = failed("--port", str(taken.getsockname()[1]))
    assert (code, output) == (1, "")
    assert errors.startswith("cannot listen on 127.0.0.1 port ")
    assert errors.count("\n") == 1


def test_a_database_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("this is not a database, it is a text that is longer than the header of one\n" * 20)
    for path in (tmp_path / "nowhere" / "boxes.db", tmp_path, text):
        code, output, errors = failed("--db", str(path))
        assert (code, output) == (1, "")
        assert errors.startswith(f"cannot use the database {path}: ")
        assert errors.count("\n") == 1


def test_a_database_of_another_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "boxes.db"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    assert "version 99" in failed("--db", str(path))[2]


def test_a_file_keeps_everything_over_a_restart_even_after_a_kill(tmp_path: Path) -> None:
    options = ("--db", str(tmp_path / "boxes.db"), "--boot-seconds", "3600", "--token", TOKEN, "--token", OTHER_TOKEN)
    with running(*options) as sandbox:
        number = sandbox.create(metadata={"a": 1})["id"]
        sandbox.advance(3600)
        sandbox.call("POST", f"/backups/{number}", dayid=1, timeid=2)
        starting = sandbox.change(number, status="START")
        assert starting["status"] == "UPDATING"
        offset = sandbox.control("GET", "/clock")["offset"]
        other = sandbox.as_other(OTHER_TOKEN).create("other")["id"]
        sandbox.process.kill()
        sandbox.process.wait()
    swapped = (*options[:4], "--token", OTHER_TOKEN, "--token", TOKEN)
    with running(*swapped) as sandbox:
        assert sandbox.control("GET", "/clock")["offset"] == offset
        assert sandbox.box(number)["status"] == "UPDATING"
        assert sandbox.box(number)["metadata"] == {"a": 1}
        assert list(sandbox.as_other(OTHER_TOKEN).get("/jiffyBoxes")) == [str(other)]
        sandbox.advance(3600)
        assert sandbox.box(number)["running"] is True
        # a daily backup was taken meanwhile if it is the time of day for it
        assert sandbox.get(f"/backups/{number}").items() >= {"day": 1, "time": 2}.items()
        assert sandbox.create("next")["id"] > other


def test_the_file_does_not_hold_the_token(tmp_path: Path) -> None:
    with running("--db", str(tmp_path / "boxes.db")) as sandbox:
        sandbox.create()
    for path in tmp_path.iterdir():
        assert TOKEN.encode() not in path.read_bytes()


def test_without_boot_seconds_every_step_is_done_at_the_next_look() -> None:
    with running("--boot-seconds", "0") as sandbox:
        created = sandbox.create()
        assert created["status"] == "CREATING"
        assert sandbox.box(created["id"])["status"] == "READY"
        assert sandbox.change(created["id"], status="START")["status"] == "UPDATING"
        assert sandbox.box(created["id"])["running"] is True
        sandbox.fault("POST", "/jiffyBoxes", "vanish")
        assert not sandbox.exists(sandbox.create("gone")["id"])


def test_latency_delays_answers_and_not_the_work() -> None:
    latency = running("--latency-ms", "3600000")
    with latency as sandbox, sandbox.asking("GET", f"/{TOKEN}/v1.0/plans") as connection:
        while sandbox.log()[0]["status"] != 200:
            pass
        says_nothing(connection)


TOO_MANY = "Zu viele Aufrufe. Bitte warten Sie einen moment und versuchen Sie es dann wieder."


def limited(sandbox: Sandbox) -> requests.Response:
    return sandbox.send("GET", "/plans/44")


def test_too_many_requests_are_refused_as_recorded_with_http_200() -> None:
    with running("--rate", "1/86400") as sandbox:
        assert limited(sandbox).json()["result"]["id"] == 44
        refused = limited(sandbox)
        assert (refused.status_code, "Retry-After" in refused.headers) == (200, False)
        assert refused.json() == {"messages": [{"type": "error", "message": TOO_MANY}], "result": False}
        sandbox.advance(86_400)
        assert limited(sandbox).json()["result"]["id"] == 44


def test_the_rate_limits_each_account_and_says_when_to_come_back() -> None:
    options = ("--rate", "2/60", "--rate-answer", "429", "--token", TOKEN, "--token", OTHER_TOKEN)
    with running(*options) as sandbox:
        assert [limited(sandbox).status_code for attempt in range(3)] == [200, 200, 429]
        refused = limited(sandbox)
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert refused.json() == {"messages": [{"type": "error", "message": TOO_MANY}], "result": False}
        assert sandbox.log()[-1]["status"] == 429
        assert limited(sandbox.as_other(OTHER_TOKEN)).status_code == 200
        sandbox.advance(int(refused.headers["Retry-After"]))
        assert limited(sandbox).status_code == 200


def test_attempts_beyond_the_rate_do_not_extend_the_wait() -> None:
    with running("--rate", "1/86400", "--rate-answer", "429") as sandbox:
        limited(sandbox)
        for _attempt in range(5):
            sandbox.advance(16_000)
            assert limited(sandbox).status_code == 429
        sandbox.advance(6_400)
        assert limited(sandbox).status_code == 200


def test_wrong_tokens_are_limited_by_where_they_come_from() -> None:
    with running("--rate", "2/60", "--rate-answer", "429") as sandbox:
        codes = [limited(sandbox.as_other(f"{number:032d}")).status_code for number in range(3)]
        assert codes == [200, 200, 429]
        assert limited(sandbox).status_code == 200


def test_help_names_every_option() -> None:
    code, output, _errors = failed("--help")
    assert code == 0
    for option in (
        "--host",
        "--port",
        "--db",
        "--token",
        "--boot-seconds",
        "--latency-ms",
        "--rate",
        "--rate-answer",
        "--form",
    ):
        assert option in output


def test_a_name_of_the_own_machine_can_be_listened_on() -> None:
    with running("--host", "localhost") as sandbox:
        assert sandbox.get("/plans")


def test_nothing_of_the_collection_is_needed_to_run_it() -> None:
    sources = ROOT / "sandbox"
    found = subprocess.run(
        ["grep", "-rnE", r"(from|import) +(plugins|ansible|boxfleet)", "--include=*.py", str(sources)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--disk-mb", "300"], "argument --disk-mb: needs --machines"),
        (["--base", "/"], "argument --base: needs --machines"),
        (["--machines", "--base", "/does/not/exist"], "/does/not/exist is no folder"),
        (["--machines", "--disk-mb", "63"], "must be a number of megabytes, at least 64"),
        (["--machines", "--ssh-key", "/does/not/exist"], "cannot read /does/not/exist: No such file or directory"),
        (["--machines", "--ssh-key", "README.md"], "README.md is no public key"),
    ],
)
def test_options_for_machines_that_make_no_sense_are_named(options: list[str], message: str) -> None:
    code, output, errors = failed(*options)
    assert (code, output) == (2, "")
    assert message in errors


def test_a_base_without_what_machines_need_is_refused_with_the_packages_to_install(tmp_path: Path) -> None:
    code, output, errors = failed("--machines", "--base", str(tmp_path))
    assert (code, output) == (1, "")
    assert "debootstrap --include=iproute2,openssh-server,python3" in errors
