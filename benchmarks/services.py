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

PREFIX = "web"


@dataclass(frozen=True)
class Program:
    """A server that can be started.

    :ivar module: what ``python -m`` takes.
    :ivar seed: the call of its control plane that makes things at once.
    :ivar steps: how many changes, each with a wait, it takes from nothing to a thing that runs.
    :ivar details: what that call is told besides.
    :ivar headers: of questions to its API, by name and value.
    :ivar options: what it is started with.
    """

    module: str
    seed: str
    steps: int = 1
    details: tuple[tuple[str, Any], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()


STUBS = Program("benchmarks.stubs", "boxes")


@dataclass(frozen=True)
class Call:
    """A request that reached a service; ``time`` is in Unix seconds."""

    verb: str
    path: str
    time: float

    @property
    def changes(self) -> bool:
        return self.verb != "GET"


@dataclass(frozen=True)
class Service:
    """A running server. Each of its steps takes ``step_seconds``, answers take ``latency_ms`` longer."""

    program: Program
    url: str
    step_seconds: float
    latency_ms: float

    def fill(self, count: int, **details: Any) -> None:
        """Forget everything, then have ``count`` running things: web1, web2, …"""
        self._control("POST", "reset")
        if count:
            self._control(
                "POST", self.program.seed, {"count": count, "prefix": PREFIX, **dict(self.program.details), **details}
            )

    def forget_calls(self) -> None:
        self._control("DELETE", "requests")

    def calls(self) -> list[Call]:
        """All calls since the last fill() or forget_calls(), in order of time."""
        entries = self._control("GET", "requests")["requests"]
        calls = [Call(entry["verb"], entry["path"], entry["time"]) for entry in entries]
        return sorted(calls, key=lambda call: call.time)

    def answer(self, path: str) -> bytes:
        """What the API answers to a question."""
        question = urllib.request.Request(self.url + path, headers=dict(self.program.headers))
        with urllib.request.urlopen(question, timeout=60) as answer:
            return bytes(answer.read())

    def _control(self, verb: str, call: str, body: Any = None) -> Any:
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_sandbox/{call}", sent, method=verb)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


class Services:
    """Starts what is asked for, once each; all end with the context that services() gives."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._running: dict[tuple[Program, float, float], Service] = {}

    def get(self, program: Program, seconds: float = 5, latency_ms: float = 0) -> Service:
        """A server, with whatever is in it from its last use.

        :param seconds: that it needs in all from nothing to a thing that runs.
        """
        key = (program, seconds, latency_ms)
        if key not in self._running:
            step_seconds = seconds / program.steps
            url = self._start(program, step_seconds, latency_ms)
            self._running[key] = Service(program, url, step_seconds, latency_ms)
        return self._running[key]

    def _start(self, program: Program, step_seconds: float, latency_ms: float) -> str:
        options = ["--port", "0", "--step-seconds", str(step_seconds), "--latency-ms", str(latency_ms)]
        command = [sys.executable, "-m", program.module, *options, *program.options]
        process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self._stack.callback(stop, process)
        line = process.stdout.readline() if process.stdout else ""
        if not line.startswith(READY):
            sys.exit(f"{program.module} did not start")
        return line.removeprefix(READY).strip()


@contextmanager
def services() -> Iterator[Services]:
    with ExitStack() as stack:
        yield Services(stack)
