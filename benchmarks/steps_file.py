# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the file of steps costs a fleet: ``python benchmarks/steps_file.py [--boxes 1000] [--runs 5]``.

Plays the creation of a fleet by turns, dry and for real: without anything, with the summary, with the file of steps,
and approved. Prints processor time, each beside the run that it adds to: the least of all runs, since what else the
machine does only ever adds to it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests" / "sandbox")]

from tests.conftest import start_sandbox

PLAYBOOK = [sys.executable, str(Path(sys.executable).with_name("ansible-playbook")), "fleet.yml"]
SUMMARY = {"ANSIBLE_CALLBACKS_ENABLED": "boxfleet.cloud.summary"}
FILE = ["-e", "boxfleet_steps_file=steps.json"]
APPROVED = ["-e", "boxfleet_approved_steps=steps.json"]
# what is measured: name -> arguments, environment, and the run that it is compared with
ROWS = {
    "dry run": (["--check"], {}, "dry run"),
    "dry run, summary": (["--check"], SUMMARY, "dry run"),
    "dry run, summary, file of steps": (["--check", *FILE], SUMMARY, "dry run, summary"),
    "real run": ([], {}, "real run"),
    "real run, summary, approved": (APPROVED, SUMMARY, "real run"),
}


def processor_time(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """The seconds of processor time that a command and all that it starts take."""
    before = os.times()
    quiet = subprocess.DEVNULL
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=quiet, stderr=quiet)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--boxes", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    boxes = [{"name": f"box{number}"} for number in range(options.boxes)]
    defaults = {"plan": "CloudLevel 1", "distribution": "debian_bookworm_64bit", "state": "present"}
    task = {"boxfleet.cloud.jiffybox_boxes": {"defaults": defaults, "boxes": boxes}}
    with start_sandbox("--boot-seconds", "0") as sandbox, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [task]}
        (folder / "fleet.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
        environment = {**os.environ, "JIFFYBOX_API_URL": sandbox.url, "JIFFYBOX_API_TOKEN": sandbox.token}
        spent: dict[str, list[float]] = {row: [] for row in ROWS}
        for _run in range(options.runs):
            for row, (arguments, more, _base) in ROWS.items():
                sandbox.reset()
                spent[row].append(processor_time([*PLAYBOOK, *arguments], folder, {**environment, **more}))
        least = {row: min(times) for row, times in spent.items()}
        for row, (_arguments, _more, base) in ROWS.items():
            beside = f"{least[row] / least[base] - 1:+.1%} beside {base}"
            print(f"{row}, {options.boxes} boxes: {least[row]:.2f} s of processor time ({beside})")
        print(f"steps.json: {(folder / 'steps.json').stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
