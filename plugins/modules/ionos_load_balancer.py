#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_load_balancer
short_description: Manages a load balancer of an IONOS Cloud data centre
version_added: 0.1.0
description:
  - Manages one load balancer of the simple kind, which puts one address in front of several NICs, and waits until it is
    as described.
  - The NICs must be in one LAN. They give up their own addresses for that of the load balancer, and get others when
    they are taken out.
  - M(boxfleet.cloud.ionos_info) lists load balancers with their NICs.
extends_documentation_fragment:
  - boxfleet.cloud.ionos
  - boxfleet.cloud.ionos.group
  - boxfleet.cloud.ionos.datacenter
  - boxfleet.cloud.api
  - boxfleet.cloud.state
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  name:
    description:
      - Name of the load balancer. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name in a data centre.
        Where there are several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description:
      - Id of an existing load balancer. Asking by id is cheaper for the service than asking by name.
    type: str
  ip:
    description: Its address, of an own IP block. If not set, a new one is given an address by the service.
    type: str
  dhcp:
    description: Whether the servers get the address by DHCP. A new one does so if this is not set.
    type: bool
  nics:
    description:
      - The NICs behind it. They go along with the creation. Those not listed stay, unless O(purge_nics) is set.
    type: list
    elements: dict
    suboptions:
      nic:
        description: The NIC, by id or name.
        type: str
        required: true
      server:
        description:
          - The server that has it, by id or name. Needed where several NICs of the data centre have the name.
        type: str
  purge_nics:
    description: Whether NICs that are not in O(nics) are taken out. They go on to exist.
    type: bool
    default: false
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists load balancers and servers with their NICs.
  - module: boxfleet.cloud.ionos_nic
"""

EXAMPLES = r"""
- name: One address for the web servers
  boxfleet.cloud.ionos_load_balancer:
    datacenter: shop
    name: web
    nics:
      - {server: web1, nic: public}
    purge_nics: true
  register: web

- name: It is not needed any more
  boxfleet.cloud.ionos_load_balancer:
    datacenter: shop
    name: web
    state: absent
"""

RETURN = r"""
# generated: actions_of_a_load_balancer
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(add_nic), V(remove_nic) and V(delete).
  returned: always
  type: list
  elements: str
  sample: [create]
# end: actions_of_a_load_balancer
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
load_balancer:
  description:
    - The load balancer as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: load_balancer
    id:
      description: Id of the load balancer.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    name:
      description: Name of the load balancer.
      type: str
      sample: web
    ip:
      description: Its address.
      type: str
      sample: 192.0.2.10
    dhcp:
      description: Whether the servers get the address by DHCP.
      type: bool
    nics:
      description: The NICs behind it, each with C(id) and C(name).
      type: list
      elements: dict
    state:
      description: V(AVAILABLE), V(INACTIVE) for a server that is stopped, or V(BUSY) if the task did not wait.
      type: str
      sample: AVAILABLE
    created:
      description: When it was created. It moves by some seconds while the service makes it.
      type: str
      sample: "2026-01-15T09:30:00Z"
    # end: load_balancer
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.load_balancer.record import LOAD_BALANCER_TASK


def main():
    run_module(LOAD_BALANCER_TASK)


if __name__ == "__main__":
    main()
