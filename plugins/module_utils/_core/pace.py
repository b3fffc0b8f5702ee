# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A request limit that all processes of this machine keep together."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from .errors import InvalidInput
from .wait import Clock

# A call that left in time can arrive late, and the next early: so much of the window is kept free for that.
_MARGIN = 0.05
# Turns further ahead than this many seconds were noted before the machine was started anew.
_FAR = 3600.0


@dataclass(frozen=True)
class Rate:
    """At most so many calls in any window of so many seconds."""

    calls: int
    seconds: float


def rate_from(option: str, text: str) -> Rate:
    """The rate written as "CALLS/SECONDS", such as "30/60".

    :raises InvalidInput: it is written otherwise, or one of the two is 0.
    """
    match = re.fullmatch(r"(\d+)/(\d+(?:\.\d+)?)", text.strip())
    if not match or not int(match[1]) or not float(match[2]):
        raise InvalidInput(option, text, "must be calls/seconds, such as 30/60 for thirty calls a minute")
    return Rate(int(match[1]), float(match[2]))


@dataclass
class _State:
    """What the processes share, times in seconds of the machine's monotonic clock.

    :ivar turns: when the latest calls were or will be made, oldest first; as many as fit one window.
    :ivar held_until: until when nobody may call, since the service asked for a pause.
    :ivar shift: seconds by which all pauses so far have put off the turns that were waiting.
    """

    turns: list[float] = field(default_factory=list)
    held_until: float = 0.0
    shift: float = 0.0


class Pace:
    """Gives every call of an account its turn, in the order of asking, across processes.

    A process that asks notes its turn in a file, under a lock that the system frees if the process dies, and sleeps
    until then. Nobody sleeps while holding the lock; a process that is killed while it waits leaves one turn unused.

    :param account: names the account; only its hash is written anywhere.
    """

    def __init__(self, rate: Rate, account: str, clock: Clock) -> None:
        self.rate = rate
        self.clock = clock
        home = os.path.expanduser(os.environ.get("ANSIBLE_HOME", "~/.ansible"))
        self._folder = os.path.join(home, "boxfleet")
        self._path = os.path.join(self._folder, hashlib.sha256(account.encode()).hexdigest()[:32] + ".json")

    def take(self) -> None:
        """Wait for the next turn."""
        window = self.rate.seconds * (1 + _MARGIN)
        with self._state() as state:
            now = self.clock.now()
            full = len(state.turns) >= self.rate.calls
            turn = max(now, state.held_until, state.turns[-self.rate.calls] + window if full else 0.0)
            state.turns = [*state.turns, turn][-self.rate.calls :]
            shift = state.shift
        while turn > now:
            self.clock.sleep(turn - now)
            with self._state() as state:
                turn, shift = turn + state.shift - shift, state.shift
            now = self.clock.now()

    def hold(self, seconds: float) -> None:
        """Put off every call of the account by a pause that the service asked one process for."""
        with self._state() as state:
            now = self.clock.now()
            later = now + seconds - max(now, state.held_until)
            if later > 0:
                state.held_until = now + seconds
                state.shift += later
                state.turns = [turn + later if turn > now else turn for turn in state.turns]

    @contextmanager
    def _state(self) -> Iterator[_State]:
        """What is shared, locked until the block ends, then written back."""
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        with os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            state = _parsed(file.read(), self.clock.now())
            yield state
            file.seek(0)
            file.truncate()
            json.dump(asdict(state), file)


def _parsed(text: str, now: float) -> _State:
    """The state as written; a fresh one where it is missing, cut short by a kill, or of an earlier start."""
    try:
        state = _State(**json.loads(text))
    except (ValueError, TypeError):
        return _State()
    return _State() if max([state.held_until, *state.turns]) > now + _FAR else state
