#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_client_server
short_description: Manages a server at a Pterodactyl or Jexactyl panel as its owner
version_added: 0.1.0
description:
  - Changes what the owner of a server may change with a client key alone, such as its name, the variables of its game,
    and which of its ports is the primary one.
  - M(boxfleet.cloud.pterodactyl_server) does this and all else for admins, and creates servers.
  - M(boxfleet.cloud.pterodactyl_info) lists the servers that somebody may use.
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
    description:
      - The server, by name, by its short identifier or by its UUID.
      - If there is none of that name, but one with O(name), that is it, as after an earlier run.
      - A subuser needs the permission for each change.
    type: str
    required: true
  state:
    description:
      - V(present) means that the server is as described.
      - V(reinstalled) means the same, and that its installation has been run again by this task, every time. The panel
        stops the server for that. Which of its files stay is up to its egg.
    type: str
    choices: [present, reinstalled]
    default: present
  name:
    description: The name that the server should have.
    type: str
  description:
    description: What is noted of the server. An empty text takes it away; on Jexactyl 3 and Pterodactyl 1.11.3 only an
      admin can do that, with M(boxfleet.cloud.pterodactyl_server).
    type: str
  image:
    description: The image that it runs in, one of those that its egg has. It counts from the next start on.
    type: str
  environment:
    description:
      - Variables of the egg, by their names. Those that are not named stay as they are.
      - Numbers, and true and false, become texts, which is what the panel keeps; true is V(1), false V(0).
      - The values never appear in output. They count from the next start on.
    type: dict
  primary_port:
    description: The port that the server is reached at, one that it has, such as V(25565) or V(192.0.2.1:25565).
    type: str
  port_notes:
    description: What is noted of ports that it has, by port. An empty text takes a note away.
    type: dict
  wait_timeout:
    default: 1800
seealso:
  - module: boxfleet.cloud.pterodactyl_file
  - module: boxfleet.cloud.pterodactyl_backup
"""

EXAMPLES = r"""
- name: Another version of the game, and a word about it
  boxfleet.cloud.pterodactyl_client_server:
    server: lobby
    description: Where everybody begins
    environment:
      VANILLA_VERSION: 1.20.4
    primary_port: "25565"
    port_notes:
      "25565": the game

- name: It is installed with that
  boxfleet.cloud.pterodactyl_client_server:
    server: lobby
    state: reinstalled
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(rename), V(set_image), V(set_variable), V(set_primary_port), V(set_port_note) and V(reinstall).
  returned: always
  type: list
  elements: str
  sample: [rename, set_variable]
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
  description: The server as it is at the end, in check mode as it would be.
  returned: success
  type: dict
  contains:
    identifier:
      description: Short identifier.
      type: str
      sample: 1a7ce997
    uuid:
      description: UUID.
      type: str
      sample: 1a7ce997-259b-452e-8b4e-cecc464142ca
    name:
      description: Name.
      type: str
      sample: lobby
    description:
      description: What is noted of it.
      type: str
    status:
      description: V(null) if it can be used, else why not, such as V(installing).
      type: str
    image:
      description: The image that it runs in.
      type: str
      sample: ghcr.io/pterodactyl/yolks:java_21
    primary_port:
      description: The port that it is reached at.
      type: str
      sample: 192.0.2.1:25565
    port_notes:
      description: All its ports, with what is noted of each.
      type: dict
      sample: {"192.0.2.1:25565": the game}
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.client_server.resource import (
    CLIENT_SERVER_TASK,
)


def main():
    run_module(CLIENT_SERVER_TASK)


if __name__ == "__main__":
    main()
