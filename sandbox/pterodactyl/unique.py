# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules that look at other rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox._core.documents import Document

from .store import Store
from .validation import Own, whole


def unique(store: Store, kind: str, column: str, but: Document | None = None) -> Own:
    """No other row has the value, in whatever case."""

    def holds(value: Any) -> bool:
        rows = store.documents.select(
            f"kind = ? AND lower(json_extract(value, '$.{column}')) = lower(?)", kind, str(value)
        )
        return all(but is not None and row.id == but.id for row in rows)

    return Own("unique", holds, "The :attribute has already been taken.")


def exists(store: Store, kind: str, fits: Callable[[Document], bool] = lambda row: True) -> Own:
    """There is such a row, and it fits."""

    def holds(value: Any) -> bool:
        try:
            found = store.get(kind, whole(value))
        except (ValueError, OverflowError):
            return False
        return found is not None and fits(found)

    return Own("exists", holds, "The selected :attribute is invalid.")
