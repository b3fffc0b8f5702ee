#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_instance
short_description: Manages an instance of the OVHcloud Public Cloud
version_added: 0.1.0
description:
  - Manages one instance and waits until it is as described.
  - Nothing is lost or goes off unasked. Another flavor takes O(resize), another image O(reinstall).
  - What makes an instance, such as its key, networks and user data, counts at creation alone, since the service does
    not show it or cannot change it.
  - M(boxfleet.cloud.ovh_info) lists flavors, images and regions.
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
      - Name of the instance. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name in O(region). Where
        there are several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description:
      - Id of an existing instance. Asking by id is cheaper for the service than asking by name.
    type: str
  region:
    description:
      - Where the instance is, such as V(GRA11). Needed to create it; it cannot be changed.
      - Together with O(name) it says which instance is meant.
    type: str
  flavor:
    description:
      - Size of the instance, by name such as V(b2-7) or by id. Needed to create it.
      - An instance of another flavor is an error without O(resize).
    type: str
  resize:
    description:
      - Whether an instance of another flavor becomes one of O(flavor). It is off for some minutes meanwhile. The
        service refuses flavors with a smaller disk.
      - An instance that was stopped is stopped again afterwards, if the task says nothing of its power.
    type: bool
    default: false
  image:
    description:
      - What is on its disk, an image or a snapshot by name, such as V(Debian 12), or by id. Needed to create it, or
        O(boot_volume).
      - It counts at creation, and with O(reinstall). The service renews images under their names, so an instance with
        an older image of that name is as it should be.
    type: str
  reinstall:
    description:
      - Whether an instance of another image is made anew of O(image). All that is on its disk is lost.
    type: bool
    default: false
  monthly_billing:
    description:
      - Whether it is paid by the month. V(true) cannot be undone, so V(false) is an error where that was chosen once.
    type: bool
  ssh_key:
    description: SSH key of the project that a new instance lets in, by name or id. It counts at creation alone.
    type: str
  user_data:
    description: What a new instance is told at its first start, such as a cloud-config. It counts at creation alone.
    type: str
  networks:
    description:
      - The networks that a new instance is in. If not set, it is in the public one. It counts at creation alone.
    type: list
    elements: dict
    suboptions:
      network:
        description: Private network, by name or id, or V(public).
        type: str
        required: true
      ip:
        description: Address it should have there, for private networks.
        type: str
  group:
    description:
      - Group of instances that a new one joins, by name or id, so that they share a host or do not. It counts at
        creation alone.
    type: str
  boot_volume:
    description: Volume that a new instance boots from in place of O(image), by name or id. It counts at creation alone.
    type: str
  state:
    description:
      - V(present) means that there is one as described, on or off.
      - V(running), V(stopped) and V(shelved) mean that it is on, off, or off and without its place on a host. What is
        stopped costs as if it were running; of what is shelved only the stored disk costs.
      - V(rescue) means that it runs a rescue system. The password is C(rescuePassword) at the instance's path, see
        M(boxfleet.cloud.ovh_api).
      - V(absent) means that there is none.
    choices: [present, running, stopped, shelved, rescue, absent]
  wait_timeout:
    default: 1800
seealso:
  - module: boxfleet.cloud.ovh_info
    description: Lists instances, flavors, images and regions.
  - module: boxfleet.cloud.ovh_instances
    description: Manages many at once.
"""

EXAMPLES = r"""
- name: An instance is running
  boxfleet.cloud.ovh_instance:
    project: sandbox
    region: GRA11
    name: web1
    flavor: b2-7
    image: Debian 12
    ssh_key: ops
    state: running
  register: web1

- name: Show its address
  ansible.builtin.debug:
    msg: "{{ web1.instance.public_ipv4 | first }}"

- name: It becomes larger
  boxfleet.cloud.ovh_instance:
    project: sandbox
    region: GRA11
    name: web1
    flavor: b2-15
    resize: true

- name: Over night only its disk costs
  boxfleet.cloud.ovh_instance:
    project: sandbox
    region: GRA11
    name: web1
    state: shelved

- name: It is gone
  boxfleet.cloud.ovh_instance:
    project: sandbox
    region: GRA11
    name: web1
    state: absent
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(start), V(stop), V(shelve), V(unshelve), V(rescue), V(unrescue), V(resume),
      V(resize), V(reinstall), V(activate_monthly_billing) and V(delete).
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
instance:
  description:
    - The instance as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) or empty then.
  returned: success
  type: dict
  contains:
    # generated: instance
    id:
      description: Id of the instance.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    name:
      description: Name of the instance.
      type: str
      sample: web1
    region:
      description: Where it is.
      type: str
      sample: GRA11
    flavor:
      description: Id of its flavor.
      type: str
    image:
      description: Id of the image it was made of, V(null) if that was withdrawn or it boots from a volume.
      type: str
    monthly_billing:
      description: Whether it is paid by the month.
      type: bool
    power:
      description:
        - V(running), V(stopped), V(shelved), V(rescue), V(paused) or V(error), or where it is going.
      type: str
      sample: running
    status:
      description: What the service says of it.
      type: str
      sample: ACTIVE
    ssh_key_id:
      description: Id of the SSH key it was made with.
      type: str
    public_ipv4:
      description: Its public addresses.
      type: list
      elements: str
      sample: [192.0.2.10]
    public_ipv6:
      description: Its public IPv6 addresses.
      type: list
      elements: str
    private_ipv4:
      description: Its addresses in private networks.
      type: list
      elements: str
    plan_code:
      description: What is paid for.
      type: str
      sample: b2-7.consumption
    created:
      description: When it was created.
      type: str
      sample: "2026-01-15T09:30:00Z"
    # end: instance
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.instance.record import INSTANCE_TASK


def main():
    run_module(INSTANCE_TASK)


if __name__ == "__main__":
    main()
