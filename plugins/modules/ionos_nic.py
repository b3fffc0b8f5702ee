#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_nic
short_description: Manages a NIC of an IONOS Cloud server
version_added: 0.1.0
description:
  - Manages one network interface of a server, with its firewall rules, and waits until it is as described.
  - A server may reboot when a NIC comes or goes. M(boxfleet.cloud.ionos_server) manages the NICs of a server, too, and
    does so only where it may.
  - M(boxfleet.cloud.ionos_info) lists LANs, NICs and IP blocks.
extends_documentation_fragment:
  - boxfleet.cloud.ionos
  - boxfleet.cloud.ionos.group
  - boxfleet.cloud.ionos.datacenter
  - boxfleet.cloud.ionos_nic
  - boxfleet.cloud.api
  - boxfleet.cloud.state
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  server:
    description: The server, by id or name.
    type: str
    required: true
  name:
    description:
      - Name of the NIC. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name in a server.
        Where there are several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description:
      - Id of an existing NIC. Asking by id is cheaper for the service than asking by name.
    type: str
  lan:
    description:
      - The LAN it is in, by number or name. Needed to create the NIC.
      - The service makes a private LAN of a number that there is none of.
    type: str
  ips:
    description:
      - Its addresses, in any order. Public ones must be of an own IP block in this location.
      - If not set or empty, a new NIC gets one that the service chooses, and one that exists keeps those it has. One
        that is public and of no IP block is lost when the server stops.
    type: list
    elements: str
  dhcp:
    description: Whether the server gets its addresses by DHCP. A new NIC does if this is not set.
    type: bool
  firewall_active:
    description: Whether only what O(firewall_rules) allow comes in.
    type: bool
  firewall_type:
    description: Which traffic the firewall is about. Incoming if not set.
    type: str
    choices: [INGRESS, EGRESS, BIDIRECTIONAL]
  mac:
    description: MAC address. Counts at creation; it cannot be changed.
    type: str
  ipv6_ips:
    description:
      - Its IPv6 addresses, in any order, in an IPv6 LAN alone. If not set or empty, the service chooses, and what it
        chose stays.
    type: list
    elements: str
  ipv6_cidr_block:
    description: Its IPv6 network, a /80 of the LAN's.
    type: str
  dhcpv6:
    description: Whether the server gets its IPv6 addresses by DHCP.
    type: bool
  firewall_rules:
    description:
      - Rules that its firewall should have, each found by its name. Rules that are not listed stay, unless
        O(purge_firewall_rules=true).
    type: list
    elements: dict
  purge_firewall_rules:
    description: Whether rules that are not listed in O(firewall_rules) are deleted.
    type: bool
    default: false
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists LANs, NICs and IP blocks.
  - module: boxfleet.cloud.ionos_server
"""

EXAMPLES = r"""
- name: Second interface, in the LAN of the database
  boxfleet.cloud.ionos_nic:
    datacenter: shop
    server: web1
    name: database
    lan: database
    dhcp: true

- name: Its firewall lets in one port and nothing else
  boxfleet.cloud.ionos_nic:
    datacenter: shop
    server: web1
    name: database
    firewall_active: true
    firewall_rules:
      - name: postgres
        protocol: TCP
        port_range_start: 5432
        port_range_end: 5432
    purge_firewall_rules: true

- name: It is gone
  boxfleet.cloud.ionos_nic:
    datacenter: shop
    server: web1
    name: database
    state: absent
"""

RETURN = r"""
# generated: actions_of_a_nic
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(delete), V(create_firewall_rule), V(update_firewall_rule) and
      V(delete_firewall_rule).
  returned: always
  type: list
  elements: str
  sample: [create]
# end: actions_of_a_nic
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
nic:
  description:
    - The NIC as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: nic
    id:
      description: Id of the NIC.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    name:
      description: Name of the NIC.
      type: str
      sample: public
    lan:
      description: Number of its LAN.
      type: int
      sample: 1
    ips:
      description: Its addresses.
      type: list
      elements: str
      sample: [192.0.2.10]
    dhcp:
      description: Whether the server gets them by DHCP.
      type: bool
    firewall_active:
      description: Whether only what rules allow comes in.
      type: bool
    firewall_type:
      description: Which traffic the firewall is about.
      type: str
      sample: INGRESS
    mac:
      description: Its MAC address.
      type: str
      sample: "02:01:4a:5d:6e:7f"
    ipv6_ips:
      description: Its IPv6 addresses.
      type: list
      elements: str
    ipv6_cidr_block:
      description: Its IPv6 network.
      type: str
    dhcpv6:
      description: Whether the server gets its IPv6 addresses by DHCP.
      type: bool
    firewall_rules:
      description: Its firewall rules, with what M(boxfleet.cloud.ionos_firewall_rule) returns of one.
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
    device_number:
      description: Its number in the server.
      type: int
    pci_slot:
      description: Its slot.
      type: int
    # end: nic
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.nic.record import NIC_TASK


def main():
    run_module(NIC_TASK)


if __name__ == "__main__":
    main()
