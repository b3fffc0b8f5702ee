# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Reading what a service sends, however much it would send, and for however long."""

from __future__ import annotations

import json
import math
import re
import socket
import threading
import zlib
from contextlib import contextmanager, suppress
from typing import Any, Callable, Iterator

from .errors import NoUsableAnswer
from .json_values import too_deep

try:
    import requests
    import urllib3
    from urllib3.connection import HTTPConnection, HTTPSConnection
except Exception:
    # http.py says so; an installation that is broken can raise anything
    pass
else:
    _current = threading.local()

    class _Plain(HTTPConnection):
        """A connection that the call under way in this thread knows."""

        def connect(self) -> None:
            _current.connection = self
            super().connect()

        def request(self, *args: Any, **kwargs: Any) -> Any:
            """Send a request."""
            _current.connection = self
            done = super().request(*args, **kwargs)
            # the connection lets go of it where the answer ends with the stream
            _current.sock = self.sock
            return done

    class _Tls(HTTPSConnection):
        """The same over TLS."""

        def connect(self) -> None:
            _current.connection = self
            super().connect()

        def request(self, *args: Any, **kwargs: Any) -> Any:
            """Send a request."""
            _current.connection = self
            # the handshake is over
            _current.sent = self.sock is not None
            done = super().request(*args, **kwargs)
            # the connection lets go of it where the answer ends with the stream
            _current.sock = self.sock
            return done

    class _PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = _Plain

    class _TlsPool(urllib3.HTTPSConnectionPool):
        ConnectionCls = _Tls

    class CuttableAdapter(requests.adapters.HTTPAdapter):
        """Makes connections that cut_after() can end."""

        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            """As the base class does."""
            super().init_poolmanager(*args, **kwargs)
            self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}

        def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
            """As the base class does."""
            manager = super().proxy_manager_for(*args, **kwargs)
            manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}
            return manager


# Bytes of memory that a value takes, roughly: a text as a key of a map.
_VALUE = 150
_TEXT = re.compile(rb'[^"]+')
_BEYOND_16_BITS = re.compile(rb"[\xf0-\xff]")


class Hopeless(NoUsableAnswer):
    """An answer that cannot be used, and another attempt would bring the same."""


class Cut:
    """Whether a call was ended since it took too long."""

    done = False


@contextmanager
def cut_after(seconds: float, first_word: float, still: Callable[[], None]) -> Iterator[Cut]:
    """End the call that the block makes when it takes longer, however slowly the service goes on sending.

    The timeouts of sockets are about each piece of an answer, and pieces can be single bytes.

    :param first_word: after so many seconds, and as many again, ``still`` is called.
    :param still: tells somebody that the call is still under way; called in another thread.
    """
    cut, over = Cut(), threading.Event()
    place = _current.__dict__
    place.pop("connection", None)
    place.pop("sock", None)
    place.pop("sent", None)

    def guard() -> None:
        left = seconds
        while left > 0:
            pause = min(first_word, left)
            if over.wait(pause):
                return
            left -= pause
            if left > 0:
                still()
        cut.done = True
        sock = place.get("sock") or getattr(place.get("connection"), "sock", None)
        if sock is not None:
            # not the method of an SSL socket, which must not be called while another thread reads
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    threading.Thread(target=guard, daemon=True).start()
    try:
        yield cut
    finally:
        over.set()


def sent_over_tls() -> bool:
    """Whether the call under way in this thread has begun to send its request, on a TLS connection that stood."""
    return getattr(_current, "sent", False)


def read_body(response: requests.Response, most: int) -> bytearray:
    """The body of an answer, decoded.

    :param most: bytes it may have; nothing beyond them is read or unpacked.
    :raises NoUsableAnswer: it is cut short or damaged; Hopeless where it has more, or is packed in an unknown way.
    """
    packed = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in ("identity", "gzip", "x-gzip", "deflate", ""):
        raise Hopeless(
            f"the answer is packed in a way that was not asked for ({packed if len(packed) <= 20 else 'unknown'})"
        )
    unpacker = None if packed in ("identity", "") else zlib.decompressobj(zlib.MAX_WBITS | 32)
    body = bytearray()
    received = 0
    while True:
        piece = response.raw.read(65536, decode_content=False)
        if not piece:
            break
        received += len(piece)
        if unpacker is None:
            body += piece
        else:
            try:
                body += unpacker.decompress(piece, most + 1 - len(body))
            except zlib.error:
                raise NoUsableAnswer("the answer was damaged on its way (it cannot be unpacked)") from None
        if len(body) > most:
            raise too_large(most)
    announced = response.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and (len(announced) > 18 or received < int(announced)):
        raise NoUsableAnswer("the answer was cut short")
    if unpacker is not None and received and not unpacker.eof:
        raise NoUsableAnswer("the answer was cut short")
    return body


def too_large(most: int) -> Hopeless:
    """The error for an answer beyond the limit."""
    return Hopeless(
        f"the answer is larger than {most / 2**20:g} MB",
        advice="If that is how much the account holds, raise api_max_answer",
    )


def parsed_json(body: bytearray, most: int) -> Any:
    """The value that the bytes are as JSON; they are emptied, since both together can be much.

    :param most: as for read_body(). A value takes more memory than its text: all together up to five times as much.
    :raises Hopeless: it would take more than that.
    :raises ValueError: it is no JSON, or no sane one: not a number, a number of thousands of digits, nested too deep.
    """
    values = body.count(b",") + body.count(b"[") + body.count(b"{")
    width = _width(body)
    if len(body) * width + _widest(body, width) + values * _VALUE > 5 * most:
        raise too_large(most)
    surrogates = b"\\ud" in body or b"\\uD" in body
    text = body.decode("utf-8-sig")
    body.clear()
    try:
        value = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if too_deep(value):
        raise ValueError("it is nested too deep")
    return _whole(value) if surrogates else value


def _width(body: bytearray) -> int:
    """Bytes that each character takes once they are text."""
    if body.isascii():
        return 1
    return 4 if _BEYOND_16_BITS.search(body) else 2


def _widest(body: bytearray, width: int) -> int:
    """Bytes that the longest text in it takes as a value, if a single character makes it wide."""
    return 0 if width == 1 else width * max(len(text[0]) for text in _TEXT.finditer(body))


def _whole(value: Any) -> Any:
    """The value without halves of characters, which nothing can print or send: a ? is in their place."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.loads(text.encode("utf-8", "replace"))
    return value


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("it has a number that is too large")
    return number


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")
