#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_info
short_description: Gathers information about an OVHcloud account and what is on offer
version_added: 0.1.0
description:
  - Gathers information about projects, instances, servers, addresses, DNS, bills and all else of an account, and the
    flavors and images on offer. It never changes anything.
  - This is how to list what options of the other modules take.
  - Each entry has what the API tells of a thing, under its own names in snake case, such as C(flavor_id). What is in a
    project has C(project), a record C(zone). Passwords are left out.
  - Only calls that O(gather_subset) needs are made, and each at most once. Lists of ids are asked for in full where the
    service lets one, else in batches.
extends_documentation_fragment:
  - boxfleet.cloud.ovh
  - boxfleet.cloud.ovh.group
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
      - What to ask for. Any of V(account), V(projects), V(regions), V(records), V(bills), V(ssh_keys),
        V(credentials), V(applications), V(servers), V(vps), V(ips), V(zones), V(instances), V(instance_groups),
        V(instance_snapshots), V(project_ssh_keys), V(volumes), V(volume_snapshots), V(private_networks),
        V(public_networks), V(failover_ips), V(flavors), V(images) and V(quotas), and V(all) for all of them,
        V(min) for V(account) and V(projects).
      - A V(!) before a name leaves it out, so V(all,!bills) is all but the bills. If there are only such names, they
        are left out of V(all).
    type: list
    elements: str
    default: [min]
  project:
    description: Only what is in these projects, by id or description. An empty list takes all.
    type: list
    elements: str
    default: []
  region:
    description: Only what is in this region, of the lists of projects.
    type: str
  zone:
    description: Only records of these DNS zones. An empty list takes all.
    type: list
    elements: str
    default: []
seealso:
  - module: boxfleet.cloud.ovh_api
    description: Reads any path.
"""

EXAMPLES = r"""
- name: Read the bills
  boxfleet.cloud.ovh_info:
    gather_subset: bills
  register: account

- name: Show them
  ansible.builtin.debug:
    msg: "{{ item.bill_id }} of {{ item.date }}: {{ item.price_with_tax.text }}, {{ item.pdf_url }}"
  loop: "{{ account.bills }}"
  loop_control:
    label: "{{ item.bill_id }}"

- name: Read which flavors and images there are in Gravelines
  boxfleet.cloud.ovh_info:
    gather_subset:
      - flavors
      - images
    region: GRA11
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
# generated: required_rules
required_rules:
  description:
    - The access rules that a consumer key needs for the task, those to look first, then those for the changes that it
      makes, in check mode those that it would make. M(boxfleet.cloud.ovh_credential) takes them as they are.
    - Where the names of things are not known yet, a path has V(*).
  returned: success
  type: list
  elements: dict
  sample: [{"method": "GET", "path": "/me"}]
# end: required_rules
account:
  description: Who the account belongs to, one entry.
  returned: with the subset V(account)
  type: list
  elements: dict
projects:
  description: The Public Cloud projects.
  returned: with the subset V(projects)
  type: list
  elements: dict
regions:
  description: The regions of each project, with the services that each has.
  returned: with the subset V(regions)
  type: list
  elements: dict
records:
  description: The records of each DNS zone.
  returned: with the subset V(records)
  type: list
  elements: dict
bills:
  description: The bills. The links in them open a bill for whoever has them.
  returned: with the subset V(bills)
  type: list
  elements: dict
ssh_keys:
  description: The SSH keys of the account, for dedicated servers and VPS.
  returned: with the subset V(ssh_keys)
  type: list
  elements: dict
credentials:
  description: The consumer keys, with what they allow.
  returned: with the subset V(credentials)
  type: list
  elements: dict
applications:
  description: The applications.
  returned: with the subset V(applications)
  type: list
  elements: dict
servers:
  description: The dedicated servers.
  returned: with the subset V(servers)
  type: list
  elements: dict
vps:
  description: The VPS.
  returned: with the subset V(vps)
  type: list
  elements: dict
ips:
  description: The addresses and blocks of addresses.
  returned: with the subset V(ips)
  type: list
  elements: dict
zones:
  description: The DNS zones.
  returned: with the subset V(zones)
  type: list
  elements: dict
instances:
  description: The instances of each project.
  returned: with the subset V(instances)
  type: list
  elements: dict
instance_groups:
  description: The groups of instances.
  returned: with the subset V(instance_groups)
  type: list
  elements: dict
instance_snapshots:
  description: The snapshots of instances.
  returned: with the subset V(instance_snapshots)
  type: list
  elements: dict
project_ssh_keys:
  description: The SSH keys of each project, for instances.
  returned: with the subset V(project_ssh_keys)
  type: list
  elements: dict
volumes:
  description: The volumes.
  returned: with the subset V(volumes)
  type: list
  elements: dict
volume_snapshots:
  description: The snapshots of volumes.
  returned: with the subset V(volume_snapshots)
  type: list
  elements: dict
private_networks:
  description: The private networks.
  returned: with the subset V(private_networks)
  type: list
  elements: dict
public_networks:
  description: The public networks.
  returned: with the subset V(public_networks)
  type: list
  elements: dict
failover_ips:
  description: The addresses that can be moved from one instance to another.
  returned: with the subset V(failover_ips)
  type: list
  elements: dict
flavors:
  description: The flavors on offer, with the ids that each has in each region.
  returned: with the subset V(flavors)
  type: list
  elements: dict
images:
  description: The images on offer, with the ids that each has in each region.
  returned: with the subset V(images)
  type: list
  elements: dict
quotas:
  description: What of each project's quotas is used, by region.
  returned: with the subset V(quotas)
  type: list
  elements: dict
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.info.task import INFO_TASK


def main():
    run_module(INFO_TASK)


if __name__ == "__main__":
    main()
