# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Telling all that is wrong together, and no more of it than somebody reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..approval.gate import ADVICE, NotApproved
from ..errors import InvalidInput, Missing

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
        rule = f"{len(different)} things are wrong, so nothing was changed. {told}"
        missing = [error for error in different.values() if isinstance(error, Missing)]
        if len(missing) == len(different):
            raise Missing(option, None, rule, those=missing)
        raise InvalidInput(option, None, rule)
    for error in different.values():
        error.now = "Nothing was changed"
        raise error


def refuse_unapproved(errors: Sequence[NotApproved]) -> None:
    """Tell all changes together that were not approved.

    :raises NotApproved: there are any.
    """
    if len(errors) == 1:
        raise errors[0]
    if errors:
        told = first_ones([f"{error.reason}." for error in errors])
        reason = f"{len(errors)} things need changes that were not approved, so nothing was changed. {told}"
        raise NotApproved(reason, advice=ADVICE)


def first_ones(sentences: Sequence[object]) -> str:
    """The first of these sentences, and how many more there are."""
    told = [str(sentence) for sentence in sentences[:SHOWN]]
    if len(sentences) > SHOWN:
        told.append(f"And {len(sentences) - SHOWN} more.")
    return " ".join(told)
