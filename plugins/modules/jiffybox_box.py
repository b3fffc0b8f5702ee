#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: jiffybox_box
short_description: Manages a JiffyBox
version_added: 0.1.0
description:
  - Manages one box. Creates, changes, starts, stops, freezes or deletes it, whatever it takes to make it be as
    described, and waits until it is.
  - A box that is in a transition, for example because an earlier run was interrupted, is waited for and then compared.
    A second run changes nothing, and a box is never created twice, not even when the answer to its creation was lost.
  - Plans, distributions, boxes and backups that the options can name are listed by M(boxfleet.cloud.jiffybox_facts).
  - Asking for a box by its id is cheaper for the service than asking by its name.
  - To have many boxes, see M(boxfleet.cloud.jiffybox_boxes).
extends_documentation_fragment:
  - boxfleet.cloud.jiffybox
  - boxfleet.cloud.jiffybox.group
  - boxfleet.cloud.api
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  name:
    description:
      - Name of the box, unique in the account. Exactly one of O(name) and O(id) is needed.
      - 1 to 30 characters out of letters, umlauts, digits, space and V(_(\)=!*@.-\\).
      - The API cannot rename a box.
    type: str
  id:
    description:
      - Id of an existing box.
    type: int
  state:
    description:
      - V(present) means that the box exists and is in no transition. A running box stays on, a stopped one off, a
        frozen one frozen.
      - V(started) means that it is running. A frozen box is thawed with O(plan), or the plan it has.
      - V(stopped) means that it is not running and not frozen.
      - V(restarted) means that it was started after the task began. This is the one state that changes something in
        every run.
      - V(frozen) means that it is stopped and stored at a lower price. A frozen box has no addresses.
      - V(absent) means that it does not exist. A running box is stopped first. Everything on it is lost.
    type: str
    choices: [present, started, stopped, restarted, frozen, absent]
    default: present
  distribution:
    description:
      - Key of the distribution to install on a new box, such as V(debian_bookworm_64bit).
        O(boxfleet.cloud.jiffybox_facts#module:gather_subset=distributions) lists them.
      - A new box needs exactly one of O(distribution), O(backup_id) and O(clone_from).
      - If the box exists with another distribution, the module warns and leaves it as it is.
    type: str
  backup_id:
    description:
      - Id of a backup to create a new box from, 32 hexadecimal digits. Only used when the box is created.
        O(boxfleet.cloud.jiffybox_facts#module:gather_subset=backups) lists them.
    type: str
  clone_from:
    description:
      - Name or id of a box to create a new box as a copy of. Only used when the box is created.
      - While the source is in a transition, being copied or being backed up, the module waits for it.
    type: str
  plan:
    description:
      - Name or id of the plan, such as V(CloudLevel 2) or V(45). Needed to create a box.
        O(boxfleet.cloud.jiffybox_facts#module:gather_subset=plans) lists them, with what they cost.
      - If a box that exists has another plan, it is changed. This needs the box to be stopped. If it is running and is
        to stay so, the module refuses unless O(force=true).
      - The plan of a frozen box is changed by thawing and freezing it.
    type: str
  password:
    description:
      - Password for root on a new box. Only used when the box is created.
      - If not set, the service makes one up and mails it to the customer.
    type: str
  use_sshkey:
    description:
      - Whether to install the SSH key that is stored in the control panel for root on a new box. Only used when the
        box is created.
    type: bool
  metadata:
    description:
      - Facts to store with the box, a map of anything that JSON can hold, at most 4096 bytes as JSON.
      - Keys given here are set, a key set to V(null) is removed, all others stay as they are.
    type: dict
  purge_metadata:
    description:
      - Whether to remove the keys that O(metadata) does not name. Needs O(metadata), which can be empty to remove all.
    type: bool
    default: false
  delete_protection:
    description:
      - Whether the box is protected against deletion, by V(true) under the key C(boxfleet_protected) in its metadata,
        since the service itself knows no protection. All modules of this collection honour it, check mode too, whoever
        has set it. Other programs and the control panel do not.
      - If not set, the protection stays as it is, also with O(purge_metadata=true).
      - With O(state=absent), V(false) deletes a protected box.
    type: bool
  force:
    description:
      - Whether a running box may be stopped to change its plan. It is started again afterwards.
    type: bool
    default: false
  force_stop:
    description:
      - Whether to pull the plug of a box that did not shut down within O(stop_timeout). Data that the box had not
        written to disk is lost.
    type: bool
    default: false
  stop_timeout:
    description:
      - Seconds a clean shutdown may take, within O(wait_timeout).
    type: int
    default: 120
  wait:
    description:
      - Whether to wait until the box is settled and has the power O(state) asks for.
      - With V(false) it is enough that the service has accepted the last change. Changes that need an earlier one to
        be complete still wait for that one, so starting a new box waits until it is created.
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds that all waiting for the box may take together. When they are over the task fails, and the next run goes
        on from there.
    type: int
    default: 600
  settle:
    description:
      - Seconds to leave a new box alone after the service calls it ready.
    type: int
    default: 2
notes:
  - B(Many boxes) are best made by M(boxfleet.cloud.jiffybox_boxes), which creates them side by side and asks about
    all of them with one call. Where it has to be a loop of this module, let a first loop with O(wait=false) ask for
    all boxes, and a second one with O(state=started) wait for each. One loop alone would wait for a box before it asks
    for the next.
seealso:
  - module: boxfleet.cloud.jiffybox_facts
    description: Lists boxes, plans, distributions and backups.
  - module: boxfleet.cloud.jiffybox_boxes
    description: Does the same for many boxes in one task.
  - module: boxfleet.cloud.jiffybox_backup
  - module: boxfleet.cloud.jiffybox_ip
  - plugin: boxfleet.cloud.jiffybox
    plugin_type: inventory
    description: The boxes as hosts.
"""

EXAMPLES = r"""
- name: A small Debian box is running
  boxfleet.cloud.jiffybox_box:
    name: web1
    state: started
    distribution: debian_bookworm_64bit
    plan: CloudLevel 1
    use_sshkey: true
    metadata:
      role: web
  register: web1

- name: Show its address
  ansible.builtin.debug:
    msg: "{{ web1.box.public_ipv4 | join(', ') }}"

- name: The box has more memory, and may be stopped to get it
  boxfleet.cloud.jiffybox_box:
    name: web1
    state: started
    plan: CloudLevel 2
    force: true

- name: A copy of the box exists, switched off
  boxfleet.cloud.jiffybox_box:
    name: web1-copy
    clone_from: web1
    plan: CloudLevel 2

- name: Nobody needs the copy before next month
  boxfleet.cloud.jiffybox_box:
    name: web1-copy
    state: frozen

- name: The box is off, whether or not it shuts down cleanly
  boxfleet.cloud.jiffybox_box:
    name: web1
    state: stopped
    stop_timeout: 60
    force_stop: true

- name: No box is left
  boxfleet.cloud.jiffybox_box:
    name: "{{ item }}"
    state: absent
  loop:
    - web1
    - web1-copy
"""

RETURN = r"""
actions:
  description:
    # generated: box_actions
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(set_metadata), V(start), V(shutdown), V(pull_plug), V(freeze), V(thaw), V(change_plan) and
      V(delete). V(pull_plug) cannot be foreseen, so check mode never lists it.
    # end: box_actions
  returned: always
  type: list
  elements: str
  sample: [shutdown, change_plan, start]
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
box:
  description:
    - The box as it is at the end, V(null) if it does not exist.
    - In check mode the box as it would be. What only the service can know of a new box is V(null) or empty then.
  returned: success
  type: dict
  contains:
    # generated: box
    id:
      description: Id of the box.
      type: int
      sample: 10001
    name:
      description: Name of the box.
      type: str
      sample: web1
    status:
      description: V(READY), V(FROZEN) or, if the task did not wait, a transition such as V(CREATING).
      type: str
      sample: READY
    running:
      description: Whether the box is switched on.
      type: bool
      sample: true
    running_since:
      description: When it was switched on, in seconds since 1970, V(null) if it is off.
      type: int
      sample: 1700000000
    created:
      description: When it was created, in seconds since 1970.
      type: int
      sample: 1700000000
    host:
      description: Name of the machine that carries the box.
      type: str
      sample: vmhost-a12
    recoverymode_active:
      description: Whether the box runs in recovery mode.
      type: bool
      sample: false
    manual_backup_running:
      description: Whether a manual backup is being taken.
      type: bool
      sample: false
    is_being_copied:
      description: Whether the box is being copied.
      type: bool
      sample: false
    plan:
      description: The plan of the box. Prices are in euro.
      type: dict
      contains:
        id:
          description: Id of the plan.
          type: int
          sample: 44
        name:
          description: Name of the plan.
          type: str
          sample: CloudLevel 1
        cpus:
          description: Number of processors.
          type: int
          sample: 1
        ram_in_mb:
          description: Memory in MB.
          type: int
          sample: 2048
        disk_size_in_mb:
          description: Disk in MB, a swap disk of 512 MB included.
          type: int
          sample: 102400
        price_per_hour:
          description: Euro an hour.
          type: float
          sample: 0.02
        price_per_hour_frozen:
          description: Euro an hour while frozen.
          type: float
          sample: 0.005
        price_cap:
          description: The most a month can cost, in euro.
          type: float
          sample: 12.99
    distribution:
      description: Key of the distribution on the root disk, V(null) while it is not known.
      type: str
      sample: debian_bookworm_64bit
    metadata:
      description: The facts stored with the box.
      type: dict
      sample:
        role: web
    delete_protection:
      description:
        - Whether its metadata protect the box against deletion, see
          O(boxfleet.cloud.jiffybox_box#module:delete_protection).
      type: bool
      sample: false
    ips:
      description: All addresses of the box.
      type: dict
      contains:
        public:
          description: Public addresses.
          type: list
          elements: str
          sample: [198.18.0.1]
        private:
          description: Private addresses.
          type: list
          elements: str
          sample: [10.0.0.1]
    public_ipv4:
      description: Public IPv4 addresses. Empty while the box is frozen.
      type: list
      elements: str
      sample: [198.18.0.1]
    private_ipv4:
      description: Private IPv4 addresses. Empty while the box is frozen.
      type: list
      elements: str
      sample: [10.0.0.1]
    active_profile:
      description: How the box boots, V(null) while it is being created.
      type: dict
      contains:
        name:
          description: Name of the profile.
          type: str
          sample: Standard
        created:
          description: When it was created, in seconds since 1970.
          type: int
          sample: 1700000000
        runlevel:
          description: The run level it boots to.
          type: str
          sample: default
        kernel:
          description: The kernel it boots.
          type: str
          sample: xen-pvops-x86_64
        rootdisk:
          description: Device of the root disk.
          type: str
          sample: /dev/xvda
        rootdisk_mode:
          description: How the root disk is mounted at boot.
          type: str
          sample: ro
        status:
          description: Status of the profile.
          type: str
          sample: READY
        disks:
          description: The disks by device.
          type: dict
          sample:
            xvda:
              name: Debian
              filesystem: ext4
              size_in_mb: 101888
              created: 1700000000
              status: READY
              distribution: debian_bookworm_64bit
    # end: box
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.task import BOX_TASK


def main():
    run_module(BOX_TASK)


if __name__ == "__main__":
    main()
