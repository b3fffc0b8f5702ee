# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The gate that changes pass: in a run that was approved, only steps that were approved."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Iterator, Mapping, Sequence

from ..dialect import Request
from ..errors import BoxfleetError
from .steps import Approved, covered, in_words, written_steps

if TYPE_CHECKING:
    from ..converge import Steps

ADVICE = "Make a new dry run with boxfleet_steps_file and have it approved, or undo what has changed since then"


class NotApproved(BoxfleetError):
    """A change is needed that nobody has approved; it was not made."""


class Gate:
    """What a task may change.

    :param approved: title of a thing -> what was approved for it; None where everything may be changed.
    :param asked: stands for what the task asks for, see asked_for().
    """

    def __init__(self, approved: Mapping[str, Sequence[Approved]] | None = None, asked: str = "") -> None:
        self._approved = approved
        self._asked = asked
        self._open = threading.local()

    def check(self, title: str, planned: Steps[Any]) -> None:
        """See that steps were approved, all of them.

        :param title: the thing, as in the headline of the diff.
        :raises NotApproved: they were not.
        """
        if self._approved is None or not planned.steps:
            return
        needed = written_steps(planned.before, planned.steps)
        there = self._approved.get(title, ())
        if not there:
            reason = f"{title} needs a change that was not approved: {in_words(needed)}"
            raise _refusal(reason, needed, [])
        same = [one for one in there if one.asked == self._asked]
        approved = list((same or there)[0].steps)
        if not same:
            reason = f"what is asked for {title} is not what was approved: the options of the task are others"
            raise _refusal(reason, needed, approved)
        if not any(covered(needed, one.steps) for one in same):
            reason = f"{title} needs other changes than were approved. Needed: {in_words(needed)}"
            raise _refusal(f"{reason}. Approved: {in_words(approved)}", needed, approved)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """While the block runs, this thread may change things: it carries out a step that has been checked."""
        before, self._open.now = getattr(self._open, "now", False), True
        try:
            yield
        finally:
            self._open.now = before

    def let_pass(self, request: Request) -> None:
        """See that a request may be sent.

        :raises NotApproved: it could change something, and belongs to no step that was approved.
        """
        if self._approved is not None and not request.reads and not getattr(self._open, "now", False):
            raise NotApproved(f"{request} belongs to no step that was approved", now="It was not sent", advice=ADVICE)


def _refusal(reason: str, needed: list[Any], approved: list[Any]) -> NotApproved:
    error = NotApproved(reason, advice=ADVICE)
    error.details = {"needed_steps": needed, "approved_steps": approved}
    return error
