#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_image
short_description: Manages a private image at IONOS Cloud
version_added: 0.1.0
description:
  - Manages what is said of one private image, such as its name and what servers made of it can change without a reboot,
    and deletes it.
  - A private image comes to be by an upload over FTP, which is no part of the API. Where there is none of the name, the
    module says so.
  - Public images, the provider's, can be neither changed nor deleted. They are never meant by a name.
    M(boxfleet.cloud.ionos_info) lists both.
extends_documentation_fragment:
  - boxfleet.cloud.ionos
  - boxfleet.cloud.ionos.group
  - boxfleet.cloud.ionos.hot_plug
  - boxfleet.cloud.ionos.labels
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
      - Name of the image. At least one of O(name) and O(id) is needed.
      - Several can have the same name. Then the module fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description:
      - Id of the image. Asking by id is cheaper for the service than asking by name.
    type: str
  location:
    description:
      - Where it is, such as V(de/fra). Together with O(name) it says which image is meant. It cannot be changed.
    type: str
  description:
    description: What it is.
    type: str
  licence_type:
    description: The licence of the system in it, such as V(LINUX), V(WINDOWS2022), V(OTHER) or V(UNKNOWN).
    type: str
  cloud_init:
    description: Whether the system in it takes user data, V(V1), or not.
    type: str
    choices: [NONE, V1]
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists images.
  - module: boxfleet.cloud.ionos_volume
"""

EXAMPLES = r"""
- name: What was uploaded takes user data and grows without a reboot
  boxfleet.cloud.ionos_image:
    name: golden.qcow2
    location: de/fra
    licence_type: LINUX
    cloud_init: V1
    cpu_hot_plug: true
    ram_hot_plug: true
  register: golden

- name: It is outdated
  boxfleet.cloud.ionos_image:
    name: golden.qcow2
    location: de/fra
    state: absent
"""

RETURN = r"""
# generated: actions_of_a_labelled_thing
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(set_label), V(remove_label) and V(delete).
  returned: always
  type: list
  elements: str
  sample: [update]
# end: actions_of_a_labelled_thing
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
image:
  description:
    - The image as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: image
    id:
      description: Id of the image.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    name:
      description: Name of the image.
      type: str
      sample: golden.qcow2
    location:
      description: Where it is.
      type: str
      sample: de/fra
    description:
      description: What it is.
      type: str
    licence_type:
      description: The licence of the system in it.
      type: str
      sample: LINUX
    cloud_init:
      description: V(V1) if it takes user data, else V(NONE).
      type: str
      sample: V1
    cpu_hot_plug:
      description: Whether cores can be added without a reboot.
      type: bool
    ram_hot_plug:
      description: Whether memory can be added without a reboot.
      type: bool
    nic_hot_plug:
      description: Whether NICs can be added without a reboot.
      type: bool
    nic_hot_unplug:
      description: Whether NICs can be removed without a reboot.
      type: bool
    disc_virtio_hot_plug:
      description: Whether volumes can be attached without a reboot.
      type: bool
    disc_virtio_hot_unplug:
      description: Whether volumes can be detached without a reboot.
      type: bool
    expose_serial:
      description: Whether a server sees its serial number.
      type: bool
    require_legacy_bios:
      description: Whether the system in it needs a BIOS.
      type: bool
    cpu_hot_unplug:
      description: Whether cores can be taken away without a reboot.
      type: bool
    ram_hot_unplug:
      description: Whether memory can be taken away without a reboot.
      type: bool
    disc_scsi_hot_plug:
      description: Whether SCSI volumes can be attached without a reboot.
      type: bool
    disc_scsi_hot_unplug:
      description: Whether SCSI volumes can be detached without a reboot.
      type: bool
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
    size:
      description: Size in GB.
      type: float
      sample: 2.5
    image_type:
      description: V(HDD) for disks, V(CDROM) for CD-ROM drives.
      type: str
      sample: HDD
    # end: image
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.image.record import IMAGE_TASK


def main():
    run_module(IMAGE_TASK)


if __name__ == "__main__":
    main()
