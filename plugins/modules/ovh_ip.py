#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_ip
short_description: Manages where an address at OVHcloud is routed, and its name
version_added: 0.1.0
description:
  - Manages an address, or a block of addresses, that the account has, and waits until it is as described. Addresses are
    ordered elsewhere; M(boxfleet.cloud.ovh_info) lists them.
  - A move is waited for by its task. One that is under way already is waited for first, and adopted if it leads there.
  - The system that an address is moved to has to be set up for it, too; the service only routes.
extends_documentation_fragment:
  - boxfleet.cloud.ovh
  - boxfleet.cloud.ovh.group
  - boxfleet.cloud.api
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  ip:
    description:
      - The address, such as V(192.0.2.10), or block of addresses as the service has it, such as V(192.0.2.16/28).
    type: str
    required: true
  routed_to:
    description:
      - Name of the service that it is routed to, such as a server, a VPS or the id of a project, or V(parked) for none.
      - Before a move it is looked whether the address can be moved there.
    type: str
  next_hop:
    description:
      - What in the service it is routed to, where the service offers several next hops.
      - It counts only when the address is moved there from another service. The service never tells the next hop, so
        where O(routed_to) is right already, the task warns and leaves it. From one instance of a project to another,
        M(boxfleet.cloud.ovh_failover_ip) moves an address.
    type: str
  reverse:
    description:
      - What a single address is called in reverse, such as V(mail.example.com), or an empty text for nothing.
      - A record of that name has to lead to the address first. While the service does not know it yet, it is asked
        again for a minute.
    type: str
  reverses:
    description: The same for addresses of a block, by address.
    type: dict
  description:
    description: What is noted with it, or an empty text for nothing.
    type: str
seealso:
  - module: boxfleet.cloud.ovh_domain_record
    description: The record that a reverse name needs.
  - module: boxfleet.cloud.ovh_failover_ip
    description: Moves an address within a project.
  - module: boxfleet.cloud.ovh_info
    description: Lists addresses.
"""

EXAMPLES = r"""
- name: The address leads to the second server
  boxfleet.cloud.ovh_ip:
    ip: 198.18.0.18
    routed_to: ns1000002.ip-198-18-0.eu
    description: the shop

- name: Mail servers want a name in reverse
  boxfleet.cloud.ovh_ip:
    ip: 198.18.0.18
    reverse: mail.example.com

- name: It leads nowhere
  boxfleet.cloud.ovh_ip:
    ip: 198.18.0.18
    routed_to: parked
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(move), V(park), V(update), V(set_reverse) and V(delete_reverse).
  returned: always
  type: list
  elements: str
  sample: [move, set_reverse]
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
ip:
  description: The address as it is at the end, in check mode as it would be, with what the service tells besides.
  returned: success
  type: dict
  contains:
    ip:
      description: The address or block, with its length.
      type: str
      sample: 198.18.0.18/32
    routed_to:
      description: Name of the service it is routed to, V(null) if it is parked.
      type: str
      sample: ns1000002.ip-198-18-0.eu
    description:
      description: What is noted with it.
      type: str
      sample: the shop
    reverse:
      description: The names of the addresses that the task is about, V(null) if it is about none.
      type: dict
      sample: {"198.18.0.18": mail.example.com}
    type:
      description: The sort of address, such as V(failover).
      type: str
      sample: failover
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.ip.task import IP_TASK


def main():
    run_module(IP_TASK)


if __name__ == "__main__":
    main()
