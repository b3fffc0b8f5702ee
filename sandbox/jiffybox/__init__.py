# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that speaks the JiffyBox API v1.0; ``python -m sandbox.jiffybox`` starts it.

``state``, ``schedule`` and ``addresses`` say what is true from plain values alone.
``store`` keeps the facts, one file a module of the API answers its calls, ``api`` is the way
from a request to its answer, and ``control`` is the plane under ``/_sandbox/``.
"""

from __future__ import annotations
