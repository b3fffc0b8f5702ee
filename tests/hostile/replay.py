# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task is run once at a sandbox, its answers are kept, and given again to other runs: one of them damaged."""

from __future__ import annotations

import copy
import itertools
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.client import ApiClient
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Failure, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer, Refused
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime
from tests.functional.suite.case import ODD_VALUES

# What is more than odd: too deep, too long, too large, of another alphabet, and what a terminal or a template obeys.
HARMFUL: tuple[Any, ...] = (
    {"x": [{"x": [{"x": [None]}]}] * 3},
    "x" * 5000,
    10**400,
    -(10**17),
    1e300,
    float(2**53),
    "\x1b]0;x\x07\r\x9b2J\u202e",
    "{{ lookup('pipe', 'id') }}",
    "../../etc/passwd?x=1#y",
    "NaN",
    "0",
    "١٢",
    "198.51.100.1\n",
)
VALUES = (*ODD_VALUES, *HARMFUL)
# Stands for taking a place away.
GONE = object()


@dataclass(frozen=True)
class Damage:
    """What is done to an answer.

    :ivar at: number of the answer.
    :ivar place: keys and numbers that lead to what is replaced.
    :ivar value: what is there instead; GONE for nothing.
    """

    at: int
    place: tuple[Any, ...]
    value: Any

    def __str__(self) -> str:
        shown = "nothing" if self.value is GONE else repr(self.value)[:40]
        return f"answer {self.at}, {list(self.place)}: {shown}"

    def done_to(self, answer: Answer) -> Answer:
        """The answer, damaged."""
        data = copy.deepcopy({"": answer.data})
        holder: Any = data
        *way, last = ("", *self.place)
        for step in way:
            holder = holder[step]
        if self.value is GONE:
            del holder[last]
        else:
            holder[last] = copy.deepcopy(self.value)
        return replace(answer, data=data.get(""))


def damages(answers: list[tuple[str, Answer]]) -> Iterator[Damage]:
    """Every answer damaged in every place in every way; of answers that are the same, the first."""
    seen: list[Any] = []
    for at, (request, answer) in enumerate(answers):
        if (request, answer.data) in seen:
            continue
        seen.append((request, answer.data))
        for place in _places(answer.data):
            for value in (*VALUES, GONE):
                yield Damage(at, place, value)


def _places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield place
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from _places(entry, (*place, key))


class Recorder:
    """Keeps what a client's calls were answered."""

    def __init__(self, client: ApiClient) -> None:
        self.answers: list[tuple[str, Answer]] = []
        self._judged = client.session._judged
        client.session._judged = self.judged  # type: ignore[method-assign]

    def judged(self, request: Request, answer: Answer) -> Answer | Failure:
        """Stands for what Session asks of each answer that has come in."""
        self.answers.append((str(request), copy.deepcopy(answer)))
        return self._judged(request, answer)


class FakeClock(OwnTime):
    """Agrees with no other."""

    def __init__(self) -> None:
        super().__init__()
        self.origin = self


class Endless(Exception):
    """A run asks and asks."""


class Replay:
    """Answers the calls of a client with what was kept, and the last of a kind again and again.

    :ivar accepted: requests that could change something, and whose answers were none of a failure.
    """

    MOST = 5000

    def __init__(self, client: ApiClient, answers: list[tuple[str, Answer]], damage: Damage) -> None:
        self.client = client
        self.accepted: list[str] = []
        self._kept: dict[str, list[Answer]] = defaultdict(list)
        for at, (request, answer) in enumerate(answers):
            self._kept[request].append(damage.done_to(answer) if at == damage.at else answer)
        self._lock = threading.Lock()
        self._calls = itertools.count()
        client.session._attempt = self.attempt  # type: ignore[method-assign]

    def attempt(self, request: Request, _tries: int, _began: float) -> Answer | Failure:
        """Stands for Session._attempt()."""
        with self._lock:
            if next(self._calls) > self.MOST:
                raise Endless
            kept = self._kept[str(request)]
            answer = copy.deepcopy(kept.pop(0) if len(kept) > 1 else kept[0]) if kept else None
        if answer is None:
            return Failure(Refused("that was never asked before", 404), unchanged=True, again=False)
        try:
            result = self.client.session._judged(request, answer)
        except NoUsableAnswer as error:
            return Failure(error)
        if isinstance(result, Answer) and not request.reads:
            self.accepted.append(str(request))
        return result
