# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that speaks the IONOS Cloud API v6 (and v4, v5); ``python -m sandbox.ionos`` starts it.

``fields`` says what properties are like, and each thing has a file: its table of properties and its calls.
``work`` is a change on its way: what it makes at once, and what only happens when its request is done (``effects``).
``queue`` keeps the requests, ``view`` shows things in the envelope and to the depth that was asked for.
"""

from __future__ import annotations
