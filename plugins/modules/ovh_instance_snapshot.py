#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_instance_snapshot
short_description: Manages a snapshot of an instance of the OVHcloud Public Cloud
version_added: 0.1.0
description:
  - Manages one snapshot and waits until it can be used. New instances can be made of it, and others made anew, with
    O(boxfleet.cloud.ovh_instance#module:image).
  - A snapshot of the name that is there already is as described, however old it is.
  - M(boxfleet.cloud.ovh_info) lists snapshots and instances.
extends_documentation_fragment:
  - boxfleet.cloud.ovh
  - boxfleet.cloud.ovh.group
  - boxfleet.cloud.ovh.project
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
      - Name of the snapshot. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name.
    type: str
  id:
    description: Id of an existing snapshot.
    type: str
  region:
    description:
      - Where the snapshot is. A new one is where its instance is. Together with O(name) it says which snapshot is
        meant.
    type: str
  instance:
    description: Instance that a new snapshot is made of, by name or id. Needed to create it; it is not shown later.
    type: str
  wait_timeout:
    default: 3600
seealso:
  - module: boxfleet.cloud.ovh_instance
"""

EXAMPLES = r"""
- name: A snapshot before the upgrade
  boxfleet.cloud.ovh_instance_snapshot:
    project: sandbox
    name: before-upgrade
    instance: web1

- name: It is no longer needed
  boxfleet.cloud.ovh_instance_snapshot:
    project: sandbox
    name: before-upgrade
    state: absent
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create) and V(delete).
  returned: always
  type: list
  elements: str
  sample: [create]
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
snapshot:
  description:
    - The snapshot as it is at the end, V(null) if it does not exist. In check mode as it would be.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the snapshot.
      type: str
    name:
      description: Name of the snapshot.
      type: str
      sample: before-upgrade
    region:
      description: Where it is.
      type: str
      sample: GRA11
    status:
      description: What the service says of it.
      type: str
      sample: active
    size:
      description: Its size in GiB.
      type: float
    min_disk:
      description: The smallest disk in GB that it fits on.
      type: int
    created:
      description: When it was created.
      type: str
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.instance_snapshot.record import SNAPSHOT_TASK


def main():
    run_module(SNAPSHOT_TASK)


if __name__ == "__main__":
    main()
