# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a command with a sandbox of its own: ``with_sandbox.py COMMAND [ARGUMENT …]``.

The command finds the sandbox in JIFFYBOX_API_URL and JIFFYBOX_API_TOKEN. However it ends, by itself, by an error or by
Ctrl-C, the sandbox and all that the command left running end with it. The exit code is the command's.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
TOKEN = "0123456789abcdef0123456789abcdef"  # the sandbox's default account
READY = "listening on "


def stop(process: subprocess.Popen[str], patience: float = 5) -> None:
    """End the process: politely, and after ``patience`` seconds by force."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def sandbox(*options: str) -> Iterator[str]:
    """Start a sandbox on a free port, hand out its URL, stop it at the end. Raises SystemExit if it does not start.

    With its own ``options``; boxes that boot in a second, unless they say otherwise, show all there is to see.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.jiffybox", "--port", "0", "--boot-seconds", "1", *options],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C reaches the command, which may still want the sandbox while it winds up
        start_new_session=True,
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line.startswith(READY):
            sys.exit(f"The sandbox did not start (exit code {process.wait()}).")
        yield line.removeprefix(READY).strip()
    finally:
        stop(process)


def run(command: list[str], url: str) -> int:
    """Run the command against the sandbox at ``url`` and return its exit code."""
    environment = {**os.environ, "JIFFYBOX_API_URL": url, "JIFFYBOX_API_TOKEN": TOKEN}
    process = subprocess.Popen(command, env=environment, text=True)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # Ctrl-C has reached the command as well, which may have something to wind up
        with suppress(subprocess.TimeoutExpired):
            return process.wait(timeout=5)
        return 128 + signal.SIGINT
    finally:
        stop(process)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def main() -> int:
    """Run the command of the command line."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    with sandbox() as url:
        print(f"==> A sandbox is listening on {url}\n==> {' '.join(sys.argv[1:])}", flush=True)
        return run(sys.argv[1:], url)


if __name__ == "__main__":
    sys.exit(main())
