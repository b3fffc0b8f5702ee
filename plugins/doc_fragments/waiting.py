# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a task waits; a module can say more, or another default value, under the same names."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait until the service has finished the change.
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds that all waiting of the task may take together. When they are over the task fails, and the next run goes
        on from there.
    type: int
    default: 600
"""
