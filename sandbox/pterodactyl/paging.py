# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists: filters, order, pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from .call import Call
from .errors import crash, refused
from .view import listed

# Whether a row fits what a filter says: True and False for the words.
Fits = Callable[[Call, Document, "str | bool"], bool]


@dataclass(frozen=True, slots=True)
class Listing:
    """What can be asked of a list. Without filters or sorts, those that are sent are ignored.

    ``most`` is the largest page, ``extra`` further filters than on texts in columns.
    """

    filters: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    per_page: int = 50
    most: int | None = None
    extra: Mapping[str, Fits] | None = None


def like(value: object, wanted: str | bool) -> bool:
    """Whether a text holds another one, in whatever case: % and _ stand for anything, a comma for "or".

    What stands behind a backslash stands for itself, so that the sign is not found.
    """
    if isinstance(wanted, bool):
        wanted = "1" if wanted else "0"
    return any(_holds(value, part) for part in wanted.split(","))


def _holds(value: object, wanted: str) -> bool:
    signs = re.findall(r"\\.|.", wanted, re.DOTALL)
    form = "".join({"%": ".*", "_": "."}.get(sign, re.escape(sign[-1])) for sign in signs)
    return value is not None and re.search(form, str(value), re.IGNORECASE | re.DOTALL) is not None


def chosen(call: Call, rows: Sequence[Document], listing: Listing) -> list[Document]:
    """The rows that the query asks for, in its order. Raises Refused."""
    found = list(rows)
    if call.form("unordered"):
        found.reverse()
    extra = listing.extra or {}
    known = [*listing.filters, *extra]
    asked = call.query.get("filter")
    for name, text in asked.items() if known and isinstance(asked, dict) else ():
        if name not in known:
            allowed = ", ".join(f"`{each}`" for each in known)
            words = f"Requested filter(s) `{name}` are not allowed. Allowed filter(s) are {allowed}."
            raise refused(400, "InvalidFilterQuery", words)
        wanted: str | bool = text == "true" if text in ("true", "false") else str(text)
        if name in extra:
            found = [row for row in found if extra[name](call, row, wanted)]
        elif wanted != "":
            found = [row for row in found if like(row.value.get(name), wanted)]
    return _sorted(call, found, listing)


def _sorted(call: Call, rows: list[Document], listing: Listing) -> list[Document]:
    asked = call.query.get("sort")
    if not listing.sorts or not isinstance(asked, str):
        return rows
    for field in reversed(asked.split(",")):
        name = field.removeprefix("-")
        if name not in listing.sorts:
            allowed = ", ".join(f"`{each}`" for each in listing.sorts)
            words = f"Requested sort(s) `{name}` is not allowed. Allowed sort(s) are {allowed}."
            raise refused(400, "InvalidSortQuery", words)
        rows = sorted(rows, key=lambda row: row.value[name], reverse=field.startswith("-"))
    return rows


def page(
    call: Call,
    kind: str,
    rows: Sequence[Document],
    listing: Listing | None = None,
    **meta: Any,
) -> Answer:
    """One page of what the query asks for. Raises Refused."""
    listing = listing or Listing()
    found = chosen(call, rows, listing)
    per_page = _number(call, "per_page", listing.per_page)
    per_page = min(per_page, listing.most or per_page)
    number = _number(call, "page", 1)
    shown = found[(number - 1) * per_page : number * per_page]
    total, pages = len(found), max(1, -(-len(found) // per_page))
    where = f"{call.base}{call.core.request.raw_path}?page="
    links: Any = {}
    if number > 1:
        links["previous"] = f"{where}{number - 1}"
    if number < pages:
        links["next"] = f"{where}{number + 1}"
    if not links and call.form("empty_lists"):
        links = []
    pagination = {
        "total": total,
        "count": len(shown),
        "per_page": per_page,
        "current_page": number,
        "total_pages": pages,
        "links": links,
    }
    return Answer({**listed(call, kind, shown), "meta": {**meta, "pagination": pagination}})


def _number(call: Call, name: str, usual: int) -> int:
    """A number in the query. Zero is the usual one; what is none at all breaks the panel. Raises Refused."""
    sent = call.query.get(name)
    if sent in (None, "", "0"):
        return usual
    if isinstance(sent, str) and sent.isdecimal():
        return int(sent)
    if name == "page":
        return usual
    raise crash("QueryException" if str(sent).startswith("-") else "TypeError")
