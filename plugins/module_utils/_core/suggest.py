# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Helping with typos."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest of ``known``, empty where none is near.

    A name that differs in case alone leaves no room for others, and the word itself is never named.
    """
    names = sorted(set(known) - {word})
    lowered = {name.lower(): name for name in names}
    near = [name for name in names if name.lower() == word.lower()]
    if not near:
        near = [lowered[match] for match in difflib.get_close_matches(word.lower(), lowered, n=3, cutoff=0.6)]
    return f"Did you mean {' or '.join(near)}?" if near else ""


def did_you_mean(word: str, known: Iterable[str], has: str = "There are") -> str:
    """A sentence that names the nearest of ``known``, or all of them when none is near and they are few.

    :param has: what comes before all of them.
    """
    names = sorted(set(known) - {word})
    near = nearest(word, names)
    if near:
        return near
    if not names:
        return "There is none"
    if len(names) <= 20:
        return f"{has}: {', '.join(names)}"
    return f"There are {len(names)}, none with a name like it"
