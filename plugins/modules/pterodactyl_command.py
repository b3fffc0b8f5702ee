#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_command
short_description: Manages the console of a server of a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Sends a line to the console of a server, in every run, since nobody can see what the game made of it.
  - The server has to be on. If the answer is lost, the line is not sent again, and the task fails.
  - M(boxfleet.cloud.pterodactyl_info) lists servers.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.api
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  server:
    description: The server, by name, by its short identifier or by its UUID.
    type: str
    required: true
  command:
    description: What to send, one line, as one would type it.
    type: str
    required: true
  skip_offline:
    description: Whether to do nothing if the server is off. Else the task fails then.
    type: bool
    default: false
seealso:
  - module: boxfleet.cloud.pterodactyl_power
  - module: boxfleet.cloud.pterodactyl_file
"""

EXAMPLES = r"""
- name: Players are told
  boxfleet.cloud.pterodactyl_command:
    server: lobby
    command: say restart in five minutes
    skip_offline: true
"""

RETURN = r"""
actions:
  description: V(command) if it was sent, in check mode if it would be.
  returned: always
  type: list
  elements: str
  sample: [command]
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
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.command.resource import COMMAND_TASK


def main():
    run_module(COMMAND_TASK)


if __name__ == "__main__":
    main()
