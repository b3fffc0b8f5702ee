# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: tiny_server
short_description: Create, start, stop and delete a server
description:
  - Makes one server be as described, and waits until it is.
extends_documentation_fragment:
  - example.tiny.tiny
  - boxfleet.cloud.api
author:
  - boxfleet contributors (@boxfleet)
options:
  name:
    description:
      - Name of the server. Either this or O(id) is needed.
      - The service lets several servers have the same name. The module never makes a second one.
    type: str
  id:
    description: Id of an existing server.
    type: str
  size:
    description: How large it is. Needed for a new one, and cannot be changed.
    type: str
    choices: [small, large]
  state:
    description:
      - V(present) means that it exists. A new one is off.
      - V(started) and V(stopped) mean that it is on or off.
      - V(absent) means that it does not exist. One that is on is stopped first.
    type: str
    choices: [present, started, stopped, absent]
    default: present
  wait:
    description: Whether to wait until the service has finished the last change.
    type: bool
    default: true
  wait_timeout:
    description: Seconds that all waiting of the task may take together.
    type: int
    default: 600
"""

EXAMPLES = r"""
- name: A server that is on
  example.tiny.tiny_server:
    name: db1
    size: large
    state: started
"""

RETURN = r"""
server:
  description: The server as it is at the end, V(null) if it does not exist.
  returned: success
  type: dict
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.example.tiny.plugins.module_utils._tiny.server import SERVER_TASK


def main():
    run_module(SERVER_TASK)


if __name__ == "__main__":
    main()
