# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fewer calls: many things at once (batches), and lists of whole things instead of ids."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox._core.answer import Answer, Refused
from sandbox._core.request import Request
from sandbox._core.routes import Found

from .errors import bad_value

BATCH, MODE, EXPANDED = "X-Ovh-Batch", "X-Pagination-Mode", "CachedObjectList-Pages"
CURSOR, NEXT = "X-Pagination-Cursor", "X-Pagination-Cursor-Next"
USUAL_SIZE = 100
FILTER = re.compile(r"(\w+(?:\.\w+)*):(eq|ne|lt|gt|like|in)=(.*)", re.DOTALL)
# The answer to a GET of the path with these segments.
Reader = Callable[[tuple[str, ...]], Answer]


def is_batch(request: Request, named: Found) -> bool:
    """Whether things are wanted at once: where a variable part of the path names several, or the last one names one."""
    separator = request.headers.get(BATCH)
    if not separator or request.verb != "GET":
        return False
    return named.route.path.endswith("}") or any(separator in part for part in named.parts.values())


def batched(request: Request, read: Reader) -> Answer:
    """A list with a value or an error for each id of the segment that has several."""
    separator, segments = request.headers[BATCH], request.segments
    several = [place for place, segment in enumerate(segments) if separator in segment]
    place = several[0] if several else len(segments) - 1
    return Answer([_one(segments, place, key, read) for key in segments[place].split(separator) if key])


def _one(segments: tuple[str, ...], place: int, key: str, read: Reader) -> dict[str, Any]:
    try:
        answer = read((*segments[:place], key, *segments[place + 1 :]))
    except Refused as refused:
        return {"key": key, "value": None, "error": refused.answer.data}
    return {"key": key, "value": answer.data, "error": None}


def is_to_be_expanded(request: Request) -> bool:
    return request.verb == "GET" and request.headers.get(MODE) == EXPANDED


def expanded(request: Request, ids: Sequence[Any], read: Reader) -> list[Any]:
    """What the ids in a list stand for. Raises Refused where there is no such thing."""
    return [read((*request.segments, str(each))).data for each in ids]


def page(request: Request, things: Sequence[Any]) -> Answer:
    """The part of a list that the headers ask for. Raises Refused."""
    headers = request.headers
    found = [thing for thing in things if _fits(thing, headers.get("X-Pagination-Filter", ""))]
    sort = headers.get("X-Pagination-Sort")
    if sort:
        backwards = headers.get("X-Pagination-Sort-Order", "ASC").upper() == "DESC"
        found.sort(key=lambda thing: _sortable(_value(thing, sort)), reverse=backwards)
    size, number = _number(headers, "X-Pagination-Size", max(len(found), 1)), _number(headers, "X-Pagination-Number", 1)
    told = {"X-Pagination-Elements": len(found), "X-Pagination-Number": number, "X-Pagination-Size": size}
    part = found[(number - 1) * size : number * size]
    return Answer(part, headers={name: str(value) for name, value in told.items()})


def cursor_page(request: Request, things: Sequence[Any]) -> Answer:
    """The part of a list of /v2 that begins at the cursor. Raises Refused."""
    size, start = _number(request.headers, "X-Pagination-Size", USUAL_SIZE), 0
    cursor = request.headers.get(CURSOR)
    if cursor is not None:
        try:
            start = int(bytes.fromhex(cursor).decode())
        except ValueError:
            raise bad_value(CURSOR) from None
    left = len(things) > start + size
    more = {NEXT: str(start + size).encode().hex()} if left else {}
    return Answer(list(things[start : start + size]), headers=more)


def _number(headers: Mapping[str, str], name: str, usual: int) -> int:
    sent = headers.get(name)
    if sent is None:
        return usual
    if not sent.isdecimal() or not 1 <= int(sent[:12]) <= 1_000_000:
        raise bad_value(name)
    return int(sent)


def _value(thing: Any, path: str) -> Any:
    for name in path.split("."):
        thing = thing.get(name) if isinstance(thing, dict) else None
    return thing


def _sortable(value: Any) -> tuple[int, Any]:
    if isinstance(value, bool) or value is None:
        return 0, int(bool(value))
    return (
        (1, value) if isinstance(value, (int, float)) else (2, value if isinstance(value, str) else json.dumps(value))
    )


def _fits(thing: Any, conditions: str) -> bool:
    for condition in filter(None, conditions.split("&")):
        parts = FILTER.fullmatch(condition)
        if parts is None:
            raise bad_value("X-Pagination-Filter")
        name, operator, wanted = parts.groups()
        if not _holds(_value(thing, name), operator, wanted):
            return False
    return True


def _holds(value: Any, operator: str, wanted: str) -> bool:
    said = json.dumps(value) if isinstance(value, bool) else "" if value is None else str(value)
    match operator:
        case "eq":
            return said == wanted
        case "ne":
            return said != wanted
        case "in":
            return said in wanted.split(",")
        case "like":
            return re.fullmatch(".*".join(map(re.escape, wanted.split("%"))), said, re.I | re.S) is not None
        case _:
            pair = (float(said), float(wanted)) if _is_number(said) and _is_number(wanted) else (said, wanted)
            return pair[0] < pair[1] if operator == "lt" else pair[0] > pair[1]  # type: ignore[operator]


def _is_number(said: str) -> bool:
    return re.fullmatch(r"-?\d{1,15}(\.\d+)?", said) is not None
