# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account at a service that speaks the JiffyBox API, the same in every plugin."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  api_token:
    description:
      - Token of the account, 32 letters and digits. It is the only credential of the API.
      - If not set, the environment variable E(JIFFYBOX_API_TOKEN) is used.
      - It never appears in output, errors or logs, and is sent to the host in O(api_url) alone. What stands on the
        command line, after C(-e) for example, is shown by Ansible itself at C(-vvvv), and by the system to its other
        users. Have the environment or a vaulted variable hold the token.
      - One of both is needed.
    type: str
  api_url:
    description:
      - Address of the service that speaks the JiffyBox API, without token and version.
      - If not set, the environment variable E(JIFFYBOX_API_URL) is used.
      - Must be C(https), except on the loopback interface, where the sandbox of this collection listens.
      - One of both is needed. The provider's public service was switched off in May 2024, so there is no default.
    type: str
notes:
  - The public JiffyBox service was switched off in May 2024. The API lives on as a protocol, and this collection
    contains a sandbox, a server that speaks it. O(api_url) names whichever endpoint to use.
"""

    # For modules: the group of all that take these options.
    GROUP = r"""
attributes:
  action_group:
    description: Use C(group/boxfleet.cloud.jiffybox) in C(module_defaults) to set API options for all modules at once.
    support: full
    membership:
      - boxfleet.cloud.jiffybox
"""
