#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_private_network
short_description: Manages a private network of the OVHcloud Public Cloud
version_added: 0.1.0
description:
  - Manages one private network, the regions that it is in, and its subnets.
  - New instances are put into it by O(boxfleet.cloud.ovh_instance#module:networks).
  - M(boxfleet.cloud.ovh_info) lists private networks and regions.
extends_documentation_fragment:
  - boxfleet.cloud.ovh
  - boxfleet.cloud.ovh.group
  - boxfleet.cloud.ovh.project
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
      - Name of the network. At least one of O(name) and O(id) is needed. Together with O(id) it is the name it should
        have.
    type: str
  id:
    description: Id of an existing network, such as V(pn-1083000_1).
    type: str
  vlan_id:
    description: Number of the VLAN, V(0) for none. If not set, the service chooses one. It cannot be changed.
    type: int
  regions:
    description: The regions that it is in at least. A new one is in all regions if not set. It cannot leave a region.
    type: list
    elements: str
  subnets:
    description:
      - Ranges of addresses that it has. Those that are not listed stay, unless O(purge_subnets) is set.
      - A subnet cannot be changed.
    type: list
    elements: dict
    suboptions:
      region:
        description: Where it is.
        type: str
        required: true
      network:
        description: The network, such as V(192.168.0.0/24).
        type: str
        required: true
      start:
        description: First address that an instance can get. If not set, the first one behind the gateway.
        type: str
      end:
        description: Last address that an instance can get. If not set, the last one of the network.
        type: str
      dhcp:
        description: Whether instances are told their addresses.
        type: bool
        default: true
      no_gateway:
        description: Whether it has no gateway. Else the first address is one.
        type: bool
        default: false
  purge_subnets:
    description: Whether subnets that are not in O(subnets) are deleted.
    type: bool
    default: false
seealso:
  - module: boxfleet.cloud.ovh_instance
"""

EXAMPLES = r"""
- name: A network for the database
  boxfleet.cloud.ovh_private_network:
    project: sandbox
    name: inner
    regions: [GRA11]
    subnets:
      - region: GRA11
        network: 192.168.7.0/24

- name: It is gone
  boxfleet.cloud.ovh_private_network:
    project: sandbox
    name: inner
    state: absent
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(create_subnet), V(delete_subnet) and V(delete).
  returned: always
  type: list
  elements: str
  sample: [create]
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
# generated: required_rules
required_rules:
  description:
    - The access rules that a consumer key needs for the task, those to look first, then those for the changes that it
      makes, in check mode those that it would make. M(boxfleet.cloud.ovh_credential) takes them as they are.
    - Where the names of things are not known yet, a path has V(*).
  returned: success
  type: list
  elements: dict
  sample: [{"method": "GET", "path": "/me"}]
# end: required_rules
private_network:
  description:
    - The network as it is at the end, V(null) if it does not exist. In check mode as it would be.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the network.
      type: str
      sample: pn-1083000_1
    name:
      description: Name of the network.
      type: str
      sample: inner
    vlan_id:
      description: Number of its VLAN.
      type: int
    regions:
      description: The regions that it is in.
      type: list
      elements: str
      sample: [GRA11]
    subnets:
      description: Its subnets, V(null) if the task does not ask for them.
      type: list
      elements: dict
    status:
      description: What the service says of it.
      type: str
      sample: ACTIVE
    openstack_ids:
      description: Its id in each region, as OpenStack knows it.
      type: dict
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.private_network.record import NETWORK_TASK


def main():
    run_module(NETWORK_TASK)


if __name__ == "__main__":
    main()
