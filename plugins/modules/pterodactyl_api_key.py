#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_api_key
short_description: Manages a client key of a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Manages one client key of the user whose O(client_key) is used, known by its description.
  - The panel shows a new key once, so only the task that makes it returns it.
  - M(boxfleet.cloud.pterodactyl_info) lists all of them, without their secrets.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.api
  - boxfleet.cloud.state
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  description:
    description:
      - What it is for. The key is found by it. At least one of O(description) and O(id) is needed.
      - The panel lets several have the same. The module never makes a second one.
    type: str
  id:
    description: Identifier of an existing key, its first 16 characters.
    type: str
  allowed_ips:
    description:
      - Addresses and networks from which alone it may be used. Without it, from anywhere.
      - It cannot be changed later.
    type: list
    elements: str
seealso:
  - module: boxfleet.cloud.pterodactyl_info
  - module: boxfleet.cloud.pterodactyl_ssh_key
"""

EXAMPLES = r"""
- name: A key for a backup job
  boxfleet.cloud.pterodactyl_api_key:
    description: nightly backups
    allowed_ips: [192.0.2.0/24]
  register: backups
  no_log: true

- name: It goes
  boxfleet.cloud.pterodactyl_api_key:
    description: nightly backups
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
api_key:
  description: The key as it is at the end, without its secret, V(null) if there is none.
  returned: success
  type: dict
  contains:
    # generated: api_key
    id:
      description: Identifier of the key, its first 16 characters.
      type: str
    description:
      description: What it is for.
      type: str
      sample: nightly backups
    allowed_ips:
      description: From where alone it may be used; from anywhere if empty.
      type: list
      elements: str
    last_used_at:
      description: When it was used last, V(null) if never.
      type: str
    created_at:
      description: When it was made.
      type: str
    # end: api_key
key:
  description:
    - The whole key, if this task has made it, else V(null). It is shown once, so keep it, and set C(no_log).
  returned: always
  type: str
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.api_key.record import API_KEY_TASK


def main():
    run_module(API_KEY_TASK)


if __name__ == "__main__":
    main()
