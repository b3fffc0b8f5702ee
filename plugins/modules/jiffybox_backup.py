#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: jiffybox_backup
short_description: Manages backups of a JiffyBox
version_added: 0.1.0
description:
  - Manages the backups of a box. Sees to it that it is backed up automatically or not, that its manual backup exists,
    or that one of its backups does not. Puts a backup back.
  - The service makes automatic backups of the types V(daily), V(weekly) and V(biweekly), if they are switched on, and
    keeps the newest of each. Besides, a box holds exactly one manual backup. A new one replaces it.
  - While the box is in a transition, being copied or being backed up, the module waits before it changes anything.
extends_documentation_fragment:
  - boxfleet.cloud.jiffybox
  - boxfleet.cloud.jiffybox.group
  - boxfleet.cloud.api
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  box:
    description:
      - Name or id of the box, as M(boxfleet.cloud.jiffybox_facts) lists them. It has to exist, whatever O(state) is.
      - Asking by id is cheaper for the service than asking by name.
    type: str
    required: true
  state:
    description:
      - V(present) means that the manual backup exists and is finished. It is taken if there is none, or none young
        enough for O(max_age). While one is being taken already, the module waits for that one instead.
      - V(scheduled) means that automatic backups are on, with O(day) and O(window) as given.
      - V(unscheduled) means that automatic backups are off. B(The automatic backups that exist are lost with it at
        once,) daily, weekly and biweekly. Only the manual backup stays. The diff shows which are lost.
      - V(restored) puts the backup that O(type) or O(backup_id) names back. B(All data and the configuration of the box
        are replaced, and what was written since the backup is lost.) A box that is running has to be stopped for that,
        which needs O(force=true). It is started again afterwards.
      - V(restored) is the one state that changes something in every run. If the answer to a restore is lost, the module
        looks whether the service has begun, and sends it again only if nothing shows. That is safe, since the box stays
        off until it is restored. If the task is interrupted, the box stays off, and the next run restores it anew but
        does not know that it was on.
      - V(absent) means that the backup that O(type) or O(backup_id) names does not exist. If automatic backups are on,
        the service makes a new one of the type in time.
    type: str
    choices: [present, scheduled, unscheduled, restored, absent]
    default: present
  day:
    description:
      - The day on which automatic backups of the types V(weekly) and V(biweekly) are made, as an English name such as
        V(sunday) or as the API's number, V(0) for Sunday to V(6) for Saturday.
      - Only with O(state=scheduled). Needed to switch automatic backups on. If they are on and it is not set, the day
        stays as it is.
    type: str
  window:
    description:
      - The hours in which automatic backups are made, V(00-04), V(04-06) or V(22-24), or the API's number for them,
        V(1), V(2) or V(6).
      - They are hours of the service's clock. The API does not say in which time zone that is. The sandbox takes UTC.
      - Only with O(state=scheduled). Needed to switch automatic backups on. If they are on and it is not set, the
        window stays as it is.
      - Older descriptions of the API number the first two V(0) and V(1). If the service says V(0), it is taken for
        V(00-04).
    type: str
  max_age:
    description:
      - How old the manual backup may be, in seconds. If it is older, a new one is taken.
      - If not set, any manual backup will do. With V(0) a new one is taken in every run.
      - The age is told by the clock of the host that the task runs on.
      - Only with O(state=present).
    type: int
  type:
    description:
      - Type of the backup to restore or to delete.
      - O(state=restored) and O(state=absent) need exactly one of O(type) and O(backup_id).
    type: str
    choices: [daily, weekly, biweekly, manual]
  backup_id:
    description:
      - Id of the backup to restore or to delete, 32 hexadecimal digits. It must be one of O(box).
        O(boxfleet.cloud.jiffybox_facts#module:gather_subset=backups) lists them.
      - To create another box from a backup, see O(boxfleet.cloud.jiffybox_box#module:backup_id).
    type: str
  force:
    description:
      - Whether a running box may be stopped to restore a backup. It is started again afterwards.
    type: bool
    default: false
  force_stop:
    description:
      - Whether to pull the plug of a box that is to be restored and did not shut down within O(stop_timeout).
    type: bool
    default: false
  stop_timeout:
    description:
      - Seconds a clean shutdown may take, within O(wait_timeout).
    type: int
    default: 120
  wait:
    description:
      - Whether to wait until the manual backup is finished, or the restored box is at rest.
      - With V(false) the task returns as soon as the service has accepted the last change. A manual backup that is
        still being taken counts as V(present) then.
  wait_timeout:
    description:
      - Seconds that all waiting of the task may take together. When they are over the task fails. What the service has
        begun goes on, and a manual backup is waited for again by the next run.
    default: 3600
seealso:
  - module: boxfleet.cloud.jiffybox_box
    description: Creates a box from a backup.
  - module: boxfleet.cloud.jiffybox_facts
    description: Lists boxes and their backups.
"""

EXAMPLES = r"""
- name: A box exists to be backed up
  boxfleet.cloud.jiffybox_box:
    name: web1
    state: started
    distribution: debian_bookworm_64bit
    plan: CloudLevel 1

- name: The box is backed up every night, and on Sundays for the week
  boxfleet.cloud.jiffybox_backup:
    box: web1
    state: scheduled
    day: sunday
    window: 04-06

- name: There is a manual backup, at most a day old
  boxfleet.cloud.jiffybox_backup:
    box: web1
    max_age: 86400
  register: web1

- name: Show which backups there are
  ansible.builtin.debug:
    msg: "{{ item.type }} backup {{ item.id }}"
  loop: "{{ web1.backups.backups }}"

- name: The upgrade went wrong, so all goes back to the manual backup
  boxfleet.cloud.jiffybox_backup:
    box: web1
    state: restored
    type: manual
    force: true

- name: The manual backup is not needed any more
  boxfleet.cloud.jiffybox_backup:
    box: web1
    state: absent
    type: manual

- name: The box is not backed up any more, and the automatic backups may be lost
  boxfleet.cloud.jiffybox_backup:
    box: web1
    state: unscheduled
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(schedule), V(reschedule), V(unschedule), V(create_backup), V(shutdown), V(pull_plug), V(restore_backup),
      V(start) and V(delete_backup). V(pull_plug) cannot be foreseen, so check mode never lists it.
  returned: always
  type: list
  elements: str
  sample: [shutdown, restore_backup, start]
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
backups:
  description:
    - Schedule and backups of the box as they are at the end, in check mode as they would be.
    - Id and time of a backup that check mode foresees are V(null).
  returned: success
  type: dict
  contains:
    # generated: backups
    schedule:
      description: When automatic backups are made, V(null) if they are off.
      type: dict
      contains:
        day:
          description: English name of the day for the types V(weekly) and V(biweekly).
          type: str
          sample: sunday
        day_id:
          description: The API's number of the day, V(0) for Sunday to V(6) for Saturday.
          type: int
          sample: 0
        window:
          description: The hours in which backups are made, V(null) if the service says a number that is not known.
          type: str
          sample: "04-06"
        time_id:
          description: The API's number of the window.
          type: int
          sample: 2
    backups:
      description: The finished ones, at most one of V(daily), V(weekly), V(biweekly) and V(manual), in this order.
      type: list
      elements: dict
      contains:
        type:
          description: Type of the backup.
          type: str
          sample: manual
        id:
          description: Id of the backup, 32 hexadecimal digits.
          type: str
          sample: 0123456789abcdef0123456789abcdef
        created:
          description: When it was finished, in seconds since 1970.
          type: int
          sample: 1700000000
    # end: backups
box:
  description:
    - The box as it is at the end, with all that RV(boxfleet.cloud.jiffybox_box#module:box) has.
  returned: success
  type: dict
  sample:
    id: 10001
    name: web1
    status: READY
    running: true
    manual_backup_running: false
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.backup.task import BACKUP_TASK


def main():
    run_module(BACKUP_TASK)


if __name__ == "__main__":
    main()
