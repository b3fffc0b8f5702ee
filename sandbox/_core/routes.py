# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which handler answers which verb and path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .answer import Answer

# It is given what ``Provider.prepared`` makes of a call, and may raise Refused.
Handler = Callable[[Any], Answer]


class Route(NamedTuple):
    """``{name}`` in the path stands for any one segment; of two routes that fit, the first one is meant."""

    verb: str
    path: str
    handler: Handler


@dataclass(frozen=True, slots=True)
class Found:
    """A route that fits a request. ``parts`` are the variable parts of its path, decoded."""

    route: Route
    parts: Mapping[str, str]


class Router:
    """All routes of a provider."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_length: dict[int, list[tuple[tuple[str, ...], Route]]] = {}
        for route in routes:
            path = route.path.strip("/")
            pattern = tuple(path.split("/")) if path else ()
            self._by_length.setdefault(len(pattern), []).append((pattern, route))

    def find(self, verb: str, segments: Sequence[str]) -> Found | None:
        """What answers this verb at this path."""
        return next((found for found in self._at(segments) if found.route.verb == verb), None)

    def verbs(self, segments: Sequence[str]) -> list[str]:
        """The verbs that are answered at this path; none means that there is no such path."""
        return sorted({found.route.verb for found in self._at(segments)})

    def _at(self, segments: Sequence[str]) -> Iterable[Found]:
        for pattern, route in self._by_length.get(len(segments), ()):
            parts = matched(pattern, segments)
            if parts is not None:
                yield Found(route, parts)


def matched(pattern: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    """What the variable parts of the pattern stand for in a path of the same length; None if it does not fit."""
    parts = {}
    for wanted, segment in zip(pattern, segments, strict=True):
        if wanted.startswith("{"):
            if not segment:
                return None
            parts[wanted.strip("{}")] = segment
        elif wanted != segment:
            return None
    return parts
