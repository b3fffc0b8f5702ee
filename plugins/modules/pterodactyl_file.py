#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_file
short_description: Manages files of a server at a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Manages one file or directory of a server, through the panel; the server may be on or off.
  - A file is written if it holds something else. The panel shows files of up to 4 MiB, unless it is set up otherwise.
    Of larger ones the size alone is compared, and the task warns.
  - For whole trees of files SFTP is faster. Its address is in what M(boxfleet.cloud.pterodactyl_info) tells of servers.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.pterodactyl.server
  - boxfleet.cloud.api
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  path:
    description: Path of the file, from the server's folder on.
    type: str
    required: true
  state:
    description:
      - V(file) means that it is a file as described. Directories that it is in are made.
      - V(directory) means that it is a directory.
      - V(absent) means that nothing is there. A directory goes with all that is in it.
    type: str
    choices: [file, directory, absent]
    default: file
  content:
    description:
      - What the file holds. Needed to make it, or O(src).
      - It never appears in output. Neither does what is in the file.
    type: str
  src:
    description: A file whose content it is to have, on the machine where the task runs, mostly the controller.
    type: str
  overwrite:
    description: Whether a file that is there is changed if it holds something else, as games change theirs.
    type: bool
    default: true
  mode:
    description: Who may do what with it, three octal digits in quotes, such as V('644'). If not set, it stays as it is.
    type: str
  wait_timeout:
    description: Seconds to wait for a server that is just being installed, restored from a backup or transferred.
    type: int
    default: 600
seealso:
  - module: boxfleet.cloud.pterodactyl_backup
"""

EXAMPLES = r"""
- name: The settings of the game
  boxfleet.cloud.pterodactyl_file:
    server: lobby
    path: server.properties
    content: "{{ lookup('ansible.builtin.template', 'server.properties.j2') }}"

- name: An icon
  boxfleet.cloud.pterodactyl_file:
    server: lobby
    path: server-icon.png
    src: files/server-icon.png

- name: No old world
  boxfleet.cloud.pterodactyl_file:
    server: lobby
    path: world_old
    state: absent
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(write), V(create_directory), V(chmod) and V(delete), or none.
  returned: always
  type: list
  elements: str
  sample: [write]
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
file:
  description:
    - The file or directory as it is at the end, V(null) if nothing is there.
    - In check mode as it would be. What only the server can know of a new one is V(null) then.
  returned: success
  type: dict
  contains:
    path:
      description: Path, from the server's folder on.
      type: str
      sample: /server.properties
    state:
      description: V(file) or V(directory).
      type: str
      sample: file
    size:
      description: Size of a file in bytes.
      type: int
      sample: 1024
    mode:
      description: Who may do what with it.
      type: str
      sample: "644"
    mimetype:
      description: What the daemon takes it for.
      type: str
      sample: text/plain; charset=utf-8
    modified_at:
      description: When it was changed last.
      type: str
      sample: "2026-01-01T00:00:00+00:00"
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.file.task import FILE_TASK


def main():
    run_module(FILE_TASK)


if __name__ == "__main__":
    main()
