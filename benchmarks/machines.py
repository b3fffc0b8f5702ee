# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long a box that is a machine takes from its creation to the first login: ``python -m benchmarks.machines``.

It needs what the machines need (docs/sandbox.md). The steps of the sandbox take no time of their own, so what is
measured is the work itself: a disk, a boot, a login with a key. Many at once share the processors.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import requests

from tools.with_sandbox import TOKEN, sandbox

LOOK_SECONDS = 0.02
MOST = 3.0
SSH = ("ssh", "-n", "-o", "UserKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9, help="boxes one after another (%(default)s)")
    parser.add_argument("--many", type=int, default=20, help="boxes at once (%(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder, "key")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        with sandbox("--machines", "--boot-seconds", "0", "--ssh-key", f"{key}.pub") as url:
            api = f"{url}/{TOKEN}/v1.0/jiffyBoxes"
            single = [login_after_creation(api, key, f"one{number}") for number in range(options.rounds)]
            with ThreadPoolExecutor(options.many) as pool:
                names = [f"many{number}" for number in range(options.many)]
                many = list(pool.map(lambda name: login_after_creation(api, key, name), names))
    print("From the creation of a box to the end of its first login, in seconds: median (least to most)")
    print(f"one at a time:  {shown(single)}, {len(single)} boxes")
    print(f"{len(many)} at once:     {shown(many)}")
    print(f"{'pass' if max(single) < MOST else 'FAIL'}: less than {MOST:g} s from creation to login")


def login_after_creation(api: str, key: Path, name: str) -> float:
    """Seconds until a command that was run in a new box has ended."""
    session = requests.Session()
    began = time.monotonic()
    wanted = {"name": name, "planid": 44, "distribution": "debian_trixie_64bit", "use_sshkey": True}
    box = result(session.post(api, json=wanted))
    url = f"{api}/{box['id']}"
    while result(session.get(url))["status"] != "READY":
        time.sleep(LOOK_SECONDS)
    result(session.put(url, json={"status": "START"}))
    while not (box := result(session.get(url)))["running"]:
        time.sleep(LOOK_SECONDS)
    subprocess.run([*SSH, "-i", key, f"root@{box['ips']['public'][0]}", "true"], check=True)
    return time.monotonic() - began


def result(answer: requests.Response) -> Any:
    envelope = answer.json()
    if not envelope["result"]:
        raise SystemExit(f"the sandbox refuses: {envelope['messages']}")
    return envelope["result"]


def shown(seconds: list[float]) -> str:
    return f"{median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f})"


if __name__ == "__main__":
    main()
