#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_user
short_description: Manages a user of an IONOS Cloud contract
version_added: 0.1.0
description:
  - Manages one user of the contract, and the groups the user is in. Users are found by their e-mail address.
  - The account of the task must be the owner of the contract, or an administrator.
  - Keys for object storage are secrets and appear in no result. M(boxfleet.cloud.ionos_info) lists users and groups,
    and the ids of such keys.
extends_documentation_fragment:
  - boxfleet.cloud.ionos
  - boxfleet.cloud.ionos.group
  - boxfleet.cloud.api
  - boxfleet.cloud.state
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  email:
    description:
      - E-mail address of the user, the name to log in with. At least one of O(email) and O(id) is needed. There is one
        user of an address.
      - Together with O(id) it is the address it should be.
    type: str
  id:
    description:
      - Id of an existing user. Asking by id is cheaper for the service than asking by address.
    type: str
  firstname:
    description: First name. Needed to create the user.
    type: str
  lastname:
    description: Last name. Needed to create the user.
    type: str
  user_password:
    description:
      - The first password. Needed to create the user. Counts at creation alone. It is never shown again, never
        compared, and never changed by this module.
      - It is not O(password), with which the task itself logs in.
    type: str
  administrator:
    description: Whether the user may do everything but what the owner alone may.
    type: bool
  force_sec_auth:
    description: Whether the user has to log in with a second factor.
    type: bool
  active:
    description: Whether the user can log in.
    type: bool
  groups:
    description:
      - Groups the user is in, by id or name. Those not listed stay, unless O(purge_groups) is set.
      - To look at groups takes a call of its own, made only where they are asked for.
    type: list
    elements: str
  purge_groups:
    description: Whether the user is taken out of groups that are not in O(groups).
    type: bool
    default: false
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists users and groups.
  - module: boxfleet.cloud.ionos_group
"""

EXAMPLES = r"""
- name: Somebody joins
  boxfleet.cloud.ionos_user:
    email: ada@example.com
    firstname: Ada
    lastname: Lovelace
    user_password: "{{ lookup('ansible.builtin.password', '/dev/null', length=20) }}"
    force_sec_auth: true

- name: Somebody leaves
  boxfleet.cloud.ionos_user:
    email: ada@example.com
    state: absent
"""

RETURN = r"""
# generated: actions_of_a_user
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(add_group), V(remove_group) and V(delete).
  returned: always
  type: list
  elements: str
  sample: [create]
# end: actions_of_a_user
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
user:
  description:
    - The user as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: user
    id:
      description: Id of the user.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    email:
      description: E-mail address of the user.
      type: str
      sample: ada@example.com
    firstname:
      description: First name.
      type: str
      sample: Ada
    lastname:
      description: Last name.
      type: str
      sample: Lovelace
    administrator:
      description: Whether the user is an administrator.
      type: bool
    force_sec_auth:
      description: Whether the user has to log in with a second factor.
      type: bool
    active:
      description: Whether the user can log in.
      type: bool
    groups:
      description: The groups the user is in, each with C(id) and C(name), V(null) if the task does not ask for them.
      type: list
      elements: dict
    created:
      description: When the user was created.
      type: str
      sample: "2026-01-15T09:30:00Z"
    sec_auth_active:
      description: Whether the user logs in with a second factor.
      type: bool
    s3_canonical_user_id:
      description: What the user is called in object storage.
      type: str
    # end: user
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.user.record import USER_TASK


def main():
    run_module(USER_TASK)


if __name__ == "__main__":
    main()
