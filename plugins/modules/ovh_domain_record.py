#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_domain_record
short_description: Manages a DNS record set in a zone at OVHcloud
version_added: 0.1.0
description:
  - Manages all records of one name and type, then has the zone refreshed, since nothing is served before that, and
    waits until the zone is served.
  - Records stay what they are if their values are right, whatever else has to be changed. Values are compared by their
    meaning. Quotes around a text, upper and lower case of a host and the ways to write an address make no difference.
  - Where a run was stopped before the refresh, the service says that the zone is not served yet, and the next run
    refreshes it.
  - Where the service does not call a zone served because of warnings, the task passes them on, and refreshes the zone
    only after edits.
  - For many record sets M(boxfleet.cloud.ovh_domain_zone) takes one look and one refresh.
    M(boxfleet.cloud.ovh_info) lists zones and records.
extends_documentation_fragment:
  - boxfleet.cloud.ovh
  - boxfleet.cloud.ovh.group
  - boxfleet.cloud.api
  - boxfleet.cloud.state
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  zone:
    description: The zone, such as V(example.com).
    type: str
    required: true
  name:
    description:
      - The name below the zone, such as V(www), or V(@) for the zone itself.
      - A full name has a final dot, such as V(www.example.com.).
    type: str
    required: true
  type:
    description: The type of the records.
    type: str
    required: true
    choices:
      - A
      - AAAA
      - CAA
      - CNAME
      - DKIM
      - DMARC
      - DNAME
      - HTTPS
      - LOC
      - MX
      - NAPTR
      - NS
      - PTR
      - RP
      - SPF
      - SRV
      - SSHFP
      - SVCB
      - TLSA
      - TXT
  values:
    description:
      - What the records say, one entry for each, such as V(192.0.2.1), V(10 mail.example.net.) or V(v=spf1 -all).
      - The full name of a host has a final dot. Without it, it is one below the zone.
      - The records of the name and type are exactly these, unless O(append) is set.
      - With O(state=absent), only records with these values are deleted; without O(values), all of the name and type.
      - The world is told TXT of the service's own types V(SPF), V(DKIM) and V(DMARC). So for a text that begins with
        V(v=spf1), V(v=DKIM1) or V(v=DMARC1), a record of such a type counts as TXT, and keeps its type when it is
        changed.
    type: list
    elements: str
  ttl:
    description:
      - Seconds that others may keep the records, V(0) for what the zone says. Less than V(60) is not possible.
      - If not set, it stays what it is.
    type: int
  append:
    description: Whether other values of the name and type stay.
    type: bool
    default: false
  state:
    description:
      - V(present) means that there are these records.
      - V(absent) means that there are none, or none with O(values).
  refresh:
    description:
      - Whether to have what is stored served. With V(false) a later task has to do that, and how the zone is served is
        not looked at.
    type: bool
    default: true
  wait:
    description:
      - Whether to wait until the zone is served.
  wait_timeout:
    default: 300
seealso:
  - module: boxfleet.cloud.ovh_domain_zone
    description: Many record sets in one task.
  - module: boxfleet.cloud.ovh_info
    description: Lists zones and records.
"""

EXAMPLES = r"""
- name: The shop has two addresses
  boxfleet.cloud.ovh_domain_record:
    zone: example.com
    name: shop
    type: A
    values: [192.0.2.10, 192.0.2.11]
    ttl: 300

- name: One more may send mail, whoever else may
  boxfleet.cloud.ovh_domain_record:
    zone: example.com
    name: "@"
    type: TXT
    values:
      - site-verification=4711
    append: true

- name: The shop is closed
  boxfleet.cloud.ovh_domain_record:
    zone: example.com
    name: shop
    type: A
    state: absent
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - V(delete), V(update) and V(create) for each record, then V(refresh).
  returned: always
  type: list
  elements: str
  sample: [update, create, refresh]
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
record_set:
  description: The records as they are at the end, in check mode as they would be, V(null) if there are none.
  returned: success
  type: dict
  contains:
    zone:
      description: The zone.
      type: str
      sample: example.com
    # generated: record_set
    name:
      description: The name below the zone, V(@) for the zone itself.
      type: str
      sample: www
    type:
      description: The type of the records.
      type: str
      sample: A
    targets:
      description: What the records say; texts without quotes, names of hosts in full and with a final dot.
      type: list
      elements: str
      sample: [192.0.2.10]
    ttl:
      description: Seconds that others may keep them, V(0) for what the zone says.
      type: int
      sample: 300
    # end: record_set
    served:
      description: Whether the world sees them, V(null) with O(refresh=false).
      type: bool
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.domain.task import RECORD_TASK


def main():
    run_module(RECORD_TASK)


if __name__ == "__main__":
    main()
