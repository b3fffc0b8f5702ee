# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants of a plain thing, a dataclass that follows from its table."""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING
from typing import Any

from ..errors import InvalidInput, Missing
from ..options import check_options, option
from .table import Record


def desired_record(record: Record[Any], timeout: int = 600) -> type:
    """The dataclass of what can be desired of a thing: its parents, fields and parts, id, state, and how to wait."""
    entries = [(parent.option, "str", option(MISSING)) for parent in record.parents]
    entries += [*_own(record), ("state", "str", option("present", choices=record.states))]
    if record.copy:
        entries.append(("clone_from", "str | None", option()))
    entries += [("wait", "bool", True), ("wait_timeout", "int", option(timeout, least=1, unit="seconds"))]
    return _dataclass(record, entries)


def desired_child(record: Record[Any]) -> type:
    """The same for an entry of a list in what it belongs to: told by its name, and always to be there."""
    entries = [(name, *more) for name, *more in _own(record) if name != record.identity[0]]
    first = [(record.identity[0], "str", option(MISSING))]
    # pylint knows make_dataclass() only where it is called
    always = dataclasses.field(default="present", init=False)  # pylint: disable=invalid-field-call
    return _dataclass(record, [*first, *entries, ("state", "str", always)])


def _own(record: Record[Any]) -> list[Any]:
    least = 1 if record.id_type == "int" else None
    entries: list[Any] = [(one.name, f"{one.type} | None", option(**one.more)) for one in record.fields]
    entries += [entry for part in record.parts for entry in part.options()]
    return [*entries, *record.options, ("id", f"{record.id_type} | None", option(least=least))]


def _dataclass(record: Record[Any], entries: list[Any]) -> type:
    def checked(self: Any) -> None:
        check_options(self)
        record.check(self)
        _check_named(record, self)

    return dataclasses.make_dataclass(
        f"Desired_{record.key}", entries, namespace={"__post_init__": checked}, frozen=True
    )


def _check_named(record: Record[Any], desired: Any) -> None:
    """See that nothing is looked for by an empty name: what has none may be anybody's."""
    rule, advice = "must not be empty", "Is the variable set that it comes from?"
    for parent in record.parents:
        # so is the id of one that a task before this one makes, in a dry run
        if getattr(desired, parent.option, None) == "":
            raise Missing(parent.option, "", rule, advice)
    if desired.id is None and getattr(desired, record.identity[0]) == "":
        raise InvalidInput(record.identity[0], "", rule, advice)
