# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a large fleet costs that needs nothing: ``python benchmarks/large_fleet.py [--boxes 2000] [--runs 3]``.

Lists it as an inventory, looks at it as one task, and as a task of each host, with --limit, forks, a cache and slices.
Prints processor time, the least of all runs, since what else the machine does only ever adds to it, and the calls that
reached the service, which are the same in every run.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests" / "sandbox")]

from benchmarks.steps_file import processor_time
from tests.conftest import start_sandbox

BIN = Path(sys.executable).parent
LIST = ["ansible-inventory", "--list"]
PLAY = ["ansible-playbook"]
# what is measured: name -> command
ROWS = {
    "inventory, asked of the service": [*LIST, "-i", "asked.jiffybox.yml"],
    "inventory, from the cache": [*LIST, "-i", "cached.jiffybox.yml"],
    "one task for all": [*PLAY, "fleet.yml"],
    "one task for a quarter": [*PLAY, "quarter.yml"],
    "a task of each host, --limit to 100, 5 forks": [*PLAY, "hosts.yml", "-i", "cached.jiffybox.yml", "-l", "first"],
    "a task of each host, --limit to 100, 50 forks": [
        *(*PLAY, "hosts.yml", "-i", "cached.jiffybox.yml", "-l", "first"),
        *("--forks", "50"),
    ],
}
MODULE = "boxfleet.cloud.jiffybox_box"


def write(folder: Path, name: str, content: Any) -> None:
    (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")


def prepare(folder: Path, names: list[str]) -> None:
    """Write the inventory sources and playbooks."""
    here = {"connection": "local", "gather_facts": False}
    source = {"plugin": "boxfleet.cloud.jiffybox", "connect_with": ["name"]}
    source["groups"] = {"first": f"jiffybox_id < {10001 + 100}"}
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": "cache"}
    write(folder, "asked.jiffybox.yml", source)
    write(folder, "cached.jiffybox.yml", {**source, **cache})
    for name, part in (("fleet.yml", names), ("quarter.yml", names[::4])):
        task = {"boxfleet.cloud.jiffybox_boxes": {"boxes": [{"name": name} for name in part]}}
        write(folder, name, [{"hosts": "localhost", **here, "tasks": [task]}])
    of_a_host = {MODULE: {"id": "{{ jiffybox_id }}"}, "vars": {"ansible_python_interpreter": sys.executable}}
    write(folder, "hosts.yml", [{"hosts": "all", **here, "tasks": [of_a_host]}])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--boxes", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with start_sandbox("--boot-seconds", "0") as sandbox, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sandbox.seed(options.boxes)
        prepare(folder, [f"web{number}" for number in range(1, options.boxes + 1)])
        account = {"JIFFYBOX_API_URL": sandbox.url, "JIFFYBOX_API_TOKEN": sandbox.token}
        environment = {**os.environ, **account, "ANSIBLE_HOME": str(folder / "home")}
        # fills the cache
        processor_time([str(BIN / "ansible-inventory"), *ROWS["inventory, from the cache"][1:]], folder, environment)
        spent: dict[str, list[tuple[float, int]]] = {row: [] for row in ROWS}
        for _run in range(options.runs):
            for row, (program, *arguments) in ROWS.items():
                sandbox.forget()
                seconds = processor_time([str(BIN / program), *arguments], folder, environment)
                spent[row].append((seconds, len(sandbox.calls())))
        for row, runs in spent.items():
            seconds, calls = min(runs)
            print(f"{row}, {options.boxes} boxes: {seconds:.1f} s of processor time, {calls} calls")


if __name__ == "__main__":
    main()
