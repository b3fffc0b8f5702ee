#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: jiffybox_boxes
short_description: Create, change, start, stop, freeze and delete many JiffyBoxes in one task
version_added: 0.1.0
description:
  - Makes many boxes be as described, side by side, and waits until all of them are. What
    M(boxfleet.cloud.jiffybox_box) does for one box, this module does for a fleet, with the same options.
  - One call finds the actual state of all boxes. If nothing has to be changed, it is the only call, however many boxes
    there are.
  - Everything is planned before anything is changed. If one box cannot be as described, because its plan does not exist
    for example, nothing is changed, and the task names all that is wrong.
  - If a box fails later, the others are still made as described. The task fails then. Its message names each box that
    failed and why, and RV(boxes) says what became of every box. The next run does only what is missing.
  - A box with O(boxes[].clone_from) waits for its source if that is one of O(boxes), also if the source is yet to be
    created. Copies of the same source are made one after the other.
extends_documentation_fragment:
  - boxfleet.cloud.jiffybox
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
        of that in O(defaults).
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description:
          - Name of the box, unique in the account. Exactly one of O(boxes[].name) and O(boxes[].id) is needed.
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
          - V(started) means that it is running. A frozen box is thawed with O(boxes[].plan), or the plan it has.
          - V(stopped) means that it is not running and not frozen.
          - V(restarted) means that it was started after the task began. This is the one state that changes something
            in every run.
          - V(frozen) means that it is stopped and stored at a lower price. A frozen box has no addresses.
          - V(absent) means that it does not exist. A running box is stopped first. Everything on it is lost.
        type: str
        choices: [present, started, stopped, restarted, frozen, absent]
      distribution:
        description:
          - Key of the distribution to install on a new box, such as V(debian_bookworm_64bit).
          - A new box needs exactly one of O(boxes[].distribution), O(boxes[].backup_id) and O(boxes[].clone_from). One
            set for a box stands in place of whichever is in O(defaults).
          - If the box exists with another distribution, the module warns and leaves it as it is.
        type: str
      backup_id:
        description:
          - Id of a backup to create a new box from, 32 hexadecimal digits. Only used when the box is created.
        type: str
      clone_from:
        description:
          - Name or id of a box to create a new box as a copy of. Only used when the box is created.
          - The source can be one of O(boxes), except one with O(boxes[].state=absent).
        type: str
      plan:
        description:
          - Name or id of the plan, such as V(CloudLevel 2) or V(45). Needed to create a box.
          - If a box that exists has another plan, it is changed. This needs the box to be stopped. If it is running and
            is to stay so, the module refuses unless O(boxes[].force=true).
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
          - Whether to remove the keys that O(boxes[].metadata) does not name. Needs O(boxes[].metadata), which can be
            empty to remove all.
        type: bool
      force:
        description:
          - Whether a running box may be stopped to change its plan. It is started again afterwards.
        type: bool
      force_stop:
        description:
          - Whether to pull the plug of a box that did not shut down within O(boxes[].stop_timeout). Data that the box
            had not written to disk is lost.
        type: bool
      stop_timeout:
        description:
          - Seconds a clean shutdown may take, within O(boxes[].wait_timeout).
        type: int
      wait:
        description:
          - Whether to wait until the box is settled and has the power O(boxes[].state) asks for.
          - With V(false) the module leaves the box as soon as the service has accepted the last change. Changes that
            need an earlier one to be complete still wait for that one.
        type: bool
      wait_timeout:
        description:
          - Seconds that all waiting for the box may take together. They begin when the module turns to the box, so a
            copy that waits for its source does not lose any.
          - When they are over the box fails, and the next run goes on from there.
        type: int
      settle:
        description:
          - Seconds to leave a new box alone after the service calls it ready.
        type: int
  defaults:
    description:
      - What the boxes have in common. Used for each option that a box does not set itself.
    type: dict
    suboptions:
      state:
        description: See O(boxes[].state).
        type: str
        choices: [present, started, stopped, restarted, frozen, absent]
        default: present
      distribution:
        description: See O(boxes[].distribution).
        type: str
      backup_id:
        description: See O(boxes[].backup_id).
        type: str
      clone_from:
        description: See O(boxes[].clone_from).
        type: str
      plan:
        description: See O(boxes[].plan).
        type: str
      password:
        description: See O(boxes[].password).
        type: str
      use_sshkey:
        description: See O(boxes[].use_sshkey).
        type: bool
      metadata:
        description: See O(boxes[].metadata).
        type: dict
      purge_metadata:
        description: See O(boxes[].purge_metadata).
        type: bool
        default: false
      force:
        description: See O(boxes[].force).
        type: bool
        default: false
      force_stop:
        description: See O(boxes[].force_stop).
        type: bool
        default: false
      stop_timeout:
        description: See O(boxes[].stop_timeout).
        type: int
        default: 120
      wait:
        description: See O(boxes[].wait).
        type: bool
        default: true
      wait_timeout:
        description: See O(boxes[].wait_timeout).
        type: int
        default: 600
      settle:
        description: See O(boxes[].settle).
        type: int
        default: 2
  parallel:
    description:
      - The most calls that change something to have under way at once. Waiting for a box does not count, so fifty boxes
        are created in hardly more time than one.
      - How fast calls may follow each other is a matter of O(api_rate).
    type: int
    default: 10
seealso:
  - module: boxfleet.cloud.jiffybox_box
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
api_calls:
  description: The calls to the API that the task made, without the token.
  returned: at verbosity 3 and above
  type: list
  elements: dict
  contains:
    verb:
      description: HTTP verb.
      type: str
      sample: GET
    path:
      description: Path below the token.
      type: str
      sample: /v1.0/jiffyBoxes
    status:
      description: HTTP status of the answer, V(null) if there was none.
      type: int
      sample: 200
    milliseconds:
      description: How long the call took.
      type: int
      sample: 12
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
        - The changes that were made to the box, in their order. In check mode those that would be made.
        - Any of V(create), V(set_metadata), V(start), V(shutdown), V(pull_plug), V(freeze), V(thaw), V(change_plan) and
          V(delete). V(pull_plug) cannot be foreseen, so check mode never lists it.
      type: list
      elements: str
      sample: [create, start]
    box:
      description:
        - The box as it is at the end, V(null) if it does not exist or failed.
        - In check mode the box as it would be. What only the service can know of a new box is V(null) or empty then.
      type: dict
      contains:
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
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.task import BOXES_TASK


def main():
    run_module(BOXES_TASK)


if __name__ == "__main__":
    main()
