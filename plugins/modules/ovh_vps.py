#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ovh_vps
short_description: Manages a VPS at OVHcloud
version_added: 0.1.0
description:
  - Manages a virtual private server that the account has, and waits until it is as described. VPS are ordered
    elsewhere; M(boxfleet.cloud.ovh_info) lists them.
  - Tasks that are under way already are waited for first, and adopted if they lead there.
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
  vps:
    description:
      - The VPS, by the name that the service gave it, such as V(vps-1a2b3c4d.vps.ovh.net), or by the name that the
        manager shows.
    type: str
    required: true
  state:
    description:
      - V(present) leaves it running or stopped.
      - V(rebooted) reboots it in every run, one that is stopped is started.
    type: str
    choices: [present, running, stopped, rebooted]
    default: present
  name:
    description: The name that the manager shows, at most 50 characters.
    type: str
  netboot:
    description: What it boots. A change reboots it, and is waited for.
    type: str
    choices: [local, rescue]
  keymap:
    description: The keyboard of its console.
    type: str
    choices: [fr, us]
  sla_monitoring:
    description: Whether the service watches it.
    type: bool
  snapshot:
    description:
      - Whether there is a snapshot. A VPS can have one, if it has the option for that.
      - V(reverted) brings it back, in every run. What is on the VPS then is lost.
    type: str
    choices: [present, absent, reverted]
  snapshot_description:
    description: What is noted with the snapshot.
    type: str
  image:
    description:
      - The system that is installed, by name or id. Where another one is, the task fails unless O(reinstall) is set.
      - What can be installed is told when this is none of it.
    type: str
  reinstall:
    description: Whether to install O(image) where another one is installed. Everything on the VPS is lost.
    type: bool
    default: false
  ssh_key:
    description: The public key that a new system gets.
    type: str
  wait_timeout:
    default: 1800
seealso:
  - module: boxfleet.cloud.ovh_info
    description: Lists VPS.
"""

EXAMPLES = r"""
- name: The VPS runs, and is called as the manager shows it
  boxfleet.cloud.ovh_vps:
    vps: vps-1a2b3c4d.vps.ovh.net
    state: running
    name: shop

- name: There is a snapshot to come back to
  boxfleet.cloud.ovh_vps:
    vps: vps-1a2b3c4d.vps.ovh.net
    snapshot: present
    snapshot_description: before the upgrade

- name: Come back to it
  boxfleet.cloud.ovh_vps:
    vps: vps-1a2b3c4d.vps.ovh.net
    snapshot: reverted

- name: Another system
  boxfleet.cloud.ovh_vps:
    vps: vps-1a2b3c4d.vps.ovh.net
    image: Debian 12
    reinstall: true
    ssh_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops
"""

RETURN = r"""
actions:
  description:
    - The changes that were made, in their order. In check mode those that would be made.
    - Any of V(update), V(reinstall), V(reinstall_from_template), V(snapshot), V(describe_snapshot), V(delete_snapshot),
      V(revert_snapshot), V(netboot), V(start), V(stop) and V(reboot).
  returned: always
  type: list
  elements: str
  sample: [update, start]
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
vps:
  description: The VPS as it is at the end, in check mode as it would be, with what the service tells besides.
  returned: success
  type: dict
  contains:
    vps:
      description: The name that the service gave it.
      type: str
      sample: vps-1a2b3c4d.vps.ovh.net
    name:
      description: The name that the manager shows.
      type: str
      sample: shop
    state:
      description: V(running), V(stopped), V(rescued), or where it is going.
      type: str
      sample: running
    netboot:
      description: What it boots.
      type: str
      sample: local
    image:
      description: The system that is installed, V(null) if the task does not ask for it.
      type: str
      sample: Debian 12
    snapshot:
      description: V(present) or V(absent), V(null) if the task does not ask for it.
      type: str
      sample: present
    snapshot_description:
      description: What is noted with the snapshot.
      type: str
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.vps.task import VPS_TASK


def main():
    run_module(VPS_TASK)


if __name__ == "__main__":
    main()
