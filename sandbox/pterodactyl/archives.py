# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Archives of a server's files: made, and unpacked."""

from __future__ import annotations

import io
import posixpath
import tarfile
import zipfile
from collections.abc import Iterable, Iterator

from sandbox._core.documents import Document

from . import files


def packed(entries: Iterable[Document], root: str = "/") -> bytes:
    """A .tar.gz of files and folders, with names from a root on."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for file in entries:
            info = tarfile.TarInfo(posixpath.relpath(file.value["path"], root))
            info.mode, info.mtime = int(file.value["mode"], 8), int(file.value["modified"])
            if file.value["is_file"]:
                data = files.content(file)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
            else:
                info.type = tarfile.DIRTYPE
                archive.addfile(info)
    return buffer.getvalue()


def unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The names and contents of the files in an archive. Raises ValueError for what is none."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from ((it.filename, archive.read(it)) for it in archive.infolist() if not it.is_dir())
        return
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            for member in tar:
                found = tar.extractfile(member) if member.isfile() else None
                if found:
                    yield member.name, found.read()
    except (tarfile.TarError, EOFError, OSError):
        raise ValueError("no archive") from None
