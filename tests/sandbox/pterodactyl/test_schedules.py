# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Schedules run when the clock passes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pterodactyl_account import Sandbox, client

CRON = {"minute": "*/5", "hour": "*", "day_of_month": "*", "month": "*", "day_of_week": "*"}
LOG = "/logs/latest.log"


@pytest.fixture
def path(sandbox: Sandbox) -> str:
    """A server that runs."""
    made = sandbox.server()
    sandbox.control("POST", "/server", server=made["id"], power="running")
    return client(made)


def schedule(sandbox: Sandbox, path: str, **more: Any) -> dict[str, Any]:
    return sandbox.made(f"{path}/schedules", {"name": "nightly", "is_active": True, **CRON, **more}, 200)


def task(sandbox: Sandbox, where: str, action: str = "command", payload: str | None = "say", **more: Any) -> Any:
    body = {"action": action, "payload": payload, "time_offset": 0, **more}
    return sandbox.made(f"{where}/tasks", body, 200)


def moment(shown: str) -> datetime:
    return datetime.fromisoformat(shown)


def test_what_a_schedule_looks_like(sandbox: Sandbox, path: str) -> None:
    made = sandbox.made(f"{path}/schedules", {"name": "nightly", **CRON}, 200)
    assert (made["is_active"], made["only_when_online"], made["is_processing"]) == (False, False, False)
    assert made["cron"] == CRON
    assert made["last_run_at"] is None
    assert made["relationships"] == {"tasks": {"object": "list", "data": []}}
    where = f"{path}/schedules/{made['id']}"
    after = sandbox.made(where, {"name": "new", "is_active": True, "only_when_online": True, **CRON}, 200)
    assert (after["is_active"], after["only_when_online"]) == (True, True)
    after = sandbox.made(where, {"name": "new", **CRON}, 200)
    assert (after["is_active"], after["only_when_online"]) == (False, False)
    assert "meta" not in sandbox.get(f"{path}/schedules")
    sandbox.done("DELETE", where)
    assert sandbox.code(404, "GET", where) == "NotFoundHttpException"


def test_what_a_schedule_cannot_be(sandbox: Sandbox, path: str) -> None:
    body = {"name": "x", **CRON}
    del body["month"]
    assert sandbox.code(500, "POST", f"{path}/schedules", body) == "TypeError"
    assert sandbox.broken("POST", f"{path}/schedules", {"name": "x", "hour": 5}) == {
        ("hour", "string"),
        ("minute", "required"),
        ("day_of_month", "required"),
        ("day_of_week", "required"),
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(
            ("minute", "60"),
            ("hour", "x"),
            ("day_of_month", "0"),
            ("month", "1-13"),
            ("minute", "*/0"),
            ("month", "2-1"),
        ),
        *(("day_of_week", part) for part in ("1#6", "8#1", "1#", "1,")),
        ("month", "1#1"),
    ],
)
def test_what_is_no_cron_expression(sandbox: Sandbox, path: str, field: str, value: str) -> None:
    assert sandbox.code(400, "POST", f"{path}/schedules", {"name": "x", **CRON, field: value}) == "DisplayException"


def test_a_server_can_have_limits_of_its_own(sandbox: Sandbox, path: str) -> None:
    other = f"/client/servers/{sandbox.control('POST', '/servers')['identifiers'][0]}"
    sandbox.fault("*", "*", "server_limits", times=1000)
    for _time in (1, 2):
        schedule(sandbox, path)
        schedule(sandbox, path)
        refused = sandbox.send("POST", f"{path}/schedules", {"name": "x", **CRON})
        assert (refused.status_code, 50 <= int(refused.headers["Retry-After"]) <= 61) == (429, True)
        # another server has others
        schedule(sandbox, other)
        sandbox.advance(int(refused.headers["Retry-After"]))


def next_run(sandbox: Sandbox, path: str, **cron: str) -> datetime:
    return moment(schedule(sandbox, path, **cron)["next_run_at"])


def test_when_it_is_due(sandbox: Sandbox, path: str) -> None:
    now = datetime.fromtimestamp(sandbox.control("GET", "/clock")["now"], UTC)
    yearly = next_run(sandbox, path, minute="30", hour="4", day_of_month="29", month="feb")
    assert (yearly.month, yearly.day, yearly.hour, yearly.minute) == (2, 29, 4, 30)
    assert yearly > now
    sunday = next_run(sandbox, path, minute="0", hour="0", day_of_week="7")
    assert (sunday.weekday(), 0 < (sunday - now).total_seconds() <= 7 * 86400) == (6, True)
    weekday = next_run(sandbox, path, minute="0", hour="12", day_of_week="mon-fri")
    assert weekday.weekday() < 5
    either = next_run(sandbox, path, minute="0", hour="0", day_of_month="1", day_of_week="1")
    assert either.day == 1 or either.weekday() == 0
    second = next_run(sandbox, path, minute="0", hour="0", day_of_week="1#2")
    assert (second.weekday(), 8 <= second.day <= 14) == (0, True)
    first = next_run(sandbox, path, minute="0", hour="0", day_of_week="7#1")
    assert (first.weekday(), first.day <= 7) == (6, True)
    last_or_fifth = next_run(sandbox, path, minute="0", hour="0", month="1", day_of_week="sun#1,7#5")
    assert (last_or_fifth.weekday(), last_or_fifth.day <= 7 or last_or_fifth.day > 28) == (6, True)
    stepped = next_run(sandbox, path, minute="10-40/15")
    assert stepped.minute in (10, 25, 40)


def test_the_clock_passes_it(sandbox: Sandbox, path: str) -> None:
    made = schedule(sandbox, path)
    where = f"{path}/schedules/{made['id']}"
    task(sandbox, where, payload="one")
    task(sandbox, where, payload="two", time_offset=60)
    now = sandbox.control("GET", "/clock")["now"]
    sandbox.advance(moment(made["next_run_at"]).timestamp() - now + 1)
    after = sandbox.shown(where)
    assert (after["last_run_at"], after["is_processing"]) == (None, True)
    assert moment(after["next_run_at"]).timestamp() == moment(made["next_run_at"]).timestamp() + 300
    assert [it["attributes"]["is_queued"] for it in after["relationships"]["tasks"]["data"]] == [False, True]
    assert sandbox.read(path, LOG) == "> one\n"
    sandbox.advance(60)
    assert sandbox.read(path, LOG) == "> one\n> two\n"
    # [T] the time of the last run is that of its end
    after = sandbox.shown(where)
    assert after["is_processing"] is False
    assert moment(after["last_run_at"]).timestamp() == moment(made["next_run_at"]).timestamp() + 60
    sandbox.advance(600)
    assert sandbox.read(path, LOG).count("one") == 3


def test_tasks_one_after_the_other(sandbox: Sandbox, path: str) -> None:
    made = schedule(sandbox, path, is_active=False)
    where = f"{path}/schedules/{made['id']}"
    assert sandbox.code(400, "POST", f"{where}/execute") == "DisplayException"
    task(sandbox, where, "power", "explode", continue_on_failure=True, time_offset=900)
    task(sandbox, where, "backup", None)
    task(sandbox, where, "power", "stop", time_offset=30)
    stopped = task(sandbox, where, "command", "say nothing", time_offset=20)
    task(sandbox, where, "power", "start")
    assert sandbox.ok("POST", f"{where}/execute", status=202) == []
    sandbox.settle()
    assert sandbox.shown(where)["is_processing"] is False
    assert len(sandbox.listed(f"{path}/backups")) == 1
    # the command came after the stop and failed, so the start never came
    assert sandbox.state(path) == "offline"
    body = {"action": "command", "payload": "x", "time_offset": 20, "continue_on_failure": True}
    sandbox.made(f"{where}/tasks/{stopped['id']}", body, 200)
    sandbox.ok("POST", f"{where}/execute", status=202)
    sandbox.settle()
    assert sandbox.state(path) == "running"


def test_the_order_of_tasks(sandbox: Sandbox, path: str) -> None:
    where = f"{path}/schedules/{schedule(sandbox, path)['id']}"
    for name in "abc":
        task(sandbox, where, payload=name)
    task(sandbox, where, payload="first", sequence_id=1)

    def order() -> list[str]:
        tasks = sandbox.shown(where)["relationships"]["tasks"]["data"]
        assert [it["attributes"]["sequence_id"] for it in tasks] == list(range(1, len(tasks) + 1))
        return [it["attributes"]["payload"] for it in tasks]

    assert order() == ["first", "a", "b", "c"]
    last = sandbox.shown(where)["relationships"]["tasks"]["data"][3]["attributes"]
    sandbox.made(f"{where}/tasks/{last['id']}", {**last, "sequence_id": 2}, 200)
    assert order() == ["first", "c", "a", "b"]
    sandbox.done("DELETE", f"{where}/tasks/{last['id']}")
    assert order() == ["first", "a", "b"]
    for _ in range(7):
        task(sandbox, where)
    body = {"action": "command", "payload": "x", "time_offset": 0}
    assert sandbox.code(400, "POST", f"{where}/tasks", body) == "ServiceLimitExceededException"


def test_what_tasks_cannot_be(sandbox: Sandbox, path: str) -> None:
    where = f"{path}/schedules/{schedule(sandbox, path)['id']}"
    wrong = {"action": "dance", "payload": "", "time_offset": 901}
    assert sandbox.broken("POST", f"{where}/tasks", wrong) == {
        ("action", "in"),
        ("payload", "required_unless"),
        ("time_offset", "max"),
    }
    poor = client(sandbox.server(allocation={"default": 2}, feature_limits={"backups": 0}))
    where = f"{poor}/schedules/{schedule(sandbox, poor)['id']}"
    body = {"action": "backup", "payload": None, "time_offset": 0}
    assert sandbox.code(403, "POST", f"{where}/tasks", body) == "HttpForbiddenException"


def test_only_when_online(sandbox: Sandbox, path: str) -> None:
    made = schedule(sandbox, path, only_when_online=True)
    where = f"{path}/schedules/{made['id']}"
    task(sandbox, where, "power", "start")
    sandbox.done("POST", f"{path}/power", {"signal": "kill"})
    sandbox.advance(301)
    assert sandbox.shown(where)["last_run_at"] is not None
    assert sandbox.state(path) == "offline"
    sandbox.ok("POST", f"{where}/execute", status=202)
    assert sandbox.state(path) == "offline"


def test_what_the_first_task_has_come_to_is_the_answer(sandbox: Sandbox, path: str) -> None:
    """[T] It is carried out while one waits; later ones are not."""
    where = f"{path}/schedules/{schedule(sandbox, path)['id']}"
    first = task(sandbox, where, "command", "say", time_offset=900)
    task(sandbox, where, "power", "start")
    sandbox.control("POST", "/server", server=1, power="offline")
    assert sandbox.code(502, "POST", f"{where}/execute") == "DaemonConnectionException"
    after = sandbox.shown(where)
    assert (after["is_processing"], after["last_run_at"] is None) == (False, False)
    sandbox.fault("POST", f"{where}/execute", "daemon_down")
    assert sandbox.code(504, "POST", f"{where}/execute") == "DaemonConnectionException"
    wrong = {"action": "power", "payload": "explode", "time_offset": 0}
    sandbox.made(f"{where}/tasks/{first['id']}", wrong, 200)
    assert sandbox.code(422, "POST", f"{where}/execute") == "DaemonConnectionException"
    sandbox.made(f"{where}/tasks/{first['id']}", {"action": "backup", "payload": "", "time_offset": 0}, 200)
    for _ in range(2):
        sandbox.ok("POST", f"{where}/execute", status=202)
    assert sandbox.code(429, "POST", f"{where}/execute") == "TooManyRequestsHttpException"
    # [T] where something went wrong with the server before, nothing is done, and nothing said
    sandbox.control("POST", "/server", server=1, status="reinstall_failed")
    sandbox.ok("POST", f"{where}/execute", status=202)
