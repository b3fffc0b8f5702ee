#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_servers
short_description: Manages many IONOS Cloud servers in one task
version_added: 0.1.0
description:
  - Manages many servers, side by side, and waits until all of them are as described. What
    M(boxfleet.cloud.ionos_server) does for one server, this module does for a fleet, with the same options.
  - A call for the data centres and one for the servers of each find the actual state of all; one for the LANs of each,
    where servers name them, and one for all labels, where they are asked for. If nothing has to be changed, these are
    the only calls, however many servers there are.
  - Everything is planned before anything is changed. If one server cannot be as described, nothing is changed, and the
    task names all that is wrong.
  - If a server fails later, the others are still made as described. The task fails then. Its message names each server
    that failed and why, and RV(servers) says what became of every server. The next run does only what is missing.
  - M(boxfleet.cloud.ionos_info) lists images, LANs, and the CPU families of a data centre.
extends_documentation_fragment:
  - boxfleet.cloud.ionos
  - boxfleet.cloud.ionos.group
  - boxfleet.cloud.ionos_servers
  - boxfleet.cloud.api
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  servers:
    description:
      - The servers, each with the options of M(boxfleet.cloud.ionos_server). A server can be there only once.
      - An option that a server does not set has its value from O(defaults), where the values are listed that an option
        has if it is not set there either. A value is taken as a whole.
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
      - How fast calls may follow each other is a matter of O(api_rate), and of the service's limits, which are kept.
    type: int
    default: 10
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists servers, images, LANs and CPU families.
  - module: boxfleet.cloud.ionos_server
    description: Does the same for one server.
"""

EXAMPLES = r"""
- name: Three servers are running, made alike
  boxfleet.cloud.ionos_servers:
    defaults:
      datacenter: shop
      state: started
      cores: 1
      ram: 1024
      nics:
        - name: public
          lan: "1"
    servers:
      - name: web1
      - name: web2
      - name: db1
        ram: 4096
  register: fleet

- name: Show their addresses
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.server.nics | map(attribute='ips') | flatten | join(', ') }}"
  loop: "{{ fleet.servers }}"
  loop_control:
    label: "{{ item.name }}"

- name: No server is left, and no disk
  boxfleet.cloud.ionos_servers:
    defaults:
      datacenter: shop
      state: absent
      delete_volumes: all
    servers:
      - name: web1
      - name: web2
      - name: db1
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, server by server in the order of O(servers), each as name and change. In check mode
      those that would be made.
  returned: always
  type: list
  elements: str
  sample: ["web1: create", "web2: create", "db1: update"]
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
  description:
    - What became of every server, in the order of O(servers).
  returned: success, and also if servers failed that could be planned
  type: list
  elements: dict
  contains:
    name:
      description: Name of the server, V(null) if it was given by an id that no server has.
      type: str
      sample: web1
    id:
      description: Id of the server, V(null) if it is not known.
      type: str
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
        - The server as M(boxfleet.cloud.ionos_server) returns it, V(null) if it does not exist or failed.
      type: dict
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.fleet.task import SERVERS_TASK


def main():
    run_module(SERVERS_TASK)


if __name__ == "__main__":
    main()
