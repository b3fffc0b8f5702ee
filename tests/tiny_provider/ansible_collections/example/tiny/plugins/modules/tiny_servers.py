# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: tiny_servers
short_description: Manages many servers in one task
description:
  - Does for many servers what M(example.tiny.tiny_server) does for one, side by side.
extends_documentation_fragment:
  - example.tiny.tiny
  - boxfleet.cloud.api
author:
  - boxfleet contributors (@boxfleet)
options:
  servers:
    description: The servers, each with the options of M(example.tiny.tiny_server).
    type: list
    elements: dict
    required: true
  defaults:
    description: What they have in common.
    type: dict
  parallel:
    description: The most calls that change something to have under way at once.
    type: int
    default: 10
"""

EXAMPLES = r"""
- name: Two servers that are on
  example.tiny.tiny_servers:
    defaults:
      size: small
      state: started
    servers:
      - name: web1
      - name: web2
"""

RETURN = r"""
servers:
  description: What became of each server, in the order of the option.
  returned: always
  type: list
  elements: dict
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.example.tiny.plugins.module_utils._tiny.fleet import SERVERS_TASK


def main():
    run_module(SERVERS_TASK)


if __name__ == "__main__":
    main()
