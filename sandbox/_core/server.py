# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Listening, until told to stop: the only file that knows the HTTP library."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import struct
from contextlib import suppress
from typing import Any

from aiohttp import HttpVersion11, web

from .answer import JSON_TYPE, Answer, encoded
from .api import handled
from .control import PREFIX, ControlPlane
from .delivery import Delivery
from .guard import has_key, why_foreign
from .limiter import Limiter
from .page.site import Site
from .provider import Provider
from .request import request as as_request
from .service import Service

# Long enough for an answer under way, too short to wait for one held back by a fault.
SHUTDOWN_SECONDS = 0.2
LARGEST_BODY = 64 * 2**20
# With this, closing a socket resets the connection instead of ending it in good order.
NO_LINGER = struct.pack("ii", 1, 0)


async def run(provider: Provider[Any]) -> None:
    """Serve until SIGTERM or SIGINT. Raises OSError when it cannot listen, Failed when machines cannot run."""
    # a large answer is many small objects, none of which refers back: looking for circles would take half the time
    gc.set_threshold(100_000, 20, 20)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = web.AppRunner(
        application(provider),
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=SHUTDOWN_SECONDS,
    )
    await runner.setup()
    background = provider.background
    try:
        if background:
            await background.open()
        await web.TCPSite(runner, provider.settings.host, provider.settings.port).start()
        print(f"listening on {_url(runner)}", *provider.settings.made_up, sep="\n", flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()
        if background:
            await background.close()
        provider.store.close()


def application(provider: Provider[Any]) -> web.Application:
    """The page and the control plane, and beside them the API."""
    settings = provider.settings
    service = Service(provider, Limiter(settings.rates))
    plane = ControlPlane(service)
    site = Site(service, plane)

    async def serve(request: web.Request) -> web.StreamResponse:
        if reason := why_foreign(request.headers, settings.host if settings.local else None):
            return await _deliver(request, _plain(Answer({"error": reason}, 403)))
        body = await request.read()
        if page := await site.respond(request.method, request.raw_path, request.headers, body):
            return await _deliver(request, _plain(page))
        path = request.raw_path.partition("?")[0]
        if path == PREFIX or path.startswith(f"{PREFIX}/"):
            may = has_key(request.headers, settings.control_key)
            return await _deliver(request, _plain(await plane.respond(request.method, path, body, may)))
        asked = as_request(
            request.method, request.raw_path, request.headers, body, request.remote or "", provider.prefix_length
        )
        delivery = handled(service, asked)
        if provider.background:
            await provider.background.follow()
        return await _deliver(request, delivery)

    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_route("*", "/{anything:.*}", serve)
    return app


def _plain(answer: Answer) -> Delivery:
    """An answer of the sandbox itself."""
    headers = {"Content-Type": JSON_TYPE, **answer.headers} if answer.is_json else answer.headers
    return Delivery(answer.status, encoded(answer.data), headers)


async def _deliver(request: web.Request, delivery: Delivery) -> web.StreamResponse:
    if delivery.delay:
        await asyncio.sleep(delivery.delay)
    if delivery.status is None:
        _reset(request)
        return web.StreamResponse()
    if delivery.cut:
        return await _cut(request, delivery, web.StreamResponse(status=delivery.status, headers=delivery.headers))
    # A stray body would be read as the start of the next answer on this connection.
    without_body = delivery.status in (204, 304)
    body = b"" if without_body else delivery.body
    # the head and the body go out together
    response = web.Response(status=delivery.status, headers=delivery.headers, body=body)
    if without_body:
        response.headers.popall("Content-Type", None)
    elif delivery.chunked and request.version >= HttpVersion11:
        response.enable_chunked_encoding()
    return response


async def _cut(request: web.Request, delivery: Delivery, response: web.StreamResponse) -> web.StreamResponse:
    """Send half of an answer, and close the connection."""
    if not delivery.chunked:
        response.content_length = len(delivery.body)
    elif request.version >= HttpVersion11:
        response.enable_chunked_encoding()
    await response.prepare(request)
    await response.write(delivery.body[: len(delivery.body) // 2])
    _close(request)
    return response


def _reset(request: web.Request) -> None:
    transport = request.transport
    if transport is not None:
        with suppress(OSError):
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        transport.abort()


def _close(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.close()


def _url(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
