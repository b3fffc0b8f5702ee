# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page tells, in words: all of it, or what is new to whoever has seen some."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox._core import clock
from sandbox._core.faults import Fault
from sandbox._core.request_log import Entry, without
from sandbox._core.service import Service
from sandbox._core.thing import Thing

from .changes import SHOWN, Changes

# The most of everything: of the latest calls, faults, letters of a text, addresses of a thing, states in one line.
CALLS = 100
FAULTS = 20
LETTERS = 300
ADDRESSES = 8
STATES = 12
# Who follows waits so long before looking again, or this many times as long as looking kept the processor.
WAIT_MS = 400
SHARE = 10


class State:
    """What there is to be told of one sandbox."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._changes = Changes()
        # Numbers mean nothing to another process.
        self._era = secrets.token_hex(4)

    def told(self, since: str = "") -> dict[str, Any]:
        """What has happened after ``since``, a word of an earlier answer; ``fresh`` means that this is everything."""
        began = time.process_time()
        service, provider, changes = self._service, self._service.provider, self._changes
        with provider.store.transaction():
            provider.store.settle(provider.now)
            things = list(provider.things())
            ahead = clock.offset(provider.store)
            now = provider.now
        changes.note(things)
        seen = self._seen(since)
        keys = changes.since(seen[0]) if seen else None
        last_call = seen[1] if seen and keys is not None else 0
        told: dict[str, Any] = {
            "since": f"{self._era}.{changes.number}.{service.log.last}",
            "fresh": keys is None,
            "clock": [_date(now), ahead_words(ahead)],
            "kinds": list(summaries(things).items()),
            "things": [self._row(key) for key in (changes.things if keys is None else keys) if key in changes.things],
            "gone": [key for key in keys or () if key not in changes.things],
            "first_call": service.log.last - len(service.log) + 1,
            "calls_made": len(service.log),
            "calls": [self._call(*each) for each in service.log.latest(CALLS) if each[0] > last_call],
            "faults": self._faults(),
        }
        return {**told, "wait": max(WAIT_MS, int((time.process_time() - began) * 1000 * SHARE))}

    def _seen(self, since: str) -> tuple[int, int] | None:
        """The numbers of the last change and the last call that somebody has seen, if they are ours."""
        era, *numbers = since.split(".")
        if era != self._era or len(numbers) != 2 or not all(it.isascii() and it.isdigit() for it in numbers):
            return None
        return int(numbers[0][:15]), int(numbers[1][:15])

    def _row(self, key: str) -> dict[str, Any]:
        """One row of the table: ``cells`` are texts."""
        thing = self._changes.things[key]
        more = len(thing.addresses) - ADDRESSES
        addresses = [*thing.addresses[:ADDRESSES], *([f"and {more} more"] if more > 0 else [])]
        cells = [thing.name, thing.state, thing.price, "\n".join(addresses)]
        return {"key": key, "kind": thing.kind, "busy": thing.busy, "cells": [self._shown(cell) for cell in cells]}

    def _call(self, number: int, entry: Entry) -> dict[str, Any]:
        target = entry.path + (f"?{entry.query}" if entry.query else "")
        status = "no answer" if entry.status is None else str(entry.status)
        cells = [_date(entry.time)[11:19], entry.verb, self._shown(target), status]
        return {"number": number, "bad": entry.status is None or entry.status >= 400, "cells": cells}

    def _faults(self) -> list[str]:
        waiting = [Fault(**fault) for fault in self._service.faults.listed()]
        more = len(waiting) - FAULTS
        shown = [self._shown(fault_words(fault)) for fault in waiting[:FAULTS]]
        return shown + ([f"and {more} more"] if more > 0 else [])

    def _shown(self, text: str) -> str:
        """Without secrets, and not too long."""
        text = without(self._service.provider.secrets, text)
        return text if len(text) <= LETTERS else f"{text[:LETTERS]}…"


def summaries(things: Iterable[Thing]) -> dict[str, str]:
    """How many things there are of each kind, and in which states."""
    states: dict[str, Counter[str]] = {}
    for thing in things:
        states.setdefault(thing.kind, Counter())[thing.state] += 1
    return {kind: _summary(found) for kind, found in states.items()}


def _summary(states: Counter[str]) -> str:
    total = states.total()
    words = [f"{count} {state}" for state, count in sorted(states.items()) if state][:STATES]
    summary = words[0] if len(states) == 1 and words else f"{total}{': ' if words else ''}{', '.join(words)}"
    return summary + (f"; the latest {SHOWN} are shown" if total > SHOWN else "")


def fault_words(fault: Fault) -> str:
    """A fault in one line."""
    words = f"{fault.method} {fault.path}: {fault.kind}"
    if fault.kind.startswith("status"):
        words += f" {fault.status}"
    if fault.times > 1:
        words += f", {fault.times} times"
    return words + (f", after {fault.after} more" if fault.after else "")


def ahead_words(seconds: float) -> str:
    """How far the clock is ahead, in one line."""
    if seconds < 1:
        return "the real time"
    days, rest = divmod(int(seconds), 86400)
    return f"{f'{days} d ' if days else ''}{timedelta(seconds=rest)} h ahead of the real time"


def _date(seconds: float) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError):
        return "after the year 9999"
