# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: ionos
short_description: The servers of an IONOS Cloud contract as an inventory
version_added: 0.1.0
description:
  - Makes a host of every server of a contract, with all that the service knows of it as host variables, and groups the
    hosts as the inventory source asks.
  - An inventory source is a YAML file whose name ends in C(ionos.yml) or C(ionos.yaml). All options stand at its top
    level. Have O(plugin) be the first.
  - The service is asked once for the data centres, once for the servers of each, and at most once for all labels. With
    O(cache=true) it is asked again only when the answer has become too old.
extends_documentation_fragment:
  - boxfleet.cloud.ionos
  - boxfleet.cloud.api
  - boxfleet.cloud.inventory
  - constructed
  - inventory_cache
author:
  - boxfleet contributors (@boxfleet)
seealso:
  - module: boxfleet.cloud.ionos_server
    description: Manages one of these servers.
options:
  plugin:
    description: Says that the file is meant for this plugin.
    type: str
    required: true
    choices: [boxfleet.cloud.ionos]
  api_token:
    env:
      - name: IONOS_TOKEN
  username:
    env:
      - name: IONOS_USERNAME
  password:
    env:
      - name: IONOS_PASSWORD
  contract_number:
    env:
      - name: IONOS_CONTRACT_NUMBER
  api_url:
    env:
      - name: IONOS_API_URL
  datacenters:
    description: Only servers of these data centres, by id or name, become hosts. An empty list takes all.
    type: list
    elements: str
    default: []
  powers:
    description:
      - Only servers that are so become hosts. An empty list takes all.
      - V(shutoff) is a server that was shut down from inside, which costs as if it were running.
    type: list
    elements: str
    choices: [running, stopped, shutoff, paused, blocked, crashed, suspended, nostate, shutdown]
    default: []
  labels:
    description:
      - Whether to ask for labels even if nothing else needs them. Set this to use V(ionos_labels) in O(compose) and the
        like. It is V(null) when it is not known.
    type: bool
    default: false
  connect_with:
    description:
      - How Ansible reaches a host. The first of these that a server has becomes its C(ansible_host).
      - V(private_ipv4) is the first address of a network that anybody may use for himself, V(public_ipv4) of any other.
      - V(name) is the name of the server, for those who have it in their DNS or SSH configuration.
      - An empty list sets no C(ansible_host) at all.
    type: list
    elements: str
    choices: [public_ipv4, private_ipv4, public_ipv6, private_ipv6, name]
    default: [public_ipv4]
  hostname:
    description:
      - What a host is called in the inventory, a preference or a list of them. The first that is not empty is taken,
        and the name of the server if all are.
      - A preference is one of V(name), V(id), V(hostname), V(public_ipv4), V(private_ipv4) and V(public_ipv6), or a
        Jinja template over the host variables.
      - A host name that is taken gets C(_) and the id of the server appended, and a warning says so. Names of servers
        are not unique.
    type: raw
    default: name
  hostvars_prefix:
    description: What the names of host variables begin with.
    type: str
    default: ionos_
  group:
    description: The group that all servers are in.
    type: str
    default: ionos
notes:
  - B(Host variables.) With the default O(hostvars_prefix) they are C(ionos_id), C(ionos_name), C(ionos_power),
    C(ionos_vm_state), C(ionos_cores), C(ionos_ram) in MB, C(ionos_cpu_family), C(ionos_availability_zone),
    C(ionos_type), C(ionos_hostname), C(ionos_datacenter), C(ionos_datacenter_id), C(ionos_location), C(ionos_size),
    C(ionos_image), the id of the image it boots from, C(ionos_created), C(ionos_public_ipv4), C(ionos_private_ipv4),
    C(ionos_public_ipv6), C(ionos_private_ipv6), C(ionos_nics), C(ionos_volumes) and C(ionos_labels).
"""

EXAMPLES = r"""
# The smallest one. The token is in the environment variable IONOS_TOKEN.
# Have a look with: ansible-inventory -i ionos.yml --graph
plugin: boxfleet.cloud.ionos

---
# Running servers of one data centre, in groups by their labels and by their location.
plugin: boxfleet.cloud.ionos
datacenters: [shop]
powers: [running]
labels: true
keyed_groups:
  - key: ionos_labels.role | default('none')
    prefix: role
  - key: ionos_location
    prefix: at

---
# By private address, with user and password, and a sandbox instead of the real service.
plugin: boxfleet.cloud.ionos
username: user@example.com
password: "{{ lookup('ansible.builtin.pipe', 'pass show ionos') }}"
api_url: http://127.0.0.1:8765
connect_with: private_ipv4
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.hosts import SERVER_HOSTS
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory.base import HostInventory


class InventoryModule(HostInventory):
    """Makes hosts of the servers of a contract."""

    NAME = "boxfleet.cloud.ionos"
    source = SERVER_HOSTS
