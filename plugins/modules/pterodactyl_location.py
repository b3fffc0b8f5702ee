#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_location
short_description: Manages a location of a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Manages one location, which nodes are grouped by.
  - The panel refuses to delete a location that has nodes. M(boxfleet.cloud.pterodactyl_info) lists locations and
    nodes.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.api
  - boxfleet.cloud.state
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  short:
    description:
      - Short name of the location, by which it is found. No two have the same. At least one of O(short) and O(id)
        is needed.
      - Together with O(id) it is the name it should have.
    type: str
  long:
    description: What people read. An empty text removes it.
    type: str
  id:
    description: Number of an existing location.
    type: str
seealso:
  - module: boxfleet.cloud.pterodactyl_info
  - module: boxfleet.cloud.pterodactyl_node
"""

EXAMPLES = r"""
- name: A location
  boxfleet.cloud.pterodactyl_location:
    short: fra
    long: Frankfurt am Main

- name: It is not needed any more
  boxfleet.cloud.pterodactyl_location:
    short: fra
    state: absent
"""

RETURN = r"""
# generated: actions_of_a_record
actions:
  description:
    - The changes that were made. In check mode those that would be made.
    - One of V(create), V(update) and V(delete), or none.
  returned: always
  type: list
  elements: str
  sample: [create]
# end: actions_of_a_record
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
location:
  description: The location as it is at the end, in check mode as it would be, V(null) if it does not exist.
  returned: success
  type: dict
  contains:
    # generated: location
    id:
      description: Number of the location.
      type: int
      sample: 1
    short:
      description: Short name.
      type: str
      sample: local
    long:
      description: What people read.
      type: str
    created_at:
      description: When it was created.
      type: str
      sample: "2026-01-15T09:30:00+00:00"
    updated_at:
      description: When it was changed last.
      type: str
      sample: "2026-01-15T09:30:00+00:00"
    # end: location
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.location.record import LOCATION_TASK


def main():
    run_module(LOCATION_TASK)


if __name__ == "__main__":
    main()
