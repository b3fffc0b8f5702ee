# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists: in pages where the service has them, and filtered where it filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from .call import Call
from .kind import Page
from .view import View


def answered(
    call: Call,
    path: str,
    things: Sequence[Document],
    page: Page | None,
    items_at: str | None = None,
    as_resources: bool = False,
) -> Answer:
    """The answer to a call for a list."""
    view = View(call)
    if call.form("shown_late"):
        things = [thing for thing in things if thing.id not in call.coming]
    if page is None or call.form("lists_of_2021"):
        return Answer(view.collection(path, things, call.depth, items_at, as_resources))
    offset = call.number("offset", 0, range(2**31))
    limit = _limit(call, page)
    shown = view.collection(path, things[offset : offset + limit], call.depth, items_at, as_resources)
    following = offset + limit
    links = {}
    if offset > 0:
        links["prev"] = _link(call, view, path, max(0, offset - limit), limit)
    links["self"] = _link(call, view, path, offset, limit)
    if following < len(things):
        links["next"] = _link(call, view, path, following, limit)
    elif call.form("next_forever"):
        links["next"] = links["self"]
    return Answer({**shown, "offset": offset, "limit": limit, "_links": links})


def _limit(call: Call, page: Page) -> int:
    if not call.form("clamped"):
        return call.number("limit", page.usual, range(1, page.most + 1))
    return min(call.number("limit", page.usual, range(1, 2**31)), page.most)


def _link(call: Call, view: View, path: str, offset: int, limit: int) -> str:
    others = {name: value for name, value in call.query.items() if name not in ("offset", "limit")}
    return f"{view.href(path)}?{urlencode({**others, 'offset': offset, 'limit': limit})}"


def filtered(call: Call, things: Iterable[Document], shown: Callable[[Document], dict[str, Any]]) -> list[Document]:
    """The things whose values contain what the query's filters say, in whatever case."""
    wanted = [
        (name.removeprefix("filter."), value.lower())
        for name, value in call.core.request.query
        if name.startswith("filter.")
    ]
    if not wanted:
        return list(things)
    return [thing for thing in things if all(_fits(shown(thing), *one) for one in wanted)]


def _fits(shown: dict[str, Any], name: str, value: str) -> bool:
    for suffix, earlier in (("Before", True), ("After", False)):
        if name in (f"created{suffix}", f"lastModified{suffix}"):
            found, then = str(shown.get(f"{name.removesuffix(suffix)}Date")).lower(), f"{value.replace(' ', 't')}z"
            return found < then if earlier else found > then
    return value in str(shown.get(name, "")).lower()
