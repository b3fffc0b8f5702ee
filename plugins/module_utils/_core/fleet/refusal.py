# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Telling all that is wrong together, and no more of it than somebody reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import InvalidInput

SHOWN = 10


def refuse(option: str, errors: Iterable[InvalidInput]) -> None:
    """Tell all errors together; those of the defaults, which come up with every entry, once.

    :raises InvalidInput: there are any.
    """
    different: dict[str, InvalidInput] = {}
    for error in errors:
        different.setdefault(error.reason, error)
    if len(different) > 1:
        told = first_ones(list(different.values()))
        raise InvalidInput(option, None, f"{len(different)} things are wrong, so nothing was changed. {told}")
    for error in different.values():
        error.now = "Nothing was changed"
        raise error


def first_ones(sentences: Sequence[object]) -> str:
    """The first of these sentences, and how many more there are."""
    told = [str(sentence) for sentence in sentences[:SHOWN]]
    if len(sentences) > SHOWN:
        told.append(f"And {len(sentences) - SHOWN} more.")
    return " ".join(told)
