#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_user
short_description: Manages a user of a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Manages one user of a panel.
  - The first of O(external_id), O(username) and O(email) that is given says which one is meant. The others are
    what it
    should have. No two users have any of the three in common.
  - The panel refuses to delete a user who owns servers. M(boxfleet.cloud.pterodactyl_info) lists users and servers.
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
  external_id:
    description: What another program calls the user. The user is found by it if it is given.
    type: str
  username:
    description:
      - Name to log in with. It is kept in small letters.
      - The user is found by it if O(external_id) is not given.
    type: str
  email:
    description:
      - E-mail address.
      - The user is found by it if neither O(external_id) nor O(username) is given.
    type: str
  first_name:
    description: First name. A new user needs one.
    type: str
  last_name:
    description: Last name. A new user needs one.
    type: str
  language:
    description: Language of the panel for this user, one that the panel has, such as V(en).
    type: str
  root_admin:
    description: Whether the user is an admin, who may do everything.
    type: bool
  password:
    description:
      - Password of a new user. It counts at creation alone, since the panel never shows it.
      - Without it the panel sends an e-mail with a link to set one.
    type: str
  id:
    description: Number of an existing user.
    type: str
seealso:
  - module: boxfleet.cloud.pterodactyl_info
  - module: boxfleet.cloud.pterodactyl_subuser
"""

EXAMPLES = r"""
- name: A user, who gets an e-mail to set a password
  boxfleet.cloud.pterodactyl_user:
    external_id: "4711"
    username: alice
    email: alice@example.com
    first_name: Alice
    last_name: Archer

- name: The same user has another address now
  boxfleet.cloud.pterodactyl_user:
    external_id: "4711"
    email: alice@example.org

- name: The user goes
  boxfleet.cloud.pterodactyl_user:
    external_id: "4711"
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
user:
  description: The user as it is at the end, in check mode as it would be, V(null) if there is none.
  returned: success
  type: dict
  contains:
    # generated: user
    id:
      description: Number of the user.
      type: int
      sample: 2
    external_id:
      description: What another program calls the user.
      type: str
    username:
      description: Name to log in with.
      type: str
      sample: alice
    email:
      description: E-mail address.
      type: str
      sample: alice@example.com
    first_name:
      description: First name.
      type: str
    last_name:
      description: Last name.
      type: str
    language:
      description: Language of the panel for the user.
      type: str
      sample: en
    root_admin:
      description: Whether the user is an admin.
      type: bool
    two_factor:
      description: Whether the user logs in with a second factor.
      type: bool
    uuid:
      description: UUID of the user.
      type: str
    created_at:
      description: When it was created.
      type: str
      sample: "2026-01-15T09:30:00+00:00"
    updated_at:
      description: When it was changed last.
      type: str
      sample: "2026-01-15T09:30:00+00:00"
    # end: user
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.user.record import USER_TASK


def main():
    run_module(USER_TASK)


if __name__ == "__main__":
    main()
