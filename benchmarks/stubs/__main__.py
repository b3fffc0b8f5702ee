# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server with the stubs of the peers' APIs: ``python -m benchmarks.stubs --step-seconds S --latency-ms MS``.

It starts, counts and is controlled like the sandbox, so that both are used in the same way: it prints "listening on
URL", answers with the same delay, after processing, and has these calls of the sandbox's control plane: POST reset,
POST boxes (count, prefix), GET and DELETE requests.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import time
from typing import Any

from aiohttp import web

from benchmarks.stubs import cloudscale, hcloud, vultr
from benchmarks.stubs.machines import Machines

APIS = {("hcloud", "v1"): hcloud.answer, ("vultr", "v2"): vultr.answer, ("cloudscale", "v1"): cloudscale.answer}


class Stub:
    """One account, shown by all APIs at once."""

    def __init__(self, step_seconds: float, latency: float) -> None:
        self.machines = Machines(step_seconds)
        self.latency = latency
        self.requests: list[dict[str, Any]] = []

    async def serve(self, request: web.Request) -> web.Response:
        """Answer a call of one of the APIs, and log it."""
        api, version, *parts = request.path.strip("/").split("/")
        body = await request.json() if request.can_read_body else {}
        entry = {"verb": request.method, "path": request.path, "time": time.time()}
        status, answer = APIS[api, version](self.machines, request.method, parts, request.query, body)
        self.requests.append({**entry, "status": status})
        await asyncio.sleep(self.latency)
        sent = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return web.Response(status=status, body=sent, content_type="application/json")

    async def control(self, request: web.Request) -> web.Response:
        """Answer a call of the control plane."""
        match request.method, request.match_info["call"]:
            case "POST", "reset":
                self.machines.reset()
                self.requests.clear()
            case "POST", "boxes":
                sent = await request.json()
                for number in range(1, sent["count"] + 1):
                    self.machines.create(f"{sent['prefix']}{number}", 0.0)
            case "GET", "requests":
                return web.json_response({"requests": self.requests})
            case "DELETE", "requests":
                self.requests.clear()
        return web.json_response({})


async def run(stub: Stub, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = web.Application()
    app.router.add_route("*", "/_sandbox/{call}", stub.control)
    app.router.add_route("*", "/{anything:.*}", stub.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print(f"listening on http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await stop.wait()
    await runner.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stubs", description="Stubs of the peers' APIs.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--step-seconds", type=float, default=2.0)
    parser.add_argument("--latency-ms", type=float, default=0.0)
    options = parser.parse_args()
    asyncio.run(run(Stub(options.step_seconds, options.latency_ms / 1000), options.port))


if __name__ == "__main__":
    main()
