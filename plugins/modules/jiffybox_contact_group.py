#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: jiffybox_contact_group
short_description: Manages a JiffyBox contact group
version_added: 0.1.0
description:
  - Manages one contact group, a list of e-mail addresses. Monitoring checks write to it when a box stops answering and
    when it is back, see M(boxfleet.cloud.jiffybox_monitoring_check).
  - Makes the group be as described and waits until it is. A group that the service is still working on is waited for
    and then compared.
  - A group on which the service gave up (status V(STATUS_ERROR)) is sent anew as it should be.
extends_documentation_fragment:
  - boxfleet.cloud.jiffybox
  - boxfleet.cloud.jiffybox.group
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
      - Name of the group. At least one of O(name) and O(id) is needed.
      - 1 to 30 characters out of letters, umlauts, digits, space and V(_(\)=!*@.-\\).
      - The service lets several groups have the same name. The module never makes a second one of a name, and where
        there are several already, it fails and lists their ids.
      - Together with O(id) it is the name the group should have, so that the group is renamed.
      - The group V(Stammdaten-E-Mail-Adresse) holds the customer's own address. It always exists, and the service lets
        nobody change or delete it. It can be used in checks and in O(clone_from).
    type: str
  id:
    description:
      - Id of an existing group. Asking by id is cheaper for the service than asking by name.
    type: int
  state:
    description:
      - V(present) means that the group exists with the name and the contacts given.
      - V(absent) means that it does not exist. The service refuses to delete a group that a check still uses.
  contacts:
    description:
      - E-mail addresses, 1 to 10. Their order does not matter. Addresses of the group that are not listed are removed.
      - If not set, a group that exists keeps the contacts it has. A new group needs O(contacts) or O(clone_from).
    type: list
    elements: str
  clone_from:
    description:
      - Name or id of a group to create a new group as a copy of. Only used when the group is created.
        O(boxfleet.cloud.jiffybox_facts#module:gather_subset=contact_groups) lists them.
      - With O(contacts) the copy gets those instead.
    type: str
seealso:
  - module: boxfleet.cloud.jiffybox_facts
    description: Lists contact groups.
  - module: boxfleet.cloud.jiffybox_monitoring_check
"""

EXAMPLES = r"""
- name: Two people hear of it when something is down
  boxfleet.cloud.jiffybox_contact_group:
    name: on call
    contacts:
      - anna@example.com
      - ben@example.com
  register: on_call

- name: A group of the same people, for the other shift to be changed later
  boxfleet.cloud.jiffybox_contact_group:
    name: weekend
    clone_from: on call

- name: At weekends it is somebody else
  boxfleet.cloud.jiffybox_contact_group:
    name: weekend
    contacts:
      - carla@example.com

- name: The group has a better name
  boxfleet.cloud.jiffybox_contact_group:
    id: "{{ on_call.contact_group.id }}"
    name: on call at workdays

- name: No group is left but the one that is always there
  boxfleet.cloud.jiffybox_contact_group:
    name: "{{ item }}"
    state: absent
  loop:
    - on call at workdays
    - weekend
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
contact_group:
  description:
    - The group as it is at the end, V(null) if it does not exist.
    - In check mode the group as it would be. The id of a new group is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: contact_group
    id:
      description: Id of the group.
      type: int
      sample: 302
    name:
      description: Name of the group.
      type: str
      sample: on call
    status:
      description: V(STATUS_READY) or, if the task did not wait, a transition such as V(STATUS_CREATING).
      type: str
      sample: STATUS_READY
    contacts:
      description: The e-mail addresses of the group.
      type: list
      elements: str
      sample: [anna@example.com, ben@example.com]
    # end: contact_group
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.contact_group.record import CONTACT_GROUP_TASK


def main():
    run_module(CONTACT_GROUP_TASK)


if __name__ == "__main__":
    main()
