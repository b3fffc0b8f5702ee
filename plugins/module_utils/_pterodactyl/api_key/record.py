# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""API keys of the owner of the client key: a table. The panel shows the secret of a new one once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Iterator

from ..._core.client import Json
from ..._core.errors import BoxfleetError
from ..._core.kind import Kind, Thing, id_like
from ..._core.record.table import Record, Values
from ..._core.record.task import record_spec
from ..._core.report import Report
from ..._core.task import TaskSpec
from .. import tables
from ..client import CLIENT, Client
from ..kinds import by, found_in_list, kind
from ..provider import PANEL

WHERE = (CLIENT, "account", "api-keys")
_MADE = ("api_key",)
API_KEY_KIND: Kind[Client] = kind(
    "API key",
    "API keys",
    *WHERE,
    get=found_in_list(*WHERE, by="identifier"),
    id_of=lambda key: key["identifier"],
    id_from=id_like("[0-9A-Za-z_]{16}"),
    name_of=by("description"),
    age=lambda key: key.get("created_at") or "",
    owner="the owner of client_key",
)


def _create(client: Client, values: Values) -> Json:
    made = client.create(*WHERE, values={"allowed_ips": [], **values})
    client.noted[_MADE] = f"{made['identifier']}{made['meta'].get('secret_token') or ''}"
    return made


def _warn(resource: Any, key: Thing | None) -> Iterator[str]:
    lost = key is not None and resource.asked_for_one and _MADE not in resource.client.noted
    if lost and key is not None:
        yield (
            f"API key {API_KEY_KIND.describe(key)} was made, and the answer with its secret was lost. "
            "Nobody can use it: delete it with state: absent, and run the task again."
        )


API_KEY: Record[Client] = Record(
    key="api_key",
    kind=lambda: API_KEY_KIND,
    fields=(
        tables.name("description", needed=True),
        # panels have keys for which nothing was ever said
        tables.own("allowed_ips", "list[str]", unordered=True, read=lambda addresses: addresses or []),
    ),
    identity=("description",),
    unique=False,
    create=_create,
    delete=lambda client, key, desired: client.delete(*WHERE, key["identifier"]),
    becomes=lambda key, values: {"allowed_ips": [], **(key or {}), **values},
    warn=_warn,
    more=tables.created("last_used_at", "created_at"),
)


def _with_key(spec: TaskSpec) -> TaskSpec:
    """The task, which tells the whole key that it has made, whatever happens afterwards."""

    def task(client: Client, desired: Any, check_mode: bool) -> Report:
        try:
            report = spec.task(client, desired, check_mode)
        except BoxfleetError as error:
            error.details["key"] = client.noted.get(_MADE)
            raise
        return replace(report, values={**report.values, "key": client.noted.get(_MADE)})

    return replace(spec, task=task)


API_KEY_TASK = _with_key(record_spec(PANEL, API_KEY))
