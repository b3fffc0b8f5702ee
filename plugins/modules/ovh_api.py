#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_api
short_description: Manages whatever a path of the OVHcloud API leads to
version_added: 0.1.0
description:
  - Makes any path of the API idempotent. It reads what is there, compares the fields that O(body) has, sends those that
    differ, and reads again. Where there is nothing, it has one made at O(create_path).
  - With O(match) the path is a list, and the task is about the one entry whose fields are as O(match) says.
  - With O(action) it has something done, unless what is there already says what the action leads to.
  - A field that the service takes and ignores, since it can only be read or is called otherwise, is an error, not a
    change that is made again and again.
  - For what has a module of its own, that module is better. It knows what takes its time, and what costs.
  - M(boxfleet.cloud.ovh_info) lists what an account has, with the ids that paths take.
extends_documentation_fragment:
  - boxfleet.cloud.ovh
  - boxfleet.cloud.ovh.group
  - boxfleet.cloud.api
  - boxfleet.cloud.state
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  path:
    description:
      - The path below the root of the API, such as V(/me/sshKey/ops). One that begins with V(/v2/) is of the newer API.
      - Its parts are percent-encoded, so a block of addresses is V(/ip/192.0.2.0%2F28).
      - An address that the endpoint does not have is an error, and never taken for a thing that does not exist.
    type: str
    required: true
  state:
    description:
      - V(present) means that the path leads to something that has what O(body) says.
      - V(absent) means that it leads to nothing.
  match:
    description:
      - Fields that the one entry of the list at O(path) has, such as V({"fieldType":"A", "subDomain":"www"}). Of a map
        only the keys count that are named.
      - If several entries have them, the task fails and lists their ids.
      - O(body) and O(create_body) cannot say otherwise, since the entry would not be found again.
    type: dict
  query:
    description: What is asked of O(path) besides, to narrow its list at the service, such as V({"fieldType":"A"}).
    type: dict
  id_field:
    description: The field that holds the id, where the list at O(path) has whole things and no mere ids.
    type: str
    default: id
  body:
    description:
      - Values that the thing should have, under the API's own names. Of a map only the keys count that are named.
      - What looks like a secret by its name, such as V(password), is not shown in results and diffs.
    type: dict
  create_path:
    description:
      - Where such a thing is made if there is none. O(match), O(body) and O(create_body) are sent there together.
      - Without it, a thing that does not exist is an error.
    type: str
  create_body:
    description: What is sent besides when it is made, and never compared.
    type: dict
  action:
    description:
      - The path of something to be done, such as V(/vps/vps-1a2b3c4d.vps.ovh.net/reboot). It is done after all else.
      - If it is not known whether it was done, since an answer was lost, it is looked at what O(unless) says. Without
        O(unless) the task fails then, and the action is not done twice.
    type: str
  action_body:
    description: What is sent with it.
    type: dict
  unless:
    description:
      - Fields that say that the action is not needed, such as V({"netbootMode":"rescue"}). After the action they are
        waited for.
      - Without it, the action is done in every run.
    type: dict
  wait_timeout:
    description:
      - Seconds that it may take until the service shows what it was told. Raise it for what takes longer.
    default: 30
seealso:
  - module: boxfleet.cloud.ovh_info
    description: Lists what an account has.
  - name: OVHcloud API console
    description: Every path, with the fields of its bodies and answers.
    link: https://eu.api.ovh.com/console/
"""

EXAMPLES = r"""
- name: A key for dedicated servers and VPS is known to the account
  boxfleet.cloud.ovh_api:
    path: /me/sshKey/ops
    create_path: /me/sshKey
    create_body:
      keyName: ops
      key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops

- name: Read who the account belongs to
  boxfleet.cloud.ovh_api:
    path: /me
  register: me

- name: Greet them
  ansible.builtin.debug:
    msg: "Welcome {{ me.value.firstname }}"

- name: The key is forgotten
  boxfleet.cloud.ovh_api:
    path: /me/sshKey/ops
    state: absent
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(delete) and V(action).
  returned: always
  type: list
  elements: str
  sample: [update]
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
value:
  description:
    - What the path leads to at the end, under the API's own names, V(null) if nothing is there. In check mode as it
      would be.
    - Without O(match), of a list the entries.
  returned: success
  type: raw
answer:
  description:
    - What the service answered when it made the thing or did the action, V(null) if it did neither or said nothing.
    - This can hold what is shown only once, such as a password. Set C(no_log) on the task where it does.
  returned: success
  type: raw
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.api.task import API_TASK


def main():
    run_module(API_TASK)


if __name__ == "__main__":
    main()
