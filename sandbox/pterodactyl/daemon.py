# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands for the programs on the nodes: whether they answer, and what they have begun."""

from __future__ import annotations

import math
from typing import Any
from uuid import uuid4

from sandbox._core.answer import Refused
from sandbox._core.documents import Document

from .call import Call
from .errors import refused
from .store import Store

CODE = "DaemonConnectionException"
LENGTHY = 20
# What a fault can do to what a call begins, beside being stuck.
INSTALL_FAILS, BACKUP_FAILS, RESTORE_FAILS = "install_fails", "backup_fails", "restore_fails"
START_FAILS, NEVER_DONE, DROPPED = "start_fails", "never_done", "signal_dropped"
FAULTS = (
    "stuck",
    "lengthy",
    "daemon_down",
    "daemon_error",
    INSTALL_FAILS,
    BACKUP_FAILS,
    RESTORE_FAILS,
    START_FAILS,
    NEVER_DONE,
    DROPPED,
)


def is_silent(call: Call, node: Document) -> bool:
    """Whether the daemon of a node does not answer this call."""
    moved = node.value["daemon_listen"] != node.value["listens"] and call.form("fixed_ports")
    return moved or node.value["down"] or call.core.take_fault({"daemon_down"}) is not None


def reach(call: Call, node: Document, status: int = 0) -> None:
    """Raises Refused, with ``status`` if there is one, if the daemon cannot be asked, or has a fault of its own."""
    if is_silent(call, node):
        raise refused(504)
    if call.core.take_fault({"daemon_error"}):
        raise fails(status=status)


def reach_server(call: Call, server: Document, status: int = 0) -> None:
    reach(call, call.once("node", server.value["node_id"]), status)


def fails(code: int = 500, status: int = 0) -> Refused:
    """The daemon has a fault of its own, about which the panel says no more than its code; ``status`` is its own."""
    words = (
        "There was an error while communicating with the machine running this server. This error has been "
        f"logged, please try again. (code: {code}) (request_id: {uuid4()})"
    )
    return refused(status or code, CODE, words)


def says_no(status: int, text: str) -> Refused:
    """The daemon refuses; the panel hands it on."""
    return refused(status, CODE, f"An error occurred on the remote host: {text}. (request id: {uuid4()})")


def is_its(problem: Refused) -> bool:
    """Whether it is the daemon that says no, and not the panel."""
    return bool(problem.answer.data["errors"][0]["code"] == CODE)


def begin(call: Call, what: str, server: Document, *failures: str, **more: Any) -> Document:
    """Something that the daemon begins now, and ends a step later unless a fault says otherwise."""
    outcome = call.core.outcome(*failures)
    ends = outcome.ends
    if math.isfinite(ends) and call.core.take_fault({"lengthy"}):
        ends = call.now + LENGTHY * call.core.step_seconds
    return job(call.store, what, server, ends, fails=outcome.failure, step=call.core.step_seconds, **more)


def job(store: Store, what: str, server: Document, ends: float, **more: Any) -> Document:
    """Something under way for a server."""
    number = str(store.new_ids("job"))
    value = {"what": what, "server_id": server.value["id"], **more}
    document = Document("job", number, value, parent=server.id, ends=ends)
    store.documents.put(document)
    return document


def jobs(store: Store, server: Document, what: str) -> list[Document]:
    """What is under way for a server."""
    return [job for job in store.all("job", server) if job.value["what"] == what]


def forget(store: Store, server: Document, what: str = "") -> None:
    """What is under way is no more."""
    for found in store.all("job", server):
        if not what or found.value["what"] == what:
            store.drop(found)
