# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Waiting for a box, by its id."""

from __future__ import annotations

from typing import Callable

from .._core.errors import WaitFailed, WaitTimeout
from .._core.wait import Deadline, poll
from . import lookup
from .box import MaybeBox, condition, describe, settled
from .client import Client, Json

# So many times in a row a box may look settled elsewhere before a change counts as failed that never showed.
_PATIENCE = 3


def wait_for_box(client: Client, box: Json, done: Callable[[MaybeBox], bool], deadline: Deadline) -> MaybeBox:
    """Poll the box until it is as asked, and return it; None when it is gone.

    :raises WaitTimeout: the deadline passed first.
    """
    try:
        return poll(lambda: lookup.box_by_id(client, box["id"]), done, deadline)
    except WaitTimeout as error:
        last = error.last if isinstance(error.last, dict) else box
        reason = f"box {describe(box)} was still {condition(last)} after {deadline.seconds:g} s"
        advice = "Run the task again, it goes on from there; if the service needs longer, raise wait_timeout"
        raise WaitTimeout(reason, error.last, advice) from None


def wait_for_change(client: Client, box: Json, reached: Callable[[MaybeBox], bool], deadline: Deadline) -> MaybeBox:
    """Poll a box that was just changed until the change shows, and return it; None when it is gone.

    A box that comes to rest elsewhere fails at once, if it was seen to leave; else after a few looks, since the
    service may not have begun.

    :param box: the box as the answer to the change showed it; if that is the wanted state, nothing is polled.
    :raises WaitFailed: the change cannot come true any more.
    :raises WaitTimeout: the deadline passed first.
    """
    left = not settled(box)
    looks = 0

    def done(seen: MaybeBox) -> bool:
        nonlocal left, looks
        if reached(seen):
            return True
        if seen is None:
            raise WaitFailed(f"the service dropped box {describe(box)}", now="It does not exist any more")
        left = left or not settled(seen)
        looks += 1
        if settled(seen) and (left or looks >= _PATIENCE):
            raise WaitFailed(f"the service gave up: box {describe(box)} is {condition(seen)}")
        return False

    return box if reached(box) else wait_for_box(client, box, done, deadline)
