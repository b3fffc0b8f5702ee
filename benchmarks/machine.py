# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was measured, and on what: the machine and the versions."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import ansible_collections

from benchmarks.measuring import Check
from benchmarks.provider import Provider
from tools.with_sandbox import CHECKOUT

BUSY = 0.5


def load() -> float:
    """Processes that want to run, mean of the last minute."""
    return os.getloadavg()[0]


def described(providers: Iterable[Provider], before: float) -> dict[str, str]:
    """Names and values, for a reader."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = dict.fromkeys(name for provider in providers for name in provider.packages)
    collections = dict.fromkeys(name for provider in providers for name in provider.peers)
    return {
        "this collection": own_version(),
        "processor": f"{os.cpu_count()} cores, {processor()}",
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "load before the run": f"{before:.2f} (processes that want to run, mean of a minute)",
        "Python": platform.python_version(),
        **{package: version(package) for package in (*packages, "ansible-core", "requests")},
        **{name: collection_version(name) for name in collections},
    }


def idle(before: float) -> Check:
    """Check that the machine had nothing else to do when the run began."""
    return Check(f"the machine had a load of at most {BUSY} before the run", f"{before:.2f}", before <= BUSY)


def newest(providers: Iterable[Provider]) -> Check:
    """Check that what is compared with is the newest that the package index has."""
    packages = sorted({name for provider in providers for name in provider.packages})
    claim = f"compared with the newest {', '.join(packages)} of the package index"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    ask = [*pip, "--dry-run", "--upgrade", "--no-deps", "--report", "-", *packages]
    done = subprocess.run(ask, check=False, capture_output=True, text=True)
    if done.returncode:
        return Check(claim, "the package index does not answer", None)
    newer = [entry["metadata"] for entry in json.loads(done.stdout)["install"]]
    there = ", ".join(f"{package['name']} {package['version']}" for package in newer)
    return Check(claim, f"there is {there}" if newer else "nothing newer", not newer)


def own_version() -> str:
    """The version of the checkout, and the commit where git tells it."""
    lines = (CHECKOUT / "galaxy.yml").read_text(encoding="utf-8").splitlines()
    number = next(line.split()[1] for line in lines if line.startswith("version:"))
    git = ["git", "-C", str(CHECKOUT), "describe", "--always", "--dirty", "--exclude", "*"]
    done = subprocess.run(git, check=False, capture_output=True, text=True)
    return f"{number}, commit {done.stdout.strip()}" if done.returncode == 0 else number


def processor() -> str:
    """The name of the processor where Linux tells it, else its kind."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def collection_version(name: str) -> str:
    for folder in ansible_collections.__path__:
        manifest = Path(folder, *name.split("."), "MANIFEST.json")
        if manifest.exists():
            found: str = json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"]
            return found
    return "not installed"
