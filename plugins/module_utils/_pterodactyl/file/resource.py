# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A file or directory of a server: looked at, compared with what it is to hold, written."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import Any, Callable, Dict

from ..._core.converge import Run, Step, Steps, View
from ..._core.errors import InvalidInput, Refused
from ..._core.kind import Thing
from ..._core.record.table import ANOTHER, AS_DESIRED
from ..client import CLIENT, Client
from ..kinds import CLIENT_SERVER
from .desired import ABSENT, DIRECTORY, FILE, DesiredFile

State = Dict[str, Any]
# What daemons give what they make.
_NEW_FILE, _NEW_DIRECTORY = "644", "755"
# More than this the panel does not show.
_TOO_LARGE = "FileSizeTooLargeException"


class FileResource:
    """Compares one path with what is desired of it. The actual state is what the daemon lists, None if nothing.

    For a file whose content is asked for it has "same": whether it holds that, None where that cannot be told.
    """

    what = "file"

    def __init__(self, client: Client, desired: DesiredFile) -> None:
        self.client = client
        self.desired = desired
        self.content = desired.read()
        self._server: Thing | None = None

    @property
    def title(self) -> str:
        """The file, and whose it is."""
        return f"file {self.desired.place} of server {self.desired.server}"

    # What is there

    def observe(self) -> State | None:
        """What is at the path; its content is read where its size is as desired."""
        desired = self.desired
        if self._server is None:
            find = CLIENT_SERVER.find_any if desired.state == ABSENT else CLIENT_SERVER.find
            self._server = find(self.client, desired.server, "server")
        if self._server is None:
            return None
        return self._compared(self._look())

    def _look(self) -> State | None:
        """What is at the path, from the server's folder down: of a folder that is not there daemons only say that
        something went wrong, so that none is asked for before it was seen.

        :raises InvalidInput: something is to be below a file.
        """
        folder = "/"
        seen = self._entry(folder, "")
        for name in self.desired.place.split("/")[1:]:
            if seen is None:
                return None
            if seen.get("is_file") and not seen.get("is_symlink"):
                if self.desired.state == ABSENT:
                    return None
                raise InvalidInput("path", self.desired.place, f"cannot be: {folder} is a file")
            seen, folder = self._entry(folder, name), posixpath.join(folder, name)
        return seen

    def _entry(self, folder: str, name: str) -> State | None:
        """What is called so in a folder that was seen; without a name the server's folder."""
        if not name:
            return {"name": "/", "is_file": False}
        try:
            listed = self.client.get_all(*self._where("list"), directory=folder)
        except Refused as error:
            if error.status == 404:
                return None
            raise
        return next((entry for entry in listed if entry["name"] == name), None)

    def _compared(self, seen: State | None) -> State | None:
        if seen is None or self.content is None or not (seen.get("is_file") and self.desired.overwrite):
            return seen
        return {**seen, "same": len(self.content) == seen.get("size") and self._is_same(self.content)}

    def _is_same(self, content: bytes) -> bool | None:
        try:
            told = self.client.get_text(*self._where("contents"), file=self.desired.place)
        except Refused as error:
            if _TOO_LARGE in getattr(error, "codes", ()):
                return None
            raise
        there = told.encode("utf-8", "surrogateescape")
        # of nothing but blanks comes nothing
        return there == content or (not there and not content.strip())

    def _where(self, *more: str) -> tuple[str, ...]:
        """The path of a call; by the whole uuid, since else the panel trims the names of files."""
        server = self._server or {}
        return (CLIENT, "servers", server.get("uuid") or server["identifier"], "files", *more)

    # What has to be done

    def plan(self, actual: State | None) -> Steps[State | None]:
        """Write, make, chmod or delete.

        :raises InvalidInput: something else is there, or nothing says what it is to hold.
        """
        steps: list[Step[State | None]] = []
        desired, then = self.desired, actual

        def add(action: str, after: State | None, make: Callable[[], None]) -> None:
            what = f"{action.replace('_', ' ')} {desired.place} of server {desired.server}"
            steps.append(Step(action, what, self.view(after), partial(self._make, make, action)))

        if desired.state == ABSENT:
            if actual is not None:
                add("delete", None, self._delete)
            return Steps(self.view(actual), tuple(steps))
        if actual is not None and bool(actual.get("is_file")) != (desired.state == FILE):
            there = FILE if actual.get("is_file") else DIRECTORY
            advice = f"Delete it first, with state: {ABSENT}; all that is in a directory goes with it"
            raise InvalidInput("path", desired.place, f"is a {there} on server {desired.server}", advice=advice)
        if desired.state == DIRECTORY and actual is None:
            then = {"is_file": False, "mode_bits": _NEW_DIRECTORY}
            add("create_directory", then, self._create_directory)
        if desired.state == FILE and self._is_to_be_written(actual):
            then = {
                "mode_bits": _NEW_FILE,
                **(actual or {}),
                "is_file": True,
                "size": len(self.content or b""),
                "same": True,
            }
            add("write", then, self._write)
        if desired.bits is not None and (then or {}).get("mode_bits") != desired.bits:
            add("chmod", {**(then or {}), "mode_bits": desired.bits}, self._chmod)
        return Steps(self.view(actual), tuple(steps), self._warnings(actual))

    def _is_to_be_written(self, actual: State | None) -> bool:
        if actual is None and self.content is None:
            rule = f"is no file of server {self.desired.server}, and nothing says what it is to hold"
            raise InvalidInput("path", self.desired.place, rule, advice="Set content or src")
        return actual is None or (self.desired.overwrite and actual.get("same") is False)

    def _warnings(self, actual: State | None) -> tuple[str, ...]:
        if actual is None or actual.get("same", True) is not None:
            return ()
        told = f"File {self.desired.place} of server {self.desired.server} is larger than the panel shows"
        return (f"{told}: it has the size that it is to have, and its content was not compared.",)

    def view(self, actual: State | None) -> View:
        """The path as diff mode shows it, its content only by whether it is as desired."""
        named: State = {"path": self.desired.place}
        if actual is None:
            return {**named, "state": ABSENT}
        view = {**named, "state": FILE if actual.get("is_file") else DIRECTORY}
        if self.desired.bits is not None:
            view["mode"] = actual.get("mode_bits")
        if "same" in actual:
            view["size"] = actual.get("size")
            view["content"] = ANOTHER if actual.get("same") is False else AS_DESIRED
        return view

    def result(self, actual: State | None, check_mode: bool, actions: list[str]) -> State | None:
        """The path as results show it: as it is at the end, in check mode as it would be."""
        if self.desired.state == ABSENT:
            return None
        seen = actual or {}
        if check_mode and actions:
            mode = self.desired.bits or seen.get("mode_bits")
            seen = {**seen, "is_file": self.desired.state == FILE, "mode_bits": mode}
            if "write" in actions:
                seen = {**seen, "size": len(self.content or b""), "modified_at": None, "mimetype": None}
        return {
            "path": self.desired.place,
            "state": FILE if seen.get("is_file") else DIRECTORY,
            "size": seen.get("size") if seen.get("is_file") else None,
            "mode": seen.get("mode_bits"),
            **{name: seen.get(name) for name in ("mimetype", "modified_at")},
        }

    # Doing it

    def _make(self, make: Callable[[], None], action: str, actual: State | None, _run: Run) -> State | None:
        """One step, and what is there afterwards; what was just written is not read again."""
        make()
        seen = self._entry(*posixpath.split(self.desired.place))
        known = {name: value for name, value in (actual or {}).items() if name == "same"}
        if action == "write":
            known = {"same": True}
        return None if seen is None else {**seen, **known}

    def _write(self) -> None:
        self.client.write(*self._where("write"), content=self.content or b"", file=self.desired.place)

    def _create_directory(self) -> None:
        folder, name = posixpath.split(self.desired.place)
        self.client.act(*self._where("create-folder"), values={"root": folder, "name": name})

    def _chmod(self) -> None:
        folder, name = posixpath.split(self.desired.place)
        modes = [{"file": name, "mode": self.desired.bits}]
        self.client.act(*self._where("chmod"), values={"root": folder, "files": modes})

    def _delete(self) -> None:
        folder, name = posixpath.split(self.desired.place)
        self.client.act(*self._where("delete"), values={"root": folder, "files": [name]})
