# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: jiffybox
short_description: The boxes of a JiffyBox account as an inventory
version_added: 0.1.0
description:
  - Makes a host of every box of an account, with all that the service knows of it as host variables, and groups the
    hosts as the inventory source asks.
  - An inventory source is a YAML file whose name ends in C(jiffybox.yml) or C(jiffybox.yaml). All options stand at
    its top level. Have O(plugin) be the first.
  - The service is asked once for all boxes, and at most once more for IPv6 and floating addresses. With O(cache=true)
    it is asked again only when the answer has become too old.
extends_documentation_fragment:
  - boxfleet.cloud.jiffybox
  - boxfleet.cloud.api
  - boxfleet.cloud.inventory
  - constructed
  - inventory_cache
author:
  - boxfleet contributors (@boxfleet)
seealso:
  - module: boxfleet.cloud.jiffybox_facts
    description: Lists boxes and all else of an account in a playbook.
options:
  plugin:
    description: Says that the file is meant for this plugin.
    type: str
    required: true
    choices: [boxfleet.cloud.jiffybox]
  api_token:
    env:
      - name: JIFFYBOX_API_TOKEN
  api_url:
    env:
      - name: JIFFYBOX_API_URL
  connect_with:
    description:
      - How Ansible reaches a host. The first of these that a box has becomes its C(ansible_host).
      - V(public_ipv4) and V(private_ipv4) are the first of such addresses of the box.
      - V(public_ipv6) is the first IPv6 address of the box. If the service only names a network, it is the first
        address of that network, the one that ends in C(::1), and the box has to be configured for it.
      - V(floating_ipv4) is the first additionally ordered IPv4 address that is routed to the box.
      - V(name) is the name of the box, for those who have it in their DNS or SSH configuration.
      - IPv6 and floating addresses take a second call to the service. It is made only if a box has none of what comes
        before them in the list.
      - A box that has none of the list gets no C(ansible_host), so that Ansible would try its host name. A warning
        names such boxes, unless O(compose) or another inventory source gives them an C(ansible_host). They can be
        left out with O(statuses), O(running) or O(filters).
      - An empty list sets no C(ansible_host) at all.
    type: list
    elements: str
    choices: [public_ipv4, private_ipv4, public_ipv6, floating_ipv4, name]
    default: [public_ipv4]
  hostname:
    description:
      - What a host is called in the inventory, a preference or a list of them. The first that is not empty is taken,
        and the name of the box if all are.
      - A preference is one of V(name), V(id), V(public_ipv4), V(private_ipv4), V(public_ipv6) and V(floating_ipv4),
        or a Jinja template over the host variables, such as V({{ jiffybox_metadata.fqdn }}). A template that fails
        counts as empty, unless O(strict=true).
      - Host names are taken as they are, since Ansible accepts any. Names of boxes can hold spaces, umlauts and
        characters like V(*) and V(!) that mean something in host patterns. Have a template replace what you do not
        want.
      - A host name that is taken gets C(_) and the id of the box appended, and a warning says so. Taken are the names
        of other boxes, be they from another source, of groups that exist or are listed in O(groups), and of the
        control node, C(localhost). The box with the lowest id of the first source keeps the name.
      - A host that other sources, but no plugin of this collection, have under the same name is the same host, and
        their variables add up.
    type: raw
    default: name
  hostvars_prefix:
    description: What the names of host variables begin with.
    type: str
    default: jiffybox_
  group:
    description: The group that all boxes are in.
    type: str
    default: jiffybox
  statuses:
    description:
      - Only boxes with one of these statuses become hosts. An empty list takes all.
      - A box whose status is neither V(READY) nor V(FROZEN) is in a transition.
      - V(READY) says nothing about power, see O(running).
    type: list
    elements: str
    choices: [READY, FROZEN, CREATING, UPDATING, CHANGING PLAN, FREEZING, THAWING, DELETING, RUNNING]
    default: []
  running:
    description:
      - With V(true) only boxes that are switched on become hosts, with V(false) only those that are not.
      - If not set, both do.
    type: bool
  addresses:
    description:
      - Whether to ask for IPv6 and floating addresses even if O(connect_with) and O(hostname) can do without.
      - Set this to use V(jiffybox_public_ipv6) or V(jiffybox_floating_ipv4) in O(compose) and the like. They are
        V(null) when they are not known.
    type: bool
    default: false
notes:
  - B(Host variables.) These are their names with the default O(hostvars_prefix).
  - C(jiffybox_id), C(jiffybox_name), C(jiffybox_status), C(jiffybox_running), C(jiffybox_running_since),
    C(jiffybox_created), C(jiffybox_host), C(jiffybox_recoverymode_active), C(jiffybox_manual_backup_running),
    C(jiffybox_is_being_copied), C(jiffybox_plan), C(jiffybox_distribution), C(jiffybox_metadata),
    C(jiffybox_delete_protection), C(jiffybox_ips), C(jiffybox_public_ipv4), C(jiffybox_private_ipv4) and
    C(jiffybox_active_profile) are what the module M(boxfleet.cloud.jiffybox_box) returns as
    RV(boxfleet.cloud.jiffybox_box#module:box), see there for types and units.
  - C(jiffybox_cost_per_hour) is what the box costs an hour in its current status, in euro. C(jiffybox_cost_cap) is
    the most that a month can cost, in euro.
  - C(jiffybox_public_ipv6) and C(jiffybox_floating_ipv4) are lists of addresses, or V(null), see O(addresses).
  - C(ansible_host) is set as O(connect_with) says, and has no prefix.
"""

EXAMPLES = r"""
# The smallest one. The token is in the environment variable JIFFYBOX_API_TOKEN.
# Have a look with: ansible-inventory -i jiffybox.yml --graph
plugin: boxfleet.cloud.jiffybox

---
# Running boxes, grouped by the "role" in their metadata (role_web, role_db), by plan and by distribution.
plugin: boxfleet.cloud.jiffybox
running: true
keyed_groups:
  - key: jiffybox_metadata.role | default('none')
    prefix: role
  - key: jiffybox_plan.name
    prefix: plan
  - key: jiffybox_distribution
    prefix: ""
    separator: ""

---
# The token from a vaulted variables file: ansible-inventory -i jiffybox.yml -e @secrets.yml --ask-vault-pass --list
plugin: boxfleet.cloud.jiffybox
api_token: "{{ jiffybox_api_token }}"

---
# The token from a program of your own, and a sandbox instead of the real service.
plugin: boxfleet.cloud.jiffybox
api_token: "{{ lookup('ansible.builtin.pipe', 'pass show jiffybox') }}"
api_url: http://127.0.0.1:8765

---
# Production only, without what is called test, by private address.
plugin: boxfleet.cloud.jiffybox
connect_with: private_ipv4
filters:
  - exclude: jiffybox_name.startswith('test')
  - include: jiffybox_metadata.env | default('') == 'prod'
  - exclude: true

---
# Called by a name in the metadata, else by the name of the box without its spaces; reached by IPv4, else by IPv6.
plugin: boxfleet.cloud.jiffybox
hostname:
  - "{{ jiffybox_metadata.fqdn }}"
  - "{{ jiffybox_name | replace(' ', '-') }}"
connect_with:
  - public_ipv4
  - public_ipv6

---
# Variables and groups of your own.
plugin: boxfleet.cloud.jiffybox
compose:
  ansible_user: jiffybox_metadata.user | default('root')
  cores: jiffybox_plan.cpus
groups:
  expensive: jiffybox_cost_cap > 50
  frozen: jiffybox_status == 'FROZEN'

---
# Asked at most every ten minutes, and the last known answer when the service is away.
plugin: boxfleet.cloud.jiffybox
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/jiffybox-inventory
cache_timeout: 600
cache_fallback: true
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.hosts import BOX_HOSTS
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory.base import HostInventory


class InventoryModule(HostInventory):
    """Makes hosts of the boxes of an account."""

    NAME = "boxfleet.cloud.jiffybox"
    source = BOX_HOSTS
