# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Addresses of the daemon that open a file to whoever knows them, for fifteen minutes. No key is asked there."""

from __future__ import annotations

import posixpath
from email import message_from_bytes
from typing import Any
from urllib.parse import quote

from sandbox._core.answer import Answer
from sandbox._core.call import Call as CoreCall
from sandbox._core.documents import Document

from . import archives, daemon, files
from .account import random_text
from .call import Call
from .errors import error
from .store import Store

SECONDS = 900


def signed(call: Call, where: str, **what: Any) -> dict[str, Any]:
    """A link to something of the server."""
    daemon.reach_server(call, call.server)
    token = random_text(40)
    call.store.links[token] = {**what, "server_id": call.server.value["id"], "until": call.now + SECONDS}
    return {"object": "signed_url", "attributes": {"url": f"{call.base}{where}?token={token}"}}


def _opened(call: CoreCall[Store], what: str) -> tuple[Document, dict[str, Any]] | None:
    """The server that a link is for, and what the link is to."""
    link = call.store.links.get(dict(call.request.query).get("token", ""))
    if link is None or link["what"] != what or link["until"] < call.now:
        return None
    server = call.store.get("server", link["server_id"])
    return (server, link) if server else None


def _attached(name: str, data: bytes) -> Answer:
    headers = {"Content-Type": "application/octet-stream", "Content-Disposition": f"attachment; filename={quote(name)}"}
    return Answer(data, headers=headers)


def download_file(call: CoreCall[Store]) -> Answer:
    opened = _opened(call, "file")
    file = files.find(call.store, opened[0], opened[1]["path"]) if opened else None
    if file is None or not file.value["is_file"]:
        return error(404)
    return _attached(posixpath.basename(file.value["path"]), files.content(file))


def download_backup(call: CoreCall[Store]) -> Answer:
    opened = _opened(call, "backup")
    found = call.store.get("snapshot", opened[1]["backup"]) if opened else None
    if found is None:
        return error(404)
    return _attached(f"{found.id}.tar.gz", archives.packed(Document("file", "", it) for it in found.value["files"]))


def upload_file(call: CoreCall[Store]) -> Answer:
    """What a form sends under ``files`` goes into the folder that the address names."""
    opened = _opened(call, "upload")
    if opened is None:
        return error(404)
    folder = dict(call.request.query).get("directory", "/")
    head = f"Content-Type: {call.request.headers.get('Content-Type', '')}\r\n\r\n".encode()
    message = message_from_bytes(head + call.request.body)
    for part in message.walk() if message.is_multipart() else ():
        name, data = part.get_filename(), part.get_payload(decode=True)
        if part.get_param("name", header="Content-Disposition") == "files" and name and isinstance(data, bytes):
            files.write(call.store, opened[0], files.clean(folder, posixpath.basename(name)), data, call.now)
    return Answer(b"")
