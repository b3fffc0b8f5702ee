# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Creations whose answer was lost: the list of requests shows them before the thing is shown."""

from __future__ import annotations

import json
from typing import Any, Callable
from urllib.parse import urlsplit

from .._core.client import Json
from .._core.wait import poll
from .kinds import properties


def arriving(where: Callable[..., tuple[str, ...]]) -> Callable[[Any], bool]:
    """For Record.arrives: waits for every request under way that may create the thing.

    It is to be looked for again in any case: one that came after the first look may be done by now.

    :param where: the path of the list that things are created in, of the parents.
    """

    def arrives(resource: Any) -> bool:
        path = "/".join(("", *where(*resource.parents)))
        found = [one for one in resource.client.pending() if creates(one, path, resource.desired.name)]
        for request in found:
            _until_done(resource, request)
        return True

    return arrives


def creates(request: Json, path: str, name: str) -> bool:
    """Whether a request creates a thing of this name; one that hides its body may."""
    told = properties(request)
    url, body = told.get("url"), told.get("body")
    if str(told.get("method") or "POST").upper() != "POST" or not isinstance(url, str):
        return False
    if not urlsplit(url).path.rstrip("/").endswith(path):
        return False
    try:
        sent = json.loads(body or "")
    except (TypeError, ValueError, RecursionError):
        return True
    values = sent.get("properties") if isinstance(sent, dict) else None
    return isinstance(values, dict) and values.get("name") == name


def _until_done(resource: Any, request: Json) -> None:
    client, clock = resource.client, resource.client.session.clock
    began = clock.now()

    def look() -> bool:
        under_way: bool = client.is_under_way(request["id"])
        what = f"{resource.kind.what} {resource.name}"
        client.tell(what, f"request {request['id']} under way", clock.now() - began)
        return under_way

    poll(look, lambda under_way: not under_way, resource.deadline)
