#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_snapshot
short_description: Manages an IONOS Cloud snapshot of a volume
version_added: 0.1.0
description:
  - Manages one snapshot of a volume. It makes one where there is none of its name, brings a volume back to what it was,
    changes what is said of a snapshot, and deletes it.
  - A snapshot that exists is never made anew. To take another one, give it another name, such as one with the date.
  - Snapshots belong to the contract. They survive their volume and their data centre, stay in their location, and cost
    until they are deleted. M(boxfleet.cloud.ionos_info) lists them.
  - A new snapshot has what can be plugged from its volume, such as O(cpu_hot_plug). Where the task says otherwise, that
    is changed right after.
  - A volume is made of a snapshot with O(boxfleet.cloud.ionos_volume#module:image).
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
      - Name of the snapshot. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name in the location of
        O(datacenter). Where there are several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description:
      - Id of an existing snapshot. Asking by id is cheaper for the service than asking by name.
    type: str
  state:
    description:
      - V(present) means that there is one as described. If there is none, one is made of O(volume).
      - V(restored) means the same, but there must be one, and O(volume) is overwritten with it. All that was written to
        the volume since is lost. Whether a volume was restored leaves no trace at the service, so this acts in every
        run, and a run that lost the answer restores once more.
      - V(absent) means that there is none.
    choices: [present, restored, absent]
  datacenter:
    description:
      - The data centre of O(volume), by id or name. Needed to make a snapshot and for V(state=restored).
      - Of snapshots with the same name, the one in its location is meant.
    type: str
  volume:
    description:
      - The volume that the snapshot is made of, or that is restored, by id or name. What exists is never compared with
        it, since the service does not tell what a snapshot was made of.
    type: str
  force:
    description:
      - Whether a volume may be overwritten while a server that runs has it. Without it, V(state=restored) wants the
        server to be stopped first.
    type: bool
    default: false
  description:
    description: What it is of. The service writes a text if this is not set.
    type: str
  licence_type:
    description: The licence of the system in it, such as V(LINUX) or V(WINDOWS2022). If not set, that of the volume.
    type: str
  sec_auth_protection:
    description: Whether to delete it takes a second factor.
    type: bool
  wait_timeout:
    description:
      - Seconds that all waiting of the task may take together. When they are over the task fails, and the next run goes
        on from there. The service copies whole disks.
    default: 3600
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists snapshots and volumes.
  - module: boxfleet.cloud.ionos_volume
"""

EXAMPLES = r"""
- name: Keep the disk as it is before the upgrade
  boxfleet.cloud.ionos_snapshot:
    datacenter: shop
    volume: web1-data
    name: before-upgrade
    labels:
      reason: upgrade

- name: Bring it back
  boxfleet.cloud.ionos_snapshot:
    datacenter: shop
    volume: web1-data
    name: before-upgrade
    state: restored

- name: The upgrade went well
  boxfleet.cloud.ionos_snapshot:
    name: before-upgrade
    state: absent
"""

RETURN = r"""
# generated: actions_of_a_snapshot
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(restore), V(set_label), V(remove_label) and V(delete).
  returned: always
  type: list
  elements: str
  sample: [create]
# end: actions_of_a_snapshot
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
snapshot:
  description:
    - The snapshot as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: snapshot
    id:
      description: Id of the snapshot.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    name:
      description: Name of the snapshot.
      type: str
      sample: before-upgrade
    description:
      description: What it is of.
      type: str
    licence_type:
      description: The licence of the system in it.
      type: str
      sample: LINUX
    sec_auth_protection:
      description: Whether deleting takes a second factor.
      type: bool
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
    location:
      description: Where it is.
      type: str
      sample: de/fra
    size:
      description: Size in GB.
      type: int
      sample: 20
    # end: snapshot
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.snapshot.record import SNAPSHOT_TASK


def main():
    run_module(SNAPSHOT_TASK)


if __name__ == "__main__":
    main()
