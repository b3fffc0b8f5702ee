# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account at IONOS Cloud, the same in every plugin, and what its modules have in common."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  api_token:
    description:
      - Token of a user, or O(username) and O(password). With both, the token is used.
      - If not set, the environment variable E(IONOS_TOKEN) is used.
      - It never appears in output, errors or logs, and is sent to the host in O(api_url) alone. What stands on the
        command line, after C(-e) for example, is shown by Ansible itself at C(-vvvv), and by the system to its other
        users. Have the environment or a vaulted variable hold it.
    type: str
  username:
    description:
      - Name of a user, an e-mail address, who logs in without a second factor.
      - If not set, the environment variable E(IONOS_USERNAME) is used.
    type: str
  password:
    description:
      - Password of O(username).
      - If not set, the environment variable E(IONOS_PASSWORD) is used.
    type: str
  contract_number:
    description:
      - Which contract is meant, for users who have several.
      - If not set, the environment variable E(IONOS_CONTRACT_NUMBER) is used.
    type: int
  api_url:
    description:
      - Address of the service, with or without V(/cloudapi/v6).
      - If not set, the environment variable E(IONOS_API_URL) is used, and if that is not set,
        V(https://api.ionos.com).
      - Must be C(https), except on the loopback interface, where the sandbox of this collection listens.
    type: str
"""

    # For modules: the group of all that take these options.
    GROUP = r"""
attributes:
  action_group:
    description: Use C(group/boxfleet.cloud.ionos) in C(module_defaults) to set API options for all modules at once.
    support: full
    membership:
      - boxfleet.cloud.ionos
"""

    # For what is in a data centre.
    DATACENTER = r"""
options:
  datacenter:
    description:
      - The data centre it is in, by id or name. It is never created by this module.
    type: str
    required: true
"""

    # For what can have labels.
    LABELS = r"""
options:
  labels:
    description:
      - Labels it should have, texts under keys. Those that are not named stay, and one that is V(null) is removed.
      - To look at labels takes a call of its own. It is made only where they are asked for, and before something is
        deleted.
    type: dict
  purge_labels:
    description: Whether labels that are not in O(labels) are removed. The one that protects against deletion stays.
    type: bool
    default: false
  delete_protection:
    description:
      - Whether it is protected against deletion, by V(true) under the key C(boxfleet_protected) in its labels, since
        the service itself knows no protection. All modules of this collection honour it, check mode too, whoever has
        set it, and where it would be deleted along with something else, too. Other programs and the control panel do
        not.
      - If not set, the protection stays as it is.
      - With O(state=absent), V(false) deletes what is protected.
    type: bool
"""

    # For disks, and what disks are made of.
    HOT_PLUG = r"""
options:
  cpu_hot_plug:
    description: Whether cores can be added without a reboot.
    type: bool
  cpu_hot_unplug:
    description: Whether cores can be taken away without a reboot.
    type: bool
  ram_hot_plug:
    description: Whether memory can be added without a reboot.
    type: bool
  ram_hot_unplug:
    description: Whether memory can be taken away without a reboot.
    type: bool
  nic_hot_plug:
    description: Whether NICs can be added without a reboot.
    type: bool
  nic_hot_unplug:
    description: Whether NICs can be removed without a reboot.
    type: bool
  disc_virtio_hot_plug:
    description: Whether volumes can be attached without a reboot.
    type: bool
  disc_virtio_hot_unplug:
    description: Whether volumes can be detached without a reboot.
    type: bool
  disc_scsi_hot_plug:
    description: Whether SCSI volumes can be attached without a reboot.
    type: bool
  disc_scsi_hot_unplug:
    description: Whether SCSI volumes can be detached without a reboot.
    type: bool
  expose_serial:
    description: Whether the server sees the volume's serial number.
    type: bool
  require_legacy_bios:
    description: Whether the system in it needs a BIOS.
    type: bool
"""
