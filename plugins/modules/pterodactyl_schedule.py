#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_schedule
short_description: Manages schedules of a server at a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Manages when a server does something by itself, and what, such as a restart every night.
  - The tasks of a schedule are compared as a whole, in their order. What differs is changed in place.
  - M(boxfleet.cloud.pterodactyl_info) lists the schedules of servers.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.pterodactyl.server
  - boxfleet.cloud.api
  - boxfleet.cloud.state
  - boxfleet.cloud.pterodactyl.turn
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  name:
    description:
      - Name of the schedule. At least one of O(name) and O(id) is needed.
      - The panel lets several have the same name. The module never makes a second one of a name. Where there are
        several already, it fails and lists their ids.
      - Together with O(id) it is the name it should have.
    type: str
  id:
    description: Id of an existing schedule.
    type: int
  state:
    description:
      - V(present) means that there is one as described.
      - V(executed) means that it has been run by this task, whatever the clock says, every time. The panel carries out
        its first task at once, whatever its C(time_offset), and the others later; if the first fails, this task fails.
        With O(only_when_online) nothing is done while the server is off, and the panel does not say so.
      - V(absent) means that there is none.
    choices: [present, executed, absent]
  minute:
    description: Minutes when it runs, from 0 to 59, as in a crontab. A new schedule has V(*) if it is not set.
    type: str
  hour:
    description: Hours, from 0 to 23, by the panel's clock, as in a crontab. A new schedule has V(*) if it is not set.
    type: str
  day_of_month:
    description: Days of the month, from 1 to 31, as in a crontab. A new schedule has V(*) if it is not set.
    type: str
  month:
    description: Months, from 1 to 12, as in a crontab. A new schedule has V(*) if it is not set.
    type: str
  day_of_week:
    description: Days of the week, from 0 for Sunday to 6, as in a crontab, and V(1#2) for the second Monday of a month.
      A new schedule has V(*) if it is not set.
    type: str
  is_active:
    description: Whether it runs by itself. A new schedule does if this is not set.
    type: bool
  only_when_online:
    description: Whether it runs only while the server is on. A new schedule runs always if this is not set.
    type: bool
  tasks:
    description:
      - What it does, in this order. All that is not listed is taken away; an empty list takes all.
      - If not set, its tasks stay as they are, and a new schedule has none.
    type: list
    elements: dict
    suboptions:
      action:
        description: What is done.
        type: str
        choices: [command, power, backup]
        required: true
      payload:
        description:
          - With O(tasks[].action=command) what is typed at the console.
          - With O(tasks[].action=power) one of V(start), V(stop), V(restart) and V(kill).
          - With O(tasks[].action=backup) what is left out, a pattern a line; it may be empty. When the server has as
            many backups as it may have, the oldest that is not locked makes room.
        type: str
        default: ""
      time_offset:
        description: Seconds to wait after the task before it, up to 900.
        type: int
        default: 0
      continue_on_failure:
        description: Whether those after it are done even if it fails.
        type: bool
        default: false
seealso:
  - module: boxfleet.cloud.pterodactyl_backup
"""

EXAMPLES = r"""
- name: A restart every night, announced a minute before
  boxfleet.cloud.pterodactyl_schedule:
    server: lobby
    name: nightly restart
    hour: "4"
    minute: "0"
    only_when_online: true
    tasks:
      - action: command
        payload: say Restart in one minute
      - action: power
        payload: restart
        time_offset: 60

- name: No such thing any more
  boxfleet.cloud.pterodactyl_schedule:
    server: lobby
    name: nightly restart
    state: absent
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(update), V(create_task), V(update_task), V(delete_task), V(execute) and V(delete).
  returned: always
  type: list
  elements: str
  sample: [create, create_task]
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
schedule:
  description:
    - The schedule as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the panel can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the schedule.
      type: int
      sample: 1
    name:
      description: Name of the schedule.
      type: str
      sample: nightly restart
    minute:
      description: Minutes when it runs.
      type: str
      sample: "30"
    hour:
      description: Hours when it runs.
      type: str
      sample: "21"
    day_of_month:
      description: Days of the month when it runs.
      type: str
      sample: "*"
    month:
      description: Months when it runs.
      type: str
      sample: "*"
    day_of_week:
      description: Days of the week when it runs.
      type: str
      sample: "*"
    is_active:
      description: Whether it runs by itself.
      type: bool
    only_when_online:
      description: Whether it runs only while the server is on.
      type: bool
    tasks:
      description: What it does, in this order.
      type: list
      elements: dict
      contains:
        id:
          description: Id of the task.
          type: int
          sample: 1
        action:
          description: What is done.
          type: str
          sample: power
        payload:
          description: What is typed, which signal is sent, or what is left out of a backup.
          type: str
          sample: restart
        time_offset:
          description: Seconds after the task before it.
          type: int
          sample: 60
        continue_on_failure:
          description: Whether those after it are done even if it fails.
          type: bool
    is_processing:
      description: Whether it is just running.
      type: bool
    last_run_at:
      description: When it ran last.
      type: str
      sample: "2026-01-01T04:00:00+00:00"
    next_run_at:
      description: When it will run next.
      type: str
      sample: "2026-01-02T04:00:00+00:00"
    created_at:
      description: When it was created.
      type: str
      sample: "2026-01-01T00:00:00+00:00"
    updated_at:
      description: When it was changed last.
      type: str
      sample: "2026-01-01T00:00:00+00:00"
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.schedule.record import SCHEDULE_TASK


def main():
    run_module(SCHEDULE_TASK)


if __name__ == "__main__":
    main()
