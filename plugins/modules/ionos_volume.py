#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_volume
short_description: Manages an IONOS Cloud volume
version_added: 0.1.0
description:
  - Manages one volume, a disk of a data centre, and waits until it is as described. It can be attached to a server.
  - A volume is never replaced, never shrunk, and deleted only with O(state=absent).
  - M(boxfleet.cloud.ionos_info) lists images, snapshots and volumes.
extends_documentation_fragment:
  - boxfleet.cloud.ionos
  - boxfleet.cloud.ionos.group
  - boxfleet.cloud.ionos.datacenter
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
      - Name of the volume. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name in a data centre.
        Where there are several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description:
      - Id of an existing volume. Asking by id is cheaper for the service than asking by name.
    type: str
  server:
    description:
      - The server it should be attached to, by id or name; an empty text if to none. If not set, that stays as it is.
      - A volume that is attached to another server is detached there first.
    type: str
  allow_reboot:
    description:
      - Whether a server that is on may reboot because the volume is detached. That happens where the volume does not
        have O(disc_virtio_hot_unplug).
    type: bool
    default: false
  size:
    description:
      - Size in GB. Needed to create the volume. It can grow and never shrinks; the system in it has to enlarge its file
        system by itself.
    type: int
  type:
    description: Kind of disk. It cannot be changed. V(SSD) is the same as V(SSD Premium).
    type: str
    choices: [HDD, SSD, SSD Standard, SSD Premium, DAS]
  bus:
    description: How the server sees it.
    type: str
    choices: [VIRTIO, IDE]
  availability_zone:
    description: The part of the data centre it is in. It cannot be changed.
    type: str
    choices: [AUTO, ZONE_1, ZONE_2, ZONE_3]
  licence_type:
    description:
      - The licence of the system in it, such as V(LINUX), V(WINDOWS2022), V(OTHER) or V(UNKNOWN). With an image it is
        the image's. A new volume without an image is V(OTHER) if this is not set.
    type: str
  image:
    description:
      - Image or snapshot to make the volume of, by id, alias such as V(debian:12), or name, in the location of the data
        centre. In a location such as V(de/fra/2) those of V(de/fra) do, too, but for snapshots. Counts at creation;
        what exists is never compared with it.
    type: str
  image_password:
    description:
      - Password of root or Administrator, 8 to 50 letters and digits. For official images. Counts at creation; it is
        never shown again, and never compared.
    type: str
  ssh_keys:
    description:
      - Public keys that may log in as root, for official Linux images. Count at creation, and are never compared.
    type: list
    elements: str
  user_data:
    description:
      - What cloud-init is told, for images that have it, as text or in base64. Counts at creation; it is never
        compared.
    type: str
  backup_unit_id:
    description: Id of the backup unit that has access. Counts at creation.
    type: str
  cpu_hot_plug:
    description: Whether cores can be added without a reboot. With an image it is the image's if not set.
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
    description: Whether the server sees the volume's serial number.
    type: bool
  require_legacy_bios:
    description: Whether the system in it needs a BIOS.
    type: bool
  boot_order:
    description: Whether servers boot from it. V(PRIMARY) makes all other volumes of the server V(NONE).
    type: str
    choices: [AUTO, NONE, PRIMARY]
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists images, snapshots and volumes.
  - module: boxfleet.cloud.ionos_server
"""

EXAMPLES = r"""
- name: A disk for data, attached to a server
  boxfleet.cloud.ionos_volume:
    datacenter: shop
    name: data
    size: 100
    type: SSD Standard
    server: web1

- name: It has become too small
  boxfleet.cloud.ionos_volume:
    datacenter: shop
    name: data
    size: 200

- name: It is attached to nothing, and stays
  boxfleet.cloud.ionos_volume:
    datacenter: shop
    name: data
    server: ""
    allow_reboot: true

- name: It is gone, and so is what was on it
  boxfleet.cloud.ionos_volume:
    datacenter: shop
    name: data
    state: absent
"""

RETURN = r"""
# generated: actions_of_a_volume
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(attach), V(detach), V(set_label), V(remove_label) and V(delete).
  returned: always
  type: list
  elements: str
  sample: [create, attach]
# end: actions_of_a_volume
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
volume:
  description:
    - The volume as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: volume
    id:
      description: Id of the volume.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    name:
      description: Name of the volume.
      type: str
      sample: data
    size:
      description: Size in GB.
      type: int
      sample: 100
    type:
      description: Kind of disk.
      type: str
      sample: SSD Standard
    bus:
      description: How a server sees it, V(null) until it is attached.
      type: str
      sample: VIRTIO
    availability_zone:
      description: The part of the data centre it is in.
      type: str
      sample: AUTO
    licence_type:
      description: The licence of the system in it.
      type: str
      sample: LINUX
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
    boot_order:
      description: Whether servers boot from it.
      type: str
      sample: AUTO
    labels:
      description: Its labels, V(null) if the task does not ask for them.
      type: dict
    attached_to:
      description: Id of the server that it is attached to; told if the task has O(server), else V(null).
      type: str
    state:
      description: V(AVAILABLE), V(INACTIVE) for a server that is stopped, or V(BUSY) if the task did not wait.
      type: str
      sample: AVAILABLE
    created:
      description: When it was created. It moves by some seconds while the service makes it.
      type: str
      sample: "2026-01-15T09:30:00Z"
    image:
      description: Id of the image that it was made of.
      type: str
    device_number:
      description: Its number in the server.
      type: int
    pci_slot:
      description: Its slot in the server.
      type: int
    # end: volume
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.volume.record import VOLUME_TASK


def main():
    run_module(VOLUME_TASK)


if __name__ == "__main__":
    main()
