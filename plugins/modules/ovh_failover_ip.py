#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_failover_ip
short_description: Manages where a failover address of the OVHcloud Public Cloud leads to
version_added: 0.1.0
description:
  - Has an address lead to another instance, and waits until it does. The system in the instance has to know the address
    itself.
  - An instance that was just made may have no public address yet, and is refused until it has. So the task asks again,
    for five minutes at most, and for one minute where the instance shows an address.
  - Such addresses are ordered, and not made by a task. They can be moved, and never taken off.
  - M(boxfleet.cloud.ovh_info) lists failover addresses and instances.
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
  ip:
    description: The address, or the block of addresses. At least one of O(ip) and O(id) is needed.
    type: str
  id:
    description: Id of the address.
    type: str
  instance:
    description: Instance that it leads to, by name or id. If not set, the task only tells where it does.
    type: str
  state:
    description: There is one as described.
    choices: [present]
seealso:
  - module: boxfleet.cloud.ovh_instance
"""

EXAMPLES = r"""
- name: The address leads to web1
  boxfleet.cloud.ovh_failover_ip:
    project: sandbox
    ip: 198.18.0.19
    instance: web1
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - V(attach), or nothing.
  returned: always
  type: list
  elements: str
  sample: [attach]
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
failover_ip:
  description:
    - The address as it is at the end. In check mode as it would be.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the address.
      type: str
    ip:
      description: The address.
      type: str
      sample: 198.18.0.19
    instance:
      description: Id of the instance that it leads to, V(null) for none.
      type: str
    status:
      description: What the service says of it.
      type: str
      sample: ok
    block:
      description: The block of addresses.
      type: str
    geoloc:
      description: Where it says to be.
      type: str
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.failover_ip.record import FAILOVER_IP_TASK


def main():
    run_module(FAILOVER_IP_TASK)


if __name__ == "__main__":
    main()
