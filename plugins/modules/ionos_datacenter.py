#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_datacenter
short_description: Manages an IONOS Cloud data centre
version_added: 0.1.0
description:
  - Manages one data centre, which holds servers, volumes, LANs and load balancers, and waits until it is as described.
  - A new one is made with all its O(lans), O(volumes), O(servers) and O(load_balancers) in one request. In one that
    exists each of those is compared and changed on its own, and what is not listed stays.
  - A data centre that holds anything is not deleted, unless O(force=true).
  - M(boxfleet.cloud.ionos_info) lists the locations that O(location) can name.
extends_documentation_fragment:
  - boxfleet.cloud.ionos
  - boxfleet.cloud.ionos.group
  - boxfleet.cloud.ionos.labels
  - boxfleet.cloud.ionos_datacenter
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
      - Name of the data centre. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name in O(location).
        Where there are several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description:
      - Id of an existing data centre. Asking by id is cheaper for the service than asking by name.
    type: str
  state:
    description:
      - V(present) means that there is one as described.
      - V(absent) means that there is none, and nothing of what it held.
  location:
    description:
      - Where it is, such as V(de/fra). Needed to create it; it cannot be changed.
      - Together with O(name) it says which data centre is meant.
    type: str
  description:
    description: What it is for, in words.
    type: str
  sec_auth_protection:
    description: Whether the service asks for a second factor before it deletes anything in it.
    type: bool
  lans:
    description:
      - LANs that it should have, each found by its name, with the options of M(boxfleet.cloud.ionos_lan).
      - Servers of the same task can name them.
    type: list
    elements: dict
  volumes:
    description:
      - Volumes that it should have and that no server of O(servers) has, each found by its name, with the options of
        M(boxfleet.cloud.ionos_volume).
    type: list
    elements: dict
  servers:
    description:
      - Servers that it should have, each found by its name, with the options of M(boxfleet.cloud.ionos_server) but for
        power, labels and what they boot from.
      - To look at them, the whole data centre is asked for. Many servers are better off with
        M(boxfleet.cloud.ionos_servers).
    type: list
    elements: dict
  load_balancers:
    description:
      - Load balancers that it should have, each found by its name, with the options of
        M(boxfleet.cloud.ionos_load_balancer) but for the NICs, which it puts behind them.
    type: list
    elements: dict
  force:
    description:
      - Whether a data centre is deleted with all that it holds, disks and their data included. Check mode and warnings
        list what that is.
    type: bool
    default: false
  wait_timeout:
    default: 1800
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists data centres and locations.
  - module: boxfleet.cloud.ionos_server
  - module: boxfleet.cloud.ionos_lan
  - module: boxfleet.cloud.ionos_load_balancer
"""

EXAMPLES = r"""
- name: A data centre in Frankfurt
  boxfleet.cloud.ionos_datacenter:
    name: shop
    location: de/fra
    description: the shop and its database

- name: It has a label
  boxfleet.cloud.ionos_datacenter:
    name: shop
    labels:
      owner: web-team

- name: A whole one, made in one request
  boxfleet.cloud.ionos_datacenter:
    name: branch
    location: de/txl
    lans:
      - name: public
        public: true
      - name: database
    servers:
      - name: web1
        cores: 2
        ram: 4096
        volumes:
          - name: web1-boot
            size: 20
            image: debian:12
            ssh_keys:
              - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops@example.com
        nics:
          - name: public
            lan: public
          - name: database
            lan: database
    delete_protection: true

- name: It is gone, with all that it holds
  boxfleet.cloud.ionos_datacenter:
    name: shop
    state: absent
    force: true
"""

RETURN = r"""
# generated: actions_of_a_datacenter
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(delete), V(set_label), V(remove_label), and for what is in it V(create_lan),
      V(update_lan), V(create_volume), V(update_volume), V(create_load_balancer), V(update_load_balancer),
      V(create_server), V(update_server), and what M(boxfleet.cloud.ionos_server) says of a server with V(_server) at
      its end. What comes with the creation of the data centre is part of V(create).
  returned: always
  type: list
  elements: str
  sample: [create]
# end: actions_of_a_datacenter
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
datacenter:
  description:
    - The data centre as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: datacenter
    id:
      description: Id of the data centre.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    name:
      description: Name of the data centre.
      type: str
      sample: shop
    location:
      description: Where it is.
      type: str
      sample: de/fra
    description:
      description: What it is for.
      type: str
    sec_auth_protection:
      description: Whether deleting takes a second factor.
      type: bool
    lans:
      description:
        - Its LANs, with what M(boxfleet.cloud.ionos_lan) returns of one, V(null) if the task does not look at them.
      type: list
      elements: dict
    volumes:
      description: Its volumes, with what M(boxfleet.cloud.ionos_volume) returns of one. V(null) like its LANs.
      type: list
      elements: dict
    servers:
      description:
        - Its servers, with what M(boxfleet.cloud.ionos_server) returns of one, V(null) if the task does not say any.
      type: list
      elements: dict
    load_balancers:
      description: Its load balancers, with their name and address. V(null) like its LANs.
      type: list
      elements: dict
    labels:
      description: Its labels, V(null) if the task does not ask for them.
      type: dict
    state:
      description: V(AVAILABLE), V(INACTIVE) for a server that is stopped, or V(BUSY) if the task did not wait.
      type: str
      sample: AVAILABLE
    created:
      description: When it was created. It moves by some seconds while the service makes it.
      type: str
      sample: "2026-01-15T09:30:00Z"
    version:
      description: Grows with every change in it.
      type: int
    # end: datacenter
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER_TASK


def main():
    run_module(DATACENTER_TASK)


if __name__ == "__main__":
    main()
