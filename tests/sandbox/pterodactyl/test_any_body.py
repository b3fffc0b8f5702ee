# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever is sent, the sandbox answers as the panel would, and never breaks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pterodactyl_account import CLIENT_KEY, Sandbox, server

from sandbox.pterodactyl.routes import APPLICATION, CLIENT

NAMES = (
    *("name", "user", "egg", "docker_image", "startup", "environment", "limits", "feature_limits", "allocation"),
    *("deploy", "memory", "swap", "disk", "io", "cpu", "threads", "databases", "allocations", "backups", "default"),
    *("additional", "locations", "dedicated_ip", "port_range", "external_id", "add_allocations", "remove_allocations"),
    *("image", "skip_scripts", "short", "long", "ip", "ports", "alias", "email", "username", "password", "permissions"),
    *("first_name", "last_name", "fqdn", "scheme", "location_id", "memory_overallocate", "disk_overallocate"),
    *("daemon_listen", "daemon_sftp", "root", "files", "file", "from", "to", "mode", "location", "url", "directory"),
    *("minute", "hour", "day_of_month", "month", "day_of_week", "action", "payload", "time_offset", "sequence_id"),
    *("signal", "command", "key", "value", "notes", "truncate", "ignored", "description", "allowed_ips", "public_key"),
    *("fingerprint", "code", "current_password", "database", "remote", "host", "continue_on_failure", "is_active"),
)
SINGLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 70000) | st.sampled_from([10**30, 10**400]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["", "1", "1e400", "*", "start", "backup", "/", "../x", "25565", "2000-2010", "10.0.0.1/25", "x.jar"]
    ),
    st.text(max_size=5),
)
VALUES = st.recursive(
    SINGLE, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner), max_leaves=4
)
# bodies that come far, with something wrong in them, and others
WHOLE = {
    **server(name="x", deploy=None),
    **{"image": "x", "skip_scripts": False, "egg": 5, "allocation": {"default": 2, "additional": []}},
    **{"short": "x", "email": "x@example.com", "username": "abc", "first_name": "a", "last_name": "b"},
    **{
        "ip": "192.0.2.1",
        "ports": ["2000"],
        "root": "/",
        "files": ["a"],
        "file": "/server.jar",
        "location": "/server.jar",
    },
    **{"minute": "*", "hour": "*", "day_of_month": "*", "month": "*", "day_of_week": "*", "is_active": True},
    **{"action": "command", "payload": "x", "time_offset": 0, "truncate": False, "permissions": ["file.read"]},
    **{"database": "data", "remote": "%", "host": 1, "description": "x", "notes": "x", "url": "http://x.test/a"},
    **{"key": "SERVER_JARFILE", "value": "x.jar", "password": "secret", "code": "123456", "public_key": "x"},
}
BODIES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4).map(
    lambda sent: {**WHOLE, **sent}
) | st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5)
WRITES = sorted({(route.verb, route.path) for route in (*APPLICATION, *CLIENT) if route.verb not in ("GET", "DELETE")})


@pytest.fixture
def place(sandbox: Sandbox) -> dict[str, str]:
    """A thing of every kind that paths of the client API name."""
    made = sandbox.control("POST", "/servers", backups=9, databases=9)
    path = f"/client/servers/{made['identifiers'][0]}"
    cron = {"minute": "*", "hour": "*", "day_of_month": "*", "month": "*", "day_of_week": "*"}
    schedule = sandbox.made(f"{path}/schedules", {"name": "x", **cron}, 200)["id"]
    task = {"action": "power", "payload": "start", "time_offset": 0}
    backup = sandbox.made(f"{path}/backups", {}, 200)["uuid"]
    sandbox.settle()
    return {
        "server": made["identifiers"][0],
        "number": "1",
        "schedule": str(schedule),
        "task": str(sandbox.made(f"{path}/schedules/{schedule}/tasks", task, 200)["id"]),
        "backup": backup,
        "database": sandbox.made(f"{path}/databases", {"database": "one", "remote": "%"}, 200)["id"],
        "allocation": "1",
        "user": sandbox.made(f"{path}/users", {"email": "sub@example.com", "permissions": ["file.read"]}, 200)["uuid"],
    }


@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
@given(route=st.sampled_from(WRITES), body=BODIES)
def test_any_body_is_answered(sandbox: Sandbox, place: dict[str, str], route: tuple[str, str], body: Any) -> None:
    verb, path = route
    numbers = {"server": "1", "user": "2", "location": "1", "node": "1", "database": "1"}
    found = path.format(**(numbers if path.startswith("/application") else place))
    response = sandbox.with_key(CLIENT_KEY).send(verb, found, body)
    if response.status_code >= 400:
        entries = response.json()["errors"]
        assert all(entry["code"] and entry["status"] == str(response.status_code) for entry in entries)
        assert response.status_code < 500 or entries[0]["code"] in ("TypeError", "ErrorException", "HttpException")
    sandbox.settle()
    assert sandbox.send("GET", "/application/servers?include=allocations,variables,subusers,node").status_code == 200
    assert sandbox.send("GET", f"/client/servers/{place['server']}").status_code == 200
