# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the service takes as a name."""

from __future__ import annotations

import re

from .._core.errors import InvalidInput

LONGEST = 30
_OTHER = re.compile(r"[^a-zA-Z0-9üöäÜÖÄß_()=!*@.\\ -]")


def checked_name(option: str, name: str) -> str:
    """The name, if the service would take it for a box or a contact group (jiffyBoxes, contactGroups).

    :param option: the name of the option it comes from, for the error.
    :raises InvalidInput: too long, empty, or with other characters.
    """
    if not 1 <= len(name) <= LONGEST:
        raise InvalidInput(option, name, f"must have 1 to {LONGEST} characters; it has {len(name)}")
    others = sorted(set(_OTHER.findall(name)))
    if others:
        raise InvalidInput(
            option,
            name,
            f"must not contain {' '.join(others)}",
            advice="Allowed are letters a to z and umlauts, digits, spaces and _()=!*@.-\\",
        )
    return name
