# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Servers that cannot be used just now: the client API answers 409 to almost everything about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from .._core.dialect import Request
from .._core.errors import BoxfleetError, InvalidInput, Refused
from .._core.kind import Thing
from .._core.report import Report
from .._core.task import TaskSpec
from .._core.wait import Deadline
from .client import APPLICATION as APPLICATION_API
from .client import Client
from .keys import APPLICATION, CLIENT
from .kinds import CLIENT_SERVER
from .states import hindrance, is_at_rest

_CONFLICT = 409
# What is done with a server; to look at it is always allowed.
_USE = re.compile(rf"{CLIENT}/servers/(?P<identifier>[^/]+)/.")
# What admins do, and cannot in the middle of something.
_MANAGE = re.compile(rf"{APPLICATION}/servers/(?P<id>[0-9]+)/(suspend|unsuspend|reinstall)")
# Seconds for a daemon that is busy with something else, such as a signal.
_MOMENT = 10.0


@dataclass(frozen=True)
class Turn:
    """When a server can be used by a task.

    A refusal says so in words for people, and another one may be meant; what the server is in the middle of tells.

    :ivar deadline: of all waiting.
    :ivar waits: whether the task waits until a server can be used.
    :ivar may_wait: whether it has an option for that.
    """

    client: Client
    deadline: Deadline
    waits: bool
    may_wait: bool = True

    def comes(self, request: Request, refused: Refused) -> bool:
        """Whether a call that was refused may be sent again: one that reads, when the server can be used.

        Before one that changes something the task has to look again; ``refused`` is told that this helps.

        :raises InvalidInput: the server cannot be used, and that stays so, or the task does not wait.
        :raises WaitTimeout: it takes too long.
        """
        server = self._refused_one(request) if refused.status == _CONFLICT else None
        if server is None:
            return False
        if hindrance(server) is None and not request.reads:
            self.deadline.clock.sleep(min(_MOMENT, self.deadline.remaining()))
        self.usable(server)
        refused.passing = True
        return request.reads

    def _refused_one(self, request: Request) -> Thing | None:
        """The server that a call was about; None if it was about none, or that cannot be found out."""
        used, managed = _USE.match(request.path), _MANAGE.fullmatch(request.path)
        try:
            if used:
                return CLIENT_SERVER.by_id(self.client, used["identifier"])
            if managed:
                identifier = self.client.get(APPLICATION_API, "servers", managed["id"])["identifier"]
                seen = CLIENT_SERVER.by_id(self.client, identifier)
                # whoever manages a server may do so although nobody can use it
                return seen if seen and (hindrance(seen) is None or not is_at_rest(seen)) else None
        except BoxfleetError:
            pass
        return None

    def usable(self, server: Thing) -> Thing:
        """A server when it can be used.

        :raises InvalidInput: it cannot, and that stays so, or the task does not wait.
        :raises WaitTimeout: it takes too long.
        """
        self._check(server)
        server = CLIENT_SERVER.watch(self.client, server).at_rest(server, self.deadline)
        self._check(server)
        return server

    def _check(self, server: Thing) -> None:
        found = hindrance(server)
        if found is None or (found.passes and self.waits):
            return
        advice = found.way_out or "Run the task again when that is done"
        if found.passes and self.may_wait:
            advice += ", or have it wait, with wait: true"
        raise InvalidInput("server", server.get("name"), f"cannot be used: it is {found.words}", advice=advice)


def when_usable(spec: TaskSpec) -> TaskSpec:
    """The same task; a server that it uses is waited for while it is installed, restored or transferred."""

    def task(client: Client, desired: Any, check_mode: bool) -> Report:
        deadline = Deadline(client.session.clock, getattr(desired, "wait_timeout", 0))
        # what has no option to wait waits as long as it has one that says how long
        waits = getattr(desired, "wait", hasattr(desired, "wait_timeout"))
        client.turn = Turn(client, deadline, waits, hasattr(desired, "wait"))
        return spec.task(client, desired, check_mode)

    return replace(spec, task=task)
