#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_server
short_description: Manages a game server of a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Manages one server of a panel with its limits, ports, variables and power, and waits until it is installed and
    as described.
  - What is not named stays as it is, although the calls of the panel would wipe some of it.
  - A server whose installation has failed is told as such, and neither replaced nor installed again by itself.
  - M(boxfleet.cloud.pterodactyl_info) lists servers, users, nodes, and eggs with their variables and rules.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.api
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  external_id:
    description:
      - What you call the server. No two servers have the same, so it is the way to say which one is meant, also
        where an
        answer was lost. Keep C(/) out of it.
      - If it is given, the server is found by it, and O(name) is what the server should be called.
    type: str
  name:
    description:
      - Name of the server. A new one needs it. Without O(external_id) and O(id) the server is found by it, if
        exactly one
        has it.
    type: str
  id:
    description: Number of an existing server.
    type: str
  description:
    description: What it is for. An empty text removes it.
    type: str
  user:
    description: Its owner, by name, e-mail address, external id or id. A new server needs one.
    type: str
  egg:
    description:
      - The recipe of the game, by name, by V(nest/egg), or by id. A new server needs one.
      - Another egg of an existing server counts from its next start. Nothing is installed for it, unless
        O(state=reinstalled). Variables of the old one that the new one does not have are lost.
      - With it come its startup command and its image, in place of those of the old egg. An image that both have
        stays. So does a command or image that is of neither, with a warning. O(startup) and O(image) say otherwise.
    type: str
  node:
    description:
      - The node of a new server, by name or id. Without O(ports) it gets the lowest port that is free there.
      - No call moves a server to another node.
    type: str
  ports:
    description:
      - Ports that the server has, each a number such as V(25565), or with an address where several have it, such as
        V(192.0.2.10:25565). At the first one it is reached.
      - They have to be there, see M(boxfleet.cloud.pterodactyl_allocation), and free.
    type: list
    elements: str
  purge_ports:
    description: Whether ports that are not in O(ports) are taken from it. Their notes are lost.
    type: bool
    default: false
  deploy:
    description:
      - The panel chooses node and port of a new server by itself. An alternative to O(node) and O(ports). It
        counts at
        creation alone.
    type: dict
    suboptions:
      locations:
        description: Locations to choose from, by short name or id. All if there are none.
        type: list
        elements: str
        default: []
      dedicated_ip:
        description: Whether it gets an address that no other server uses.
        type: bool
        default: false
      port_range:
        description: Ports to choose from, each a number or a range such as V(27000-27099). All if there are none.
        type: list
        elements: str
        default: []
  memory:
    description: Memory in MiB, V(0) for no limit. A new server needs it.
    type: int
  swap:
    description: Swap space in MiB, V(-1) for no limit. V(0) for a new server if this is not set.
    type: int
  disk:
    description: Disk space in MiB, V(0) for no limit. A new server needs it.
    type: int
  io:
    description: How it fares where many read and write at once, from 10 to 1000. V(500) for a new server if not
      set.
    type: int
  cpu:
    description: Percent of one core, V(400) for four cores, V(0) for no limit, which a new server has if not set.
    type: int
  threads:
    description: Cores that it runs on, such as V(0-3) or V(0,2). An empty text means all, which a new server has if
      this is not set.
    type: str
  oom_disabled:
    description: Whether the system spares it when memory runs out.
    type: bool
  database_limit:
    description: How many databases it may have. V(0) for a new server if this is not set.
    type: int
  allocation_limit:
    description: How many ports its owner may have it take by himself. V(0) for a new server if this is not set.
    type: int
  backup_limit:
    description: How many backups it may have. V(0) for a new server if this is not set.
    type: int
  image:
    description: Container image, from the next start on. A new server has the egg's first one if this is not set.
    type: str
  startup:
    description: Command that starts the game the next time. A new server has the egg's if this is not set.
    type: str
  environment:
    description:
      - Variables of the egg, by the name that the game sees, such as V(SERVER_JARFILE). Those that are not named
        stay, or
        have the egg's values in a new server. A game that runs takes up other values when it is started again.
      - Values are compared as texts. V(true) and V(false) are V(1) and V(0). What the egg's rules forbid is
        refused before
        anything is changed, as far as that can be told without the panel.
      - They often are passwords, so they are secrets. Diff mode tells only whether they are as desired, results
        only their
        names, and a text that is the value of one is hidden wherever else it is shown, but for texts of up to three
        characters, numbers of up to five, and words such as V(true) and V(latest).
    type: dict
  skip_scripts:
    description:
      - Whether a new server is not installed. The panel never shows this, and a later change of O(startup), O(egg),
        O(image) or O(environment) sets it back, so that it would be installed with O(state=reinstalled).
    type: bool
  start_on_completion:
    description: Whether a new server starts by itself when it is installed. O(state=running) waits for that, too.
    type: bool
  suspended:
    description:
      - Whether nobody may use it. What is suspended is off.
      - V(false) comes before all other changes, V(true) after them. If not set, it stays as it is.
    type: bool
  force:
    description: Whether O(state=absent) removes it even if its node does not answer. Its files stay on the node
      then.
    type: bool
    default: false
  state:
    description:
      - V(present) means that there is one as described, installed.
      - V(running) and V(stopped) mean that it is on, or off, too. They need O(client_key).
      - V(restarted) restarts it, in every run, if it existed and was on before.
      - V(reinstalled) has it installed again, in every run, if it existed before. Files stay unless the egg
        removes them.
        One that is suspended is never installed again by accident, see O(suspended).
      - V(absent) means that there is none. Its files, backups and databases are lost.
    type: str
    choices: [present, running, stopped, restarted, reinstalled, absent]
    default: present
  wait_timeout:
    default: 1800
seealso:
  - module: boxfleet.cloud.pterodactyl_servers
    description: Manages many of them at once.
  - module: boxfleet.cloud.pterodactyl_power
    description: Needs a client key alone.
  - module: boxfleet.cloud.pterodactyl_info
  - module: boxfleet.cloud.pterodactyl_allocation
"""

EXAMPLES = r"""
- name: A server that runs
  boxfleet.cloud.pterodactyl_server:
    external_id: lobby-1
    name: lobby
    user: user
    egg: Minecraft/Vanilla Minecraft
    node: node1
    ports: [1040]
    memory: 2048
    disk: 4096
    backup_limit: 3
    environment:
      VANILLA_VERSION: "1.21"
    state: running

- name: More memory, and a second port
  boxfleet.cloud.pterodactyl_server:
    external_id: lobby-1
    memory: 4096
    ports: [1040, 1041]

- name: Its owner has not paid
  boxfleet.cloud.pterodactyl_server:
    external_id: lobby-1
    suspended: true

- name: Wherever the panel finds room
  boxfleet.cloud.pterodactyl_server:
    external_id: arena-1
    name: arena
    user: user
    egg: Paper
    deploy:
      locations: [local]
    memory: 1024
    disk: 2048

- name: They go, with all that is theirs
  boxfleet.cloud.pterodactyl_server:
    external_id: "{{ item }}"
    state: absent
  loop: [lobby-1, arena-1]
"""

RETURN = r"""
actions:
  description:
    - The changes that were made. In check mode those that would be made.
    - Any of V(create), V(unsuspend), V(update), V(set_ports), V(reinstall), V(start), V(stop), V(restart),
      V(suspend) and
      V(delete), in this order, or none.
  returned: always
  type: list
  elements: str
  sample: [create, start]
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
  description:
    - The server as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the panel can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: server
    id:
      description: Number of the server.
      type: int
      sample: 7
    external_id:
      description: What you call it.
      type: str
      sample: lobby-1
    name:
      description: Name of the server.
      type: str
      sample: lobby
    description:
      description: What it is for.
      type: str
    user:
      description: Its owner, with C(id), C(username), C(email) and C(external_id).
      type: dict
      sample: {id: 2, username: user, email: user@example.com, external_id: null}
    egg:
      description: Its recipe, with C(id), C(name) and C(nest).
      type: dict
      sample: {id: 5, name: Vanilla Minecraft, nest: Minecraft}
    node:
      description: The node it is on, with C(id) and C(name).
      type: dict
      sample: {id: 1, name: node1}
    memory:
      description: Memory in MiB, V(0) for no limit.
      type: int
    swap:
      description: Swap space in MiB.
      type: int
    disk:
      description: Disk space in MiB, V(0) for no limit.
      type: int
    io:
      description: How it fares where many read and write at once.
      type: int
    cpu:
      description: Percent of one core, V(0) for no limit.
      type: int
    threads:
      description: Cores that it runs on, V(null) for all.
      type: str
    oom_disabled:
      description: Whether the system spares it when memory runs out.
      type: bool
    database_limit:
      description: How many databases it may have.
      type: int
    allocation_limit:
      description: How many ports its owner may have it take by himself.
      type: int
    backup_limit:
      description: How many backups it may have.
      type: int
    image:
      description: Container image.
      type: str
    startup:
      description: Command that starts the game.
      type: str
    environment:
      description: Names of its variables. Their values are secrets.
      type: list
      elements: str
      sample: [SERVER_JARFILE, VANILLA_VERSION]
    ports:
      description: Its ports; at the first one it is reached.
      type: list
      elements: str
      sample: ["192.0.2.10:25565"]
    power:
      description: V(offline), V(starting), V(running) or V(stopping); V(null) if the task does not ask for it.
      type: str
      sample: running
    uuid:
      description: UUID of the server.
      type: str
    identifier:
      description: Its short identifier, by which those know it who use it.
      type: str
      sample: d3aac109
    status:
      description: V(null) if it is ready, else such as V(installing), V(install_failed) or V(suspended).
      type: str
    suspended:
      description: Whether nobody may use it.
      type: bool
    created_at:
      description: When it was created.
      type: str
      sample: "2026-01-15T09:30:00+00:00"
    updated_at:
      description: When it was changed last.
      type: str
      sample: "2026-01-15T09:30:00+00:00"
    # end: server
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.server.record import SERVER_TASK


def main():
    run_module(SERVER_TASK)


if __name__ == "__main__":
    main()
