#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_node
short_description: Manages a node of a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Manages one node, a machine that servers run on. The daemon on it is installed by other means; with
    O(configuration=true) the task returns what has to be in its configuration file.
  - What is not named stays as it is, although the panel would set some of it back to its defaults.
  - The panel refuses to delete a node that has servers. The ports of a node go with it.
  - M(boxfleet.cloud.pterodactyl_info) lists nodes and locations.
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
  name:
    description:
      - Name of the node. At least one of O(name) and O(id) is needed.
      - The panel lets several have the same name. The module never makes a second one. Where there are several
        already,
        it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description: Number of an existing node.
    type: str
  location:
    description: Location it is in, by short name or id. A new node needs one. It is never created by this module.
    type: str
  fqdn:
    description: Name or address at which panel and browsers reach its daemon. A new node needs one.
    type: str
  scheme:
    description: How the daemon is spoken to. V(https) for a new node if this is not set.
    type: str
    choices: [https, http]
  memory:
    description: Memory for servers, in MiB. A new node needs it.
    type: int
  memory_overallocate:
    description: Percent that servers may have more than that, V(0) for a new node if this is not set, V(-1) for 1
      % less.
    type: int
  disk:
    description: Disk space for servers, in MiB. A new node needs it.
    type: int
  disk_overallocate:
    description: The same as O(memory_overallocate) for disk space.
    type: int
  daemon_listen:
    description: Port of the daemon, V(8080) for a new node if this is not set.
    type: int
  daemon_sftp:
    description: Port of its SFTP server, V(2022) for a new node if this is not set.
    type: int
  daemon_base:
    description: Folder with the files of servers, V(/var/lib/pterodactyl/volumes) for a new node if this is not
      set.
    type: str
  upload_size:
    description: Largest upload in MiB. Panels before 1.12 take no more than V(1024).
    type: int
  public:
    description: Whether the panel puts servers on it by itself.
    type: bool
  behind_proxy:
    description: Whether a proxy in front of the daemon does TLS.
    type: bool
  maintenance_mode:
    description: Whether its servers cannot be used for now.
    type: bool
  configuration:
    description:
      - Whether to return the configuration of the daemon. It holds a secret, so set C(no_log) on the task.
    type: bool
    default: false
seealso:
  - module: boxfleet.cloud.pterodactyl_info
  - module: boxfleet.cloud.pterodactyl_location
  - module: boxfleet.cloud.pterodactyl_allocation
"""

EXAMPLES = r"""
- name: A node, and what its daemon has to know
  boxfleet.cloud.pterodactyl_node:
    name: games1
    location: local
    fqdn: games1.example.com
    memory: 65536
    disk: 512000
    configuration: true
  register: games1
  no_log: true

- name: Nobody may use its servers for now
  boxfleet.cloud.pterodactyl_node:
    name: games1
    maintenance_mode: true

- name: It goes
  boxfleet.cloud.pterodactyl_node:
    name: games1
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
node:
  description: The node as it is at the end, in check mode as it would be, V(null) if it does not exist.
  returned: success
  type: dict
  contains:
    # generated: node
    id:
      description: Number of the node.
      type: int
      sample: 1
    name:
      description: Name of the node.
      type: str
      sample: node1
    location:
      description: Location it is in, with C(id) and C(short).
      type: dict
      sample: {id: 1, short: local}
    fqdn:
      description: Where its daemon is reached.
      type: str
      sample: node1.example.com
    scheme:
      description: How its daemon is spoken to.
      type: str
      sample: https
    memory:
      description: Memory for servers in MiB.
      type: int
    memory_overallocate:
      description: Percent that servers may have more.
      type: int
    disk:
      description: Disk space for servers in MiB.
      type: int
    disk_overallocate:
      description: Percent that servers may have more.
      type: int
    daemon_listen:
      description: Port of its daemon.
      type: int
      sample: 8080
    daemon_sftp:
      description: Port of its SFTP server.
      type: int
      sample: 2022
    daemon_base:
      description: Folder with the files of servers.
      type: str
    upload_size:
      description: Largest upload in MiB.
      type: int
    public:
      description: Whether the panel puts servers on it by itself.
      type: bool
    behind_proxy:
      description: Whether a proxy in front of it does TLS.
      type: bool
    maintenance_mode:
      description: Whether its servers cannot be used for now.
      type: bool
    uuid:
      description: UUID of the node.
      type: str
    description:
      description: What stands in the panel; the API cannot change it.
      type: str
    allocated_resources:
      description: Sums of C(memory) and C(disk) of its servers, in MiB.
      type: dict
    created_at:
      description: When it was created.
      type: str
      sample: "2026-01-15T09:30:00+00:00"
    updated_at:
      description: When it was changed last.
      type: str
      sample: "2026-01-15T09:30:00+00:00"
    # end: node
configuration:
  description:
    - What the daemon on the node has to have in its configuration file, C(config.yml), as YAML or JSON.
    - V(null) unless O(configuration=true), and in check mode for a node that does not exist yet.
  returned: success
  type: dict
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.node.record import NODE_TASK


def main():
    run_module(NODE_TASK)


if __name__ == "__main__":
    main()
