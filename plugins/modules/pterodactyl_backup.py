#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_backup
short_description: Manages backups of a server at a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Makes, locks, restores and deletes backups of a server, and waits until that is done.
  - A server may have as many backups as its C(backup_limit) says, and C(keep) has older ones deleted in time. Whether
    there is room is looked at before anything is made.
  - A panel makes two backups of a server in ten minutes, unless it is set up otherwise. After that it refuses, and the
    task fails at once with the seconds to wait.
  - M(boxfleet.cloud.pterodactyl_info) lists the backups of servers.
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
      - Name of the backup. At least one of O(name) and O(id) is needed.
      - The panel lets several have the same name. The module never makes a second one of a name. Where there are
        several already, it fails and lists their ids. Those that have failed hold nothing and do not count.
    type: str
  id:
    description: UUID of an existing backup.
    type: str
  state:
    description:
      - V(present) means that there is such a backup, and it is complete.
      - V(locked) means the same, and that nobody can delete it, V(unlocked) that whoever may can.
      - V(restored) means that the server's files have been restored from it by this task, every time. The panel stops
        the server for that and does not start it again, see M(boxfleet.cloud.pterodactyl_power). It does not tell
        whether the files could be restored.
      - V(absent) means that there is none. One that is locked is not deleted.
    choices: [present, locked, unlocked, restored, absent]
  ignored:
    description:
      - What is left out of a new backup, patterns as in a C(.gitignore). It cannot be changed.
      - If there are none, a file C(.pteroignore) of the server says.
    type: list
    elements: str
  keep:
    description:
      - How many backups of the server are kept that are not locked, this one among them. Older ones are deleted when
        this one is complete; before that only as many as there is no room for.
      - Those that are locked, have failed, or are still being made are never deleted.
      - If not set, nothing is deleted.
    type: int
  keep_like:
    description: Which names O(keep) is about, with V(*) for any text. All others stay, and do not count.
    type: str
    default: "*"
  truncate:
    description: Whether O(state=restored) deletes all files of the server first, also those made since the backup.
    type: bool
    default: false
  wait_timeout:
    default: 3600
seealso:
  - module: boxfleet.cloud.pterodactyl_file
  - module: boxfleet.cloud.pterodactyl_schedule
"""

EXAMPLES = r"""
- name: A backup of today, of which the last five are kept
  boxfleet.cloud.pterodactyl_backup:
    server: lobby
    name: nightly {{ now(fmt='%Y-%m-%d') }}
    ignored: [logs, cache]
    keep: 5
    keep_like: nightly *

- name: One that stays whatever happens
  boxfleet.cloud.pterodactyl_backup:
    server: lobby
    name: before the season
    state: locked

- name: Back to it
  boxfleet.cloud.pterodactyl_backup:
    server: lobby
    name: before the season
    state: restored
    truncate: true
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(create), V(lock), V(unlock), V(restore) and V(delete).
  returned: always
  type: list
  elements: str
  sample: [delete, create]
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
backup:
  description:
    - The backup as it is at the end, V(null) if it does not exist.
    - In check mode as it would be. What only the panel can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    id:
      description: UUID of the backup.
      type: str
      sample: 9a1c5a3e-64d7-4d53-8ff6-d1d1b38ab8b9
    name:
      description: Name of the backup.
      type: str
      sample: before the season
    ignored:
      description: What was left out of it.
      type: list
      elements: str
      sample: [logs, cache]
    locked:
      description: Whether nobody can delete it.
      type: bool
    kept:
      description: With O(keep), the names of all backups that count for it and are there, else V(null).
      type: list
      elements: str
      sample: [nightly 2026-01-01, nightly 2026-01-02]
    is_successful:
      description: Whether it is complete.
      type: bool
    bytes:
      description: Its size in bytes.
      type: int
      sample: 52428800
    checksum:
      description: Checksum of the archive, with the way it was made.
      type: str
      sample: sha1:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
    created_at:
      description: When it was begun.
      type: str
      sample: "2026-01-01T00:00:00+00:00"
    completed_at:
      description: When it was complete.
      type: str
      sample: "2026-01-01T00:02:10+00:00"
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.backup.record import BACKUP_TASK


def main():
    run_module(BACKUP_TASK)


if __name__ == "__main__":
    main()
