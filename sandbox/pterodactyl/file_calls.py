# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls on the files of a server."""

from __future__ import annotations

import posixpath
import re
from datetime import UTC, datetime
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import activity, archives, daemon, files, links
from .call import Call
from .errors import crash, display
from .store import Store
from .validation import check, flag, rules
from .view import listed, nothing, thing

LARGEST = 4 * files.MIB
ROOT = "required|nullable|string"
OPTIONAL_ROOT = "sometimes|nullable|string"
MISSING = "The requested resources was not found on the system."


def _path(call: Call, *parts: Any) -> str:
    """A path of this server. Raises Refused if its egg does not give it away."""
    path = files.clean(*(str(part) for part in parts if part is not None))
    if files.is_denied(call.store, call.server, path):
        raise daemon.says_no(403, "This file cannot be modified: present in egg denylist.")
    return path


def _found(call: Call, path: str) -> Document:
    found = files.find(call.store, call.server, path)
    if found is None:
        raise daemon.says_no(404, MISSING)
    return found


def _check_room(call: Call, more: int) -> None:
    if not files.has_room(call.store, call.server, more):
        raise daemon.says_no(400, "There is not enough disk space available to perform that action.")


def listing(call: Call) -> Answer:
    """A folder that is not there is a fault to the daemon, not a 404."""
    daemon.reach_server(call, call.server)
    folder = files.find(call.store, call.server, files.clean(str(call.input.get("directory") or "/")))
    if folder is None or folder.value["is_file"]:
        raise daemon.fails()
    return Answer(listed(call, "file", files.inside(call.store, call.server, folder.value["path"])))


def contents(call: Call) -> Answer:
    check(call.input, {"file": rules("required|string")})
    daemon.reach_server(call, call.server)
    file = _found(call, _path(call, call.input["file"]))
    if not file.value["is_file"]:
        raise daemon.says_no(400, "Cannot perform that action: file is a directory.")
    if file.value["size"] > LARGEST:
        words = "The file you are attempting to open is too large to view in the file editor."
        raise display(words, "FileSizeTooLargeException")
    return Answer(files.content(file), headers={"Content-Type": "text/plain; charset=UTF-8"})


def download(call: Call) -> Answer:
    check(call.input, {"file": rules("required|string")})
    path = files.clean(str(call.input["file"]))
    return Answer(links.signed(call, "/download/file", what="file", path=path))


def upload(call: Call) -> Answer:
    return Answer(links.signed(call, "/upload/file", what="upload"))


def write(call: Call) -> Answer:
    """The body is the content, as it is."""
    check(call.query, {"file": rules("required|string")})
    daemon.reach_server(call, call.server)
    path, data = _path(call, call.query["file"]), call.core.request.body
    there = files.find(call.store, call.server, path)
    if there and not there.value["is_file"]:
        raise daemon.says_no(400, "Cannot write file, name conflicts with an existing directory by the same name.")
    _check_room(call, len(data) - (there.value["size"] if there else 0))
    files.write(call.store, call.server, path, data, call.now)
    activity.log(call, "server:file.write", file=call.query["file"])
    return nothing()


def rename(call: Call) -> Answer:
    """What is not there is skipped without a word."""
    table = {
        "root": rules(ROOT),
        "files": rules("required|array"),
        "files.*": rules("array"),
        "files.*.from": rules("required|string"),
        "files.*.to": rules("required|string"),
    }
    check(call.input, table)
    daemon.reach_server(call, call.server)
    store, server = call.store, call.server
    for pair in _items(call.input["files"]):
        path = _path(call, call.input["root"], pair["from"])
        to = _path(call, call.input["root"], pair["to"])
        if path == "/" or not files.find(store, server, path):
            continue
        if files.find(store, server, to):
            raise daemon.says_no(400, "Cannot move or rename file, destination already exists.")
        files.move(store, server, path, to, call.now)
    activity.log(call, "server:file.rename")
    return nothing()


def _items(sent: Any) -> list[Any]:
    return list(sent.values()) if isinstance(sent, dict) else list(sent)


def copy(call: Call) -> Answer:
    check(call.input, {"location": rules("required|string")})
    daemon.reach_server(call, call.server)
    file = _found(call, _path(call, call.input["location"]))
    if not file.value["is_file"]:
        raise daemon.says_no(404, MISSING)
    _check_room(call, file.value["size"])
    path = _copy_path(call.store, call.server, file.value["path"])
    files.write(call.store, call.server, path, files.content(file), call.now, file.value["mode"])
    activity.log(call, "server:file.copy", file=call.input["location"])
    return nothing()


def _copy_path(store: Store, server: Document, path: str) -> str:
    """The first free one of "name copy.ext", "name copy 1.ext" …"""
    folder, name = posixpath.split(path)
    stem, dot, ending = name.partition(".") if name.endswith(".tar.gz") else name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    found = re.fullmatch(r"(.*) copy( [0-9]+)?", stem)
    stem = found[1] if found else stem
    suffixes = ["", *(f" {number}" for number in range(1, 1000))]
    paths = (posixpath.join(folder, f"{stem} copy{suffix}{ending}") for suffix in suffixes)
    return next(it for it in paths if not files.find(store, server, it))


def delete(call: Call) -> Answer:
    check(call.input, {"root": rules(ROOT), "files": rules("required|array"), "files.*": rules("string")})
    daemon.reach_server(call, call.server)
    for name in _items(call.input["files"]):
        path = _path(call, call.input["root"], name)
        if path == "/":
            raise daemon.fails()
        files.remove(call.store, call.server, path)
    activity.log(call, "server:file.delete", files=_items(call.input["files"]))
    return nothing()


def create_folder(call: Call) -> Answer:
    if "root" in call.input and not call.input["root"]:
        raise crash("TypeError")
    check(call.input, {"root": rules(OPTIONAL_ROOT), "name": rules("required|string")})
    daemon.reach_server(call, call.server)
    path = _path(call, call.input.get("root", "/"), call.input["name"])
    found = files.find(call.store, call.server, path)
    if found and found.value["is_file"]:
        raise daemon.says_no(400, "Part of the path being created is not a directory (ENOTDIR).")
    files.add_folder(call.store, call.server, path, call.now)
    activity.log(call, "server:file.create-directory", name=call.input["name"])
    return nothing()


def chmod(call: Call) -> Answer:
    table = {
        "root": rules(ROOT),
        "files": rules("required|array"),
        "files.*.file": rules("required|string"),
        "files.*.mode": rules("required|numeric"),
    }
    check(call.input, table)
    daemon.reach_server(call, call.server)
    for item in _items(call.input["files"]):
        file = files.find(call.store, call.server, _path(call, call.input["root"], item["file"]))
        mode = str(item["mode"])
        if not re.fullmatch(r"0?[0-7]{3}", mode):
            raise daemon.says_no(400, "Invalid file mode.")
        if file and file.value["path"] != "/":
            call.store.documents.put(Document("file", file.id, {**file.value, "mode": mode[-3:]}, parent=file.parent))
    return nothing()


def compress(call: Call) -> Answer:
    check(call.input, {"root": rules(OPTIONAL_ROOT), "files": rules("required|array"), "files.*": rules("string")})
    daemon.reach_server(call, call.server)
    root = files.clean(str(call.input.get("root") or "/"))
    paths = [_path(call, root, name) for name in _items(call.input["files"])]
    entries = [file for path in paths for file in files.below(call.store, call.server, path)]
    data = archives.packed(entries, root)
    _check_room(call, len(data))
    moment = datetime.fromtimestamp(int(call.now), UTC).strftime("%Y-%m-%dT%H%M%SZ")
    file = files.write(call.store, call.server, files.clean(root, f"archive-{moment}.tar.gz"), data, call.now)
    activity.log(call, "server:file.compress", files=_items(call.input["files"]))
    shown = thing(call, "file", file)
    shown["attributes"]["mimetype"] = "application/tar+gzip"
    return Answer(shown)


def decompress(call: Call) -> Answer:
    check(call.input, {"root": rules(OPTIONAL_ROOT), "file": rules("required|string")})
    daemon.reach_server(call, call.server)
    root = files.clean(str(call.input.get("root") or "/"))
    file = _found(call, _path(call, root, call.input["file"]))
    try:
        found = list(archives.unpacked(files.content(file))) if file.value["is_file"] else []
    except ValueError:
        raise daemon.says_no(400, "The archive provided is in a format Wings does not understand.") from None
    _check_room(call, sum(len(data) for _name, data in found))
    for name, data in found:
        files.write(call.store, call.server, _path(call, root, name), data, call.now)
    activity.log(call, "server:file.decompress", file=call.input["file"])
    return nothing()


def pull(call: Call) -> Answer:
    """Nothing is fetched from anywhere: the file says where it would be from."""
    table = {
        "url": rules("required|string|url"),
        "directory": rules("sometimes|nullable|string"),
        "filename": rules("sometimes|nullable|string"),
        "use_header": rules("sometimes|boolean"),
        "foreground": rules("sometimes|boolean"),
    }
    check(call.input, table)
    daemon.reach_server(call, call.server)
    url = str(call.input["url"])
    name = call.input.get("filename") or posixpath.basename(url.partition("?")[0].rstrip("/"))
    path = _path(call, call.input.get("directory") or "/", name)
    activity.log(call, "server:file.pull", url=url, directory=call.input.get("directory"))
    if flag(call.input.get("foreground")):
        file = files.write(call.store, call.server, path, _pulled(url), call.now)
        return Answer(thing(call, "file", file))
    if len(daemon.jobs(call.store, call.server, "pull")) >= 3:
        raise daemon.says_no(400, "This server has reached its limit of 3 simultaneous remote file downloads at once.")
    daemon.begin(call, "pull", call.server, path=path, url=url)
    return nothing()


def _pulled(url: str) -> bytes:
    return f"from {url}\n".encode()


def finish_pull(store: Store, job: Document) -> None:
    server = store.known("server", job.value["server_id"])
    files.write(store, server, job.value["path"], _pulled(job.value["url"]), job.ends or 0.0)
