#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_allocation
short_description: Manages the ports of a node of a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Manages the ports of a node that servers can be given, the panel calls them allocations, many at once.
  - A port that a server has is never removed.
  - M(boxfleet.cloud.pterodactyl_info) lists them.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.api
  - boxfleet.cloud.state
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  node:
    description: The node, by name or id. It is never created by this module.
    type: str
    required: true
  ip:
    description:
      - Address that the ports are at, as the node itself knows it, or an IPv4 network from V(/25) to V(/32), of
        which all addresses are meant.
    type: str
    required: true
  ports:
    description: Ports from 1025 to 65535, each a number or a range such as V(27000-27099).
    type: list
    elements: str
    required: true
  alias:
    description:
      - What people see instead of the address. An empty text is none.
      - The API cannot change it. Ports that have another one are removed and added again if no server has them.
    type: str
  purge:
    description: Whether O(state=present) removes other ports of the same address, as long as no server has them.
    type: bool
    default: false
seealso:
  - module: boxfleet.cloud.pterodactyl_info
  - module: boxfleet.cloud.pterodactyl_node
  - module: boxfleet.cloud.pterodactyl_server
"""

EXAMPLES = r"""
- name: A hundred ports for servers
  boxfleet.cloud.pterodactyl_allocation:
    node: node1
    ip: 192.0.2.10
    ports: [25565, 27000-27098]
    alias: play.example.com

- name: These and no others, as far as no server has them
  boxfleet.cloud.pterodactyl_allocation:
    node: node1
    ip: 192.0.2.10
    ports: [25565, 27000-27009]
    purge: true
"""

RETURN = r"""
# generated: actions_of_a_record
actions:
  description:
    - The changes that were made. In check mode those that would be made.
    - One of V(create), V(update) and V(delete), or none.
  returned: always
  type: list
  elements: str
  sample: [create]
# end: actions_of_a_record
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
allocations:
  description: All that the node has at these addresses at the end, in check mode as it would be.
  returned: success
  type: list
  elements: dict
  contains:
    # generated: allocation
    id:
      description: Number of the allocation; V(null) in check mode for a new one.
      type: int
    ip:
      description: Address.
      type: str
      sample: 192.0.2.10
    port:
      description: Port.
      type: int
      sample: 25565
    alias:
      description: What people see instead of the address.
      type: str
    notes:
      description: What the owner of its server has noted.
      type: str
    assigned:
      description: Whether a server has it.
      type: bool
    # end: allocation
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.allocation.resource import ALLOCATION_TASK


def main():
    run_module(ALLOCATION_TASK)


if __name__ == "__main__":
    main()
