#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_ssh_key
short_description: Manages an SSH key of a Public Cloud project at OVHcloud
version_added: 0.1.0
description:
  - Manages one public key that new instances of a project can have.
  - Keys for dedicated servers and VPS belong to the account, at C(/me/sshKey); see M(boxfleet.cloud.ovh_api).
  - M(boxfleet.cloud.ovh_info) lists the keys of a project.
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
    description: Name of the key, unique in the project. At least one of O(name) and O(id) is needed.
    type: str
  id:
    description: Id of an existing key.
    type: str
  public_key:
    description:
      - The public key, as in C(id_ed25519.pub). Needed to create it. It cannot be changed, so delete a key of the name
        first where that is meant. What is noted behind the key itself does not count.
    type: str
  region:
    description: The one region to put a new key into. If not set, it is in all regions.
    type: str
seealso:
  - module: boxfleet.cloud.ovh_instance
"""

EXAMPLES = r"""
- name: A key for new instances
  boxfleet.cloud.ovh_ssh_key:
    project: sandbox
    name: ops
    public_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops

- name: The key is no longer known; instances that have it keep it
  boxfleet.cloud.ovh_ssh_key:
    project: sandbox
    name: ops
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
ssh_key:
  description:
    - The key as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the key.
      type: str
    name:
      description: Name of the key.
      type: str
      sample: ops
    public_key:
      description: The public key.
      type: str
    regions:
      description: The regions that have it.
      type: list
      elements: str
      sample: [GRA11, SBG5]
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.ssh_key.record import SSH_KEY_TASK


def main():
    run_module(SSH_KEY_TASK)


if __name__ == "__main__":
    main()
