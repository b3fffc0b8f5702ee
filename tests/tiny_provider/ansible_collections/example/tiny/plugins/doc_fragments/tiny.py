# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account, the same in every plugin."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  api_token:
    description:
      - Token of the account.
      - If not set, the environment variable E(TINY_API_TOKEN) is used.
    type: str
    required: true
  api_url:
    description:
      - Address of the service.
      - If not set, the environment variable E(TINY_API_URL) is used.
    type: str
    default: https://api.tiny.example
"""
