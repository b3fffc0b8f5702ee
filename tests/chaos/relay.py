# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands between Ansible and a sandbox, and makes things happen at the request of a chosen number.

Requests are handed on one after the other, each after the one before was processed. So it is known of each change
whether it was carried out, and "at the seventh request" is the same moment on every machine.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tests.sandbox.running import start

READS = ("GET", "HEAD")
# With this, closing a socket resets the connection instead of ending it in good order.
NO_LINGER = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Moment:
    """Something that happens at a request.

    :ivar at: number of the request in its run, from 0 on.
    :ivar what: "kill" Ansible; "restart" the sandbox, with its file; "late": the connection breaks, and the request is
        carried out only afterwards.
    :ivar after: whether it happens when the request was carried out but not answered, instead of before.
    :ivar signal: name of the signal that kills.
    :ivar whom: who is killed: the "leader", its process "group", or "all" processes.
    :ivar count: so many further requests meet a closed door while the sandbox restarts, or a late one comes after.
    """

    at: int
    what: str
    after: bool = False
    signal: str = ""
    whom: str = ""
    count: int = 0

    def __str__(self) -> str:
        more = {"kill": f" {self.whom} {self.signal}", "restart": f" {self.signal}", "late": f" by {self.count}"}
        return f"{self.what}{more[self.what]} {'after' if self.after else 'at'} {self.at}"


@dataclass(frozen=True)
class Sent:
    """A request that could have changed something, and whether it did."""

    number: int
    verb: str
    path: str
    body: Any
    changed: bool


class Upstream:
    """A sandbox with a file that survives it, in a process of its own.

    :ivar mistakes: what it said of its own, by the time it was closed.
    """

    def __init__(self, options: list[str], program: str, folder: Path) -> None:
        self._how: Callable[[], subprocess.Popen[str]] = lambda: start(*options, program=program, folder=folder)
        self._session = requests.Session()
        self._session.trust_env = False
        self.mistakes = ""
        self.open()

    def open(self) -> None:
        self.process = self._how()
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), self.process.communicate()[1]
        self.url = line.removeprefix("listening on ").strip()
        host, port = self.url.removeprefix("http://").split(":")
        self.address = (host, int(port))

    def close(self, how: int = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.mistakes += self.process.communicate()[1]

    def control(self, verb: str, path: str, body: Any = None) -> Any:
        """One call of the control plane; its answer."""
        answer = self._session.request(verb, f"{self.url}/_sandbox/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def log(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.control("GET", "requests")["requests"]
        return entries


@dataclass
class Happened:
    """What became of a run, as seen from between.

    :ivar count: how many requests were made.
    :ivar sent: those that could have changed something, in their order.
    :ivar moments: those that came.
    :ivar killed_at: how many requests had been made when Ansible was killed.
    """

    count: int = 0
    sent: list[Sent] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    killed_at: int | None = None


class Relay:
    """Takes connections at an address that stays, and hands on one request of each.

    :ivar kill: kills Ansible as a moment says.
    """

    def __init__(self, upstream: Upstream, may_be_late: Callable[[str, str], bool]) -> None:
        self.upstream = upstream
        self.happened = Happened()
        self.kill: Callable[[Moment], None] = lambda moment: None
        self._may_be_late = may_be_late
        self._moments: list[Moment] = []
        self._lock = threading.Lock()
        self._handed_on = self._changes = self._closed = 0
        self._late: list[tuple[int, int, bytes, str, bytes]] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def begin(self, moments: list[Moment], kill: Callable[[Moment], None]) -> None:
        """Begin a run: count from 0 again."""
        with self._lock:
            self.upstream.control("DELETE", "requests")
            self.happened = Happened()
            self.kill = kill
            self._moments = sorted(moments, key=lambda moment: moment.at)
            self._handed_on = self._changes = self._closed = 0

    def end(self) -> Happened:
        """End a run: what was late arrives, and what happened is returned."""
        with self._lock:
            self._deliver(everything=True)
            self._moments = []
            return self.happened

    # One connection

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            asked = _request(connection)
            if asked is None:
                return
            upstream = self._handled(*asked)
            if upstream is None or not _pumped(upstream, connection):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)

    def _handled(self, verb: str, head: bytes, body: bytes) -> socket.socket | None:
        """The connection on which the answer comes; None for none."""
        with self._lock:
            number = self.happened.count
            self.happened.count += 1
            self._deliver()
            if self._closed:
                self._closed -= 1
                return None
            due = [moment for moment in self._moments if moment.at <= number]
            for moment in due:
                if moment.what == "late":
                    continue
                self._moments.remove(moment)
                if not moment.after:
                    self._happens(moment)
            if self._closed:
                self._closed -= 1
                return None
            path = head.split(b" ", 2)[1].decode()
            late = next((moment for moment in due if moment.what == "late"), None)
            if late is not None and self._may_be_late(verb, path):
                self._moments.remove(late)
                self.happened.moments.append(late)
                self._late.append((number + late.count, number, head, verb, body))
                return None
            upstream = self._hand_on(number, head, verb, body)
            for moment in due:
                if moment.what != "late" and moment.after:
                    self._happens(moment)
            if any(moment.what == "restart" and moment.after for moment in due):
                upstream.close()
                return None
            return upstream

    def _hand_on(self, number: int, head: bytes, verb: str, body: bytes) -> socket.socket:
        upstream = socket.create_connection(self.upstream.address)
        upstream.sendall(head + body)
        self._handed_on += 1
        if verb not in READS:
            self._changes += 1
            entry = self._logged(lambda entry: entry["verb"] not in READS, self._changes)[-1]
            self.happened.sent.append(Sent(number, verb, entry["path"], _parsed(body), entry["changed"]))
        return upstream

    def _logged(self, which: Callable[[dict[str, Any]], bool], count: int) -> list[dict[str, Any]]:
        """The entries of the sandbox's log of these requests, when all that were handed on are there."""
        while True:
            entries = [entry for entry in self.upstream.log() if which(entry)]
            if len(entries) >= count:
                return entries
            time.sleep(0.001)

    def _deliver(self, everything: bool = False) -> None:
        """Hand on what is late and whose time has come."""
        due = [late for late in self._late if everything or late[0] < self.happened.count - 1]
        self._late = [late for late in self._late if late not in due]
        for _after, number, head, verb, body in due:
            self._hand_on(number, head, verb, body).close()

    def _happens(self, moment: Moment) -> None:
        self.happened.moments.append(moment)
        if moment.what == "kill":
            if self.happened.killed_at is None:
                self.happened.killed_at = self.happened.count
            self.kill(moment)
        else:
            self._restart(moment)

    def _restart(self, moment: Moment) -> None:
        """End the sandbox and start it again on its file. Answers that are still to come never come."""
        self._logged(lambda entry: True, self._handed_on)
        faults = self.upstream.control("GET", "faults")["faults"]
        self.upstream.close(getattr(signal, moment.signal))
        self.upstream.open()
        self._handed_on = self._changes = 0
        self._closed = moment.count
        for fault in faults:
            self.upstream.control("POST", "faults", fault)


def _request(connection: socket.socket) -> tuple[str, bytes, bytes] | None:
    """Verb, head and body of a request, whose connection is to end with it; None if nobody asks after all."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    fields = [line for line in lines[1:] if not line.lower().startswith(b"connection:")]
    lengths = [int(line.partition(b":")[2]) for line in fields if line.lower().startswith(b"content-length:")]
    while len(body) < sum(lengths):
        piece = connection.recv(65536)
        if not piece:
            return None
        body += piece
    return lines[0].split(b" ")[0].decode(), b"\r\n".join([lines[0], *fields, b"Connection: close", b"", b""]), body


def _pumped(source: socket.socket, target: socket.socket) -> bool:
    """Hand the answer back as it comes; whether it came to an end without a reset."""
    with source:
        while True:
            try:
                piece = source.recv(65536)
            except OSError:
                return False
            if not piece:
                return True
            target.sendall(piece)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body or b"null")
    except ValueError:
        return body.decode("utf-8", "replace")


def marked(mark: str) -> list[int]:
    """The processes that have a word in their environment, which they have from whoever started them."""
    found = []
    for place in Path("/proc").iterdir():
        if not place.name.isdigit() or int(place.name) == os.getpid():
            continue
        with suppress(OSError):
            alive = (place / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
            if alive and mark.encode() in (place / "environ").read_bytes():
                found.append(int(place.name))
    return found
