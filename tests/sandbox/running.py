# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A sandbox in a process of its own, and how the tests talk to its control plane."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

ROOT = Path(__file__).parents[2]


def _session() -> requests.Session:
    """One that does not look for proxies before each call."""
    session = requests.Session()
    session.trust_env = False
    return session


class Wire(threading.local):
    """Plain calls, each thread's on a connection of its own. They take a third of what those of requests do."""

    def __init__(self, url: str) -> None:
        self.connection = HTTPConnection(urlsplit(url).netloc)

    def call(self, verb: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        """Status and text of an answer."""
        sent = None if body is None else json.dumps(body)
        if sent:
            headers["Content-Type"] = "application/json"
        try:
            return self._call(verb, path, sent, headers)
        except ConnectionError:
            # it was idle for too long
            self.connection.close()
            return self._call(verb, path, sent, headers)

    def _call(self, verb: str, path: str, sent: str | None, headers: dict[str, str]) -> tuple[int, str]:
        self.connection.request(verb, path, sent, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()

    def control(self, verb: str, path: str, body: Any = None) -> Any:
        """What a control call answers that must succeed."""
        status, text = self.call(verb, f"/_sandbox{path}", body)
        assert status == 200, text
        return json.loads(text)


@dataclass
class Server:
    """A running sandbox. ``said`` is what it printed when it began to listen."""

    process: subprocess.Popen[str]
    said: str
    session: requests.Session = field(default_factory=_session)

    @property
    def url(self) -> str:
        return self.said.removeprefix("listening on ").strip()

    @cached_property
    def wire(self) -> Wire:
        return Wire(self.url)

    def control(self, verb: str, where: str, /, **sent: Any) -> Any:
        """What a control call answers that must succeed."""
        return self.wire.control(verb, where, sent or None)

    def advance(self, seconds: float) -> None:
        self.control("POST", "/clock", advance=seconds)

    def fault(self, method: str, path: str, kind: str, /, **more: Any) -> None:
        self.control("POST", "/faults", method=method, path=path, kind=kind, **more)

    def log(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.control("GET", "/requests")["requests"]
        return entries

    def things(self) -> dict[str, tuple[str, ...]]:
        """What the page shows of each thing, by kind and name: state (of what is busy with …), price, addresses."""
        rows = self.control("GET", "/page/changes")["things"]
        shown = {}
        for row in rows:
            name, state, *more = row["cells"]
            shown[f"{row['kind']} {name}"] = (f"{state} …" if row["busy"] else state, *more)
        return shown

    @contextmanager
    def asking(self, verb: str, path: str, /, **fields: Any) -> Iterator[socket.socket]:
        """A request that the sandbox has begun with, and the connection on which its answer will come."""
        logged, body = len(self.log()), json.dumps(fields)
        head = f"{verb} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
        address = urlsplit(self.url)
        with socket.create_connection((address.hostname, address.port)) as connection:
            connection.sendall((head + body).encode())
            while len(self.log()) == logged:
                pass
            yield connection


def next_line(process: subprocess.Popen[str]) -> str:
    """The next line that a process prints, without its end; empty if it prints none."""
    said: list[str] = []
    # so long only where something is broken
    reader = threading.Thread(
        target=lambda: said.append(process.stdout.readline() if process.stdout else ""), daemon=True
    )
    reader.start()
    reader.join(120)
    return "".join(said).strip()


def says_nothing(connection: socket.socket) -> None:
    """Check that no answer has come."""
    connection.settimeout(0.2)
    with pytest.raises(TimeoutError):
        connection.recv(1)


def start(*options: str, program: str = "sandbox.jiffybox", folder: Path = ROOT) -> subprocess.Popen[str]:
    """Start a sandbox, the module ``program`` of ``folder``, on a free port unless told otherwise."""
    command = [sys.executable, "-m", program, "--port", "0", *options]
    # a program from elsewhere finds the package sandbox here
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


@contextmanager
def serving(*options: str, program: str = "sandbox.jiffybox", folder: Path = ROOT) -> Iterator[Server]:
    """A sandbox with these options, until the block ends. That it makes no mistake of its own is checked then."""
    process = start(*options, program=program, folder=folder)
    assert process.stdout
    line = process.stdout.readline()
    try:
        assert line.startswith("listening on "), process.communicate()[1]
        yield Server(process, line)
    finally:
        process.terminate()
        errors = process.communicate()[1]
    assert "Traceback" not in errors, errors
