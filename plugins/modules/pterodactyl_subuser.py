#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_subuser
short_description: Manages a subuser of a server of a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Manages somebody who may use a server that belongs to somebody else.
  - M(boxfleet.cloud.pterodactyl_info) lists subusers and the permissions that there are.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.pterodactyl.server
  - boxfleet.cloud.api
  - boxfleet.cloud.state
  - boxfleet.cloud.pterodactyl.turn
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  email:
    description:
      - E-mail address of the subuser. At least one of O(email) and O(id) is needed.
      - If nobody on the panel has it, the panel makes a user with a name of its own choosing, and sends an e-mail.
    type: str
  id:
    description: UUID of an existing subuser.
    type: str
  permissions:
    description:
      - All that the subuser may, such as V(control.start) or V(file.read). The list is the whole of it. A new
        subuser needs it.
      - V(websocket.connect) is always added by the panel and need not be named.
    type: list
    elements: str
seealso:
  - module: boxfleet.cloud.pterodactyl_info
  - module: boxfleet.cloud.pterodactyl_user
"""

EXAMPLES = r"""
- name: Somebody may start and stop a server
  boxfleet.cloud.pterodactyl_subuser:
    server: lobby
    email: user@example.com
    permissions: [control.console, control.start, control.stop]

- name: And now not any more
  boxfleet.cloud.pterodactyl_subuser:
    server: lobby
    email: user@example.com
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
subuser:
  description: The subuser as it is at the end, in check mode as it would be, V(null) if there is none.
  returned: success
  type: dict
  contains:
    # generated: subuser
    id:
      description: UUID of the subuser.
      type: str
    email:
      description: E-mail address.
      type: str
      sample: user@example.com
    permissions:
      description: What the subuser may, without V(websocket.connect), which all may.
      type: list
      elements: str
      sample: [control.start]
    username:
      description: Name of the user.
      type: str
    two_factor:
      description: Whether the user logs in with a second factor.
      type: bool
    # end: subuser
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.subuser.record import SUBUSER_TASK


def main():
    run_module(SUBUSER_TASK)


if __name__ == "__main__":
    main()
