# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Installing: what the daemon does first for a new server, and again when asked."""

from __future__ import annotations

from sandbox._core.documents import Document

from . import daemon, files, power, states
from .call import Call
from .store import Store


def begin(call: Call, server: Document, again: bool, start: bool = False) -> Document:
    """The installation begins. Raises Refused if the daemon does not answer."""
    daemon.reach_server(call, server)
    if daemon.jobs(call.store, server, "power"):
        raise daemon.says_no(409, "Cannot execute server reinstall event while another power action is running.")
    server = power.stop_now(call.store, server)
    server = call.store.change(server, {"status": states.INSTALLING}, call.now)
    daemon.forget(call.store, server, "install")
    daemon.begin(call, "install", server, daemon.INSTALL_FAILS, again=again, start=start)
    return server


def finish(store: Store, job: Document) -> None:
    """It has ended, well or not. A suspension since then stays."""
    server, now = store.known("server", job.value["server_id"]), job.ends or 0.0
    failed = bool(job.value["fails"])
    status = states.REINSTALL_FAILED if job.value["again"] else states.INSTALL_FAILED
    after = status if failed else None
    if server.value["status"] == states.SUSPENDED:
        after = states.SUSPENDED
    if not failed and not server.value["skip_scripts"]:
        egg = store.known("egg", server.value["egg_id"])
        for path, text in egg.value["installs"]:
            files.write(store, server, path, text.encode(), now)
    server = store.change(server, {"status": after, "installed_at": now}, now)
    if job.value["start"] and after is None:
        power.begin(store, server, "start", now, job.value["step"])
