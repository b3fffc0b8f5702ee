# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account at OVHcloud, the same in every plugin, and what its modules have in common."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  endpoint:
    description:
      - Where the account is, one of V(ovh-eu), V(ovh-ca), V(ovh-us), V(kimsufi-eu), V(kimsufi-ca), V(soyoustart-eu)
        and V(soyoustart-ca), or the URL of an API. Accounts, keys and services of one are unknown at all others.
      - If not set, the environment variable E(OVH_ENDPOINT) is used, then what C(ovh.conf) has as C(endpoint) below
        C([default]), and if nothing says anything, V(ovh-eu).
      - A URL must be C(https), except on the loopback interface, where the sandbox of this collection listens.
    type: str
    aliases: [api_url]
  application_key:
    description:
      - Key of an application, with O(application_secret) and O(consumer_key). Instead, an account can be named by
        O(client_id) and O(client_secret), or by O(access_token). Exactly one of these ways has to be used.
      - If not set, the environment variable E(OVH_APPLICATION_KEY) is used, then C(ovh.conf).
    type: str
  application_secret:
    description:
      - Secret of the application. It signs calls, and is never sent.
      - If not set, the environment variable E(OVH_APPLICATION_SECRET) is used, then C(ovh.conf).
    type: str
  consumer_key:
    description:
      - What one customer lets the application do, see M(boxfleet.cloud.ovh_credential).
      - If not set, the environment variable E(OVH_CONSUMER_KEY) is used, then C(ovh.conf).
    type: str
  client_id:
    description:
      - Id of an OAuth2 client (a service account), with O(client_secret).
      - If not set, the environment variable E(OVH_CLIENT_ID) is used, then C(ovh.conf).
    type: str
  client_secret:
    description:
      - Secret of the OAuth2 client.
      - If not set, the environment variable E(OVH_CLIENT_SECRET) is used, then C(ovh.conf).
    type: str
  access_token:
    description:
      - A token that is ready to be used, such as a personal one.
      - If not set, the environment variable E(OVH_ACCESS_TOKEN) is used, then C(ovh.conf).
    type: str
  config_file:
    description:
      - One more file in the form of C(ovh.conf), read after C(/etc/ovh.conf), C(~/.ovh.conf) and C(./ovh.conf). What a
        later one says counts, and options and environment count more than all files.
      - A section is called like the endpoint, or like its URL where that is what O(endpoint) has.
    type: path
notes:
  - Secrets never appear in output, errors or logs. What stands on the command line, after C(-e) for example, is shown
    by Ansible itself at C(-vvvv), and by the system to its other users. Have C(ovh.conf), the environment or a vaulted
    variable hold them.
"""

    # For modules: the group of all that take these options.
    GROUP = r"""
attributes:
  action_group:
    description: Use C(group/boxfleet.cloud.ovh) in C(module_defaults) to set API options for all modules at once.
    support: full
    membership:
      - boxfleet.cloud.ovh
"""

    # For what is in a Public Cloud project.
    PROJECT = r"""
options:
  project:
    description:
      - The Public Cloud project it is in, by id or description. With an id, no right to list projects is needed.
    type: str
    required: true
"""
