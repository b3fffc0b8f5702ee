# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How to call an API, the same in every plugin."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  api_timeout:
    description:
      - Seconds to wait for a connection, and for each further piece of an answer.
      - A call may take four times as long altogether.
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
  api_max_answer:
    description:
      - The most megabytes that an answer may have, unpacked, so that a broken service cannot fill the memory. The
        default fits tens of thousands of things.
    type: int
    default: 32
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
  - The API is called from the controller for an inventory, and from the host that a task runs on for a module, which
    is usually C(localhost).
"""
