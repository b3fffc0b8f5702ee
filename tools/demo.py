# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``make demo`` shows: the quickstart anywhere, and where boxes can be machines, what people do with such boxes.

What the second part lacks here, and what to do about it, is the first line. An SSH server it does not lack: where there
is no sshd, one of the Python package that requirements/demo.txt names serves.

For the second part the role jiffybox_sandbox starts a sandbox in the background. However the part ends, by itself, by
an error or by Ctrl-C, the role stops it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from with_sandbox import CHECKOUT, free_port, run, sandbox

sys.path.insert(0, str(CHECKOUT))

from sandbox.machines.needs import missing

QUICKSTART = "examples/quickstart.yml"
SANDBOX = "examples/sandbox.yml"
FULL_CIRCLE = "examples/full_circle.yml"
INVENTORY = "examples/inventory/by_role.jiffybox.yml"


def main() -> int:
    """Run both parts; the exit code of the first that fails."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    reasons = missing(Path("/"))
    if reasons:
        say(f"Without its second part, boxes to log in to ({FULL_CIRCLE}): {'; '.join(reasons)}")
    say(f"Three boxes, from creation to deletion, on a sandbox of their own: {QUICKSTART}")
    with sandbox() as url:
        code = run(["ansible-playbook", QUICKSTART], url)
    if code or reasons:
        return code
    say("Once more with boxes that are machines: a fleet, configured over SSH, backed up, damaged, restored, retired")
    with tempfile.TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
        return full_circle(Path(folder))
    return 128 + signal.SIGINT


def full_circle(folder: Path) -> int:
    """The life of a fleet of machines; ``folder`` holds what belongs to the run alone."""
    key, known_hosts, port = folder / "key", folder / "known_hosts", free_port()
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    options = {
        "jiffybox_sandbox_boot_seconds": 1,
        "jiffybox_sandbox_directory": str(folder / "sandbox"),
        "jiffybox_sandbox_machines": True,
        "jiffybox_sandbox_port": port,
        "jiffybox_sandbox_ssh_key": f"{key}.pub",
    }
    os.environ |= {
        "ANSIBLE_PRIVATE_KEY_FILE": str(key),
        "ANSIBLE_SSH_COMMON_ARGS": f"-o UserKnownHostsFile={known_hosts}",
        "JIFFYBOX_KNOWN_HOSTS": str(known_hosts),
    }
    try:
        code = play_sandbox({**options, "jiffybox_sandbox_state": "started"})
        return code or run(["ansible-playbook", "-i", INVENTORY, FULL_CIRCLE], f"http://127.0.0.1:{port}")
    finally:
        play_sandbox({**options, "jiffybox_sandbox_state": "stopped"})


def play_sandbox(options: dict[str, Any]) -> int:
    return subprocess.run(
        ["ansible-playbook", SANDBOX, "-e", json.dumps(options)], cwd=CHECKOUT, check=False
    ).returncode


def say(line: str) -> None:
    print("==>", line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
