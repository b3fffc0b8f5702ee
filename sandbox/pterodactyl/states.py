# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The states of a server, and what the client API lets be done in them."""

from __future__ import annotations

from sandbox._core.documents import Document

from .errors import refused
from .store import Store

INSTALLING, INSTALL_FAILED, REINSTALL_FAILED = "installing", "install_failed", "reinstall_failed"
SUSPENDED, RESTORING = "suspended", "restoring_backup"


def is_installing(server: Document) -> bool:
    """Whether it has never been installed, or is being installed again."""
    return server.value["status"] in (INSTALLING, INSTALL_FAILED)


def why_not(store: Store, server: Document) -> str | None:
    """Why nothing can be done with a server just now."""
    row = server.value
    if row["status"] == SUSPENDED:
        return "This server is currently suspended and the functionality requested is unavailable."
    if store.known("node", row["node_id"]).value["maintenance_mode"]:
        return "The node of this server is currently under maintenance and the functionality requested is unavailable."
    if is_installing(server):
        return "This server has not yet completed its installation process, please try again later."
    if row["status"] == RESTORING:
        return "This server is currently restoring from a backup, please try again later."
    if row["transferring"]:
        return "This server is currently being transferred to a new machine, please try again later."
    return None


def is_closed(store: Store, server: Document) -> bool:
    """Whether it is kept from everybody: suspended, or on a node in maintenance."""
    row = server.value
    return row["status"] == SUSPENDED or bool(store.known("node", row["node_id"]).value["maintenance_mode"])


def check(store: Store, server: Document) -> None:
    """Raises Refused where the client API does nothing but show the server."""
    reason = why_not(store, server)
    if reason:
        raise refused(409, "ServerStateConflictException", reason)
