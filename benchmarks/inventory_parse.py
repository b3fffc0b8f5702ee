# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Have Ansible parse one inventory source, and say what it took: ``inventory_parse.py SOURCE [OPTION …]``.

Prints a line of JSON: seconds from the source to a complete inventory (not counting the start of Python and the import
of Ansible), the processor seconds of that, the number of hosts and groups, and the peak memory of the process in MB.
Imports only Ansible. Options:

--static FILE     also write hosts and variables there, as a static JSON inventory
--forgetful NAME  have the inventory plugin of this name evaluate every expression for every host
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader, inventory_loader

BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
MEMORY = "RememberingTemplar"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("--static")
    parser.add_argument("--forgetful")
    options = parser.parse_args()
    init_plugin_loader()
    began, processor = time.perf_counter(), time.process_time()
    if options.forgetful:
        forget(options.forgetful)
    inventory = InventoryManager(DataLoader(), sources=[options.source])
    seconds, processor = time.perf_counter() - began, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_UNIT / 1e6
    counts = {"hosts": len(inventory.hosts), "groups": len(inventory.groups)}
    print(json.dumps({"seconds": seconds, "processor": processor, **counts, "peak": peak}))
    if options.static:
        write_static(inventory, options.static)


def forget(plugin: str) -> None:
    """Take its memory for results from an inventory plugin. Ends the process if it has none."""
    inventory_loader.get(plugin)
    users = [module for module in list(sys.modules.values()) if MEMORY in vars(module)]
    for module in users:
        setattr(module, MEMORY, lambda templar, *arguments: templar)
    if not users:
        sys.exit(f"{plugin} has no {MEMORY}")


def write_static(inventory: InventoryManager, path: str) -> None:
    """Write the hosts with the variables that their source gave them."""
    own = {"inventory_file", "inventory_dir"}
    hosts = {
        host.name: {name: value for name, value in host.vars.items() if name not in own}
        for host in inventory.hosts.values()
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"all": {"hosts": hosts}}, file)


if __name__ == "__main__":
    main()
