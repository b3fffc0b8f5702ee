# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The states of a server: in which it can be used, which end by themselves, and who ends the others."""

from __future__ import annotations

from typing import NamedTuple

from .._core.kind import Thing

INSTALLING, RESTORING = "installing", "restoring_backup"
FAILED, FAILED_AGAIN, SUSPENDED = "install_failed", "reinstall_failed", "suspended"
# What a server that can be used says of itself; its files and its game are there though a later installation failed.
USABLE = (None, FAILED_AGAIN)


class Hindrance(NamedTuple):
    """Why a server cannot be used.

    :ivar words: how it is; follows "the server is".
    :ivar way_out: how that ends, a sentence; empty if by itself.
    """

    words: str
    way_out: str = ""

    @property
    def passes(self) -> bool:
        """Whether it ends by itself."""
        return not self.way_out


_MAINTENANCE = Hindrance(
    "on a node in maintenance", "An admin ends that, with pterodactyl_node and maintenance_mode: false"
)
_TRANSFER = Hindrance("being transferred to another node")
_BY_STATUS = {
    INSTALLING: Hindrance("being installed"),
    RESTORING: Hindrance("being restored from a backup"),
    SUSPENDED: Hindrance("suspended", "An admin ends that, with pterodactyl_server and suspended: false"),
    FAILED: Hindrance(
        "not installed, since its installation has failed",
        "An admin looks at its installation log in the panel and tries again, with pterodactyl_server and "
        "state: reinstalled",
    ),
}


def hindrance(server: Thing) -> Hindrance | None:
    """Why a server cannot be used, None if it can. A status that nobody knows is one that passes.

    The application API shows the status alone.
    """
    status = server.get("status")
    known = _BY_STATUS.get(status or "")
    if known is not None and not known.passes:
        return known
    if server.get("is_node_under_maintenance"):
        return _MAINTENANCE
    if status not in USABLE:
        return known or Hindrance(str(status))
    return _TRANSFER if server.get("is_transferring") else None


def is_usable(server: Thing) -> bool:
    """Whether the client API does something with a server."""
    return hindrance(server) is None


def is_at_rest(server: Thing) -> bool:
    """Whether nothing is made of a server by itself."""
    found = hindrance(server)
    return found is None or not found.passes


def condition(server: Thing) -> str:
    """How a server is, in a word or a sentence."""
    found = hindrance(server)
    return str(server.get("status") or (found.words if found else "installed"))
