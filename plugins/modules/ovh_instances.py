#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_instances
short_description: Manages many instances of the OVHcloud Public Cloud in one task
version_added: 0.1.0
description:
  - Manages many instances, side by side, and waits until all of them are as described. What
    M(boxfleet.cloud.ovh_instance) does for one, this module does for a fleet, with the same options.
  - A call lists the projects, one the instances of each, and two what each of their regions has on offer, flavors and
    images. If nothing has to be changed, these and a look at the clock of the service are the only calls, however many
    instances there are.
  - Everything is planned before anything is changed. If one instance cannot be as described, nothing is changed, and
    the task names all that is wrong.
  - If an instance fails later, the others are still made as described. The task fails then. Its message names each that
    failed and why, and RV(instances) says what became of every one. The next run does only what is missing.
  - M(boxfleet.cloud.ovh_info) lists flavors, images and regions.
extends_documentation_fragment:
  - boxfleet.cloud.ovh
  - boxfleet.cloud.ovh.group
  - boxfleet.cloud.ovh_instances
  - boxfleet.cloud.api
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  instances:
    description:
      - The instances, each with the options of M(boxfleet.cloud.ovh_instance). One can be there only once.
      - An option that an instance does not set has its value from O(defaults), where the values are listed that an
        option has if it is not set there either. A value is taken as a whole.
    type: list
    elements: dict
    required: true
  defaults:
    description:
      - What the instances have in common. Used for each option that an instance does not set itself.
    type: dict
  parallel:
    description:
      - The most calls that change something to have under way at once. Waiting for an instance does not count.
      - How fast calls may follow each other is a matter of O(api_rate), and of the service's limits, which are kept.
    type: int
    default: 10
seealso:
  - module: boxfleet.cloud.ovh_info
    description: Lists instances, flavors, images and regions.
  - module: boxfleet.cloud.ovh_instance
    description: Does the same for one instance.
"""

EXAMPLES = r"""
- name: Three instances are running, made alike
  boxfleet.cloud.ovh_instances:
    defaults:
      project: sandbox
      region: GRA11
      state: running
      flavor: d2-2
      image: Debian 12
      ssh_key: ops
    instances:
      - name: web1
      - name: web2
      - name: db1
        flavor: b2-7
  register: fleet

- name: Show their addresses
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.instance.public_ipv4 | join(', ') }}"
  loop: "{{ fleet.instances }}"
  loop_control:
    label: "{{ item.name }}"

- name: No instance is left
  boxfleet.cloud.ovh_instances:
    defaults:
      project: sandbox
      region: GRA11
      state: absent
    instances:
      - name: web1
      - name: web2
      - name: db1
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in the order of O(instances), each as name and change. In check mode those that would
      be made.
  returned: always
  type: list
  elements: str
  sample: ["web1: create", "web2: create", "db1: resize"]
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
instances:
  description:
    - What became of every instance, in the order of O(instances).
  returned: success, and also if instances failed that could be planned
  type: list
  elements: dict
  contains:
    name:
      description: Name of the instance, V(null) if it was given by an id that none has.
      type: str
      sample: web1
    id:
      description: Id of the instance, V(null) if it is not known.
      type: str
    changed:
      description: Whether the instance was changed.
      type: bool
      sample: true
    failed:
      description: Whether the instance is not as it should be.
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
    instance:
      description:
        - The instance as M(boxfleet.cloud.ovh_instance) returns it, V(null) if it does not exist or failed.
      type: dict
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.fleet.task import INSTANCES_TASK


def main():
    run_module(INSTANCES_TASK)


if __name__ == "__main__":
    main()
