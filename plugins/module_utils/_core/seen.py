# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What was just seen of a thing, by somebody who looked at many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .kind import Thing


@dataclass(frozen=True)
class Seen:
    """A look that need not be taken again.

    :ivar thing: the thing in question, None if there is none.
    :ivar there: all that are there, of its kind and in its parents.
    :ivar sources: what it can be made from, of its kind; some may be yet to come.
    :ivar parents: what it is in, outermost first.
    """

    thing: Thing | None
    there: Sequence[Thing] = ()
    sources: Sequence[Thing] = ()
    parents: tuple[Thing, ...] = ()
