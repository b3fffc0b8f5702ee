#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_dedicated_server
short_description: Manages a dedicated server at OVHcloud
version_added: 0.1.0
description:
  - Manages the settings of a dedicated server that the account has, and reboots it if asked to. Servers are ordered
    elsewhere.
  - What is to be booted counts at the next start. To have it booted now, say O(state=rebooted) in the same task.
  - M(boxfleet.cloud.ovh_dedicated_reinstall) installs another system.
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

  state:
    description:
      - V(present) compares settings alone.
      - V(rebooted) also reboots it, hard, in every run, and waits for the task that does it. One that is under way
        already is waited for instead, unless it began before O(boot) was changed.
      - The system on it comes up after that. Have M(ansible.builtin.wait_for_connection) wait for it.
    type: str
    choices: [present, rebooted]
    default: present
  name:
    description: The name that the manager shows.
    type: str
  boot:
    description:
      - What it boots, by its type (V(harddisk), V(rescue), V(network), V(power)), kernel (such as V(rescue-customer))
        or id.
    type: str
  monitoring:
    description: Whether the service watches it.
    type: bool
  no_intervention:
    description: Whether technicians leave it alone when it does not answer.
    type: bool
  burst:
    description:
      - Whether it may use more bandwidth for a while.
      - The service locks it after too much use. It cannot be made V(active) then.
    type: str
    choices: [active, inactive]
  rescue_mail:
    description: Address that gets the password of the rescue system, or an empty text for that of the account.
    type: str
  rescue_ssh_key:
    description: Public key for the rescue system, or an empty text for none.
    type: str
  root_device:
    description: The device that is booted from, or an empty text for the usual one.
    type: str
  efi_bootloader_path:
    description: Path of the boot loader, or an empty text for the usual one.
    type: str
  wait:
    description:
      - Whether to wait for the task that reboots it.
  wait_timeout:
    default: 1800
seealso:
  - module: boxfleet.cloud.ovh_dedicated_reinstall
    description: Installs another system on it.
  - module: boxfleet.cloud.ovh_info
    description: Lists servers.
"""

EXAMPLES = r"""
- name: The service watches the server, and it may burst
  boxfleet.cloud.ovh_dedicated_server:
    server: ns1000001.ip-198-18-0.eu
    name: shop
    monitoring: true
    burst: active

- name: Into the rescue system, now
  boxfleet.cloud.ovh_dedicated_server:
    server: ns1000001.ip-198-18-0.eu
    boot: rescue
    rescue_ssh_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops
    state: rebooted

- name: And back to its own system
  boxfleet.cloud.ovh_dedicated_server:
    server: ns1000001.ip-198-18-0.eu
    boot: harddisk
    rescue_ssh_key: ""
    state: rebooted
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(update), V(rename), V(burst) and V(reboot).
  returned: always
  type: list
  elements: str
  sample: [update, reboot]
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
    boot_id:
      description: Id of what it boots.
      type: int
      sample: 1
    burst:
      description: V(active), V(inactive) or V(inactiveLocked), V(null) if the task does not ask for it.
      type: str
      sample: active
    monitoring:
      description: Whether the service watches it.
      type: bool
    no_intervention:
      description: Whether technicians leave it alone.
      type: bool
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.dedicated_server.task import SERVER_TASK


def main():
    run_module(SERVER_TASK)


if __name__ == "__main__":
    main()
