# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was sent, as PHP reads it: query and body in one, brackets in names, texts trimmed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sandbox._core.request import FORM, Request

from .errors import refused

UNTRIMMED = ("password", "current_password", "password_confirmation")
# Under the full uuid of a server, file calls get their texts as sent.
FILES = re.compile(r"/client/servers/[0-9a-f-]{36}/files/.*")
BROKEN = "The JSON data passed in the request appears to be malformed. err_code: 4"
BRACKETS = re.compile(r"\[([^\]]*)\]")


def read(request: Request) -> dict[str, Any]:
    """All fields that were sent. Raises Refused."""
    sent = {**nested(request.query), **_body(request)}
    if FILES.fullmatch(request.path):
        return sent
    return {name: tidy(value, name) for name, value in sent.items()}


def _body(request: Request) -> dict[str, Any]:
    if is_json(request.content_type):
        if not request.body.strip():
            return {}
        try:
            sent = request.json()
        except ValueError:
            raise refused(
                400,
                "BadRequestHttpException",
                "The JSON data passed in the request appears to be malformed. err_code: 4",
            ) from None
        return sent if isinstance(sent, dict) else {}
    return nested(request.form()) if request.content_type == FORM else {}


def is_json(media_type: str) -> bool:
    return "/json" in media_type or "+json" in media_type


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """``a[b]=1&c[]=2`` as ``{"a": {"b": "1"}, "c": ["2"]}``."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        start, _bracket, _rest = name.partition("[")
        inside = BRACKETS.findall(name[len(start) :])
        if not inside:
            found[name] = value
        elif inside[0] == "":
            items = found.setdefault(start, [])
            if isinstance(items, list):
                items.append(value)
        else:
            items = found.setdefault(start, {})
            if isinstance(items, dict):
                items[inside[0]] = value
    return found


def tidy(value: Any, name: str = "") -> Any:
    """Texts without blanks at their ends, and null for empty ones."""
    if isinstance(value, str):
        return (value if name in UNTRIMMED else value.strip()) or None
    if isinstance(value, dict):
        return {key: tidy(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [tidy(item) for item in value]
    return value
