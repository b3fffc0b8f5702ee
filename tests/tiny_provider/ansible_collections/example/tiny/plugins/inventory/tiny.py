# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: tiny
short_description: The servers of an account as an inventory
description:
  - Makes a host of every server.
  - An inventory source is a YAML file whose name ends in C(tiny.yml) or C(tiny.yaml).
extends_documentation_fragment:
  - example.tiny.tiny
  - boxfleet.cloud.api
  - boxfleet.cloud.inventory
  - constructed
  - inventory_cache
author:
  - boxfleet contributors (@boxfleet)
options:
  plugin:
    description: Says that the file is meant for this plugin.
    type: str
    required: true
    choices: [example.tiny.tiny]
  api_token:
    env:
      - name: TINY_API_TOKEN
  api_url:
    env:
      - name: TINY_API_URL
  connect_with:
    description: How Ansible reaches a host. The first of these that a server has becomes its C(ansible_host).
    type: list
    elements: str
    choices: [public_ipv4, name]
    default: [public_ipv4]
  hostname:
    description: What a host is called, V(name), V(id) or a template, or a list of them.
    type: raw
    default: name
  hostvars_prefix:
    description: What the names of host variables begin with.
    type: str
    default: tiny_
  group:
    description: The group that all servers are in.
    type: str
    default: tiny
  states:
    description: Only servers in one of these states become hosts. An empty list takes all.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
# all servers, in groups by their size
plugin: example.tiny.tiny
keyed_groups:
  - key: tiny_size
"""

from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory.base import HostInventory
from ansible_collections.example.tiny.plugins.module_utils._tiny.hosts import SERVER_HOSTS


class InventoryModule(HostInventory):
    """Makes hosts of the servers of an account."""

    NAME = "example.tiny.tiny"
    source = SERVER_HOSTS
