# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: tiny_volume
short_description: Create, change and delete a volume of a server
description:
  - Makes one volume be as described, and waits until it is.
extends_documentation_fragment:
  - example.tiny.tiny
  - boxfleet.cloud.api
author:
  - boxfleet contributors (@boxfleet)
options:
  server:
    description: Id or name of the server that it belongs to.
    type: str
    required: true
  name:
    description:
      - Name of the volume. At least one of O(name) and O(id) is needed; with both it is the name it should have.
      - The service lets several volumes have the same name. The module never makes a second one.
    type: str
  id:
    description: Id of an existing volume.
    type: str
  state:
    description: Whether it exists. A volume of a server that does not exist is V(absent).
    type: str
    choices: [present, absent]
    default: present
  gigabytes:
    description: Size in GB, at least 1. A volume can grow, but not shrink. Needed for a new one.
    type: int
  disk_type:
    description: What it is made of. Cannot be changed.
    type: str
    choices: [hdd, ssd]
  labels:
    description: Labels, in any order. Those that are not listed are removed.
    type: list
    elements: str
  passphrase:
    description: What it is encrypted with. It counts at creation alone, since the service never shows it.
    type: str
  wait:
    description: Whether to wait until the service has finished the change.
    type: bool
    default: true
  wait_timeout:
    description: Seconds that all waiting of the task may take together.
    type: int
    default: 600
"""

EXAMPLES = r"""
- name: A volume for the database
  example.tiny.tiny_volume:
    server: db1
    name: data
    gigabytes: 100
    disk_type: ssd
"""

RETURN = r"""
volume:
  description: The volume as it is at the end, V(null) if it does not exist.
  returned: success
  type: dict
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.example.tiny.plugins.module_utils._tiny.volume import VOLUME_TASK


def main():
    run_module(VOLUME_TASK)


if __name__ == "__main__":
    main()
