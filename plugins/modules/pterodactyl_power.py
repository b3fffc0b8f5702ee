#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_power
short_description: Manages the power of a server of a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Starts, stops, restarts or kills a server, and waits until it is so. A client key is all that it takes, that
    of the
    owner, of a subuser with the permission, or of an admin.
  - The panel shows a state that is up to 20 seconds old, and drops a signal while another is worked off. The module
    waits with patience for both, and sends again what was dropped.
  - M(boxfleet.cloud.pterodactyl_info) lists servers. M(boxfleet.cloud.pterodactyl_server) makes them and can
    start them.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.api
  - boxfleet.cloud.pterodactyl.turn
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  server:
    description: The server, by name, by its short identifier or by its UUID.
    type: str
    required: true
  state:
    description:
      - V(running) starts it if it is off.
      - V(stopped) has the game end, and waits for it.
      - V(restarted) restarts it in every run. One that is off is started.
      - V(killed) ends it at once. What the game has not saved is lost.
      - A game is running when its console shows what its egg waits for. One whose text never comes stays
        V(starting).
    type: str
    choices: [running, stopped, restarted, killed]
    default: running
seealso:
  - module: boxfleet.cloud.pterodactyl_server
  - module: boxfleet.cloud.pterodactyl_command
"""

EXAMPLES = r"""
- name: It runs
  boxfleet.cloud.pterodactyl_power:
    server: lobby

- name: It is restarted
  boxfleet.cloud.pterodactyl_power:
    server: lobby
    state: restarted

- name: It is off
  boxfleet.cloud.pterodactyl_power:
    server: lobby
    state: stopped
"""

RETURN = r"""
actions:
  description:
    - The signal that was sent, in check mode that would be.
    - One of V(start), V(stop), V(restart) and V(kill), or none.
  returned: always
  type: list
  elements: str
  sample: [start]
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
server:
  description: The server.
  returned: success
  type: dict
  contains:
    # generated: used_server
    identifier:
      description: Its short identifier.
      type: str
      sample: d3aac109
    uuid:
      description: UUID of the server.
      type: str
    name:
      description: Name of the server.
      type: str
      sample: lobby
    status:
      description: V(null) if it is ready, else such as V(installing) or V(suspended).
      type: str
    power:
      description: V(offline), V(starting), V(running) or V(stopping).
      type: str
      sample: running
    # end: used_server
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.power.resource import POWER_TASK


def main():
    run_module(POWER_TASK)


if __name__ == "__main__":
    main()
