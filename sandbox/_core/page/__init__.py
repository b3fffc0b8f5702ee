# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page at ``/`` for people who watch: things, calls, the clock and faults, without a build step or a foreign host.

``changes`` knows what has changed since when, ``state`` puts it into words, ``html`` makes the page of it, and
``page.js`` keeps it true. ``site`` answers the requests.
"""

from __future__ import annotations
