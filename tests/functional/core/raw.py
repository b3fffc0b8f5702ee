# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that sends just the bytes that a test wants, for as long as it wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

# Sends what it likes on a connection, on which a request has been read.
Talk = Callable[["Connection"], None]


@dataclass
class RawServer:
    """Where it listens, and what it was asked: whole requests, as they arrived."""

    port: int
    tls: bool = False
    seen: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"


@dataclass
class Connection:
    """One connection of a client."""

    socket: socket.socket
    server: RawServer
    request: bytes = b""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def drip(self, data: bytes, pause: float = 0.02) -> None:
        """Send bytes one by one."""
        for byte in data:
            if self.server.over.wait(pause):
                return
            self.send(bytes([byte]))

    def for_ever(self, data: bytes, pause: float = 0.0) -> None:
        """Send the same again and again until the client, or the test, is gone."""
        while not self.server.over.wait(pause):
            self.send(data)

    def read_request(self) -> None:
        """Read one request to the end of its body."""
        while b"\r\n\r\n" not in self.request:
            self._read()
        head, _, body = self.request.partition(b"\r\n\r\n")
        fields = (line.partition(b":") for line in head.split(b"\r\n")[1:])
        length = next((int(value) for name, _, value in fields if name.strip().lower() == b"content-length"), 0)
        for _missing in range(length - len(body)):
            self._read(1)

    def _read(self, most: int = 65536) -> None:
        piece = self.socket.recv(most)
        if not piece:
            raise ConnectionError
        self.request += piece


def reply(body: bytes = b"{}", status: str = "200 OK", *headers: str, content_type: str = "application/json") -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


@contextmanager
def raw_server(*talks: Talk | bytes, tls: ssl.SSLContext | None = None, handshake: bool = True) -> Iterator[RawServer]:
    """Listen until the block ends.

    :param talks: what happens on each connection, or is sent; the last of them on all further connections.
    :param handshake: whether a request is read before it talks.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = RawServer(listener.getsockname()[1], tls is not None)
        left = list(talks)

        def serve(accepted: socket.socket, talk: Talk | bytes) -> None:
            with suppress(OSError), accepted:
                wrapped = tls.wrap_socket(accepted, server_side=True) if tls else accepted
                with wrapped:
                    connection = Connection(wrapped, server)
                    if handshake:
                        connection.read_request()
                        server.seen.append(connection.request)
                    if isinstance(talk, bytes):
                        connection.send(talk)
                    else:
                        talk(connection)

        def accept() -> None:
            while not server.over.is_set():
                try:
                    accepted, _address = listener.accept()
                except OSError:
                    return
                talk = left.pop(0) if len(left) > 1 else left[0]
                threading.Thread(target=serve, args=(accepted, talk), daemon=True).start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            server.over.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            accepting.join(timeout=10)
