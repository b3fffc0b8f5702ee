#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_dedicated_reinstall
short_description: Manages the system of a dedicated server at OVHcloud
version_added: 0.1.0
description:
  - Installs a system on a dedicated server, unless the service says that this very system is installed, and waits for
    the task that does it. Everything on its disks is lost. Look with C(--check) first.
  - An installation that is under way already is waited for first, and adopted if it is of this system.
  - All that is known of what is installed is its name. How it was set up is not compared.
  - What can be installed on a server is told when O(operating_system) is none of it.
    M(boxfleet.cloud.ovh_info) lists servers with what is installed on them.
extends_documentation_fragment:
  - boxfleet.cloud.ovh
  - boxfleet.cloud.ovh.group
  - boxfleet.cloud.api
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  server:
    description:
      - The server, by the name that the service gave it, such as V(ns1000001.ip-198-18-0.eu), or by the name that the
        manager shows. M(boxfleet.cloud.ovh_info) lists them.
    type: str
    required: true

  operating_system:
    description: The system, such as V(debian12_64).
    type: str
    required: true
  force:
    description: Whether to install the system anew where it is installed already. It is done in every run then.
    type: bool
    default: false
  hostname:
    description: Its name of itself.
    type: str
  ssh_key:
    description: The public key for its first user.
    type: str
  user_data:
    description: What cloud-init is given. A secret, never shown.
    type: str
  post_installation_script:
    description: A script that runs at the end. A secret, never shown.
    type: str
  customizations:
    description:
      - Further customizations of this system, under the API's own names.
      - Those that are called like a secret are never shown, nor are C(httpHeaders).
    type: dict
  properties:
    description: Further properties of the installation, under the API's own names.
    type: dict
  storage:
    description: How disks are used, in the form of the API.
    type: list
    elements: dict
  wait:
    description:
      - Whether to wait for the task that installs it.
  wait_timeout:
    default: 3600
seealso:
  - module: boxfleet.cloud.ovh_dedicated_server
    description: Settings of the server, and reboots.
  - module: boxfleet.cloud.ovh_info
    description: Lists servers.
"""

EXAMPLES = r"""
- name: Ubuntu is installed
  boxfleet.cloud.ovh_dedicated_reinstall:
    server: ns1000001.ip-198-18-0.eu
    operating_system: ubuntu2404-server_64
    hostname: shop
    ssh_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - V(reinstall), or nothing.
  returned: always
  type: list
  elements: str
  sample: [reinstall]
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
# generated: required_rules
required_rules:
  description:
    - The access rules that a consumer key needs for the task, those to look first, then those for the changes that it
      makes, in check mode those that it would make. M(boxfleet.cloud.ovh_credential) takes them as they are.
    - Where the names of things are not known yet, a path has V(*).
  returned: success
  type: list
  elements: dict
  sample: [{"method": "GET", "path": "/me"}]
# end: required_rules
server:
  description: The server as it is at the end, in check mode as it would be, with what the service tells besides.
  returned: success
  type: dict
  contains:
    # generated: dedicated_server
    server:
      description: The name that the service gave it.
      type: str
      sample: ns1000001.ip-198-18-0.eu
    name:
      description: The name that the manager shows.
      type: str
      sample: shop
    ip:
      description: Its address.
      type: str
      sample: 198.18.0.16
    datacenter:
      description: Where it is.
      type: str
      sample: sbg1
    os:
      description: What is installed, as the service calls it.
      type: str
      sample: debian12_64
    power_state:
      description: V(poweron) or V(poweroff).
      type: str
      sample: poweron
    # end: dedicated_server
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.dedicated_server.task import REINSTALL_TASK


def main():
    run_module(REINSTALL_TASK)


if __name__ == "__main__":
    main()
