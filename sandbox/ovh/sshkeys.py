# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""SSH keys of a project. One id for all regions of a key, made of its name."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import catalogue
from .call import VOID, Call, shown
from .errors import conflict
from .fields import Field, public_key, word
from .projects import PROJECT, known_region

FIELDS = (Field("name", word, needed=True), Field("publicKey", public_key, needed=True), Field("region", word))


def key_id(name: str) -> str:
    """As recorded: the hexadecimal form of the name's base64."""
    return base64.b64encode(name.encode()).hex()


def as_listed(key: Document) -> dict[str, Any]:
    return {name: value for name, value in shown(key.value).items() if name != "fingerPrint"}


def chosen(call: Call, project: Document, wanted: str, region: str) -> Document:
    """The key that a body names, which must be in the region. Raises Refused."""
    found = call.get("key", f"{project.id} {wanted}")
    if found is None or region not in found.value["regions"]:
        raise call.misplaced("sshKeyId", wanted)
    return found


def shown_key(call: Call, project: str, key: str | None) -> dict[str, Any] | None:
    """A key inside an instance; null when somebody has deleted it."""
    found = call.get("key", f"{project} {key}") if key else None
    return shown(found.value) if found else None


def get_all(call: Call) -> Answer:
    project, wanted = call.service("project"), call.query.get("region")
    found = call.listed("key", project.id)
    return Answer([as_listed(key) for key in found if not wanted or wanted in key.value["regions"]])


def post(call: Call) -> Answer:
    project = call.service("project")
    sent = call.complete(*FIELDS)
    regions = [known_region(call, sent["region"])] if sent["region"] else list(catalogue.REGIONS)
    number = key_id(sent["name"])
    there = call.get("key", f"{project.id} {number}")
    if there and set(regions) & set(there.value["regions"]):
        raise conflict(f"Key pair '{sent['name']}' already exists.")
    value = {
        "id": number,
        "name": sent["name"],
        "publicKey": sent["publicKey"],
        "fingerPrint": _finger_print(sent["publicKey"]),
        "regions": [*(there.value["regions"] if there else []), *regions],
    }
    return Answer(shown(call.new("key", f"{project.id} {number}", value, project.id).value))


def _finger_print(key: str) -> str:
    digest = hashlib.md5(key.split()[1].encode(), usedforsecurity=False).hexdigest()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _own(call: Call) -> Document:
    project = call.service("project")
    return call.below(project, "key", f"{project.id} {call.parts['item']}", "keyId", call.parts["item"])


def get(call: Call) -> Answer:
    return Answer(shown(_own(call).value))


def delete(call: Call) -> Answer:
    call.removed(_own(call))
    return VOID


ROUTES = (
    Route("GET", f"{PROJECT}/sshkey", get_all),
    Route("POST", f"{PROJECT}/sshkey", post),
    Route("GET", f"{PROJECT}/sshkey/{{item}}", get),
    Route("DELETE", f"{PROJECT}/sshkey/{{item}}", delete),
)
