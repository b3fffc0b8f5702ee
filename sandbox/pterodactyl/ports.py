# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ports as people write them: ``25565`` and ``25565-25600``."""

from __future__ import annotations

import re

from .errors import display

PORT = re.compile(r"(\d{4,5})", re.ASCII)
RANGE = re.compile(r"(\d{4,5})-(\d{4,5})", re.ASCII)
FIRST, LAST, MOST = 1025, 65535, 1000


def numbers(entry: str) -> range:
    """The ports that an entry stands for. Raises Refused."""
    single, several = PORT.fullmatch(entry), RANGE.fullmatch(entry)
    if several:
        found = range(int(several[1]), int(several[2]) + 1)
        if len(found) > MOST:
            words = "Adding more than 1000 ports in a single range at once is not supported."
            raise display(words, "TooManyPortsInRangeException")
    elif single:
        found = range(int(single[1]), int(single[1]) + 1)
    else:
        words = f"The mapping provided for {entry} was invalid and could not be processed."
        raise display(words, "InvalidPortMappingException")
    if found and (found[0] < FIRST or found[-1] > LAST):
        words = f"Ports in an allocation must be greater than 1024 and less than or equal to {LAST}."
        raise display(words, "PortOutOfRangeException")
    return found
