# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backups: files as they were."""

from __future__ import annotations

from typing import Any

import pytest
from pterodactyl_account import STEP, Sandbox, client


@pytest.fixture
def path(sandbox: Sandbox) -> str:
    """A server with a file."""
    found = client(sandbox.server(skip_scripts=True))
    sandbox.write(found, "/world/level.dat", "day one")
    return found


def made(sandbox: Sandbox, path: str, **body: Any) -> dict[str, Any]:
    """A finished backup."""
    backup = sandbox.made(f"{path}/backups", body, 200)
    sandbox.settle()
    return sandbox.shown(f"{path}/backups/{backup['uuid']}")


def test_a_backup_is_made_and_restored(sandbox: Sandbox, path: str) -> None:
    started = sandbox.made(f"{path}/backups", {"ignored": "*.log\n!keep.log\ncache/"}, 200)
    assert (started["completed_at"], started["is_successful"], started["checksum"]) == (None, False, None)
    assert started["name"].startswith("Backup at 20")
    assert started["ignored_files"] == ["*.log", "!keep.log", "cache/"]
    for name in ("a.log", "keep.log", "cache/x"):
        sandbox.write(path, f"/{name}", "x")
    where = f"{path}/backups/{started['uuid']}"
    assert sandbox.code(400, "POST", f"{where}/restore", {"truncate": True}) == "BadRequestHttpException"
    sandbox.settle()
    done = sandbox.shown(where)
    assert done["is_successful"]
    assert (done["bytes"], done["checksum"][:5]) == (8, "sha1:")
    sandbox.write(path, "/world/level.dat", "day two")
    sandbox.write(path, "/new.txt", "new")
    assert sandbox.broken("POST", f"{where}/restore", {}) == {("truncate", "required")}
    sandbox.done("POST", f"{where}/restore", {"truncate": False})
    assert sandbox.shown(path)["status"] == "restoring_backup"
    assert sandbox.code(409, "GET", f"{path}/files/list") == "ServerStateConflictException"
    sandbox.settle()
    assert sandbox.read(path, "/world/level.dat") == "day one"
    assert sandbox.read(path, "/new.txt") == "new"
    sandbox.done("POST", f"{where}/restore", {"truncate": True})
    sandbox.settle()
    assert {it["name"] for it in sandbox.listed(f"{path}/files/list")} == {"world", "keep.log"}


def test_limits(sandbox: Sandbox, path: str) -> None:
    first = made(sandbox, path, name="one")
    made(sandbox, path)
    response = sandbox.send("POST", f"{path}/backups", {})
    assert response.status_code == 429
    assert response.json()["errors"][0]["code"] == "TooManyRequestsHttpException"
    # by the newest of those that count
    assert 590 < int(response.headers["Retry-After"]) + 20 * STEP <= 600
    sandbox.advance(601)
    assert sandbox.code(400, "POST", f"{path}/backups", {}) == "TooManyBackupsException"
    sandbox.done("DELETE", f"{path}/backups/{first['uuid']}")
    assert made(sandbox, path)["is_successful"]
    listed = sandbox.get(f"{path}/backups?per_page=1")
    assert (listed["meta"]["backup_count"], listed["meta"]["pagination"]["total"]) == (2, 2)


def test_failed_ones_do_not_count(sandbox: Sandbox, path: str) -> None:
    sandbox.fault("POST", f"{path}/backups", "backup_fails", times=3)
    for _ in range(3):
        failed = made(sandbox, path, is_locked=True)
        assert (failed["is_successful"], failed["completed_at"] is not None) == (False, True)
    assert sandbox.get(f"{path}/backups")["meta"]["backup_count"] == 0
    where = f"{path}/backups/{failed['uuid']}"
    assert made(sandbox, path)["is_successful"]
    # [T][W] the panel has nothing against it, and the daemon misses it when the files are gone
    assert sandbox.code(500, "POST", f"{where}/restore", {"truncate": True}) == "DaemonConnectionException"
    assert sandbox.shown(path)["status"] is None
    assert sandbox.listed(f"{path}/files/list") == []


def test_locks(sandbox: Sandbox, path: str) -> None:
    running = sandbox.made(f"{path}/backups", {"is_locked": True}, 200)
    sandbox.done("DELETE", f"{path}/backups/{running['uuid']}")
    sandbox.settle()
    locked = made(sandbox, path, is_locked=True)
    where = f"{path}/backups/{locked['uuid']}"
    assert sandbox.code(400, "DELETE", where) == "BackupLockedException"
    assert sandbox.ok("POST", f"{where}/lock")["attributes"]["is_locked"] is False
    assert sandbox.ok("POST", f"{where}/lock")["attributes"]["is_locked"] is True
    sandbox.ok("POST", f"{where}/lock")
    sandbox.done("DELETE", where)
    assert sandbox.code(404, "GET", where) == "NotFoundHttpException"


def test_a_restored_server_is_no_longer_suspended(sandbox: Sandbox, path: str) -> None:
    where = f"{path}/backups/{made(sandbox, path)['uuid']}"
    number = sandbox.shown(path)["internal_id"]
    sandbox.write(path, "/world/level.dat", "day two")
    sandbox.fault("POST", "*/restore", "restore_fails")
    sandbox.done("POST", f"{where}/restore", {"truncate": True})
    sandbox.done("POST", f"/application/servers/{number}/suspend")
    sandbox.settle()
    assert sandbox.shown(path)["status"] is None
    assert sandbox.read(path, "/world/level.dat") == "day two"


def test_a_server_without_backups(sandbox: Sandbox) -> None:
    path = client(sandbox.server(feature_limits={"backups": 0}))
    assert sandbox.code(400, "POST", f"{path}/backups", {}) == "TooManyBackupsException"
