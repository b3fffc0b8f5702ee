# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "one plain thing as desired"."""

from __future__ import annotations

from functools import partial
from typing import Any, Mapping

from ..converge import Outcome, converge
from ..kind import Thing
from ..made import Arguments, Made, entries, makes_one
from ..provider import Provider
from ..report import Report, report_of
from ..task import TaskSpec
from .children import Children
from .desired import desired_record
from .resource import RecordResource
from .table import C, Record


def shown_at_the_end(
    resource: RecordResource[Any], outcome: Outcome[Thing | None], check_mode: bool
) -> dict[str, Any] | None:
    """The thing as results show it: as it is at the end, in check mode as it would be; None if it does not exist."""
    thing = outcome.actual
    if check_mode and outcome.actions:
        thing = resource.becomes(thing)
    elif thing is not None and resource.kind.leaving(thing):
        thing = None
    return None if thing is None else resource.record.result(resource.kind, thing)


def record_spec(
    provider: Provider[C], record: Record[C], rules: Mapping[str, Any] | None = None, timeout: int = 600
) -> TaskSpec:
    """The task "one thing of this kind as desired"."""

    def ensure(client: C, desired: Any, check_mode: bool) -> Report:
        resource = RecordResource(client, record, desired)
        outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
        shown = shown_at_the_end(resource, outcome, check_mode)
        return report_of(outcome, **{record.key: shown}, **resource.besides)

    given = {"required_one_of": [(record.identity[0], "id")]}
    return TaskSpec(
        provider,
        desired_record(record, timeout=timeout),
        ensure,
        rules={**given, **(rules or {})},
        makes=partial(_made, record),
    )


def _made(record: Record[Any], arguments: Arguments) -> list[Made]:
    """The thing, by each of its names, and what is made in it by the same task."""
    inside = tuple(parent.option for parent in record.parents)
    # what only narrows a name down, such as a place, names nothing
    names = record.identity if record.each_identifies else record.identity[:1]
    own = makes_one(record.key, names, inside)(arguments)
    whole = own or makes_one(record.key, ("id",), inside)(arguments)
    children = [part for part in record.parts if isinstance(part, Children)] if whole else []
    held = [
        Made(part.record.key, one.name, {**whole[0].inside, record.key: whole[0].name})
        for part in children
        for entry in entries(arguments, part.name)
        for one in makes_one(part.record.key, part.record.identity)(entry)
    ]
    return own + held
