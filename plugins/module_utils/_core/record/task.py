# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The task "one plain thing as desired"."""

from __future__ import annotations

from typing import Any, Mapping

from ..converge import converge
from ..provider import Provider
from ..report import Report, report_of
from ..task import TaskSpec
from .desired import desired_record
from .resource import RecordResource
from .table import C, Record


def record_spec(
    provider: Provider[C], record: Record[C], rules: Mapping[str, Any] | None = None, timeout: int = 600
) -> TaskSpec:
    """The task "one thing of this kind as desired"."""

    def ensure(client: C, desired: Any, check_mode: bool) -> Report:
        resource = RecordResource(client, record, desired)
        outcome = converge(resource, client.session, check_mode=check_mode, wait=desired.wait)
        thing = outcome.actual
        if check_mode and outcome.actions:
            thing = resource.becomes(thing)
        elif thing is not None and resource.kind.leaving(thing):
            thing = None
        shown = None if thing is None else record.result(resource.kind, thing)
        return report_of(outcome, f"{resource.kind.what} {resource.name}", **{record.key: shown})

    given = {"required_one_of": [(record.identity[0], "id")]}
    return TaskSpec(provider, desired_record(record, timeout=timeout), ensure, rules={**given, **(rules or {})})
