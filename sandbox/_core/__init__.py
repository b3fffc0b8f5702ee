# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every sandbox consists of, whoever's API it speaks: nothing here knows a provider.

A provider is a ``Provider``: its routes, what answers them, and the store that they share. Everything else is here:
the command line, listening and stopping, the page, the control plane, accounts, limits, faults, the request log and
the clock. docs/new-provider.md shows a small one.
"""

from __future__ import annotations
