# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which things have changed since somebody last looked."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox._core.thing import Thing

# How many things of a kind are shown, the latest ones, and how many that are gone are remembered.
SHOWN = 500


def key_of(thing: Thing) -> str:
    return f"{thing.kind} {thing.id}"


class Changes:
    """What is shown, each thing with the number of its last change; numbers grow, and begin at 1."""

    def __init__(self) -> None:
        self.number = 0
        # What is there, in its order.
        self.things: dict[str, Thing] = {}
        # By key, the one that changed last at the end: the number of the change.
        self._numbers: dict[str, int] = {}
        # Whoever has not looked since this change may have missed that something is gone.
        self._forgotten = 0

    def note(self, things: Iterable[Thing]) -> None:
        """What is there now."""
        before, self.things = self.things, {key_of(thing): thing for thing in _latest(things)}
        for key in before:
            if key not in self.things:
                self._changed(key)
        for key, thing in self.things.items():
            if before.get(key) != thing:
                self._changed(key)
        self._forget()

    def _changed(self, key: str) -> None:
        self.number += 1
        self._numbers.pop(key, None)
        self._numbers[key] = self.number

    def _forget(self) -> None:
        gone = [key for key in self._numbers if key not in self.things]
        for key in gone[: max(0, len(gone) - SHOWN)]:
            self._forgotten = self._numbers.pop(key)

    def since(self, number: int) -> list[str] | None:
        """The keys of what has changed after this number, in the order of the changes; None: all may have."""
        if number < self._forgotten or number > self.number:
            return None
        found = []
        for key, changed in reversed(self._numbers.items()):
            if changed <= number:
                break
            found.append(key)
        return found[::-1]


def _latest(things: Iterable[Thing]) -> list[Thing]:
    """The latest ones of each kind, kind by kind."""
    kinds: dict[str, list[Thing]] = {}
    for thing in things:
        kinds.setdefault(thing.kind, []).append(thing)
    return [thing for own in kinds.values() for thing in own[-SHOWN:]]
