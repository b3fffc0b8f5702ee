# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The servers that are asked: sandboxes, and stubs of the peers' APIs that are started and controlled like them."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from tools.with_sandbox import CHECKOUT, READY, stop

SANDBOX, STUBS = "sandbox.jiffybox", "benchmarks.stubs"
PREFIX = "box"


@dataclass(frozen=True)
class Call:
    """A request that reached a service; ``time`` is in Unix seconds."""

    verb: str
    path: str
    time: float


@dataclass(frozen=True)
class Service:
    """A running server. New machines are ready after ``boot_seconds``, answers take ``latency_ms`` longer."""

    url: str
    boot_seconds: float
    latency_ms: float

    def fill(self, count: int) -> None:
        """Forget everything, then have ``count`` running machines: box1, box2, …"""
        self._control("POST", "reset")
        if count:
            self._control("POST", "boxes", {"count": count, "prefix": PREFIX})

    def forget_calls(self) -> None:
        self._control("DELETE", "requests")

    def calls(self) -> list[Call]:
        """All calls since the last fill() or forget_calls(), in order of time."""
        entries = self._control("GET", "requests")["requests"]
        calls = [Call(entry["verb"], entry["path"], entry["time"]) for entry in entries]
        return sorted(calls, key=lambda call: call.time)

    def _control(self, verb: str, call: str, body: Any = None) -> Any:
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_sandbox/{call}", sent, method=verb)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


class Services:
    """Starts what is asked for, once each; all end with the context that services() gives."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._running: dict[tuple[str, float, float], Service] = {}

    def get(self, program: str, boot_seconds: float, latency_ms: float = 0) -> Service:
        """A sandbox or the stubs (SANDBOX or STUBS), with whatever is in it from its last use."""
        key = (program, boot_seconds, latency_ms)
        if key not in self._running:
            self._running[key] = Service(self._start(*key), boot_seconds, latency_ms)
        return self._running[key]

    def _start(self, program: str, boot_seconds: float, latency_ms: float) -> str:
        options = ["--boot-seconds", str(boot_seconds), "--latency-ms", str(latency_ms)]
        options += ["--port", "0"] if program == SANDBOX else []
        command = [sys.executable, "-m", program, *options]
        process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self._stack.callback(stop, process)
        line = process.stdout.readline() if process.stdout else ""
        if not line.startswith(READY):
            sys.exit(f"{program} did not start")
        return line.removeprefix(READY).strip()


@contextmanager
def services() -> Iterator[Services]:
    with ExitStack() as stack:
        yield Services(stack)
