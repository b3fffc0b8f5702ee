# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Access rules of consumer keys: which call each of them allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .errors import bad

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
Rule = Mapping[str, str]


def allows(rules: Iterable[Rule], verb: str, path: str) -> bool:
    """Whether one of the rules fits: paths are exact, but for ``*``, which also stands for slashes."""
    return any(rule["method"] == verb and _fits(rule["path"], path) for rule in rules)


def _fits(pattern: str, path: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), path, re.DOTALL) is not None


def parsed(sent: Any) -> list[dict[str, str]]:
    """The rules that were asked for. Raises Refused."""
    if not isinstance(sent, list) or not sent or not all(map(_is_rule, sent)):
        raise bad("Body parameter accessRules isn't formated correctly")
    return [{"method": rule["method"], "path": rule["path"]} for rule in sent]


def _is_rule(sent: Any) -> bool:
    return (
        isinstance(sent, dict)
        and sent.get("method") in METHODS
        and isinstance(sent.get("path"), str)
        and sent["path"].startswith("/")
    )
