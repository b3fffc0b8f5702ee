# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The process of one sandbox: ``sandbox_process.py look|start|stop``, with what is wished for as JSON on stdin.

The answer is JSON on stdout. What it means, and what to tell people, is up to the tasks of the role.

A wish has ``directory`` (private, holds process.json, log and lock), ``root`` (the folder that holds the package
``sandbox``), ``options`` (those of the sandbox; null and false are not set), ``seconds`` (how long to wait) and
``check`` (true: only say whether something would be changed).
"""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LISTENING = "listening on "
LAST_LINES = 5
# Options whose values are not told, and what is told of them instead.
SECRET = {"token": "other ones", "control_key": "another one"}
# The sandbox is on this machine: no proxy is asked.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class SandboxProcess:
    """A sandbox that runs, ran or is to run."""

    def __init__(self, wish: dict[str, Any]) -> None:
        self.folder = Path(wish["directory"])
        self.record, self.log = self.folder / "process.json", self.folder / "log"
        self.root: str = wish["root"]
        self.options: dict[str, Any] = wish["options"]
        self.seconds: float = wish["seconds"]
        self.check: bool = wish["check"]

    def look(self) -> dict[str, Any]:
        """What is there."""
        record = self._recorded()
        running = self._alive(record)
        url = self._url_when_ready(lambda: self._alive(record)) if running else None
        return {
            "pid": record["pid"] if running else None,
            "answers": url is not None,
            "url": url or self._expected_url(),
            "differences": differences(record["options"], self.options) if running else [],
            "port_user": None if running else self._port_user(),
            "python_fits": sys.version_info >= (3, 11) and importlib.util.find_spec("aiohttp") is not None,
            "uid": os.geteuid(),
            "log": self._log_end(),
        }

    def start(self) -> dict[str, Any]:
        """Start it, unless somebody else just did. Without ``url`` it did not start, and does not run."""
        if self.check:
            return {"changed": True, "url": self._expected_url()}
        with self._alone():
            record = self._recorded()
            if self._alive(record):
                return {"changed": False, "url": self._url_when_ready(lambda: self._alive(record))}
            arguments = ["-m", "sandbox.jiffybox", *arguments_of(self.options)]
            with self.log.open("wb") as log:
                process = subprocess.Popen(
                    [sys.executable, *arguments],
                    cwd=self.root,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    # it outlives the play, and its terminal
                    start_new_session=True,
                )
            record = {"pid": process.pid, "arguments": arguments, "options": self.options}
            self.record.write_text(json.dumps(record), encoding="utf-8")
            url = self._url_when_ready(lambda: process.poll() is None)
            code = process.poll()
            if url is None and code is None:
                self._end(process.pid, lambda: process.poll() is None)
            if url is None:
                self.record.unlink()
            return {"changed": url is not None, "url": url, "code": code, "log": self._log_end()}

    def stop(self) -> dict[str, Any]:
        """End it, and forget what is left of one that ended by itself."""
        if self.check or not self.folder.is_dir():
            return {"changed": self._alive(self._recorded()), "outcome": "unchanged"}
        with self._alone():
            record = self._recorded()
            running = self._alive(record)
            outcome = self._end(record["pid"], lambda: self._alive(record)) if running else "unchanged"
            if outcome != "stays":
                self.record.unlink(missing_ok=True)
        return {"changed": outcome in ("ended", "killed"), "outcome": outcome, "pid": record.get("pid")}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep others who use the same folder from starting and stopping meanwhile."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _recorded(self) -> dict[str, Any]:
        """What was recorded at the latest start; empty if there was none, or its end was noticed."""
        try:
            record: dict[str, Any] = json.loads(self.record.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return record

    def _alive(self, record: dict[str, Any]) -> bool:
        """Whether the recorded process runs. A process that got its number since has another command line."""
        return bool(record) and command_line(record["pid"]).endswith(" ".join(record["arguments"]))

    def _url_when_ready(self, running: Callable[[], bool]) -> str | None:
        """Where it answers, as soon as it does; None if it ends or takes too long."""
        deadline = time.monotonic() + self.seconds
        while running() and time.monotonic() < deadline:
            for line in self._log_lines():
                url = line.removeprefix(LISTENING)
                if url != line and is_sandbox(url):
                    return reachable(url)
            time.sleep(0.05)
        return None

    def _end(self, pid: int, running: Callable[[], bool]) -> str:
        """End the process, and tell how that went: "ended", "killed" by force, or it "stays"."""
        for number, outcome in ((signal.SIGTERM, "ended"), (signal.SIGKILL, "killed")):
            os.kill(pid, number)
            deadline = time.monotonic() + self.seconds
            while time.monotonic() < deadline:
                if not running():
                    return outcome
                time.sleep(0.05)
        return "stays"

    def _expected_url(self) -> str:
        host, port = self.options["host"], self.options["port"]
        return reachable(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")

    def _port_user(self) -> str | None:
        """Who has the port that the sandbox is to have: a "sandbox", some other "program", or nobody."""
        url = self._expected_url()
        host, port = url.removeprefix("http://").rsplit(":", 1)
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=2).close()
        except OSError:
            return None
        return "sandbox" if is_sandbox(url) else "program"

    def _log_lines(self) -> list[str]:
        try:
            return self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []

    def _log_end(self) -> list[str]:
        return [line.strip() for line in self._log_lines()[-LAST_LINES:]]


def arguments_of(options: dict[str, Any]) -> list[str]:
    """The options of the sandbox as its command line has them."""
    arguments = []
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            arguments.append(option)
        elif value is not None and value is not False:
            for word in value if isinstance(value, list) else [value]:
                arguments += [option, str(word)]
    return arguments


def differences(has: dict[str, Any], asked: dict[str, Any]) -> list[str]:
    """How the options of a sandbox differ from those asked for, in words."""
    names = [name for name in asked if has.get(name) != asked[name]]
    return [
        f"{name}: {SECRET[name]}" if name in SECRET else f"{name}: {told(has.get(name))}, not {told(asked[name])}"
        for name in names
    ]


def told(value: Any) -> str:
    """The value of an option for people."""
    return "not set" if value is None else json.dumps(value)


def command_line(pid: int) -> str:
    """What a process was started as; empty if there is none."""
    if Path("/proc/self/cmdline").exists():
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]
        except OSError:
            return ""
        return os.fsdecode(b" ".join(words))
    command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def is_sandbox(url: str) -> bool:
    """Whether a sandbox answers there."""
    try:
        with OPENER.open(f"{reachable(url)}/_sandbox", timeout=5) as answer:
            return "sandbox" in json.load(answer)
    except (OSError, ValueError):
        return False


def reachable(url: str) -> str:
    """The address to call for one that stands for all interfaces."""
    return url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")


if __name__ == "__main__":
    json.dump(getattr(SandboxProcess(json.load(sys.stdin)), sys.argv[1])(), sys.stdout)
