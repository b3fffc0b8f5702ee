#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_firewall_rule
short_description: Manages a firewall rule of an IONOS Cloud NIC
version_added: 0.1.0
description:
  - Manages one rule of a NIC's firewall and waits until it is as described. Rules only allow; a NIC whose firewall is
    active lets in nothing that no rule allows.
  - Rules can also be given with their NIC, see O(boxfleet.cloud.ionos_nic#module:firewall_rules).
  - M(boxfleet.cloud.ionos_info) lists the rules that there are.
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
  server:
    description: The server that has the NIC, by id or name.
    type: str
    required: true
  nic:
    description: The NIC, by id or name.
    type: str
    required: true
  name:
    description:
      - Name of the rule. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name in a NIC.
        Where there are several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description:
      - Id of an existing rule. Asking by id is cheaper for the service than asking by name.
    type: str
  protocol:
    description: What it lets in or out. Needed to create the rule; it cannot be changed.
    type: str
    choices: [TCP, UDP, ICMP, ICMPv6, GRE, VRRP, ESP, AH, ANY]
  type:
    description: Whether it is about what comes in (V(INGRESS)) or goes out. A new rule is for what comes in.
    type: str
    choices: [INGRESS, EGRESS]
  source_mac:
    description: The MAC address that traffic comes from. All if not set.
    type: str
  source_ip:
    description: The address or network that traffic comes from. All if not set.
    type: str
  target_ip:
    description: Which of the NIC's addresses it is about. All if not set.
    type: str
  ip_version:
    description: V(IPv4) or V(IPv6).
    type: str
    choices: [IPv4, IPv6]
  port_range_start:
    description: First port, for TCP and UDP, together with O(port_range_end). All ports if not set.
    type: int
  port_range_end:
    description: Last port.
    type: int
  icmp_type:
    description: Type of ICMP message, V(0) to V(254). All if not set.
    type: int
  icmp_code:
    description: Code of ICMP message, V(0) to V(254). All if not set.
    type: int
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists firewall rules.
  - module: boxfleet.cloud.ionos_nic
"""

EXAMPLES = r"""
- name: SSH is allowed from the office
  boxfleet.cloud.ionos_firewall_rule:
    datacenter: shop
    server: web1
    nic: public
    name: ssh
    protocol: TCP
    port_range_start: 22
    port_range_end: 22
    source_ip: 192.0.2.0/24

- name: It is not any more
  boxfleet.cloud.ionos_firewall_rule:
    datacenter: shop
    server: web1
    nic: public
    name: ssh
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
firewall_rule:
  description:
    - The rule as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: firewall_rule
    id:
      description: Id of the rule.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    name:
      description: Name of the rule.
      type: str
      sample: ssh
    protocol:
      description: What it lets in or out.
      type: str
      sample: TCP
    type:
      description: V(INGRESS) or V(EGRESS).
      type: str
      sample: INGRESS
    source_mac:
      description: MAC address that traffic comes from, V(null) for all.
      type: str
    source_ip:
      description: Address or network that traffic comes from, V(null) for all.
      type: str
    target_ip:
      description: Address of the NIC, V(null) for all.
      type: str
    ip_version:
      description: V(IPv4) or V(IPv6).
      type: str
    port_range_start:
      description: First port, V(null) for all.
      type: int
      sample: 22
    port_range_end:
      description: Last port, V(null) for all.
      type: int
      sample: 22
    icmp_type:
      description: Type of ICMP message, V(null) for all.
      type: int
    icmp_code:
      description: Code of ICMP message, V(null) for all.
      type: int
    state:
      description: V(AVAILABLE), V(INACTIVE) for a server that is stopped, or V(BUSY) if the task did not wait.
      type: str
      sample: AVAILABLE
    created:
      description: When it was created. It moves by some seconds while the service makes it.
      type: str
      sample: "2026-01-15T09:30:00Z"
    # end: firewall_rule
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.firewall_rule.record import FIREWALL_RULE_TASK


def main():
    run_module(FIREWALL_RULE_TASK)


if __name__ == "__main__":
    main()
