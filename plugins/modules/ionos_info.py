#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_info
short_description: Gathers information about an IONOS Cloud contract and what is on offer
version_added: 0.1.0
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
        V(snapshots), V(images), V(locations), V(templates), V(labels), V(requests), V(users), V(s3_keys), V(groups),
        V(shares), V(resources) and V(contracts), and V(all) for all of them, V(min) for V(datacenters).
      - A V(!) before a name leaves it out, so V(all,!requests) is all but the requests. If there are only such names,
        they are left out of V(all).
      - V(servers), V(volumes), V(lans) and V(load_balancers) take a call for each data centre, V(s3_keys) one for each
        user, V(shares) one for each group, all others one.
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
    name:
      description: Name.
      type: str
    location:
      description: Where it is.
      type: str
    description:
      description: What it is for.
      type: str
    cpu_architecture:
      description: The CPU families it offers, each with C(cpu_family), C(max_cores), C(max_ram) in MB and C(vendor).
      type: list
      elements: dict
    state:
      description: V(AVAILABLE), V(INACTIVE), or V(BUSY) while it changes.
      type: str
servers:
  description: The servers of the data centres.
  returned: with the subset V(servers)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
    name:
      description: Name.
      type: str
    datacenter_id:
      description: Id of the data centre it is in.
      type: str
    cores:
      description: Number of cores.
      type: int
    ram:
      description: Memory in MB.
      type: int
    cpu_family:
      description: Kind of processor.
      type: str
    vm_state:
      description: What the service says of the machine.
      type: str
    volumes:
      description: Its volumes, like those in RV(volumes).
      type: list
      elements: dict
    nics:
      description: Its NICs, each with C(firewall_rules).
      type: list
      elements: dict
    cdroms:
      description: The images in its CD-ROM drives.
      type: list
      elements: dict
    state:
      description: V(AVAILABLE), V(INACTIVE), or V(BUSY) while it changes.
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
    name:
      description: Name.
      type: str
    datacenter_id:
      description: Id of the data centre it is in.
      type: str
    size:
      description: Size in GB.
      type: float
    type:
      description: Kind of disk.
      type: str
    boot_server:
      description: Id of the server that has it, V(null) if none has, or if the service does not say.
      type: str
    state:
      description: V(AVAILABLE), V(INACTIVE), or V(BUSY) while it changes.
      type: str
lans:
  description: The LANs of the data centres.
  returned: with the subset V(lans)
  type: list
  elements: dict
  contains:
    id:
      description: Number of the LAN, as a text.
      type: str
    name:
      description: Name.
      type: str
    datacenter_id:
      description: Id of the data centre it is in.
      type: str
    public:
      description: Whether it leads to the Internet.
      type: bool
    ip_failover:
      description: Addresses that several NICs share, each with C(ip) and C(nic_uuid).
      type: list
      elements: dict
    state:
      description: V(AVAILABLE), V(INACTIVE), or V(BUSY) while it changes.
      type: str
load_balancers:
  description: The load balancers of the data centres.
  returned: with the subset V(load_balancers)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
    name:
      description: Name.
      type: str
    datacenter_id:
      description: Id of the data centre it is in.
      type: str
    ip:
      description: Its address.
      type: str
    nics:
      description: The NICs behind it.
      type: list
      elements: dict
    state:
      description: V(AVAILABLE), V(INACTIVE), or V(BUSY) while it changes.
      type: str
ip_blocks:
  description: The IP blocks.
  returned: with the subset V(ip_blocks)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
    name:
      description: Name.
      type: str
    location:
      description: Where it is.
      type: str
    ips:
      description: Its addresses.
      type: list
      elements: str
    ip_consumers:
      description: Who uses which address.
      type: list
      elements: dict
    state:
      description: V(AVAILABLE), V(INACTIVE), or V(BUSY) while it changes.
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
    name:
      description: Name.
      type: str
    location:
      description: Where it is.
      type: str
    size:
      description: Size in GB.
      type: float
    state:
      description: V(AVAILABLE), V(INACTIVE), or V(BUSY) while it changes.
      type: str
images:
  description: The images, those of the contract among them.
  returned: with the subset V(images)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
    name:
      description: Name.
      type: str
    location:
      description: Where it is.
      type: str
    public:
      description: V(false) for those of the contract.
      type: bool
    image_type:
      description: V(HDD) for disks, V(CDROM) for CD-ROM drives.
      type: str
    image_aliases:
      description: Names that always mean its newest version.
      type: list
      elements: str
    size:
      description: Size in GB.
      type: float
locations:
  description: The locations.
  returned: with the subset V(locations)
  type: list
  elements: dict
  contains:
    id:
      description: What options of modules call it.
      type: str
    name:
      description: Name.
      type: str
    features:
      description: What it offers.
      type: list
      elements: str
    image_aliases:
      description: Names of images that can be used there.
      type: list
      elements: str
    cpu_architecture:
      description: The CPU families it offers, each with C(cpu_family), C(max_cores), C(max_ram) in MB and C(vendor).
      type: list
      elements: dict
    metro_region:
      description: The location whose images it has, too, such as V(de/fra) for V(de/fra/2); itself for most.
      type: str
templates:
  description: The templates of Cubes.
  returned: with the subset V(templates)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
    name:
      description: Name.
      type: str
    cores:
      description: Number of cores.
      type: int
    ram:
      description: Memory in MB.
      type: int
    storage_size:
      description: Size of the disk in GB.
      type: int
labels:
  description: The labels of all things.
  returned: with the subset V(labels)
  type: list
  elements: dict
  contains:
    id:
      description: What the service calls the label.
      type: str
    key:
      description: Key of the label.
      type: str
    value:
      description: Value of the label.
      type: str
    resource_id:
      description: Id of the thing that has it.
      type: str
    resource_type:
      description: What that is.
      type: str
requests:
  description: The requests, the newest first, without what was sent with them.
  returned: with the subset V(requests)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
    method:
      description: HTTP verb of the call.
      type: str
    url:
      description: Address of the call.
      type: str
    created:
      description: When it was accepted.
      type: str
    created_by:
      description: Who made it.
      type: str
    status:
      description: V(QUEUED), V(RUNNING), V(DONE) or V(FAILED).
      type: str
    message:
      description: The service's words on it.
      type: str
    targets:
      description: What it concerns, each with C(id) and C(type).
      type: list
      elements: dict
users:
  description: The users.
  returned: with the subset V(users)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
    email:
      description: E-mail address.
      type: str
    firstname:
      description: First name.
      type: str
    lastname:
      description: Last name.
      type: str
    administrator:
      description: Whether the user is an administrator.
      type: bool
    force_sec_auth:
      description: Whether the user has to log in with a second factor.
      type: bool
    active:
      description: Whether the user can log in.
      type: bool
s3_keys:
  description: The keys for object storage of all users, without what is secret of them.
  returned: with the subset V(s3_keys)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
    active:
      description: Whether it can be used.
      type: bool
    user_id:
      description: Id of the user.
      type: str
    email:
      description: E-mail address of the user.
      type: str
groups:
  description: The groups of users, with their rights, such as C(create_data_center).
  returned: with the subset V(groups)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
    name:
      description: Name.
      type: str
    users:
      description: The users in it.
      type: list
      elements: dict
    resources:
      description: What is shared with it.
      type: list
      elements: dict
shares:
  description: What is shared with each group.
  returned: with the subset V(shares)
  type: list
  elements: dict
  contains:
    id:
      description: Id of what is shared.
      type: str
    edit_privilege:
      description: Whether the group may change it.
      type: bool
    share_privilege:
      description: Whether the group may share it with others.
      type: bool
    group_id:
      description: Id of the group.
      type: str
    group:
      description: Name of the group.
      type: str
resources:
  description: What can be shared with groups.
  returned: with the subset V(resources)
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
    name:
      description: Name.
      type: str
    type:
      description: What it is, such as V(datacenter).
      type: str
contracts:
  description: The contracts.
  returned: with the subset V(contracts)
  type: list
  elements: dict
  contains:
    id:
      description: Number of the contract, as a text.
      type: str
    contract_number:
      description: Number of the contract.
      type: int
    owner:
      description: E-mail address of the owner.
      type: str
    status:
      description: Whether it is paid for.
      type: str
    resource_limits:
      description:
        - What it allows and what is used of that, such as C(cores_per_contract) and C(cores_provisioned). Memory and
          disks are in MB.
      type: dict
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.info.task import INFO_TASK


def main():
    run_module(INFO_TASK)


if __name__ == "__main__":
    main()
