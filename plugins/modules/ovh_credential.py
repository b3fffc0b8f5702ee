#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_credential
short_description: Manages the consumer key of an OVHcloud account
version_added: 0.1.0
description:
  - Asks for a consumer key that may do exactly what is needed, tells the address at which a person has to allow it, and
    waits until that was done.
  - If the account's consumer key is valid and may do all that already, nothing is asked for.
  - The service does not tell a key that waits to be validated from one that is over. So a task with O(state=present)
    asks for a new one in both cases, and one with O(state=validated) waits.
  - Only accounts with O(application_key) have consumer keys. What OAuth2 clients may do is said by policies.
  - M(boxfleet.cloud.ovh_info) lists the consumer keys that there are, and the projects and zones to name in rules.
extends_documentation_fragment:
  - boxfleet.cloud.ovh
  - boxfleet.cloud.ovh.group
  - boxfleet.cloud.api
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  state:
    description:
      - V(present) means that there is a key that may do what is described. One is asked for if need be.
      - V(validated) means that the key in O(consumer_key) is valid. Nothing is asked for.
      - V(absent) means that the key in O(consumer_key) is given back and never valid again.
    type: str
    choices: [present, validated, absent]
    default: present
  access_rules:
    description: What the key shall allow.
    type: list
    elements: dict
    suboptions:
      method:
        description: The HTTP method.
        type: str
        choices: [GET, POST, PUT, PATCH, DELETE]
        required: true
      path:
        description:
          - The path, such as V(/me/bill). A V(*) stands for anything, slashes included, so V(/me/bill/*) is every bill,
            but not the list of them.
        type: str
        required: true
  rules_for:
    description:
      - Modules of this collection that shall work with the key. It shall allow all that they can ever need.
      - To see what one task needs, run it with C(--check) and a key that may read, and look at C(required_rules) of
        its result.
    type: list
    elements: str
    choices:
      - ovh_dedicated_reinstall
      - ovh_dedicated_server
      - ovh_domain_record
      - ovh_domain_zone
      - ovh_failover_ip
      - ovh_info
      - ovh_instance
      - ovh_instance_snapshot
      - ovh_instances
      - ovh_ip
      - ovh_private_network
      - ovh_ssh_key
      - ovh_volume
      - ovh_vps
  names:
    description:
      - What O(rules_for) is about, V(project) with an id, V(zone), V(server), V(vps) or V(block) with a name each, as
        the service has them. Where nothing is said, the key is for all of them.
      - Only in paths. A rule for one project does not allow to list all projects, so tasks name it by its id then.
    type: dict
  read_only:
    description: Whether the key shall only read. The other rules are left out then.
    type: bool
    default: false
  redirection:
    description: Address of the page that whoever validates the key sees then.
    type: str
  allowed_ips:
    description: The only addresses and networks from which the key can be used. If not set, it can be used from all.
    type: list
    elements: str
  wait:
    description:
      - Whether to wait until a person has validated the key.
      - While the task waits, its progress shows the address. Where progress is not shown, ask for the key with
        V(false), show RV(validation_url), and wait with O(state=validated).
seealso:
  - name: Create an application
    description: Makes O(application_key) and O(application_secret), once for ovh-eu.
    link: https://eu.api.ovh.com/createApp/
  - module: boxfleet.cloud.ovh_info
    description: Lists consumer keys and applications, and what they may do.
"""

EXAMPLES = r"""
- name: Ask for a key that may read everything
  boxfleet.cloud.ovh_credential:
    rules_for:
      - ovh_info
    wait: false
  register: credential

- name: Show where to allow it
  ansible.builtin.debug:
    msg: "Please open {{ credential.validation_url }}"
  when: credential.validation_url is not none

- name: A key may read the bills
  boxfleet.cloud.ovh_credential:
    access_rules:
      - method: GET
        path: /me/bill
      - method: GET
        path: /me/bill/*
"""

RETURN = r"""
actions:
  description:
    - What was done, in check mode what would be, one of V(request) and V(revoke), or nothing.
  returned: always
  type: list
  elements: str
  sample: [request]
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
consumer_key:
  description:
    - The key that was asked for, V(null) if the account's own does. Keep it secret.
  returned: success, and also if nobody validated it in time
  type: str
validation_url:
  description:
    - The address at which a person has to allow it, V(null) if none was asked for. Whoever opens it can do so.
  returned: success, and also if nobody validated it in time
  type: str
status:
  description: One of V(validated), V(pendingValidation) and V(absent). In check mode what it would be.
  returned: success
  type: str
  sample: validated
rules:
  description: What the key allows, a method and a path each.
  returned: success
  type: list
  elements: dict
  sample: [{"method": "GET", "path": "/me"}]
expiration:
  description: When it ends to be valid, V(null) for never.
  returned: success
  type: str
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.credential.task import CREDENTIAL_TASK


def main():
    run_module(CREDENTIAL_TASK)


if __name__ == "__main__":
    main()
