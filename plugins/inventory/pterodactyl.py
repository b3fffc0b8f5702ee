# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: pterodactyl
short_description: The game servers of a Pterodactyl or Jexactyl panel as an inventory
version_added: 0.1.0
description:
  - Makes a host of every server of a panel, with all that the panel knows of it as host variables, and groups the hosts
    as the inventory source asks.
  - Nobody can log in to such a server. The hosts are for tasks that run on the controller, one for each server, such as
    C(pterodactyl_power) with C(delegate_to=localhost).
  - An inventory source is a YAML file whose name ends in C(pterodactyl.yml) or C(pterodactyl.yaml). All options stand
    at its top level. Have O(plugin) be the first.
  - The panel is asked once for five hundred servers. With O(cache=true) it is asked again only when the answer has
    become too old.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.api
  - boxfleet.cloud.inventory
  - constructed
  - inventory_cache
author:
  - boxfleet contributors (@boxfleet)
seealso:
  - module: boxfleet.cloud.pterodactyl_server
    description: Manages one of these servers.
options:
  plugin:
    description: Says that the file is meant for this plugin.
    type: str
    required: true
    choices: [boxfleet.cloud.pterodactyl]
  api_url:
    env:
      - name: PTERODACTYL_URL
  client_key:
    env:
      - name: PTERODACTYL_CLIENT_KEY
  application_key:
    env:
      - name: PTERODACTYL_APPLICATION_KEY
  view:
    description:
      - V(application) lists all servers of the panel, with their owners, eggs and locations. It takes
        O(application_key), or the O(client_key) of an admin.
      - V(client) lists the servers that the owner of O(client_key) may use. Egg, nest, owner, location and external id
        are not told then.
    type: str
    choices: [application, client]
    default: application
  statuses:
    description:
      - Only servers that are so become hosts. An empty list takes all.
      - The panel's own are V(installing), V(install_failed), V(reinstall_failed), V(suspended) and V(restoring_backup);
        V(ready) is one without any of them.
    type: list
    elements: str
    default: []
  power:
    description:
      - Whether to ask for the power state of every server, even if nothing else needs it, a call for each, many at
        once. It takes O(client_key). Set this to use V(pterodactyl_power) in O(compose) and the like. It is V(null)
        when it is not known.
    type: bool
    default: false
  connect_with:
    description:
      - Which of these that a server has becomes its C(ansible_host). V(address) is what people see, V(ip) the address
        that its node knows.
      - An empty list sets no C(ansible_host) at all.
    type: list
    elements: str
    choices: [address, ip, name]
    default: [address]
  hostname:
    description:
      - What a host is called in the inventory, a preference or a list of them. The first that is not empty is taken,
        and the name of the server if all are.
      - A preference is one of V(name), V(id), V(external_id) and V(uuid), or a Jinja template over the host variables.
      - A host name that is taken gets C(_) and the identifier of the server appended, and a warning says so. Names of
        servers are not unique.
    type: raw
    default: name
  hostvars_prefix:
    description: What the names of host variables begin with.
    type: str
    default: pterodactyl_
  group:
    description: The group that all servers are in.
    type: str
    default: pterodactyl
notes:
  - B(Host variables.) With the default O(hostvars_prefix) they are C(pterodactyl_id), the short identifier,
    C(pterodactyl_number), C(pterodactyl_external_id), C(pterodactyl_uuid), C(pterodactyl_name),
    C(pterodactyl_description), C(pterodactyl_status), C(pterodactyl_power), C(pterodactyl_node),
    C(pterodactyl_location), C(pterodactyl_egg), C(pterodactyl_nest), C(pterodactyl_owner), C(pterodactyl_image),
    C(pterodactyl_memory) and C(pterodactyl_disk) in MiB, C(pterodactyl_cpu), C(pterodactyl_size),
    C(pterodactyl_backup_limit), C(pterodactyl_address), C(pterodactyl_ip), C(pterodactyl_port), C(pterodactyl_ports)
    and C(pterodactyl_sftp_host).
"""

EXAMPLES = r"""
# The smallest one. Address and key are in PTERODACTYL_URL and PTERODACTYL_CLIENT_KEY.
# Have a look with: ansible-inventory -i pterodactyl.yml --graph
plugin: boxfleet.cloud.pterodactyl

---
# In groups by game, node and owner, without those that are suspended.
plugin: boxfleet.cloud.pterodactyl
statuses: [ready]
keyed_groups:
  - key: pterodactyl_egg
    prefix: egg
  - key: pterodactyl_node
    prefix: node
  - key: pterodactyl_owner
    prefix: of

---
# What an ordinary user may use, with power states.
plugin: boxfleet.cloud.pterodactyl
view: client
power: true
groups:
  running: pterodactyl_power == 'running'
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.hosts import SERVER_HOSTS
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory.base import HostInventory


class InventoryModule(HostInventory):
    """Makes hosts of the servers of a panel."""

    NAME = "boxfleet.cloud.pterodactyl"
    source = SERVER_HOSTS
