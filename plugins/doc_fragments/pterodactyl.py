# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account at a Pterodactyl or Jexactyl panel, the same in every plugin, and what its modules have in common."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  api_url:
    description:
      - Address of the panel, as in a browser, such as V(https://panel.example.com).
      - If not set, the environment variable E(PTERODACTYL_URL) is used.
      - Must be C(https), except on the loopback interface, where the sandbox of this collection listens.
    type: str
  client_key:
    description:
      - A key of a user, made in the panel under Account, API Credentials. It may what its owner may. That of an admin
        does everything that this collection does.
      - If not set, the environment variable E(PTERODACTYL_CLIENT_KEY) is used.
      - It never appears in output, errors or logs, and is sent to the panel alone. What stands on the command line,
        after C(-e) for example, is shown by Ansible itself at C(-vvvv), and by the system to its other users. Have the
        environment or a vaulted variable hold it.
    type: str
  application_key:
    description:
      - A key of the panel itself, made by an admin under Application API, with rights for each sort of thing.
      - If it is set, it makes the calls that manage the panel, and O(client_key) only those that use servers, such as
        power, files and backups, which no application key may make. Such a call is never sent with it.
      - If not set, the environment variable E(PTERODACTYL_APPLICATION_KEY) is used.
    type: str
"""

    # For modules: the group of all that take these options.
    GROUP = r"""
attributes:
  action_group:
    description:
      - Use C(group/boxfleet.cloud.pterodactyl) in C(module_defaults) to set API options for all modules at once.
    support: full
    membership:
      - boxfleet.cloud.pterodactyl
"""

    # For what belongs to a server, as those see it who use it.
    SERVER = r"""
options:
  server:
    description:
      - The server it belongs to, by name, by its short identifier or by its UUID. It is never created by this module.
      - The owner of O(client_key) needs to have the server, or the rights that it takes, or to be an admin.
    type: str
    required: true
"""

    # For what is done with a server, before waiting.
    TURN = r"""
options:
  wait:
    description:
      - Whether to wait until the server can be used, and until the panel has finished the change.
      - A server cannot be used while it is installed, restored from a backup, or transferred to another node. A task
        that does not wait says so and fails.
      - One that is suspended, whose installation has failed or whose node is in maintenance is never waited for.
    type: bool
    default: true
"""
