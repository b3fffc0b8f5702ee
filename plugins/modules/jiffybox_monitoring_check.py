#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: jiffybox_monitoring_check
short_description: Manages a JiffyBox monitoring check
version_added: 0.1.0
description:
  - Manages one monitoring check, something the service asks an address every few minutes. When the answer stays away,
    or is there again, the service writes to the check's contact groups, see
    M(boxfleet.cloud.jiffybox_contact_group).
  - Makes the check be as described and waits until it is.
  - The API has no call to change a check. If a check differs from what the task says, a new one is created, and the old
    one is deleted when the new one is ready, so that monitoring never has a gap. The new check has another id. What the
    task does not say is taken over from the old check.
  - The name is what tells checks apart, although the service lets several have the same. After the task there is one
    check of the name. If there are several, the one as described stays and the others are deleted. This is also how
    a run cleans up after one that was interrupted between creating and deleting.
  - A check that the service failed to create (status V(STATUS_ERROR)) is deleted and created anew.
extends_documentation_fragment:
  - boxfleet.cloud.jiffybox
  - boxfleet.cloud.jiffybox.group
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
      - Name of the check. At least one of O(name) and O(id) is needed.
      - With O(state=absent) every check of the name is deleted, and the one with O(id).
      - Together with O(id) it is the name that the check should have. Once that is so, the check has another id, and
        the name alone finds it.
    type: str
  id:
    description:
      - Id of an existing check.
      - Without O(name) the check can be looked at and deleted. A difference is refused then, since the check that
        replaces it has another id, and the next run would not find it.
    type: int
  ip:
    description:
      - Address to check, IPv4 or IPv6, of a box of the account.
        O(boxfleet.cloud.jiffybox_facts#module:gather_subset=ips) lists them.
      - A new check needs one of O(ip) and O(box).
    type: str
  box:
    description:
      - Name or id of the box to check, at its first public IPv4 address. A frozen box has none.
    type: str
  check_type:
    description:
      - How to check. Needed to create a check.
      - The options O(port), O(domainname), O(path), O(username), O(password), O(ssl), O(send_msg), O(expect_msg),
        O(dns_type), O(zone) and O(expected_answer) each go with some types only, and the module refuses them with
        others. To create a check, all options of its type are needed, except those said to be optional.
      - V(ping) takes none of them.
      - V(portTcp), V(ssh) and V(ftp) take O(port); V(ftp) optionally O(username) and O(password).
      - V(portUdp) takes O(port), O(send_msg) and O(expect_msg).
      - V(http) and V(https) take O(port), O(domainname) and O(path), optionally O(username) and O(password).
      - V(smtp) and V(mysql) take O(port), O(username) and O(password).
      - V(pop3) and V(imap) take O(port), O(username), O(password) and O(ssl).
      - V(dns) takes O(port), O(dns_type), O(zone) and O(expected_answer).
    type: str
    choices: [ping, portTcp, portUdp, http, https, smtp, mysql, pop3, imap, ftp, dns, ssh]
  port:
    description:
      - Port to ask, 1 to 65535. For all types but V(ping).
    type: int
  domainname:
    description:
      - Host name to ask the web server for. For V(http) and V(https).
    type: str
  path:
    description:
      - Path to ask the web server for. For V(http) and V(https).
    type: str
  username:
    description:
      - Name to log in with. For V(smtp), V(mysql), V(pop3) and V(imap), optional for V(http), V(https) and V(ftp).
    type: str
  password:
    description:
      - Password to log in with. For the same types as O(username).
      - It is compared with the one the service has, and another one means a new check. It never appears in results,
        and in a diff only as set or another one.
    type: str
  ssl:
    description:
      - Whether to encrypt the connection. For V(pop3) and V(imap).
    type: bool
  send_msg:
    description:
      - What to send. For V(portUdp).
    type: str
  expect_msg:
    description:
      - What has to come back. For V(portUdp).
    type: str
  dns_type:
    description:
      - Type of the record to ask for, such as V(A) or V(MX). For V(dns).
    type: str
  zone:
    description:
      - Name to ask for. For V(dns).
    type: str
  expected_answer:
    description:
      - What the name server has to answer. For V(dns).
    type: str
  check_interval:
    description:
      - Seconds from one check to the next.
      - If not set, a check that exists keeps what it has, and a new one gets the service's default, 300.
    type: int
  reminder_interval:
    description:
      - Seconds after which the contacts are told again that the check still fails.
      - If not set, a check that exists keeps what it has, and a new one gets the service's default, 3600.
    type: int
  retry_tolerance:
    description:
      - How many failures in a row are tolerated before the contacts are told.
      - If not set, a check that exists keeps what it has, and a new one gets the service's default, 3.
    type: int
  timeout:
    description:
      - Seconds to wait for an answer of the address.
      - If not set, a check that exists keeps what it has, and a new one gets the service's default, 30.
      - As far as is known the service does not show it. Then a check whose timeout alone is to change stays as it is.
    type: int
  active:
    description:
      - Whether the check is carried out. One that is not has the status V(STATUS_DEACTIVATED).
      - If not set, a check that exists keeps what it has, and a new one is active.
    type: bool
  contact_groups:
    description:
      - Names or ids of the contact groups to tell, in any order. Without one, results show only in the control panel.
        O(boxfleet.cloud.jiffybox_facts#module:gather_subset=contact_groups) lists them.
    type: list
    elements: str
  clone_from:
    description:
      - Name or id of a check to take everything from that the task does not say. Only used when the check is created.
    type: str
  wait:
    description:
      - Whether to wait until the service has finished the last change. A new check is always waited for before an old
        one is deleted.
seealso:
  - module: boxfleet.cloud.jiffybox_facts
    description: Lists checks, contact groups, boxes and addresses.
  - module: boxfleet.cloud.jiffybox_contact_group
  - module: boxfleet.cloud.jiffybox_box
"""

EXAMPLES = r"""
- name: A box is running
  boxfleet.cloud.jiffybox_box:
    name: web1
    state: started
    distribution: debian_bookworm_64bit
    plan: CloudLevel 1
    settle: 0

- name: Somebody is told when it is down
  boxfleet.cloud.jiffybox_contact_group:
    name: on call
    contacts:
      - anna@example.com

- name: The box is pinged every minute
  boxfleet.cloud.jiffybox_monitoring_check:
    name: web1 ping
    box: web1
    check_type: ping
    check_interval: 60
    contact_groups:
      - on call

- name: Its web server is asked for a page
  boxfleet.cloud.jiffybox_monitoring_check:
    name: web1 shop
    box: web1
    check_type: https
    port: 443
    domainname: shop.example.com
    path: /health
    contact_groups:
      - on call
      - Stammdaten-E-Mail-Adresse

- name: The page has moved, so the check is replaced
  boxfleet.cloud.jiffybox_monitoring_check:
    name: web1 shop
    path: /status

- name: A second page is checked like the first
  boxfleet.cloud.jiffybox_monitoring_check:
    name: web1 blog
    clone_from: web1 shop
    domainname: blog.example.com

- name: During maintenance nobody is told
  boxfleet.cloud.jiffybox_monitoring_check:
    name: web1 shop
    active: false

- name: Nothing is checked any more
  boxfleet.cloud.jiffybox_monitoring_check:
    name: "{{ item }}"
    state: absent
  loop:
    - web1 ping
    - web1 shop
    - web1 blog
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(delete_failed), for checks that the service failed to create, V(create) and V(delete).
  returned: always
  type: list
  elements: str
  sample: [create, delete]
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
monitoring_check:
  description:
    - The check as it is at the end, V(null) if it does not exist. The password is never part of it.
    - In check mode the check as it would be. What only the service can know of a new check is V(null) then.
    - Options that the type of the check does not take are V(null).
  returned: success
  type: dict
  contains:
    # generated: check
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
    # end: check
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.task import CHECK_TASK


def main():
    run_module(CHECK_TASK)


if __name__ == "__main__":
    main()
