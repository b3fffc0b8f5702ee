# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Have Ansible parse one inventory source, and say what it took: ``inventory_parse.py SOURCE [STATIC]``.

Prints a line of JSON: seconds from the source to a complete inventory (not counting the start of Python and the import
of Ansible), the number of hosts, and the peak memory of the process in MB. With STATIC, hosts and variables are also
written there as a static JSON inventory. Runs in the environment that is measured, so it imports only Ansible.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader

BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024


def main() -> None:
    source, *static = sys.argv[1:]
    init_plugin_loader()
    began = time.perf_counter()
    inventory = InventoryManager(DataLoader(), sources=[source])
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_UNIT / 1e6
    print(json.dumps({"seconds": seconds, "hosts": len(inventory.hosts), "peak": peak}))
    if static:
        write_static(inventory, static[0])


def write_static(inventory: InventoryManager, path: str) -> None:
    """Write the hosts with the variables that their source gave them."""
    own = {"inventory_file", "inventory_dir"}
    hosts = {
        host.name: {name: value for name, value in host.vars.items() if name not in own}
        for host in inventory.hosts.values()
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"jiffybox": {"hosts": hosts}}, file)


if __name__ == "__main__":
    main()
