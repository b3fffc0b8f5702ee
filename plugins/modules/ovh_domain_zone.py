#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_domain_zone
short_description: Manages many DNS record sets of a zone at OVHcloud
version_added: 0.1.0
description:
  - Manages the record sets that are listed, with one look at the zone, then has the zone refreshed once, and waits
    until it is served.
  - Records that are not listed stay, unless O(purge) is set. The name servers of the zone itself always stay.
  - Deletions come first, so a CNAME can take the place of other records in one task, and the other way round. Nothing
    of it is served before the refresh at the end.
  - It takes zones that the account has, M(boxfleet.cloud.ovh_info) lists them. Zones and domains are ordered elsewhere.
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
  zone:
    description: The zone, such as V(example.com).
    type: str
    required: true
  record_sets:
    description:
      - Record sets, each of them as M(boxfleet.cloud.ovh_domain_record) has it. A name and type can be listed once.
      - With an empty list, and nothing to purge, the task just sees that what is stored is served.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - The name below the zone, such as V(www), or V(@) for the zone itself.
          - A full name has a final dot.
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
          - What the records say, one entry for each. The full name of a host has a final dot.
          - The records of the name and type are exactly these, unless O(record_sets[].append) is set.
          - With V(absent) as O(record_sets[].state), only records with these values are deleted.
          - The world is told TXT of the service's own types V(SPF), V(DKIM) and V(DMARC). So for a text that begins
            with V(v=spf1), V(v=DKIM1) or V(v=DMARC1), a record of such a type counts as TXT, and keeps its type when it
            is changed, unless the task lists or purges that type.
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
        description: Whether there are such records.
        type: str
        choices: [present, absent]
        default: present
  purge:
    description:
      - Whether to delete all records of names and types that are not listed. Look with C(--check --diff) first.
    type: bool
    default: false
  purge_types:
    description: Narrows O(purge) to records of these types.
    type: list
    elements: str
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
  - module: boxfleet.cloud.ovh_domain_record
    description: One record set.
  - module: boxfleet.cloud.ovh_info
    description: Lists zones and records.
"""

EXAMPLES = r"""
- name: Everything for the web and mail is served
  boxfleet.cloud.ovh_domain_zone:
    zone: example.com
    record_sets:
      - {name: "@", type: A, values: [192.0.2.10]}
      - {name: shop, type: CNAME, values: [example.com.]}
      - {name: "@", type: MX, values: [10 mx1.example.net., 20 mx2.example.net.]}
      - {name: "@", type: TXT, values: ["v=spf1 include:mx.example.net -all"]}
      - {name: old, type: CNAME, state: absent}

- name: There are no other addresses than these
  boxfleet.cloud.ovh_domain_zone:
    zone: example.com
    record_sets:
      - {name: "@", type: A, values: [192.0.2.10]}
    purge: true
    purge_types: [A, AAAA]
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - V(delete), V(update) and V(create) for each record, then V(refresh).
  returned: always
  type: list
  elements: str
  sample: [create, create, refresh]
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
zone:
  description: The zone as it is at the end, in check mode as it would be.
  returned: success
  type: dict
  contains:
    name:
      description: The zone.
      type: str
      sample: example.com
    record_sets:
      description: The record sets that the task was about, as far as there are any.
      type: list
      elements: dict
      contains:
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
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.domain.task import ZONE_TASK


def main():
    run_module(ZONE_TASK)


if __name__ == "__main__":
    main()
