#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_servers
short_description: Manages many game servers of a Pterodactyl or Jexactyl panel at once
version_added: 0.1.0
description:
  - Manages many servers of a panel at once. All are looked at with one listing and planned together. If anything
    is wrong with one of them, nothing is changed; else they are installed and changed side by side.
  - A fleet that needs nothing takes one call for five hundred servers, and one for each whose power is asked for.
  - M(boxfleet.cloud.pterodactyl_info) lists servers, users, nodes and eggs.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.pterodactyl_servers
  - boxfleet.cloud.api
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  servers:
    description:
      - The servers, each with the options of M(boxfleet.cloud.pterodactyl_server). A server can be there only once.
      - Each has a O(servers[].name) or an O(servers[].id). One with a O(servers[].external_id) is found by that.
      - An option that a server does not set has its value from O(defaults), where the values are listed that an
        option has if it is not set there either. A value is taken as a whole.
    type: list
    elements: dict
    required: true
  defaults:
    description:
      - What the servers have in common. Used for each option that a server does not set itself.
    type: dict
  parallel:
    description:
      - The most calls that change something to have under way at once. Waiting for a server does not count.
      - How fast calls may follow each other is a matter of O(api_rate), and of the panel's limits, which are kept.
    type: int
    default: 10
seealso:
  - module: boxfleet.cloud.pterodactyl_info
  - module: boxfleet.cloud.pterodactyl_server
    description: Does the same for one server.
"""

EXAMPLES = r"""
- name: Three servers of one game
  boxfleet.cloud.pterodactyl_servers:
    defaults:
      user: user
      egg: Minecraft/Paper
      node: node1
      memory: 1024
      disk: 2048
      state: running
    servers:
      - name: lobby
        external_id: lobby-1
      - name: arena
        external_id: arena-1
      - name: build
        external_id: build-1
        memory: 4096
  register: fleet

- name: Show where they are reached
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.server.ports | first }}"
  loop: "{{ fleet.servers }}"
  loop_control:
    label: "{{ item.name }}"

- name: None is left
  boxfleet.cloud.pterodactyl_servers:
    defaults:
      state: absent
    servers:
      - name: lobby
        external_id: lobby-1
      - name: arena
        external_id: arena-1
      - name: build
        external_id: build-1
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, server by server in the order of O(servers), each as name and change. In check
      mode those that would be made.
  returned: always
  type: list
  elements: str
  sample: ["lobby: create", "lobby: start", "build: update"]
# generated: diff
diff:
  description: What was changed, in check mode what would be. Ansible shows it with C(--diff).
  returned: success
  type: dict
  contains:
    before:
      description: What the task compares, as it was.
      type: dict
    after:
      description: The same as it is at the end, in check mode as it would be.
      type: dict
    prepared:
      description: A line with RV(actions), empty if there are none.
      type: str
      sample: "actions: create, start\n"
# end: diff
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
servers:
  description: What became of every server, in the order of O(servers).
  returned: success, and also if servers failed that could be planned
  type: list
  elements: dict
  contains:
    name:
      description: Name of the server, V(null) if it was given by an id that no server has.
      type: str
      sample: lobby
    id:
      description: Number of the server, V(null) if it is not known.
      type: int
    changed:
      description: Whether the server was changed.
      type: bool
      sample: true
    failed:
      description: Whether the server is not as it should be.
      type: bool
      sample: false
    msg:
      description: Why it failed and what is known then, V(null) if it did not.
      type: str
    actions:
      description: The changes that were made, in their order. In check mode those that would be made.
      type: list
      elements: str
      sample: [create]
    server:
      description:
        - The server as M(boxfleet.cloud.pterodactyl_server) returns it, V(null) if it does not exist or failed.
      type: dict
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.fleet.task import SERVERS_TASK


def main():
    run_module(SERVERS_TASK)


if __name__ == "__main__":
    main()
