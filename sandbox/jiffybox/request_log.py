# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was asked of the API, for tests to read. No token ever gets in here."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Request:
    """``path`` is without token, version and query; ``status`` is None for a request left unanswered.

    ``token`` is the position of the account among the ``--token`` options, None for an unknown token.
    ``time`` is the sandbox's, in Unix seconds.
    """

    verb: str
    path: str
    status: int | None
    token: int | None
    time: float


class RequestLog:
    """The latest requests, oldest first."""

    def __init__(self) -> None:
        self._requests: deque[Request] = deque(maxlen=KEPT)

    def add(self, request: Request) -> None:
        self._requests.append(request)

    def clear(self) -> None:
        self._requests.clear()

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(request) for request in self._requests]
