#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_lan
short_description: Manages a LAN of an IONOS Cloud data centre
version_added: 0.1.0
description:
  - Manages one LAN of a data centre and waits until it is as described.
  - The service refuses to delete a LAN that has NICs. M(boxfleet.cloud.ionos_info) lists LANs and NICs.
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
      - Name of the LAN. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name in a data centre.
        Where there are several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description:
      - Id of an existing LAN. Asking by id is cheaper for the service than asking by name.
    type: str
  public:
    description: Whether the LAN leads to the Internet. A new one is private if this is not set.
    type: bool
  ip_failover:
    description:
      - The addresses that several NICs of the LAN share, each with the NIC that has it now. The list is the whole of
        them; an empty one means none.
      - The service takes one away only when no other NIC has the address; give those others first, with
        O(boxfleet.cloud.ionos_nic#module:ips).
      - Change it in one place only. The service takes the whole list, so of two that change it at once one is lost.
    type: list
    elements: dict
    suboptions:
      ip:
        description: The address, of an own IP block. The NIC must have it already. It may get it in the same task of
          M(boxfleet.cloud.ionos_datacenter).
        type: str
        required: true
      nic_uuid:
        description: Id of the NIC.
        type: str
        required: true
  pcc:
    description: Id of a cross connect that the LAN is part of.
    type: str
  ipv6_cidr_block:
    description: IPv6 network of the LAN, a /64 of the data centre's, or V(AUTO) for one that the service chooses.
    type: str
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists LANs.
  - module: boxfleet.cloud.ionos_nic
"""

EXAMPLES = r"""
- name: A LAN that leads to the Internet
  boxfleet.cloud.ionos_lan:
    datacenter: shop
    name: public
    public: true
  register: public

- name: A private one
  boxfleet.cloud.ionos_lan:
    datacenter: shop
    name: database

- name: It is not needed any more
  boxfleet.cloud.ionos_lan:
    datacenter: shop
    name: database
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
lan:
  description:
    - The LAN as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: lan
    id:
      description: Number of the LAN, as a text.
      type: str
      sample: "1"
    name:
      description: Name of the LAN.
      type: str
      sample: public
    public:
      description: Whether it leads to the Internet.
      type: bool
    ip_failover:
      description: Addresses that several NICs share, each with the NIC that has it now.
      type: list
      elements: dict
    pcc:
      description: Id of the cross connect that it is part of.
      type: str
    ipv6_cidr_block:
      description: Its IPv6 network.
      type: str
    state:
      description: V(AVAILABLE), V(INACTIVE) for a server that is stopped, or V(BUSY) if the task did not wait.
      type: str
      sample: AVAILABLE
    created:
      description: When it was created. It moves by some seconds while the service makes it.
      type: str
      sample: "2026-01-15T09:30:00Z"
    ipv4_cidr_block:
      description: The network of a private LAN.
      type: str
    # end: lan
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.lan.record import LAN_TASK


def main():
    run_module(LAN_TASK)


if __name__ == "__main__":
    main()
