#!/usr/bin/python
# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pterodactyl_ssh_key
short_description: Manages an SSH key for SFTP at a Pterodactyl or Jexactyl panel
version_added: 0.1.0
description:
  - Manages one SSH key of the user whose O(client_key) is used. With it the user logs in to the SFTP servers of the
    nodes without a password.
  - A key is known by its fingerprint, since the panel shows it in another form.
    M(boxfleet.cloud.pterodactyl_info) lists
    all of them.
extends_documentation_fragment:
  - boxfleet.cloud.pterodactyl
  - boxfleet.cloud.pterodactyl.group
  - boxfleet.cloud.api
  - boxfleet.cloud.state
  - boxfleet.cloud.waiting
  - boxfleet.cloud.attributes
  - boxfleet.cloud.attributes.changes
author:
  - boxfleet contributors (@boxfleet)
options:
  public_key:
    description:
      - The public key as it stands in a file such as C(id_ed25519.pub). A new one needs it.
      - No DSA, and RSA from 2048 bits.
    type: str
  name:
    description:
      - Name of the key. A new one needs it. It cannot be changed.
      - The key is found by it if O(public_key) is not given.
    type: str
  id:
    description: Fingerprint of an existing key, with or without V(SHA256:).
    type: str
seealso:
  - module: boxfleet.cloud.pterodactyl_info
  - module: boxfleet.cloud.pterodactyl_api_key
"""

EXAMPLES = r"""
- name: A key for SFTP
  boxfleet.cloud.pterodactyl_ssh_key:
    name: ops
    public_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops

- name: It goes
  boxfleet.cloud.pterodactyl_ssh_key:
    name: ops
    state: absent
"""

RETURN = r"""
# generated: actions_of_a_record
actions:
  description:
    - The changes that were made. In check mode those that would be made.
    - One of V(create), V(update) and V(delete), or none.
  returned: always
  type: list
  elements: str
  sample: [create]
# end: actions_of_a_record
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
ssh_key:
  description: The key as it is at the end, in check mode as it would be, V(null) if there is none.
  returned: success
  type: dict
  contains:
    # generated: ssh_key
    id:
      description: The fingerprint.
      type: str
    name:
      description: Name of the key.
      type: str
      sample: ops
    public_key:
      description: The key in the form of PKCS8, in check mode for a new one as it was given.
      type: str
    fingerprint:
      description: SHA-256 of the key, in base64.
      type: str
    created_at:
      description: When it was added.
      type: str
    # end: ssh_key
"""

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.ssh_key.record import SSH_KEY_TASK


def main():
    run_module(SSH_KEY_TASK)


if __name__ == "__main__":
    main()
