# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of servers, as the daemon keeps them."""

from __future__ import annotations

import base64
import mimetypes
import posixpath
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from sandbox._core.documents import Document

from .call import Call
from .store import Store

LOG = "/logs/latest.log"
MIB = 2**20


def clean(*parts: str) -> str:
    """A path from the root of the server, however it was written; nothing leads out of it."""
    return posixpath.normpath("/" + "/".join(part.strip("/") for part in parts if part)).replace("//", "/")


def key(server: Document, path: str) -> str:
    return f"{server.id}:{path}"


def find(store: Store, server: Document, path: str) -> Document | None:
    """A file or folder; the root is always there."""
    if path == "/":
        return Document("file", key(server, "/"), {"path": "/", "is_file": False}, parent=server.id)
    return store.get("file", key(server, path))


def content(file: Document) -> bytes:
    return base64.b64decode(file.value["content"])


def write(store: Store, server: Document, path: str, data: bytes, now: float, mode: str = "644") -> Document:
    """A file with this content, in folders that are made where they are missing."""
    add_folder(store, server, posixpath.dirname(path), now)
    before = find(store, server, path)
    value = {
        "path": path,
        "is_file": True,
        "mode": before.value["mode"] if before else mode,
        "size": len(data),
        "content": base64.b64encode(data).decode(),
        "created": before.value["created"] if before else now,
        "modified": now,
    }
    file = Document("file", key(server, path), value, parent=server.id)
    store.documents.put(file)
    return file


def add_folder(store: Store, server: Document, path: str, now: float) -> None:
    """A folder and those that it is in."""
    if path == "/" or find(store, server, path):
        return
    add_folder(store, server, posixpath.dirname(path), now)
    value = {"path": path, "is_file": False, "mode": "755", "size": 4096, "created": now, "modified": now}
    store.documents.put(Document("file", key(server, path), value, parent=server.id))


def inside(store: Store, server: Document, folder: str) -> list[Document]:
    """What is directly in a folder, by name."""
    rows = [file for file in store.all("file", server) if posixpath.dirname(file.value["path"]) == folder]
    return sorted(rows, key=lambda file: str(file.value["path"]))


def below(store: Store, server: Document, path: str) -> list[Document]:
    """A file, or a folder with all that is in it."""
    start = path.rstrip("/") + "/"
    return [it for it in store.all("file", server) if it.value["path"] == path or it.value["path"].startswith(start)]


def remove(store: Store, server: Document, path: str) -> None:
    for file in below(store, server, path):
        store.drop(file)


def move(store: Store, server: Document, path: str, to: str, now: float) -> None:
    """It, and all that is in it, by another name."""
    add_folder(store, server, posixpath.dirname(to), now)
    for file in below(store, server, path):
        store.drop(file)
        moved = to + file.value["path"][len(path) :]
        store.documents.put(Document("file", key(server, moved), {**file.value, "path": moved}, parent=server.id))


def size(store: Store, server: Document) -> int:
    """The bytes that all files take."""
    return sum(file.value["size"] for file in store.all("file", server) if file.value["is_file"])


def has_room(store: Store, server: Document, more: int) -> bool:
    limit = server.value["disk"] * MIB
    return not limit or size(store, server) + more <= limit


def is_denied(store: Store, server: Document, path: str) -> bool:
    """Whether the egg keeps people from this file."""
    denied = store.known("egg", server.value["egg_id"]).value["config"]["file_denylist"]
    return any(matches(path, pattern) for pattern in denied)


def matches(path: str, pattern: str) -> bool:
    """Whether a pattern, as in .gitignore, means a path; ``!`` is up to who asks."""
    pattern = pattern.strip()
    bare = pattern.strip("/")
    if not bare or pattern.startswith("#"):
        return False
    parts = path.strip("/").split("/")
    starts = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    if "/" in pattern.rstrip("/"):
        return any(fnmatchcase(start, bare) for start in starts)
    return any(fnmatchcase(part, bare) for part in parts)


def left_out(path: str, patterns: Iterable[str]) -> bool:
    """Whether the last pattern that means a path leaves it out."""
    out = False
    for pattern in patterns:
        if matches(path, pattern.strip().removeprefix("!")):
            out = not pattern.strip().startswith("!")
    return out


def console(store: Store, server: Document, line: str, now: float) -> None:
    """One more line in the log of the game."""
    file = find(store, server, LOG)
    write(store, server, LOG, (content(file) if file else b"") + line.encode(), now)


def attributes(call: Call, file: Document) -> dict[str, Any]:
    row = file.value
    return {
        "name": posixpath.basename(row["path"]),
        "mode": mode_text(row["mode"], row["is_file"]),
        "mode_bits": row["mode"],
        "size": row["size"],
        "is_file": row["is_file"],
        "is_symlink": False,
        "mimetype": _media_type(file),
        "created_at": call.time(row["created"]),
        "modified_at": call.time(row["modified"]),
    }


def mode_text(mode: str, is_file: bool) -> str:
    bits = int(mode, 8)
    letters = "".join(letter if bits >> (8 - place) & 1 else "-" for place, letter in enumerate("rwxrwxrwx"))
    return ("-" if is_file else "d") + letters


def _media_type(file: Document) -> str:
    if not file.value["is_file"]:
        return "inode/directory"
    name = file.value["path"]
    if name.endswith((".tar.gz", ".tgz", ".gz")):
        return "application/gzip"
    try:
        content(file).decode()
    except UnicodeDecodeError:
        return "application/octet-stream"
    guessed = mimetypes.guess_type(name)[0]
    return "application/json" if guessed == "application/json" else "text/plain; charset=utf-8"
