# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Backups: the files of a server as they were, locked, restored, within limits."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sandbox._core.answer import Answer, Refused
from sandbox._core.documents import Document

from . import activity, daemon, files, guards, links, power, states
from .call import Call
from .errors import bad_request, display, error
from .paging import Listing, page
from .store import Store
from .validation import check, flag, rules
from .view import nothing, thing

LISTING = Listing(per_page=20, most=50)
# No more backups than this in so many seconds; those that failed do not count.
MOST, SECONDS = 2, 600


def attributes(call: Call, backup: Document) -> dict[str, Any]:
    row = backup.value
    return {
        "uuid": row["uuid"],
        "is_successful": row["is_successful"],
        "is_locked": row["is_locked"],
        "name": row["name"],
        "ignored_files": row["ignored_files"],
        "checksum": row["checksum"],
        "bytes": row["bytes"],
        "created_at": call.time(row["created_at"]),
        "completed_at": call.time(row["completed_at"]),
    }


def has_failed(backup: Document) -> bool:
    return backup.value["completed_at"] is not None and not backup.value["is_successful"]


def _counted(store: Store, server: Document) -> list[Document]:
    return [it for it in store.all("backup", server) if not has_failed(it)]


def get_all(call: Call) -> Answer:
    count = len(_counted(call.store, call.server))
    return page(call, "backup", call.store.all("backup", call.server), LISTING, backup_count=count)


def get(call: Call) -> Answer:
    return Answer(thing(call, "backup", call.things["backup"]))


def create(call: Call) -> Answer:
    table = {
        "name": rules("nullable|string|max:191"),
        "ignored": rules("nullable|string"),
        "is_locked": rules("nullable|boolean"),
    }
    check(call.input, table)
    ignored = [line.strip() for line in str(call.input.get("ignored") or "").splitlines() if line.strip()]
    check_pace(call.store, call.server, call.now)
    check_limit(call.store, call.server)
    daemon.reach_server(call, call.server)
    locked = flag(call.input.get("is_locked")) and guards.may(call, call.server, "backup.delete")
    backup = new(call.store, call.server, call.now, call.input.get("name"), ignored, locked)
    daemon.begin(call, "backup", call.server, daemon.BACKUP_FAILS, backup=backup.id)
    activity.log(call, "server:backup.start", name=backup.value["name"], locked=locked)
    return Answer(thing(call, "backup", backup))


def check_pace(store: Store, server: Document, now: float) -> None:
    """Raises Refused where too many were made of late, deleted ones too. It says when the newest of them is no more."""
    recent = [it.value["at"] for it in store.all("backup_made", server) if it.value["at"] > now - SECONDS]
    if len(recent) >= MOST:
        words = f"Only {MOST} backups may be generated within a {SECONDS} second span of time."
        answer = error(429, "TooManyRequestsHttpException", words)
        raise Refused(replace(answer, headers={"Retry-After": str(int(max(recent) + SECONDS - now))}), words)


def check_limit(store: Store, server: Document) -> None:
    limit = server.value["backup_limit"] or 0
    if len(_counted(store, server)) >= limit:
        words = f"Cannot create a new backup, this server has reached its limit of {limit} backups."
        raise display(words, "TooManyBackupsException")


def new(
    store: Store, server: Document, now: float, name: str | None, ignored: list[str], locked: bool = False
) -> Document:
    """A backup that is being made."""
    moment = datetime.fromtimestamp(int(now), UTC).strftime("%Y-%m-%d %H:%M:%S")
    row = {
        "uuid": str(uuid4()),
        "name": name or f"Backup at {moment}",
        "ignored_files": ignored,
        "is_successful": False,
        "is_locked": locked,
        "checksum": None,
        "bytes": 0,
        "completed_at": None,
    }
    backup = store.add("backup", row, now, parent=server.id)
    store.documents.put(Document("backup_made", backup.id, {"at": now}, parent=server.id))
    return backup


def finish(store: Store, job: Document) -> None:
    """The files as they are now, but for those to be left out."""
    backup, now = store.get("backup", job.value["backup"]), job.ends or 0.0
    if backup is None:
        return
    server = store.known("server", job.value["server_id"])
    if job.value["fails"]:
        store.change(backup, {"is_successful": False, "is_locked": False, "completed_at": now}, now)
        store.documents.drop("backup_made", backup.id)
        return
    ignored = backup.value["ignored_files"]
    kept = [it.value for it in store.all("file", server) if not files.left_out(it.value["path"], ignored)]
    digest = hashlib.sha1(repr(kept).encode(), usedforsecurity=False).hexdigest()
    store.documents.put(Document("snapshot", backup.value["uuid"], {"files": kept}, parent=server.id))
    changes = {
        "is_successful": True,
        "checksum": f"sha1:{digest}",
        "bytes": sum(it["size"] for it in kept if it["is_file"]),
        "completed_at": now,
    }
    store.change(backup, changes, now)


def download(call: Call) -> Answer:
    uuid = call.things["backup"].value["uuid"]
    return Answer(links.signed(call, "/download/backup", what="backup", backup=uuid))


def lock(call: Call) -> Answer:
    """Locked if it was not, and the other way round."""
    backup = call.things["backup"]
    backup = call.store.change(backup, {"is_locked": not backup.value["is_locked"]}, call.now)
    activity.log(call, f"server:backup.{'lock' if backup.value['is_locked'] else 'unlock'}", name=backup.value["name"])
    return Answer(thing(call, "backup", backup))


def delete(call: Call) -> Answer:
    """One that still runs goes even if it is locked."""
    backup, store = call.things["backup"], call.store
    if backup.value["is_locked"] and backup.value["completed_at"] is not None and backup.value["is_successful"]:
        words = "Cannot delete a backup that is marked as locked."
        raise display(words, "BackupLockedException")
    daemon.reach_server(call, call.server)
    store.documents.drop("snapshot", backup.value["uuid"])
    store.drop(backup)
    activity.log(call, "server:backup.delete", name=backup.value["name"])
    return nothing()


def restore(call: Call) -> Answer:
    rule = "sometimes|boolean" if call.form("jexactyl") else "required|boolean"
    check(call.input, {"truncate": rules(rule)})
    backup, store, truncate = call.things["backup"], call.store, flag(call.input.get("truncate"))
    if call.server.value["status"] is not None:
        raise bad_request("This server is not currently in a state that allows for a backup to be restored.")
    if backup.value["completed_at"] is None:
        raise bad_request("This backup cannot be restored at this time: not completed or failed.")
    daemon.reach_server(call, call.server)
    if not backup.value["is_successful"]:
        # the panel lets it pass, and the daemon looks for the backup when the files are gone
        if truncate:
            files.remove(store, call.server, "/")
        return daemon.fails().answer
    server = store.change(power.stop_now(store, call.server), {"status": states.RESTORING}, call.now)
    daemon.begin(call, "restore", server, daemon.RESTORE_FAILS, backup=backup.value["uuid"], truncate=truncate)
    activity.log(call, "server:backup.restore", name=backup.value["name"], truncate=truncate)
    return nothing()


def finish_restore(store: Store, job: Document) -> None:
    """The files are as they were then; the status is forgotten, whatever it has become meanwhile."""
    server, found = store.known("server", job.value["server_id"]), store.get("snapshot", job.value["backup"])
    if found and not job.value["fails"]:
        if job.value["truncate"]:
            files.remove(store, server, "/")
        for value in found.value["files"]:
            store.documents.put(Document("file", files.key(server, value["path"]), value, parent=server.id))
    store.change(server, {"status": None})
