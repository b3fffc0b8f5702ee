# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A thing as the page shows it to people, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thing:
    """``kind`` and ``id`` together name it. All words are the API's; ``busy`` says that something is under way.

    ``price`` is what it costs, for people, as far as the API tells it.
    """

    kind: str
    id: str
    name: str
    state: str = ""
    busy: bool = False
    price: str = ""
    addresses: tuple[str, ...] = ()
