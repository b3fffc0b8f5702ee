#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: jiffybox_boxes
short_description: Manages many JiffyBoxes in one task
version_added: 0.1.0
description:
  - Manages many boxes, side by side, and waits until all of them are as described. What
    M(boxfleet.cloud.jiffybox_box) does for one box, this module does for a fleet, with the same options.
  - One call finds the actual state of all boxes. If nothing has to be changed, it is the only call, however many boxes
    there are.
  - Everything is planned before anything is changed. If one box cannot be as described, because its plan does not exist
    for example, nothing is changed, and the task names all that is wrong.
  - If a box fails later, the others are still made as described. The task fails then. Its message names each box that
    failed and why, and RV(boxes) says what became of every box. The next run does only what is missing.
  - A box with O(boxes[].clone_from) waits for its source if that is one of O(boxes), also if the source is yet to be
    created. Copies of the same source are made one after the other. A source cannot have O(boxes[].state=absent).
  - The O(boxes[].wait_timeout) of a box begins when the module turns to it, so a copy that waits for its source does
    not lose any.
  - Plans, distributions, boxes and backups that the options can name are listed by M(boxfleet.cloud.jiffybox_facts).
extends_documentation_fragment:
  - boxfleet.cloud.jiffybox
  - boxfleet.cloud.jiffybox.group
  - boxfleet.cloud.jiffybox_boxes
  - boxfleet.cloud.api
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  boxes:
    description:
      - The boxes, each with the options of M(boxfleet.cloud.jiffybox_box). A box can be there only once.
      - An option that a box does not set has its value from O(defaults), where the values are listed that an option has
        if it is not set there either. A value is taken as a whole, so the O(boxes[].metadata) of a box stands in place
        of that in O(defaults). One of O(boxes[].distribution), O(boxes[].backup_id) and O(boxes[].clone_from) that a
        box sets stands in place of whichever is in O(defaults).
    type: list
    elements: dict
    required: true
  defaults:
    description:
      - What the boxes have in common. Used for each option that a box does not set itself.
    type: dict
  parallel:
    description:
      - The most calls that change something to have under way at once. Waiting for a box does not count, so fifty boxes
        are created in hardly more time than one.
      - How fast calls may follow each other is a matter of O(api_rate).
    type: int
    default: 10
seealso:
  - module: boxfleet.cloud.jiffybox_facts
    description: Lists boxes, plans, distributions and backups.
  - module: boxfleet.cloud.jiffybox_box
    description: Does the same for one box.
"""

EXAMPLES = r"""
- name: Three boxes are running, made alike
  boxfleet.cloud.jiffybox_boxes:
    defaults:
      state: started
      distribution: debian_bookworm_64bit
      plan: CloudLevel 1
      use_sshkey: true
    boxes:
      - name: web1
      - name: web2
      - name: db1
        plan: CloudLevel 3
        metadata:
          role: database
  register: fleet

- name: Show their addresses
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.box.public_ipv4 | join(', ') }}"
  loop: "{{ fleet.boxes }}"
  loop_control:
    label: "{{ item.name }}"

- name: Two copies of the first one exist, switched off
  boxfleet.cloud.jiffybox_boxes:
    defaults:
      clone_from: web1
      plan: CloudLevel 1
    boxes:
      - name: web1-copy
      - name: web1-spare

- name: The copies are stored at a lower price, and the database has a smaller plan, for which it may be stopped
  boxfleet.cloud.jiffybox_boxes:
    boxes:
      - name: web1-copy
        state: frozen
      - name: web1-spare
        state: frozen
      - name: db1
        plan: CloudLevel 2
        force: true

- name: No box is left
  boxfleet.cloud.jiffybox_boxes:
    defaults:
      state: absent
    boxes:
      - name: web1
      - name: web2
      - name: db1
      - name: web1-copy
      - name: web1-spare
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, box by box in the order of O(boxes), each as name and change. In check mode those that
      would be made.
    - See RV(boxes[].actions) for the changes there are.
  returned: always
  type: list
  elements: str
  sample: ["web1: create", "web1: start", "db1: set_metadata"]
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
boxes:
  description: What became of each box, in the order of O(boxes).
  returned: success, and also if boxes failed that could be planned
  type: list
  elements: dict
  contains:
    name:
      description: Name of the box, V(null) if it was given by an id that no box has.
      type: str
      sample: web1
    id:
      description: Id of the box, V(null) if it is not known.
      type: int
      sample: 10001
    changed:
      description: Whether the box was changed.
      type: bool
      sample: true
    failed:
      description: Whether the box is not as it should be.
      type: bool
      sample: false
    msg:
      description: Why it failed and what is known then, V(null) if it did not.
      type: str
      sample: "Could not create box web1: the service dropped box web1 (10001). It does not exist any more."
    actions:
      description:
        # generated: box_actions
        - The changes that were made, in their order. In check mode those that would be made.
        - Any of V(create), V(set_metadata), V(start), V(shutdown), V(pull_plug), V(freeze), V(thaw), V(change_plan) and
          V(delete). V(pull_plug) cannot be foreseen, so check mode never lists it.
        # end: box_actions
      type: list
      elements: str
      sample: [create, start]
    box:
      description:
        - The box as it is at the end, V(null) if it does not exist or failed.
        - In check mode the box as it would be. What only the service can know of a new box is V(null) or empty then.
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
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.task import BOXES_TASK


def main():
    run_module(BOXES_TASK)


if __name__ == "__main__":
    main()
