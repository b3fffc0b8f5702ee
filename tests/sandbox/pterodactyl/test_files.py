# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files: what is written is what is read."""

from __future__ import annotations

import io
import tarfile

import pytest
from pterodactyl_account import Sandbox, client


@pytest.fixture
def path(sandbox: Sandbox) -> str:
    """A server without files."""
    return client(sandbox.server(skip_scripts=True))


def names(sandbox: Sandbox, path: str, folder: str = "/") -> list[str]:
    return [it["name"] for it in sandbox.listed(f"{path}/files/list?directory={folder}")]


def test_a_file_is_written_and_read(sandbox: Sandbox, path: str) -> None:
    sandbox.write(path, "/config/a b.txt", "one\r\ntwo\n")
    assert sandbox.read(path, "config/a b.txt") == "one\r\ntwo\n"
    [folder] = sandbox.listed(f"{path}/files/list")
    assert (folder["name"], folder["is_file"], folder["mode"], folder["mode_bits"]) == (
        "config",
        False,
        "drwxr-xr-x",
        "755",
    )
    [file] = sandbox.listed(f"{path}/files/list?directory=config")
    assert (file["size"], file["mode"], file["mode_bits"], file["is_symlink"]) == (9, "-rw-r--r--", "644", False)
    sandbox.write(path, "/config/a b.txt", "")
    assert sandbox.read(path, "/config/../config/a b.txt") == ""
    sandbox.write(path, "/../../x", "up")
    assert names(sandbox, path) == ["config", "x"]
    json = {"Content-Type": "application/json"}
    where = f"{path}/files/write?file=/x"
    assert sandbox.code(400, "POST", where, data=b"no json", headers=json) == "BadRequestHttpException"


def test_what_is_not_there(sandbox: Sandbox, path: str) -> None:
    [(code, words)] = sandbox.refusal(404, "GET", f"{path}/files/contents?file=/x")
    assert (code, "was not found on the system" in words) == ("DaemonConnectionException", True)
    sandbox.write(path, "/file", "")
    for folder in ("/x", "/file"):
        assert sandbox.code(500, "GET", f"{path}/files/list?directory={folder}") == "DaemonConnectionException"
    assert sandbox.broken("GET", f"{path}/files/contents") == {("file", "required")}


def test_large_files_cannot_be_read(sandbox: Sandbox, path: str) -> None:
    sandbox.write(path, "/big", "x" * (4 * 2**20 + 1))
    assert sandbox.code(400, "GET", f"{path}/files/contents?file=/big") == "FileSizeTooLargeException"


def test_a_disk_that_is_full(sandbox: Sandbox) -> None:
    path = client(sandbox.server(limits={"disk": 1}))
    response = sandbox.send("POST", f"{path}/files/write?file=/x", data=b"x" * 2**20)
    assert response.status_code == 400
    assert sandbox.code(404, "GET", f"{path}/files/contents?file=/x") == "DaemonConnectionException"


def test_renaming_and_deleting(sandbox: Sandbox, path: str) -> None:
    sandbox.write(path, "/a/one", "1")
    sandbox.write(path, "/b", "2")
    pairs = [{"from": "a", "to": "c/d"}, {"from": "missing", "to": "x"}]
    sandbox.done("PUT", f"{path}/files/rename", {"root": "/", "files": pairs})
    assert sandbox.read(path, "/c/d/one") == "1"
    taken = {"root": "/", "files": [{"from": "b", "to": "c"}]}
    assert sandbox.code(400, "PUT", f"{path}/files/rename", taken) == "DaemonConnectionException"
    sandbox.done("POST", f"{path}/files/delete", {"root": "/c", "files": ["d", "missing"]})
    assert names(sandbox, path, "/c") == []
    for call in ("delete", "chmod"):
        assert ("root", "required") in sandbox.broken("POST", f"{path}/files/{call}", {"files": ["x"]})
    assert ("root", "required") in sandbox.broken("PUT", f"{path}/files/rename", {"root": "", "files": []})


def test_copies_and_folders(sandbox: Sandbox, path: str) -> None:
    sandbox.write(path, "/a.txt", "1")
    for _ in range(3):
        sandbox.done("POST", f"{path}/files/copy", {"location": "/a.txt"})
    assert names(sandbox, path) == ["a copy 1.txt", "a copy 2.txt", "a copy.txt", "a.txt"]
    for _ in range(2):
        sandbox.done("POST", f"{path}/files/create-folder", {"name": "f"})
    assert "f" in names(sandbox, path)
    assert sandbox.code(500, "POST", f"{path}/files/create-folder", {"root": "", "name": "f"}) == "TypeError"
    modes = {"root": "/", "files": [{"file": "a.txt", "mode": "750"}, {"file": "missing", "mode": 644}]}
    sandbox.done("POST", f"{path}/files/chmod", modes)
    found = {it["name"]: it["mode"] for it in sandbox.listed(f"{path}/files/list")}
    assert found["a.txt"] == "-rwxr-x---"


def test_archives(sandbox: Sandbox, path: str) -> None:
    sandbox.write(path, "/world/level.dat", "level")
    sandbox.write(path, "/a.txt", "a")
    made = sandbox.ok("POST", f"{path}/files/compress", {"files": ["world", "a.txt"]})["attributes"]
    assert made["name"].startswith("archive-")
    assert (made["name"].endswith(".tar.gz"), made["mimetype"]) == (True, "application/tar+gzip")
    sandbox.done("POST", f"{path}/files/delete", {"root": "/", "files": ["world", "a.txt"]})
    sandbox.done("POST", f"{path}/files/decompress", {"root": "", "file": made["name"]})
    assert sandbox.read(path, "/world/level.dat") == "level"
    assert sandbox.code(400, "POST", f"{path}/files/decompress", {"file": "a.txt"}) == "DaemonConnectionException"


def test_signed_links(sandbox: Sandbox, path: str) -> None:
    sandbox.write(path, "/a.txt", "content")
    link = sandbox.shown(f"{path}/files/download?file=/a.txt")["url"]
    assert sandbox.session.get(link).content == b"content"
    upload = sandbox.shown(f"{path}/files/upload")["url"]
    response = sandbox.session.post(f"{upload}&directory=/up", files={"files": ("b.bin", b"\x00\xff")})
    assert response.status_code == 200
    sent = sandbox.shown(f"{path}/files/download?file=/up/b.bin")["url"]
    assert sandbox.session.get(sent).content == b"\x00\xff"
    sandbox.advance(901)
    assert sandbox.session.get(link).status_code == 404
    assert sandbox.session.get(f"{sandbox.url}/download/file?token=x").status_code == 404
    assert "token=<secret>" in {entry["query"] for entry in sandbox.log()}


def test_pulling(sandbox: Sandbox, path: str) -> None:
    body = {"url": "https://example.com/x/game.zip?y=1", "directory": "/dl"}
    sandbox.done("POST", f"{path}/files/pull", body)
    assert names(sandbox, path) == []
    sandbox.settle()
    assert sandbox.read(path, "/dl/game.zip") == f"from {body['url']}\n"
    assert sandbox.broken("POST", f"{path}/files/pull", {"url": "nothing"}) == {("url", "url")}


def test_what_an_egg_keeps(sandbox: Sandbox, path: str) -> None:
    sandbox.control("POST", "/eggs", egg=5, file_denylist=["*.secret"])
    for verb, call in (("GET", "contents"), ("POST", "write")):
        assert sandbox.code(403, verb, f"{path}/files/{call}?file=/a.secret") == "DaemonConnectionException"


def test_paths_under_the_whole_uuid_are_as_sent(sandbox: Sandbox, path: str) -> None:
    uuid = sandbox.shown(path)["uuid"]
    sandbox.write(f"/client/servers/{uuid}", "/ a ", "blanks")
    assert names(sandbox, path) == [" a "]
    assert sandbox.read(f"/client/servers/{uuid}", " a ") == "blanks"
    assert sandbox.code(404, "GET", f"{path}/files/contents?file=%20a%20") == "DaemonConnectionException"


def test_a_backup_is_an_archive(sandbox: Sandbox, path: str) -> None:
    sandbox.write(path, "/a.txt", "content")
    made = sandbox.made(f"{path}/backups", {}, 200)
    sandbox.settle()
    link = sandbox.shown(f"{path}/backups/{made['uuid']}/download")["url"]
    with tarfile.open(fileobj=io.BytesIO(sandbox.session.get(link).content)) as archive:
        assert archive.getnames() == ["a.txt"]
