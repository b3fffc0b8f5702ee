#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: jiffybox_ip
short_description: Manages which JiffyBox a floating address is on
version_added: 0.1.0
description:
  - Manages one floating address. Sees to it that it is routed to a given box, wherever it was before, and waits until
    the service shows it there.
  - Only IPv4 addresses that were ordered in addition, floating ones, can move. The API has no call to order or to
    return one. That is done in the control panel of the service.
  - Only the routing changes. The system in the box has to configure the address on its network interface itself.
    A usual way is to configure it on every box that may get it.
  - An address can move away from a box that does not work any more.
extends_documentation_fragment:
  - boxfleet.cloud.jiffybox
  - boxfleet.cloud.jiffybox.group
  - boxfleet.cloud.api
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  address:
    description:
      - The address. Exactly one of O(address) and O(id) is needed.
        O(boxfleet.cloud.jiffybox_facts#module:gather_subset=ips) lists both.
      - An address that cannot move is refused with the reason, unless it is on the box already.
    type: str
  id:
    description: Id of the address, as M(boxfleet.cloud.jiffybox_facts) tells it.
    type: int
  box:
    description:
      - Name or id of the box that the address should be routed to. Asking by id is cheaper for the service than asking
        by name.
      - If the box is in a transition, the module waits for its end before it moves the address. It need not be running,
        but a frozen box is refused, since it has no addresses.
    type: str
    required: true
  wait:
    description:
      - Whether to wait until the service shows the address on the box.
      - With V(false) the task returns as soon as the service has accepted the move.
seealso:
  - module: boxfleet.cloud.jiffybox_facts
    description: Lists addresses, which of them are floating, and boxes.
  - module: boxfleet.cloud.jiffybox_box
"""

EXAMPLES = r"""
# The boxes web1 and web2 exist, and the floating address 198.18.0.3 was ordered for web1.

- name: The address of the service is on web1
  boxfleet.cloud.jiffybox_ip:
    address: 198.18.0.3
    box: web1

- name: The second server takes over
  boxfleet.cloud.jiffybox_ip:
    address: 198.18.0.3
    box: web2

- name: Read all addresses
  boxfleet.cloud.jiffybox_facts:
    gather_subset: ips

- name: All floating addresses are on web1
  boxfleet.cloud.jiffybox_ip:
    id: "{{ item.id }}"
    box: web1
  loop: "{{ ansible_facts.jiffybox_ips | selectattr('floating') }}"
  loop_control:
    label: "{{ item.ip }}"
"""

RETURN = r"""
actions:
  description:
    - V(move) if the address was moved, else nothing. In check mode what would be done.
  returned: always
  type: list
  elements: str
  sample: [move]
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
ip:
  description: The address as it is at the end, in check mode as it would be.
  returned: success
  type: dict
  contains:
    # generated: address
    id:
      description: Id of the address.
      type: int
      sample: 13
    ip:
      description: The address.
      type: str
      sample: 198.18.0.3
    ip_version:
      description: V(4) or V(6).
      type: int
      sample: 4
    is_subnet:
      description: Whether it is a network rather than one address.
      type: bool
      sample: false
    reverse_lookup:
      description: The name that a reverse lookup gives, V(null) if there is none.
      type: str
      sample: www.example.com
    delegated_to:
      description: The name servers that answer reverse lookups of a network. Empty for an address.
      type: list
      elements: str
      sample: []
    type:
      description: V(public) or V(private).
      type: str
      sample: public
    floating:
      description: Whether the address was ordered in addition and can move.
      type: bool
      sample: true
    box:
      description: Id of the box that the address is routed to.
      type: int
      sample: 10002
    # end: address
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.ip.task import IP_TASK


def main():
    run_module(IP_TASK)


if __name__ == "__main__":
    main()
