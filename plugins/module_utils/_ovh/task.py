# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What every task of this provider tells besides: the rules that it needs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, Iterable

from .._core.kind import Thing
from .._core.record.table import Record
from .._core.record.task import record_spec
from .._core.report import Report
from .._core.task import TaskSpec
from .client import Client
from .provider import OVH
from .rights import Needs, Rule


def telling(spec: TaskSpec, needs: Needs | Callable[[Any], Needs]) -> TaskSpec:
    """The task, with the rules in its results that it needs, those to look first.

    :param needs: or how they follow from what is desired.
    """

    def task(client: Client, desired: Any, check_mode: bool) -> Report:
        report = spec.task(client, desired, check_mode)
        needed = needs if isinstance(needs, Needs) else needs(desired)
        made = [Rule.of(call.verb, call.path) for call in client.session.calls]
        rules = {**dict.fromkeys(needed.looks(made, client.names)), **client.rights.needed}
        return replace(report, values={**report.values, "required_rules": [rule.told for rule in rules]})

    return replace(spec, task=task)


def _as_planned(resource: Any, _thing: Thing | None) -> Iterable[str]:
    planned: list[str] = resource.planned
    return planned


def permitted(
    record: Record[Client], needs: Needs, planned: Callable[[Any, Thing | None], Iterable[str]] = _as_planned
) -> Record[Client]:
    """The record, whose changes are planned only where the account may make all of them.

    :param planned: what is going to be done, by the names that the needs have for it.
    """

    def refuse(resource: Any, thing: Thing | None) -> None:
        record.refuse(resource, thing)
        client: Client = resource.client
        client.rights.need(needs.of(planned(resource, thing), client.names))

    return replace(record, refuse=refuse)


def record_task(record: Record[Client], needs: Needs, timeout: int = 600, **rules: Any) -> TaskSpec:
    """The task "one thing of this kind as desired"; the record is one that is permitted."""
    return telling(record_spec(OVH, record, rules or None, timeout), needs)
