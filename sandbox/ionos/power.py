# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Starting and stopping servers, and looking at their screens."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import limits
from .call import Call
from .errors import by_platform
from .work import Work

# What each action does when its request is done, and whether it is for Cubes, for all others, or for both (None).
ACTIONS: dict[str, tuple[str | None, bool | None]] = {
    "start": ("start", False),
    "stop": ("stop", False),
    "reboot": ("reboot", None),
    "suspend": ("suspend", True),
    "resume": ("start", True),
    "upgrade": (None, None),
}
PATH = "/datacenters/{datacenter}/servers/{server}"


def acting(action: str) -> Callable[[Call], Answer]:
    effect, for_cubes = ACTIONS[action]

    def act(call: Call) -> Answer:
        work, server = Work(call), call.own("server")
        is_cube = server.value["properties"]["type"] == "CUBE"
        if for_cubes is not None and is_cube != for_cubes:
            kind = "Cube servers" if is_cube else "servers that are not Cubes"
            raise by_platform(f"[VDC-5-505] The action '{action}' is not possible for {kind}")
        if call.form("strict_power") and _is_there(action, server):
            raise by_platform(f"[VDC-5-506] The action '{action}' changes nothing")
        if effect:
            work.later(effect, server.id)
        if effect in ("start", "reboot") and server.value.get("off"):
            properties = server.value["properties"]
            limits.Guard(call).check(coresPerContract=properties["cores"], ramPerContract=properties["ram"])
        return work.accepted(server)

    return act


def _is_there(action: str, server: Document) -> bool:
    """Whether a server is already what the action makes of it."""
    off, vm_state = bool(server.value.get("off")), server.value["properties"]["vmState"]
    return (action == "stop" and off) or (action == "start" and not off and vm_state == "RUNNING")


def secret(call: Call, what: str) -> str:
    return hashlib.sha256(f"{what} {call.own('server').id}".encode()).hexdigest()


def token(call: Call) -> Answer:
    return Answer({"token": secret(call, "token")})


def remote_console(call: Call) -> Answer:
    return Answer({"url": f"https://console.example/?token={secret(call, 'console')}"})


ROUTES = (
    *(Route("POST", f"{PATH}/{action}", acting(action)) for action in ACTIONS),
    Route("GET", f"{PATH}/token", token),
    Route("GET", f"{PATH}/remoteconsole", remote_console),
)
