#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_volume
short_description: Manages a volume of the OVHcloud Public Cloud
version_added: 0.1.0
description:
  - Manages one volume, a disk that outlives instances, and the instance that it is attached to.
  - What is inside is of no concern to it. Unmount a volume before it is detached, and grow its file system after it
    grew.
  - M(boxfleet.cloud.ovh_info) lists volumes, instances and images.
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
      - Name of the volume. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name in O(region). Where
        there are several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description: Id of an existing volume.
    type: str
  region:
    description:
      - Where the volume is, such as V(GRA11). Needed to create it; it cannot be changed.
      - Together with O(name) it says which volume is meant.
    type: str
  size:
    description:
      - Size in GiB. Needed to create it. It can become more and never less.
      - The service does not let volumes of older types grow while they are attached.
    type: int
  type:
    description:
      - Kind of disk, such as V(classic), V(high-speed) and V(high-speed-gen2). Needed to create it; it cannot be
        changed.
    type: str
  description:
    description: What it is for.
    type: str
  image:
    description: Id of the image that a new volume is made of, so that an instance can boot from it.
    type: str
  snapshot:
    description: Id of the snapshot of a volume that a new one is made of.
    type: str
  instance:
    description:
      - Instance of the same region that it is attached to, by name or id. It is taken off any other one before.
      - An empty text means that it is attached to none. If not set, it stays as it is.
    type: str
seealso:
  - module: boxfleet.cloud.ovh_instance
"""

EXAMPLES = r"""
- name: A disk of 50 GiB at web1
  boxfleet.cloud.ovh_volume:
    project: sandbox
    region: GRA11
    name: data
    size: 50
    type: high-speed-gen2
    instance: web1

- name: It grows
  boxfleet.cloud.ovh_volume:
    project: sandbox
    region: GRA11
    name: data
    size: 80

- name: It is detached
  boxfleet.cloud.ovh_volume:
    project: sandbox
    name: data
    instance: ""

- name: It is gone
  boxfleet.cloud.ovh_volume:
    project: sandbox
    name: data
    state: absent
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(attach), V(detach) and V(delete).
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
volume:
  description:
    - The volume as it is at the end, V(null) if it does not exist. In check mode as it would be.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the volume.
      type: str
    name:
      description: Name of the volume.
      type: str
      sample: data
    region:
      description: Where it is.
      type: str
      sample: GRA11
    size:
      description: Size in GiB.
      type: int
      sample: 50
    type:
      description: Kind of disk.
      type: str
      sample: classic
    description:
      description: What it is for.
      type: str
    instance:
      description: Id of the instance that it is attached to, V(null) for none.
      type: str
    attached_to:
      description: The same as a list, since volumes of some types can be attached to several.
      type: list
      elements: str
    status:
      description: What the service says of it.
      type: str
      sample: in-use
    bootable:
      description: Whether an instance can boot from it.
      type: bool
    created:
      description: When it was created.
      type: str
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.volume.record import VOLUME_TASK


def main():
    run_module(VOLUME_TASK)


if __name__ == "__main__":
    main()
