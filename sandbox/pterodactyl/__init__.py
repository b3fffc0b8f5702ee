# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that speaks the API of Pterodactyl and Jexactyl panels; ``python -m sandbox.pterodactyl`` starts it.

Rows are kept as the panel keeps them, a document each. ``guards`` says who may make a call and finds what its path
names, ``validation`` has the panel's rules, ``view`` shows rows in the envelope with what was asked to be included.
``daemon`` stands for the programs on the nodes: ``jobs`` are what they have begun, and end when the clock says so.
"""

from __future__ import annotations
