# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was asked of the API, for tests to read. No secret ever gets in here."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any
from urllib.parse import unquote_plus

KEPT = 100_000
HIDDEN = "<secret>"
# Parameters with such names are none of the log's business.
SECRET_NAME = re.compile("pass|secret|token|key|signature", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """``path`` is the API's own, ``query`` as sent; ``status`` is None for a request left unanswered.

    ``account`` is the provider's word for who asked, None for a stranger. ``changed`` says whether the request was
    carried out and changed something, whatever was answered. ``time`` is the sandbox's, in Unix seconds.
    """

    verb: str
    path: str
    query: str
    status: int | None
    account: str | int | None
    changed: bool
    time: float


class RequestLog:
    """The latest requests, oldest first. They are numbered from 1, and no number is used twice."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        # The number of the last one.
        self.last = 0

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self.last += 1

    def clear(self) -> None:
        self._entries.clear()

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(entry) for entry in self._entries]

    def latest(self, count: int) -> list[tuple[int, Entry]]:
        """So many of the latest with their numbers, the newest first."""
        return [(self.last - place, entry) for place, entry in enumerate(islice(reversed(self._entries), count))]


def without(secrets: Iterable[str], text: str) -> str:
    """The text with every secret in it replaced."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def query_without(secrets: Iterable[str], query: str) -> str:
    """The query as sent, but for the values that are secret or go by the name of one."""
    return "&".join(_parameter_without(tuple(secrets), parameter) for parameter in query.split("&"))


def _parameter_without(secrets: tuple[str, ...], parameter: str) -> str:
    name, equals, _value = parameter.partition("=")
    if equals and SECRET_NAME.search(unquote_plus(name)):
        return f"{name}={HIDDEN}"
    decoded = unquote_plus(parameter)
    return without(secrets, decoded) if any(secret in decoded for secret in secrets) else parameter
