# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was measured with: the machine and the versions."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path

import ansible_collections

PACKAGES = ("ansible", "ansible-core", "requests", "jiffybox")
COLLECTIONS = ("hetzner.hcloud", "vultr.cloud", "cloudscale_ch.cloud")


def described() -> dict[str, str]:
    """Names and values, for a reader."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": f"{os.cpu_count()} cores, {processor()}",
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "load before the run": f"{os.getloadavg()[0]:.2f} (processes that want to run, mean of a minute)",
        "Python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
        **{name: collection_version(name) for name in COLLECTIONS},
    }


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
