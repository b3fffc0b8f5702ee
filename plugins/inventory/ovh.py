# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: ovh
short_description: The instances, dedicated servers and VPS of an OVHcloud account as an inventory
version_added: 0.1.0
description:
  - Makes a host of every Public Cloud instance, dedicated server and VPS of an account, with all that the service knows
    of it as host variables, and groups the hosts as the inventory source asks.
  - An inventory source is a YAML file whose name ends in C(ovh.yml) or C(ovh.yaml). All options stand at its top
    level. Have O(plugin) be the first.
  - A call lists the projects, three are made for each of them, one for all dedicated servers and mostly two for all
    VPS, however many hosts there are. With O(cache=true) they are made again only when the answers have become too
    old.
extends_documentation_fragment:
  - boxfleet.cloud.ovh
  - boxfleet.cloud.api
  - boxfleet.cloud.inventory
  - constructed
  - inventory_cache
author:
  - boxfleet contributors (@boxfleet)
seealso:
  - module: boxfleet.cloud.ovh_instance
    description: Manages an instance.
options:
  plugin:
    description: Says that the file is meant for this plugin.
    type: str
    required: true
    choices: [boxfleet.cloud.ovh]
  endpoint:
    env:
      - name: OVH_ENDPOINT
  application_key:
    env:
      - name: OVH_APPLICATION_KEY
  application_secret:
    env:
      - name: OVH_APPLICATION_SECRET
  consumer_key:
    env:
      - name: OVH_CONSUMER_KEY
  client_id:
    env:
      - name: OVH_CLIENT_ID
  client_secret:
    env:
      - name: OVH_CLIENT_SECRET
  access_token:
    env:
      - name: OVH_ACCESS_TOKEN
  sources:
    description:
      - What becomes hosts. A consumer key that may not list one of them needs this.
    type: list
    elements: str
    choices: [cloud, dedicated, vps]
    default: [cloud, dedicated, vps]
  projects:
    description:
      - Only instances of these projects, by id or description, become hosts. An empty list takes all.
    type: list
    elements: str
    default: []
  regions:
    description: Only what is in these regions becomes a host. An empty list takes all.
    type: list
    elements: str
    default: []
  states:
    description: Only what is so, such as V(running), becomes a host. An empty list takes all.
    type: list
    elements: str
    default: []
  connect_with:
    description:
      - How Ansible reaches a host. The first of these that it has becomes its C(ansible_host).
      - V(name) is its name, for those who have it in their DNS or SSH configuration.
      - An empty list sets no C(ansible_host) at all.
    type: list
    elements: str
    choices: [public_ipv4, private_ipv4, public_ipv6, private_ipv6, name]
    default: [public_ipv4]
  hostname:
    description:
      - What a host is called in the inventory, a preference or a list of them. The first that is not empty is taken,
        and the name if all are.
      - A preference is one of V(name), V(id), V(public_ipv4), V(private_ipv4) and V(public_ipv6), or a Jinja template
        over the host variables.
      - A host name that is taken gets C(_) and the id appended, and a warning says so. Names of instances are not
        unique.
    type: raw
    default: name
  hostvars_prefix:
    description: What the names of host variables begin with.
    type: str
    default: ovh_
  group:
    description: The group that all hosts are in.
    type: str
    default: ovh
notes:
  - B(Host variables.) With the default O(hostvars_prefix), every host has C(ovh_source), V(cloud), V(dedicated) or
    V(vps), C(ovh_id), C(ovh_name), C(ovh_state), V(running) and the like, C(ovh_status), the service's own word for it,
    C(ovh_region), C(ovh_flavor), C(ovh_image), C(ovh_public_ipv4), C(ovh_private_ipv4), C(ovh_public_ipv6) and
    C(ovh_private_ipv6).
  - Instances have C(ovh_project), C(ovh_project_id), C(ovh_flavor_id), C(ovh_image_id), C(ovh_ssh_key_id),
    C(ovh_plan_code) and C(ovh_created). Dedicated servers and VPS have C(ovh_tags). Dedicated servers have
    C(ovh_datacenter), C(ovh_availability_zone), C(ovh_rack), C(ovh_os), C(ovh_reverse), C(ovh_commercial_range),
    C(ovh_monitoring) and C(ovh_link_speed). VPS have C(ovh_display_name), C(ovh_zone), C(ovh_vcore),
    C(ovh_memory_limit) in MB, C(ovh_netboot_mode) and C(ovh_offer_type). What means nothing for a host is V(null).
"""

EXAMPLES = r"""
# The smallest one. The keys are in ovh.conf.
# Have a look with: ansible-inventory -i ovh.yml --graph
plugin: boxfleet.cloud.ovh

---
# Running instances of one project, in groups by region and flavor.
plugin: boxfleet.cloud.ovh
sources: [cloud]
projects: [shop]
states: [running]
keyed_groups:
  - key: ovh_region
    prefix: at
  - key: ovh_flavor
    prefix: size

---
# What was bought, in groups by tags, from a sandbox instead of the real service.
plugin: boxfleet.cloud.ovh
endpoint: http://127.0.0.1:8765/1.0
sources: [dedicated, vps]
keyed_groups:
  - key: ovh_tags.role | default('none')
    prefix: role
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.hosts import HOSTS
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory.base import HostInventory


class InventoryModule(HostInventory):
    """Makes hosts of what of an account can be logged in to."""

    NAME = "boxfleet.cloud.ovh"
    source = HOSTS
