# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Servers that cannot be used just now: the client API answers 409 to almost everything about them."""

from __future__ import annotations

from dataclasses import replace
from typing import Callable, TypeVar

from .._core.errors import InvalidInput, Refused, WaitFailed
from .._core.kind import Thing
from .._core.wait import Deadline
from .client import Client
from .kinds import CLIENT_SERVER, USABLE
from .server.model import SETTLED

T = TypeVar("T")

INSTALLING, RESTORING = "installing", "restoring_backup"
_CONFLICT = 409


def is_at_rest(server: Thing) -> bool:
    """Whether nothing is made of it by itself; a status that nobody knows is one that passes."""
    return server.get("status") in SETTLED


def at_rest(client: Client, server: Thing, deadline: Deadline) -> Thing:
    """The server when it is not installed, restored or the like any more.

    :raises WaitFailed: it is gone.
    :raises WaitTimeout: it takes too long.
    """
    kind = replace(CLIENT_SERVER, settled=is_at_rest)
    watch = kind.watch(client, server)
    seen = watch.until(lambda found: found is None or kind.settled(found), deadline)
    if seen is None:
        raise WaitFailed(f"{watch.what} is gone")
    return seen


def when_usable(client: Client, server: Thing, deadline: Deadline, ask: Callable[[], T]) -> T:
    """What is asked about a server; where it is being installed or restored, when that is done.

    :raises InvalidInput: it is suspended, or its installation has failed.
    """
    try:
        return ask()
    except Refused as error:
        if error.status != _CONFLICT:
            raise
    check_usable(at_rest(client, server, deadline))
    return ask()


def check_usable(server: Thing) -> None:
    """See that a server that is at rest can be used.

    :raises InvalidInput: it is suspended, or its installation has failed.
    """
    if server.get("status") not in USABLE:
        rule = f"cannot be used: its status is {server.get('status')}"
        advice = "An admin ends that, with pterodactyl_server and suspended: false or state: reinstalled"
        raise InvalidInput("server", server.get("name"), rule, advice=advice)
