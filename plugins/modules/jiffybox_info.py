#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: jiffybox_info
short_description: Gathers information about a JiffyBox account, what is on offer, and what it costs
version_added: 0.1.0
description:
  - Gathers information about boxes, addresses, backups, monitoring checks and contact groups of an account, the plans
    and distributions on offer, and the documentation that the service gives of itself. It never changes anything.
  - This is how to list what options of the other modules take.
  - What M(boxfleet.cloud.jiffybox_facts) sets as facts of the host, this module returns, under the plain names. Only
    calls that O(gather_subset) needs are made, and each at most once.
extends_documentation_fragment:
  - boxfleet.cloud.jiffybox
  - boxfleet.cloud.jiffybox.group
  - boxfleet.cloud.jiffybox_lists
  - boxfleet.cloud.api
  - boxfleet.cloud.attributes
author:
  - boxfleet contributors (@boxfleet)
seealso:
  - module: boxfleet.cloud.jiffybox_facts
  - plugin: boxfleet.cloud.jiffybox
    plugin_type: inventory
    description: The boxes as hosts.
  - module: boxfleet.cloud.jiffybox_box
"""

EXAMPLES = r"""
- name: A box exists to tell something of
  boxfleet.cloud.jiffybox_box:
    name: web1
    state: started
    distribution: debian_bookworm_64bit
    plan: CloudLevel 1
    metadata:
      role: web

- name: Read which plans and distributions there are
  boxfleet.cloud.jiffybox_info:
    gather_subset:
      - plans
      - distributions
  register: offer

- name: Show what the plans cost
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.price_per_hour }} euro an hour"
  loop: "{{ offer.plans }}"
  loop_control:
    label: "{{ item.id }}"

- name: Read the web servers
  boxfleet.cloud.jiffybox_info:
    metadata:
      role: web
  register: web

- name: Show where they are, and what they cost together
  ansible.builtin.debug:
    msg: "{{ web.boxes | map(attribute='public_ipv4') | flatten | join(', ') }} for {{ web.costs.cost_per_hour }} euro"
"""

RETURN = r"""
boxes:
  # generated: list_boxes
  description:
    - The boxes, sorted by id. Each has all that RV(boxfleet.cloud.jiffybox_box#module:box) has, and its costs.
  returned: with the subset V(boxes)
  type: list
  elements: dict
  contains:
    id:
      description: Id of the box.
      type: int
      sample: 10001
    name:
      description: Name of the box.
      type: str
      sample: web1
    cost_per_hour:
      description: What an hour costs now, in euro. Less while the box is frozen, the same whether it is on or off.
      type: float
      sample: 0.02
    cost_cap:
      description: The most a month can cost, in euro.
      type: float
      sample: 12.99
  # end: list_boxes
costs:
  # generated: list_costs
  description: What these boxes cost together. Without filters these are all of the account.
  returned: with the subset V(boxes)
  type: dict
  contains:
    boxes:
      description: How many they are.
      type: int
      sample: 2
    cost_per_hour:
      description: What an hour costs now, in euro. V(null) if the price of a box is not known.
      type: float
      sample: 0.05
    cost_cap:
      description: The most a month can cost, in euro. V(null) if the cap of a box is not known.
      type: float
      sample: 32.98
  # end: list_costs
plans:
  # generated: list_plans
  description: The plans on offer, sorted by id.
  returned: with the subset V(plans)
  type: list
  elements: dict
  contains:
    id:
      description: Id of the plan.
      type: int
      sample: 44
    name:
      description: Name of the plan.
      type: str
      sample: CloudLevel 1
    cpus:
      description: Number of processors.
      type: int
      sample: 1
    ram_in_mb:
      description: Memory in MB.
      type: int
      sample: 2048
    disk_size_in_mb:
      description: Disk in MB, a swap disk of 512 MB included.
      type: int
      sample: 102400
    price_per_hour:
      description: Euro an hour.
      type: float
      sample: 0.02
    price_per_hour_frozen:
      description: Euro an hour while frozen.
      type: float
      sample: 0.005
    price_cap:
      description: The most a month can cost, in euro.
      type: float
      sample: 12.99
  # end: list_plans
distributions:
  # generated: list_distributions
  description: The distributions on offer, sorted by key.
  returned: with the subset V(distributions)
  type: list
  elements: dict
  contains:
    key:
      description: What O(boxfleet.cloud.jiffybox_box#module:distribution) takes.
      type: str
      sample: debian_bookworm_64bit
    name:
      description: Name of the distribution.
      type: str
      sample: Debian Bookworm (12) 64-Bit
    min_disk_size_mb:
      description: The least disk that a plan must have for it, in MB.
      type: int
      sample: 2048
    rootdisk_mode:
      description: How the root disk is mounted at boot.
      type: str
      sample: ro
    default_kernel:
      description: The kernel that a new box boots.
      type: str
      sample: xen-pvops-x86_64
  # end: list_distributions
ips:
  # generated: list_ips
  description: The addresses of the boxes, sorted by id. A frozen box has none.
  returned: with the subset V(ips)
  type: list
  elements: dict
  contains:
    id:
      description: Id of the address.
      type: int
      sample: 13
    ip:
      description: The address.
      type: str
      sample: 198.18.0.3
    ip_version:
      description: V(4) or V(6).
      type: int
      sample: 4
    is_subnet:
      description: Whether it is a network rather than one address.
      type: bool
      sample: false
    reverse_lookup:
      description: The name that a reverse lookup gives, V(null) if there is none.
      type: str
      sample: www.example.com
    delegated_to:
      description: The name servers that answer reverse lookups of a network. Empty for an address.
      type: list
      elements: str
      sample: []
    type:
      description: V(public) or V(private).
      type: str
      sample: public
    floating:
      description: Whether the address was ordered in addition and can move.
      type: bool
      sample: true
    box:
      description: Id of the box that the address is routed to.
      type: int
      sample: 10002
  # end: list_ips
backups:
  # generated: list_backups
  description: The backups of the boxes, an entry for each box, sorted by its id.
  returned: with the subset V(backups)
  type: list
  elements: dict
  contains:
    box:
      description: Id of the box.
      type: int
      sample: 10001
    schedule:
      description: When automatic backups are made, V(null) if they are off.
      type: dict
      contains:
        day:
          description: English name of the day for the types V(weekly) and V(biweekly).
          type: str
          sample: sunday
        day_id:
          description: The API's number of the day, V(0) for Sunday to V(6) for Saturday.
          type: int
          sample: 0
        window:
          description: The hours in which backups are made, V(null) if the service says a number that is not known.
          type: str
          sample: "04-06"
        time_id:
          description: The API's number of the window.
          type: int
          sample: 2
    backups:
      description: The finished ones, at most one of V(daily), V(weekly), V(biweekly) and V(manual), in this order.
      type: list
      elements: dict
      contains:
        type:
          description: Type of the backup.
          type: str
          sample: manual
        id:
          description: Id of the backup, 32 hexadecimal digits.
          type: str
          sample: 0123456789abcdef0123456789abcdef
        created:
          description: When it was finished, in seconds since 1970.
          type: int
          sample: 1700000000
  # end: list_backups
monitoring:
  # generated: list_monitoring
  description: The monitoring checks of the boxes, sorted by id, without the passwords that some of them use.
  returned: with the subset V(monitoring)
  type: list
  elements: dict
  contains:
    id:
      description: Id of the check. It changes with every change.
      type: int
      sample: 501
    name:
      description: Name of the check.
      type: str
      sample: web1 shop
    status:
      description: V(STATUS_READY), V(STATUS_DEACTIVATED) or another status of the service.
      type: str
      sample: STATUS_READY
    jiffy_box:
      description: Id of the box that has the address.
      type: int
      sample: 10001
    ip:
      description: The address that is checked.
      type: str
      sample: 198.18.0.1
    check_type:
      description: How it is checked.
      type: str
      sample: https
    check_interval:
      description: Seconds from one check to the next.
      type: int
      sample: 300
    reminder_interval:
      description: Seconds after which the contacts are told again.
      type: int
      sample: 3600
    retry_tolerance:
      description: How many failures in a row are tolerated.
      type: int
      sample: 3
    timeout:
      description: Seconds to wait for an answer.
      type: int
      sample: 30
    active:
      description: Whether the check is carried out, V(null) while the service does not tell.
      type: bool
      sample: true
    port:
      description: Port that is asked.
      type: int
      sample: 443
    domainname:
      description: Host name the web server is asked for.
      type: str
      sample: shop.example.com
    path:
      description: Path the web server is asked for.
      type: str
      sample: /health
    username:
      description: Name to log in with.
      type: str
      sample: monitor
    ssl:
      description: Whether the connection is encrypted.
      type: bool
      sample: true
    send_msg:
      description: What is sent.
      type: str
      sample: hello
    expect_msg:
      description: What has to come back.
      type: str
      sample: world
    dns_type:
      description: Type of the record asked for.
      type: str
      sample: A
    zone:
      description: Name asked for.
      type: str
      sample: example.com
    expected_answer:
      description: What the name server has to answer.
      type: str
      sample: 198.18.0.1
    contactgroups:
      description: The contact groups that are told.
      type: list
      elements: dict
      contains:
        id:
          description: Id of the group.
          type: int
          sample: 302
        name:
          description: Name of the group.
          type: str
          sample: on call
    code:
      description:
        - What the check last found, as Nagios has it, V(0) in order, V(1) warning, V(2) critical, V(3) unknown.
        - V(null) without O(check_status).
      type: int
      sample: 0
    response:
      description: The same in words, V(null) without O(check_status).
      type: str
      sample: HTTP OK - 198.18.0.1
  # end: list_monitoring
contact_groups:
  # generated: list_contact_groups
  description: The contact groups, sorted by id. They do not belong to boxes, so filters leave them alone.
  returned: with the subset V(contact_groups)
  type: list
  elements: dict
  contains:
    id:
      description: Id of the group.
      type: int
      sample: 302
    name:
      description: Name of the group.
      type: str
      sample: on call
    status:
      description: V(STATUS_READY) or, if the task did not wait, a transition such as V(STATUS_CREATING).
      type: str
      sample: STATUS_READY
    contacts:
      description: The e-mail addresses of the group.
      type: list
      elements: str
      sample: [anna@example.com, ben@example.com]
  # end: list_contact_groups
doc:
  # generated: list_doc
  description: What the service says of its modules, in its own language, sorted by name.
  returned: with the subset V(doc)
  type: list
  elements: dict
  contains:
    name:
      description: Name of the module.
      type: str
      sample: Plans
    description:
      description: What it is for.
      type: str
      sample: Verfuegbare Plaene
    calls:
      description: Its calls and what they take, as the service puts it.
      type: dict
      sample:
        GET /plans:
          description: Alle Plaene
          parameters: []
  # end: list_doc
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
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.facts.task import INFO_TASK


def main():
    run_module(INFO_TASK)


if __name__ == "__main__":
    main()
