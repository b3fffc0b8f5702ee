#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_info
short_description: Gathers information about a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Gathers information about the servers, users, nodes and all else of a panel. It never changes anything.
  - This is how to list what options of the other modules take.
  - Only calls that O(gather_subset) needs are made, and each at most once.
  - Values of variables, passwords and configuration of daemons are never told.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.api
  - boxfleet.cloud.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
author:
  - boxfleet contributors (@boxfleet)
options:
  gather_subset:
    description:
      - What to ask for. V(all) is all of it, V(min) is V(used_servers).
      - V(locations), V(nodes), V(allocations), V(users), V(nests), V(eggs) and V(servers) are of the panel, and take
        O(application_key) or the O(client_key) of an admin.
      - V(account), V(api_keys), V(ssh_keys) and V(permissions) are of the owner of O(client_key).
      - V(used_servers) are the servers that the owner of O(client_key) may use. V(resources), their power and load,
        V(databases), V(ports), V(subusers), V(schedules), V(backups) and V(activity) take a call for each of them, and
        leave out those that cannot be used, since they are suspended or not installed, say. Where a node does not
        answer, the C(power) of its servers is null.
      - A V(!) before a name leaves it out, so V(all,!activity) is all but the activity. If there are only such names,
        they are left out of V(all).
    type: list
    elements: str
    default: [min]
  server:
    description: Only these servers, by name, short identifier or UUID. An empty list takes all.
    type: list
    elements: str
    default: []
seealso:
  - plugin: boxfleet.cloud.pterodactyl
    plugin_type: inventory
    description: The servers as hosts.
  - module: boxfleet.cloud.pterodactyl_server
"""

EXAMPLES = r"""
- name: Read which eggs there are
  boxfleet.cloud.pterodactyl_info:
    gather_subset: eggs
  register: panel

- name: Show what Paper wants to know
  ansible.builtin.debug:
    msg: "{{ item.env_variable }}: {{ item.rules }}"
  loop: "{{ panel.eggs | selectattr('name', 'eq', 'Paper') | map(attribute='variables') | flatten }}"
  loop_control:
    label: "{{ item.env_variable }}"

- name: Read how much memory the servers use
  boxfleet.cloud.pterodactyl_info:
    gather_subset: resources
  register: load
"""

RETURN = r"""
# generated: api_calls
api_calls:
  description: The calls to the API that the task made, without secrets.
  returned: at verbosity 3 and above
  type: list
  elements: dict
  contains:
    verb:
      description: HTTP verb.
      type: str
      sample: GET
    path:
      description: Path below the address of the service, without secrets.
      type: str
    status:
      description: HTTP status of the answer, V(null) if there was none.
      type: int
      sample: 200
    milliseconds:
      description: How long the call took.
      type: int
      sample: 12
# end: api_calls
locations:
  description: The locations.
  returned: when asked for
  type: list
  elements: dict
nodes:
  description: The nodes, as M(boxfleet.cloud.pterodactyl_node) returns one.
  returned: when asked for
  type: list
  elements: dict
allocations:
  description: The ports of all nodes, each with C(node), and C(server) if one has it.
  returned: when asked for
  type: list
  elements: dict
users:
  description: The users, as M(boxfleet.cloud.pterodactyl_user) returns one.
  returned: when asked for
  type: list
  elements: dict
nests:
  description: The nests, which eggs are grouped by.
  returned: when asked for
  type: list
  elements: dict
eggs:
  description: The eggs with their C(variables), whose C(rules) say what values they take, and C(nest_name).
  returned: when asked for
  type: list
  elements: dict
servers:
  description: All servers of the panel, as M(boxfleet.cloud.pterodactyl_server) returns one, without power.
  returned: when asked for
  type: list
  elements: dict
account:
  description: One entry, the owner of O(client_key).
  returned: when asked for
  type: list
  elements: dict
api_keys:
  description: The client keys of the owner of O(client_key), without their secrets.
  returned: when asked for
  type: list
  elements: dict
ssh_keys:
  description: The SSH keys of the owner of O(client_key).
  returned: when asked for
  type: list
  elements: dict
permissions:
  description: What subusers can be allowed, each with C(name) and C(description).
  returned: when asked for
  type: list
  elements: dict
used_servers:
  description:
    - The servers that the owner of O(client_key) may use, with C(ports) as M(boxfleet.cloud.pterodactyl_server) has
      them.
  returned: when asked for
  type: list
  elements: dict
resources:
  description:
    - Power and load of each of them, with C(server), C(power), C(memory_bytes), C(cpu_absolute) in percent,
      C(disk_bytes) and C(uptime) in milliseconds.
  returned: when asked for
  type: list
  elements: dict
databases:
  description: Their databases, each with C(server).
  returned: when asked for
  type: list
  elements: dict
ports:
  description: Their ports, each with C(server) and C(notes).
  returned: when asked for
  type: list
  elements: dict
subusers:
  description: Their subusers, each with C(server) and C(permissions).
  returned: when asked for
  type: list
  elements: dict
schedules:
  description: Their schedules, each with C(server) and C(tasks).
  returned: when asked for
  type: list
  elements: dict
backups:
  description: Their backups, each with C(server).
  returned: when asked for
  type: list
  elements: dict
activity:
  description: What has been done through the client API, each with C(server).
  returned: when asked for
  type: list
  elements: dict
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.info.task import INFO_TASK


def main():
    run_module(INFO_TASK)


if __name__ == "__main__":
    main()
