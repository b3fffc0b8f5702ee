# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every module says of itself."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Can run in C(check_mode) and say what it would change without changing anything.
  diff_mode:
    description: Says in diff mode what has changed, or in check mode would change.
"""

    # For modules that change something.
    CHANGES = r"""
attributes:
  check_mode:
    support: full
    details:
      - The dry run makes the same plan that the real run carries out; it sends only calls that read.
      - While a thing is in a transition, check mode waits for its end too, so that it can compare.
      - A task that names what is not there fails, unless an earlier task of the same dry run would make it. Then it is
        changed, with a warning that nobody knows how yet.
  diff_mode:
    support: full
"""
