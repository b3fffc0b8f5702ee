# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Watching a box, by its id: listing is too expensive for that."""

from __future__ import annotations

from .._core.watch import Watch
from . import lookup
from .box import MaybeBox, condition, describe, settled
from .client import Client, Json


def watch_box(client: Client, box: Json) -> Watch[Json]:
    """How to look at this box."""

    def look() -> MaybeBox:
        return lookup.BOX.by_id(client, box["id"])

    return Watch(f"box {describe(box)}", look, settled, condition, client.tell)
