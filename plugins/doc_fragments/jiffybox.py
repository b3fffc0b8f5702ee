# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the JiffyBox API, the same in every plugin."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  api_token:
    description:
      - Token of the account, 32 letters and digits. It is the only credential of the API.
      - If not set, the environment variable E(JIFFYBOX_API_TOKEN) is used.
      - It never appears in output, errors or logs, and is sent to the host in O(api_url) alone.
    type: str
    required: true
  api_url:
    description:
      - Address of the service that speaks the JiffyBox API, without token and version.
      - If not set, the environment variable E(JIFFYBOX_API_URL) is used.
      - Must be C(https), except on the loopback interface, where the sandbox of this collection listens.
      - The default is the address of the provider's public service, which was switched off in May 2024.
    type: str
    default: https://api.jiffybox.de
  api_timeout:
    description: Seconds to wait for a connection, and for each further piece of an answer.
    type: float
    default: 30.0
  api_retries:
    description:
      - How often a call is tried again after a connection error, HTTP 429 or any 5xx.
      - A call that changes something and whose outcome is unknown is never simply sent again. What is there is looked
        at first, and the call is sent again only if it had no effect.
    type: int
    default: 4
  api_backoff_factor:
    description:
      - Seconds before the first retry. Every further pause is twice as long as the one before, up to a minute.
      - A C(Retry-After) in the answer is honoured instead, up to five minutes.
    type: float
    default: 0.5
  api_retry_codes:
    description: HTTP codes from 400 to 599 to try again on, besides 429 and every 5xx.
    type: list
    elements: int
    default: []
  api_rate:
    description:
      - The most calls to make in any window of so many seconds, written as calls/seconds, such as V(30/60) for thirty
        calls a minute. If not set, there is no limit.
      - All processes of a user on a host keep the limit together for an account, so it holds for a play with many
        forks, too. They take turns in the order of asking. When the service asks one of them to slow down, all do.
      - What they share is in the folder C(boxfleet) below E(ANSIBLE_HOME), or below C(~/.ansible).
    type: str
  validate_certs:
    description: Whether the service must show a valid TLS certificate. Switch it off in tests only.
    type: bool
    default: true
  ca_path:
    description:
      - File or folder with certificates of the authorities to trust, on the host that makes the calls.
      - If not set, those that the Python library C(requests) brings or the environment names.
    type: path
requirements:
  - requests
notes:
  - The public JiffyBox service was switched off in May 2024. The API lives on as a protocol, and this collection
    contains a sandbox, a server that speaks it. O(api_url) names whichever endpoint to use.
  - The API is called from the controller for an inventory, and from the host that a task runs on for a module, which
    is usually C(localhost).
"""
