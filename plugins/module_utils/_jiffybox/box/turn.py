# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Changes of a box that has begun something else since the task looked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..._core.errors import BoxfleetError, Refused
from .. import kinds
from ..client import Client, Json
from .model import takes_changes


@contextmanager
def in_turn(client: Client, box: Json) -> Iterator[None]:
    """A change of a box, sent within the block.

    A box takes one change at a time, and others may be first: another task, or the service with its daily backup. The
    words of a refusal do not tell that from one for good; whether the box is in the middle of something does.

    :raises Refused: the change was refused; ``passing`` if the box is in the middle of something.
    :raises BoxfleetError: as the change does.
    """
    try:
        yield
    except Refused as refused:
        refused.passing = _in_the_middle(client, box)
        raise


def _in_the_middle(client: Client, box: Json) -> bool:
    try:
        seen = kinds.BOX.by_id(client, box["id"])
    except BoxfleetError:
        return False
    return seen is not None and not takes_changes(seen)
