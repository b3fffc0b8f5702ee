# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing an answer to the client, or failing to in the way asked for."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import HttpVersion11, web

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"

# With this, closing a socket resets the connection instead of ending it in good order.
NO_LINGER = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the client gets, ``delay`` seconds from now. A ``status`` of None is a reset connection.

    ``cut`` sends half of the body and closes.
    """

    status: int | None
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False


async def deliver(request: web.Request, delivery: Delivery) -> web.StreamResponse:
    """Send it: chunked, as the service does, where the client's HTTP version has chunks."""
    await asyncio.sleep(delivery.delay)
    if delivery.status is None:
        _reset(request)
        return web.StreamResponse()
    response = web.StreamResponse(status=delivery.status, headers=delivery.headers)
    response.headers["Content-Type"] = delivery.content_type
    response.headers["Cache-Control"] = "no-cache, must-revalidate"
    if request.version >= HttpVersion11:
        response.enable_chunked_encoding()
    await response.prepare(request)
    if delivery.cut:
        await response.write(delivery.body[: len(delivery.body) // 2])
        _close(request)
    else:
        # A stray body would be read as the start of the next answer on this connection.
        bodiless = request.method == "HEAD" or delivery.status in (204, 304)
        await response.write_eof(b"" if bodiless else delivery.body)
    return response


def _reset(request: web.Request) -> None:
    transport = request.transport
    if transport is None:
        return
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    transport.abort()


def _close(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.close()
