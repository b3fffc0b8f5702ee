# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What can be wanted of a file of a server."""

from __future__ import annotations

import posixpath
import re
from dataclasses import MISSING, dataclass

from ..._core.errors import InvalidInput
from ..._core.options import check_options, option

FILE, DIRECTORY, ABSENT = "file", "directory", "absent"
_MODE = re.compile(r"0?([0-7]{3})")
# What YAML makes of a mode without quotes, where that looks like another mode.
_UNQUOTED = {str(int(mode, 8)): mode for mode in ("0640", "0644", "0660", "0664", "0770", "0777")}


@dataclass(frozen=True)
class DesiredFile:
    """One file or directory, and what is in it."""

    server: str = option(MISSING)
    path: str = option(MISSING)
    state: str = option(FILE, choices=(FILE, DIRECTORY, ABSENT))
    content: str | None = option(None, no_log=True)
    src: str | None = None
    overwrite: bool = True
    mode: str | None = None
    wait_timeout: int = option(600, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        if ".." in self.path.split("/") or (not self.path.strip("/.") and self.state != DIRECTORY):
            raise InvalidInput("path", self.path, "must be the path of something in the server's folder")
        if "\0" in self.path:
            raise InvalidInput("path", None, "must not hold a character of value 0")
        for name in ("content", "src"):
            if getattr(self, name) is not None and self.state != FILE:
                raise InvalidInput(name, None, f"needs state: {FILE}")
        if self.content is not None and self.src is not None:
            raise InvalidInput("src", self.src, "excludes content", advice="Leave one of them out")
        if self.mode is not None and not _MODE.fullmatch(self.mode):
            raise InvalidInput("mode", self.mode, "must be three octal digits in quotes, such as '644'")
        if self.mode in _UNQUOTED:
            rule = f"is what {_UNQUOTED[self.mode]} is without quotes"
            raise InvalidInput("mode", self.mode, rule, advice=f"Write '{_UNQUOTED[self.mode]}', or '0{self.mode}'")

    @property
    def place(self) -> str:
        """The path from the server's folder on, as the daemon has it."""
        return posixpath.normpath(f"/{self.path.strip('/')}")

    @property
    def bits(self) -> str | None:
        """The mode as the daemon shows it."""
        found = _MODE.fullmatch(self.mode) if self.mode is not None else None
        return found[1] if found else None

    def read(self) -> bytes | None:
        """What the file is to hold; None if that does not matter.

        :raises InvalidInput: there is no such file here.
        """
        if self.src is None:
            return None if self.content is None else self.content.encode("utf-8", "surrogateescape")
        try:
            with open(self.src, "rb") as file:
                return file.read()
        except OSError as error:
            raise InvalidInput("src", self.src, f"cannot be read where the task runs: {error.strerror}") from None
