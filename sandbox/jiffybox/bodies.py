# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parameters out of a request, in each of the four encodings that clients used. API reference: Transport."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from .envelope import Refused

NOT_AN_OBJECT = "Der Inhalt der Anfrage ist kein gueltiges JSON-Objekt."


def fields(content_type: str, body: bytes, query: str) -> dict[str, Any]:
    """The parameters of a POST or PUT; the body wins over the query string.

    Takes a JSON object as ``application/json``, a JSON object under any other content type, form
    fields (with PHP's brackets: ``metadata[role]=web``, ``contacts[]=a@example.com``), and fields
    in the query string. An empty body has no parameters. Raises Refused for JSON that is no object.
    """
    return {**_form(query), **_body(content_type, body)}


def _body(content_type: str, body: bytes) -> dict[str, Any]:
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return {}
    if content_type == "application/json" or text[0] in "{[":
        return _json(text)
    return _form(text)


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Refused(NOT_AN_OBJECT) from None
    # PHP clients send an empty map as an empty list.
    if value == []:
        return {}
    if not isinstance(value, dict):
        raise Refused(NOT_AN_OBJECT)
    return value


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _form(text: str) -> dict[str, Any]:
    return nested(parse_qsl(text, keep_blank_values=True))


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Form fields as a tree, the way PHP reads brackets in names."""
    tree: dict[str, Any] = {}
    for name, value in pairs:
        first, *rest = name.split("[")
        _put(tree, [first, *(key.removesuffix("]") for key in rest)], value)
    return {name: _with_lists(value) for name, value in tree.items()}


def _put(tree: dict[str, Any], path: list[str], value: str) -> None:
    key = path[0] or str(len(tree))
    if len(path) == 1:
        tree[key] = value
        return
    if not isinstance(tree.get(key), dict):
        tree[key] = {}
    _put(tree[key], path[1:], value)


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _with_lists(entry) for key, entry in value.items()}
    if list(inner) == [str(index) for index in range(len(inner))]:
        return list(inner.values())
    return inner
