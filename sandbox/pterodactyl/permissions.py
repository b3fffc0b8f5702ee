# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What subusers can be allowed."""

from __future__ import annotations

from sandbox._core.answer import Answer

from .call import Call

ALWAYS = "websocket.connect"
GROUPS = {
    "websocket": ("connect",),
    "control": ("console", "start", "stop", "restart"),
    "user": ("create", "read", "update", "delete"),
    "file": ("create", "read", "read-content", "update", "delete", "archive", "sftp"),
    "backup": ("create", "read", "delete", "download", "restore"),
    "allocation": ("read", "create", "update", "delete"),
    "startup": ("read", "update", "docker-image"),
    "database": ("create", "read", "update", "delete", "view_password"),
    "schedule": ("create", "read", "update", "delete"),
    "settings": ("rename", "reinstall"),
    "activity": ("read",),
}
JEXACTYL = {"plugin": ("read", "download")}


def groups(call: Call) -> dict[str, tuple[str, ...]]:
    return {**GROUPS, **JEXACTYL} if call.form("jexactyl") else GROUPS


def every(call: Call) -> list[str]:
    return [f"{group}.{key}" for group, names in groups(call).items() for key in names]


def get_all(call: Call) -> Answer:
    """All of them with texts."""
    shown = {
        group: {
            "description": f"Permissions about {group}.",
            "keys": {key: f"Allows a user to {key.replace('-', ' ')} ({group})." for key in names},
        }
        for group, names in groups(call).items()
    }
    return Answer({"object": "system_permissions", "attributes": {"permissions": shown}})
