#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_database
short_description: Manages a database of a server of a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Manages one database that a server has. The panel chooses the host, and makes up user and password.
  - A server has no more databases than its O(boxfleet.cloud.pterodactyl_server#module:database_limit).
  - M(boxfleet.cloud.pterodactyl_info) lists them.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.pterodactyl.server
  - boxfleet.cloud.api
  - boxfleet.cloud.pterodactyl.turn
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  name:
    description:
      - Name of the database, 3 to 48 letters, digits, V(-) and V(_). At least one of O(name) and O(id) is needed.
      - The panel stores it with the number of the server before it, see RV(database.stored_name), and no more than 48
        characters of that. What would be cut off is refused, so that for server 7, with C(s7_) before it, 45 are left.
    type: str
  id:
    description: Id of an existing database, as a text.
    type: str
  remote:
    description: Addresses that may connect, V(%) for all, which is what a new one has if this is not set.
    type: str
  show_password:
    description: Whether to return the password. Set C(no_log) then.
    type: bool
    default: false
  state:
    description:
      - V(present) means that there is one as described.
      - V(rotated) means the same, and gives one that existed already another password, in every run.
      - V(absent) means that there is none. Its contents are lost.
    type: str
    choices: [present, rotated, absent]
    default: present
seealso:
  - module: boxfleet.cloud.pterodactyl_info
  - module: boxfleet.cloud.pterodactyl_server
"""

EXAMPLES = r"""
- name: A database, and how to log in
  boxfleet.cloud.pterodactyl_database:
    server: lobby
    name: stats
    show_password: true
  register: stats
  no_log: true

- name: It goes, with what is in it
  boxfleet.cloud.pterodactyl_database:
    server: lobby
    name: stats
    state: absent
"""

RETURN = r"""
actions:
  description:
    - The changes that were made. In check mode those that would be made.
    - One of V(create), V(rotate) and V(delete), or none.
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
database:
  description: The database as it is at the end, in check mode as it would be, V(null) if there is none.
  returned: success
  type: dict
  contains:
    # generated: database
    id:
      description: Id of the database.
      type: str
    name:
      description: Its name as the task has it.
      type: str
      sample: stats
    remote:
      description: Addresses that may connect.
      type: str
      sample: "%"
    username:
      description: User to log in as.
      type: str
    max_connections:
      description: How many connections there may be, V(0) or V(null) for no limit.
      type: int
    stored_name:
      description: Its name at the database host.
      type: str
      sample: s1_stats
    host:
      description: Address of the database host.
      type: str
    port:
      description: Port of the database host.
      type: int
      sample: 3306
    # end: database
password:
  description: Its password, V(null) unless O(show_password=true).
  returned: success
  type: str
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.database.record import DATABASE_TASK


def main():
    run_module(DATABASE_TASK)


if __name__ == "__main__":
    main()
