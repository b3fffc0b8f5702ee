# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a client gets, and when. Plain data; ``server`` brings it there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the client gets, ``delay`` seconds from now. A ``status`` of None is a reset connection.

    ``cut`` sends half of the body and closes.
    """

    status: int | None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    chunked: bool = False
    delay: float = 0.0
    cut: bool = False


RESET = Delivery(None)
