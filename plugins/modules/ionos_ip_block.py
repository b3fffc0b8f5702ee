#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_ip_block
short_description: Manages an IONOS Cloud IP block
version_added: 0.1.0
description:
  - Manages one block of reserved public addresses and waits until it is as described. Addresses are used by naming
    them in O(boxfleet.cloud.ionos_nic#module:ips), in the location of the block.
  - Reserved addresses cost money also while nobody uses them. The service refuses to delete a block in use.
  - M(boxfleet.cloud.ionos_info) lists blocks, and who uses their addresses.
extends_documentation_fragment:
  - boxfleet.cloud.ionos
  - boxfleet.cloud.ionos.group
  - boxfleet.cloud.ionos.labels
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
      - Name of the IP block. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name in O(location).
        Where there are several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description:
      - Id of an existing IP block. Asking by id is cheaper for the service than asking by name.
    type: str
  location:
    description:
      - Where the addresses are, such as V(de/fra). Needed to create the block; it cannot be changed.
      - Together with O(name) it says which block is meant.
    type: str
  size:
    description: Number of addresses. Needed to create the block; it cannot be changed.
    type: int
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists IP blocks and locations.
"""

EXAMPLES = r"""
- name: Two addresses that stay
  boxfleet.cloud.ionos_ip_block:
    name: shop
    location: de/fra
    size: 2
  register: addresses

- name: They are given back
  boxfleet.cloud.ionos_ip_block:
    name: shop
    state: absent
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
ip_block:
  description:
    - The IP block as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: ip_block
    id:
      description: Id of the block.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    name:
      description: Name of the block.
      type: str
      sample: shop
    location:
      description: Where its addresses are.
      type: str
      sample: de/fra
    size:
      description: Number of addresses.
      type: int
      sample: 2
    labels:
      description: Its labels, V(null) if the task does not ask for them.
      type: dict
    state:
      description: V(AVAILABLE), V(INACTIVE) for a server that is stopped, or V(BUSY) if the task did not wait.
      type: str
      sample: AVAILABLE
    created:
      description: When it was created. It moves by some seconds while the service makes it.
      type: str
      sample: "2026-01-15T09:30:00Z"
    ips:
      description: The addresses.
      type: list
      elements: str
      sample: [192.0.2.10, 192.0.2.11]
    ip_consumers:
      description: Who uses which address.
      type: list
      elements: dict
    # end: ip_block
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.ip_block.record import IP_BLOCK_TASK


def main():
    run_module(IP_BLOCK_TASK)


if __name__ == "__main__":
    main()
