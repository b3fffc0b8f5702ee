#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_info
short_description: Gathers information about an IONOS Cloud contract and what is on offer
version_added: 0.2.0
description:
  - Gathers information about data centres, servers, networks, addresses, users and all else of a contract, and the
    images and locations on offer. It never changes anything.
  - This is how to list what options of the other modules take.
  - Each entry has what the API tells of a thing, under its own names in snake case, such as C(cpu_family), with C(id),
    and C(state) and C(created) where a thing has them. What is in a data centre has C(datacenter_id).
  - Only calls that O(gather_subset) needs are made, and each at most once.
extends_documentation_fragment:
  - boxfleet.cloud.ionos
  - boxfleet.cloud.ionos.group
  - boxfleet.cloud.api
  - boxfleet.cloud.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
author:
  - boxfleet contributors (@boxfleet)
options:
  gather_subset:
    description:
      - What to ask for. Any of V(datacenters), V(servers), V(volumes), V(lans), V(load_balancers), V(ip_blocks),
        V(snapshots), V(images), V(locations), V(labels), V(requests), V(users), V(groups) and
        V(contracts), and V(all) for all of them, V(min) for V(datacenters).
      - A V(!) before a name leaves it out, so V(all,!requests) is all but the requests. If there are only such names,
        they are left out of V(all).
      - V(servers), V(volumes), V(lans) and V(load_balancers) take a call for each data centre, all others one.
    type: list
    elements: str
    default: [min]
  datacenter:
    description: Only what is in these data centres, by id or name. An empty list takes all.
    type: list
    elements: str
    default: []
seealso:
  - plugin: boxfleet.cloud.ionos
    plugin_type: inventory
    description: The servers as hosts.
  - module: boxfleet.cloud.ionos_server
"""

EXAMPLES = r"""
- name: Read which images and locations there are
  boxfleet.cloud.ionos_info:
    gather_subset:
      - images
      - locations
  register: offer

- name: Show what a new volume can be made of in Frankfurt
  ansible.builtin.debug:
    msg: "{{ offer.locations | selectattr('id', 'eq', 'de/fra') | map(attribute='image_aliases') | flatten }}"

- name: Read the servers of one data centre
  boxfleet.cloud.ionos_info:
    gather_subset: servers
    datacenter: shop
  register: shop

- name: Show their addresses
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.nics | default([]) | map(attribute='ips') | flatten | join(', ') }}"
  loop: "{{ shop.servers }}"
  loop_control:
    label: "{{ item.id }}"
"""

RETURN = r"""
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
datacenters:
  description: The data centres.
  returned: with the subset V(datacenters)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
servers:
  description: The servers of the data centres, with their volumes, NICs and firewall rules.
  returned: with the subset V(servers)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
volumes:
  description: The volumes of the data centres.
  returned: with the subset V(volumes)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
lans:
  description: The LANs of the data centres.
  returned: with the subset V(lans)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
load_balancers:
  description: The load balancers of the data centres, with their NICs.
  returned: with the subset V(load_balancers)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
ip_blocks:
  description: The IP blocks, and who uses their addresses.
  returned: with the subset V(ip_blocks)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
snapshots:
  description: The snapshots.
  returned: with the subset V(snapshots)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
images:
  description: The images, those of the user among them.
  returned: with the subset V(images)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
locations:
  description: The locations, with their CPU families and image aliases.
  returned: with the subset V(locations)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
labels:
  description: The labels of all things, each with the thing that has it.
  returned: with the subset V(labels)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
requests:
  description: The latest requests, without what was sent with them.
  returned: with the subset V(requests)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
users:
  description: The users of the contract.
  returned: with the subset V(users)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
groups:
  description: The groups of users.
  returned: with the subset V(groups)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
contracts:
  description: The contracts, with their limits and what is used of them.
  returned: with the subset V(contracts)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.info.task import INFO_TASK


def main():
    run_module(INFO_TASK)


if __name__ == "__main__":
    main()
