#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ionos_server
short_description: Manages an IONOS Cloud server
version_added: 0.1.0
description:
  - Manages one server with its volumes, NICs, firewall rules and CD-ROMs, and waits until it is as described.
  - A new server is created with all of them in one request. Later each of them is compared and changed on its own.
  - What is not listed stays, unless one of the O(purge_volumes), O(purge_nics) and
    O(nics[].purge_firewall_rules) says otherwise. Nothing is replaced, and no disk is ever shrunk.
  - A running server is rebooted only with O(allow_reboot=true) or O(state=restarted).
  - M(boxfleet.cloud.ionos_info) lists images, LANs, and the CPU families of a data centre.
extends_documentation_fragment:
  - boxfleet.cloud.ionos
  - boxfleet.cloud.ionos.group
  - boxfleet.cloud.ionos.datacenter
  - boxfleet.cloud.ionos.labels
  - boxfleet.cloud.ionos_server
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
      - Name of the server. At least one of O(name) and O(id) is needed.
      - The service lets several have the same name. The module never makes a second one of a name in a data centre.
        Where there are several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description:
      - Id of an existing server. Asking by id is cheaper for the service than asking by name.
    type: str
  state:
    description:
      - V(present) means that it exists as described. A new one starts by itself, and one that exists is left on or off.
      - V(started) means that it is on, V(stopped) that it is off and its cores and memory cost nothing. There is no
        shutdown in the API, stopping cuts the power. Shut the system down first. One that was shut down from inside
        costs as if it were on, so V(stopped) stops it.
      - A server of O(type=CUBE) cannot be stopped. For it V(stopped) means that it is off, by being suspended, and it
        goes on to cost. V(started) resumes it.
      - V(restarted) means that it has been rebooted by this task, every time.
      - V(absent) means that it does not exist; see O(delete_volumes).
    choices: [present, started, stopped, restarted, absent]
  cores:
    description: Number of cores. Needed to create the server.
    type: int
  ram:
    description: Memory in MB, a multiple of 256. Needed to create the server.
    type: int
  cpu_family:
    description: Kind of processor. If not set, the service chooses. To change it a running server reboots.
    type: str
  availability_zone:
    description: The part of the data centre it is in. It cannot be changed.
    type: str
    choices: [AUTO, ZONE_1, ZONE_2]
  type:
    description:
      - Kind of server. It cannot be changed. A V(CUBE) has what its O(template_uuid) says.
      - A V(CUBE) is created with an entry of O(volumes) of the type V(DAS), which needs no size and is deleted with it.
    type: str
    choices: [ENTERPRISE, VCPU, CUBE]
  template_uuid:
    description: Id of the template of a server of O(type=CUBE), which stands in place of O(cores) and O(ram).
    type: str
  hostname:
    description: Name of the system, if not the server's.
    type: str
  nic_multi_queue:
    description: Whether NICs use several queues. To change it a running server restarts.
    type: bool
  volumes:
    description:
      - Volumes that it should have, each found by its name, with the options of M(boxfleet.cloud.ionos_volume). One
        that the data centre has already and that is attached to nothing is attached. A new server boots from the
        first with an image.
    type: list
    elements: dict
  purge_volumes:
    description: Whether volumes that are not listed in O(volumes) are detached. They stay, and go on to cost.
    type: bool
    default: false
  nics:
    description: NICs that it should have, each found by its name, with the options of M(boxfleet.cloud.ionos_nic).
    type: list
    elements: dict
  purge_nics:
    description: Whether NICs that are not listed in O(nics) are deleted.
    type: bool
    default: false
  cdroms:
    description:
      - The images in its CD-ROM drives, by id, alias or name, at most two. The list is the whole of them.
      - To change them resets a running server.
    type: list
    elements: str
  boot_volume:
    description:
      - Which of its volumes it boots from, by name or id; one of O(volumes) of the same task, too. If not set, the
        service takes the first with an image, and what it boots from stays.
      - To change it takes O(allow_reboot) where the server is running.
      - If the CD-ROM that it boots from is taken out of O(cdroms), that comes after this. Without O(boot_volume) and
        O(boot_cdrom) the server has nothing to boot from then, and a warning says so.
    type: str
  boot_cdrom:
    description:
      - Which of its CD-ROMs it boots from, by id, alias or name, in place of a volume. It excludes O(boot_volume),
        which has it boot from a volume again.
    type: str
  allow_reboot:
    description: Whether a server that is running may be rebooted, where a change needs that.
    type: bool
    default: false
  delete_volumes:
    description:
      - Which of its volumes are deleted with the server. V(boot) means the one that it boots from. A warning names
        those that stay, since they go on to cost.
      - Where others stay, the volume that it boots from is deleted when the server is gone, as a step of its own
        (C(delete_volume)). A task that fails in between names the volume with its id, since the next one finds no
        server any more.
    type: str
    choices: [boot, all, none]
    default: boot
  wait_timeout:
    default: 1800
seealso:
  - module: boxfleet.cloud.ionos_info
    description: Lists servers, images, LANs and CPU families.
  - module: boxfleet.cloud.ionos_volume
  - module: boxfleet.cloud.ionos_nic
"""

EXAMPLES = r"""
- name: A web server, with its disk, its interface and its firewall, in one request
  boxfleet.cloud.ionos_server:
    datacenter: shop
    name: web1
    cores: 2
    ram: 4096
    volumes:
      - name: web1-boot
        size: 20
        type: SSD Standard
        image: debian:12
        ssh_keys:
          - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops@example.com
    nics:
      - name: public
        lan: "1"
        firewall_active: true
        firewall_rules:
          - name: ssh
            protocol: TCP
            port_range_start: 22
            port_range_end: 22
          - name: web
            protocol: TCP
            port_range_start: 80
            port_range_end: 80

- name: It needs more memory, and may reboot for it
  boxfleet.cloud.ionos_server:
    datacenter: shop
    name: web1
    ram: 8192
    allow_reboot: true

- name: At night it costs its disk alone
  boxfleet.cloud.ionos_server:
    datacenter: shop
    name: web1
    state: stopped

- name: It boots from a CD-ROM for once
  boxfleet.cloud.ionos_server:
    datacenter: shop
    name: web1
    cdroms: ["debian:12_iso"]
    boot_cdrom: debian:12_iso
    allow_reboot: true

- name: It is gone, with all its disks
  boxfleet.cloud.ionos_server:
    datacenter: shop
    name: web1
    state: absent
    delete_volumes: all
"""

RETURN = r"""
# generated: actions_of_a_server
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(start), V(stop), V(suspend), V(resume), V(reboot), V(delete), V(create_volume),
      V(update_volume), V(detach_volume), V(create_nic), V(update_nic), V(delete_nic), those of a NIC's firewall rules
      with V(_nic) at their end, V(attach_cdrom), V(detach_cdrom), V(set_boot_volume), V(set_boot_cdrom), V(set_label)
      and V(remove_label).
  returned: always
  type: list
  elements: str
  sample: [create]
# end: actions_of_a_server
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
left_volumes:
  description: The volumes that were attached to it and go on to exist, and to cost. With O(delete_volumes=all) none.
  returned: with O(state=absent)
  type: list
  elements: dict
  contains:
    id:
      description: Id of the volume.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    name:
      description: Name of the volume.
      type: str
      sample: web1-data
    size:
      description: Size in GB.
      type: int
      sample: 100
    type:
      description: Kind of disk.
      type: str
      sample: HDD
server:
  description:
    - The server as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the service can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    # generated: server
    id:
      description: Id of the server.
      type: str
      sample: 9a2ff5ab-25ff-4ae5-8ff8-6b6a4fd4b0b9
    name:
      description: Name of the server.
      type: str
      sample: web1
    cores:
      description: Number of cores.
      type: int
      sample: 2
    ram:
      description: Memory in MB.
      type: int
      sample: 4096
    cpu_family:
      description: Kind of processor.
      type: str
      sample: INTEL_SKYLAKE
    availability_zone:
      description: The part of the data centre it is in.
      type: str
      sample: AUTO
    type:
      description: Kind of server.
      type: str
      sample: ENTERPRISE
    template_uuid:
      description: Id of the template of a Cube.
      type: str
    hostname:
      description: Name of the system.
      type: str
      sample: web1
    nic_multi_queue:
      description: Whether NICs use several queues.
      type: bool
    volumes:
      description: Its volumes, with what M(boxfleet.cloud.ionos_volume) returns of one.
      type: list
      elements: dict
    nics:
      description: Its NICs, with what M(boxfleet.cloud.ionos_nic) returns of one, their firewall rules among it.
      type: list
      elements: dict
    cdroms:
      description: The images in its CD-ROM drives, each with id and name.
      type: list
      elements: dict
    labels:
      description: Its labels, V(null) if the task does not ask for them.
      type: dict
    power:
      description: V(running), V(stopped), or how else it is, such as V(shutoff) where it was shut down from inside.
      type: str
      sample: running
    state:
      description: V(AVAILABLE), V(INACTIVE) for a server that is stopped, or V(BUSY) if the task did not wait.
      type: str
      sample: AVAILABLE
    created:
      description: When it was created. It moves by some seconds while the service makes it.
      type: str
      sample: "2026-01-15T09:30:00Z"
    vm_state:
      description: What the service says of the machine.
      type: str
      sample: RUNNING
    boot_volume:
      description: The volume that it boots from, with C(id) and C(name), V(null) if it boots from none.
      type: dict
    boot_cdrom:
      description: The CD-ROM that it boots from, with C(id) and C(name), V(null) if it boots from none.
      type: dict
    # end: server
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK


def main():
    run_module(SERVER_TASK)


if __name__ == "__main__":
    main()
