# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Listening, until told to stop."""

from __future__ import annotations

import asyncio
import signal

from aiohttp import web

from . import api, control
from .service import SERVICE, Service, Settings

# Long enough for an answer under way, too short to wait for one held back by a fault.
SHUTDOWN_SECONDS = 0.2


def application(service: Service) -> web.Application:
    """The control plane, and beside it the API."""
    app = web.Application()
    app[SERVICE] = service
    control.add_routes(app.router)
    api.add_routes(app.router)
    return app


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises OSError when it cannot listen, sqlite3.Error without a database, Failed when machines cannot run.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    service = Service.build(settings)
    runner = web.AppRunner(
        application(service),
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=SHUTDOWN_SECONDS,
    )
    await runner.setup()
    try:
        if service.machines:
            await service.machines.open()
        await web.TCPSite(runner, settings.host, settings.port).start()
        print(f"listening on {_url(runner)}", flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()
        if service.machines:
            await service.machines.close()
        service.store.close()


def _url(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
