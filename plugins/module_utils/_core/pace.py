# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A request limit that all processes of this machine keep together."""

from __future__ import annotations

import fcntl
import hashlib
import json
import math
import os
import re
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Callable

from .errors import InvalidInput
from .wait import Clock

# The longest pause that a service can ask everybody for, in seconds.
LONGEST_HOLD = 300.0
# A call that left in time can arrive late, and the next early: so much of the window is kept free for that.
_MARGIN = 0.05
# Who waits longer than this many seconds for a turn should say so.
_SILENCE = 5.0
_LARGEST_FILE = 2**22
_LATEST = 1e12


@dataclass(frozen=True)
class Rate:
    """At most so many calls in any window of so many seconds."""

    calls: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.calls}/{self.seconds:g}"


def rate_from(option: str, text: str) -> Rate:
    """The rate written as "CALLS/SECONDS", such as "30/60".

    :raises InvalidInput: it is written otherwise, or one of the two is 0.
    """
    match = re.fullmatch(r"([0-9]{1,5})/([0-9]{1,6}(?:\.[0-9]{1,6})?)", text.strip())
    if not match or not int(match[1]) or not float(match[2]):
        rule = "must be calls/seconds, such as 30/60 for thirty calls a minute"
        raise InvalidInput(option, text if len(text) < 50 else None, rule)
    return Rate(int(match[1]), float(match[2]))


@dataclass
class _State:
    """What the processes share, times in seconds of the machine's monotonic clock.

    :ivar turns: when the latest calls were made, as many as fit one window, and when all that wait will be made;
        oldest first.
    :ivar held_until: until when nobody may call, since the service asked for a pause.
    :ivar shift: seconds by which all pauses so far have put off the turns that were waiting.
    """

    turns: list[float] = field(default_factory=list)
    held_until: float = 0.0
    shift: float = 0.0


# What this process keeps for itself where the file of an account cannot be used.
_alone: dict[str, _State] = {}
_alone_lock = threading.Lock()


def _nobody(text: str) -> None:
    """Tell nobody."""


class Pace:
    """Gives every call of an account its turn, in the order of asking, across processes.

    A process that asks notes its turn in a file, under a lock that the system frees if the process dies, and sleeps
    until then. Nobody sleeps while holding the lock; a process that is killed while it waits leaves one turn unused.
    Where the file cannot be used, each process keeps the limit alone.

    :param account: names the account; only its hash is written anywhere.
    :param warn: takes a sentence for the user.
    """

    def __init__(self, rate: Rate, account: str, clock: Clock, warn: Callable[[str], None] = _nobody) -> None:
        self.rate = rate
        self.clock = clock
        self.warn = warn
        home = os.path.expanduser(os.environ.get("ANSIBLE_HOME", "~/.ansible"))
        self._folder = os.path.join(home, "boxfleet")
        self._path = os.path.join(self._folder, hashlib.sha256(account.encode()).hexdigest()[:32] + ".json")

    @property
    def _window(self) -> float:
        return self.rate.seconds * (1 + _MARGIN)

    def take(self, still: Callable[[str], None] = _nobody) -> None:
        """Wait for the next turn.

        :param still: told now and then why it takes so long.
        """
        with self._state() as state:
            asked = now = self.clock.now()
            full = len(state.turns) >= self.rate.calls
            turn = max(now, state.held_until, state.turns[-self.rate.calls] + self._window if full else 0.0)
            state.turns.append(turn)
            past = sum(turn <= now for turn in state.turns)
            del state.turns[: max(0, min(past, len(state.turns) - self.rate.calls))]
            shift = state.shift
        while turn > now:
            self.clock.sleep(min(turn - now, _SILENCE))
            if turn - now > _SILENCE:
                still(f"its turn comes {turn - asked:.0f} s after it asked (api_rate {self.rate}, queue: {self._path})")
            else:
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
        file = None if self._path in _alone else self._locked()
        if file is None:
            with _alone_lock:
                yield _alone.setdefault(self._path, _State())
            return
        try:
            state = self._read(file)
            yield state
            self._write(file, state)
        finally:
            os.close(file)

    def _locked(self) -> int | None:
        """The file, open and locked; None where there can be none."""
        file = None
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 0o600)
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise OSError(0, "it is no file")
            fcntl.flock(file, fcntl.LOCK_EX)
            return file
        except OSError as error:
            if file is not None:
                os.close(file)
            self._keep_alone(_State(), error)
            return None

    def _read(self, file: int) -> _State:
        """The state in the file; a fresh one where it is missing or damaged."""
        try:
            state = _parsed(os.read(file, _LARGEST_FILE))
        except OSError as error:
            state = _State()
            self._keep_alone(state, error)
        except (ValueError, TypeError, RecursionError):
            self.warn(f"api_rate: {self._path} was damaged, so the queue for calls begins anew.")
            state = _State()
        return _trusted(state, self.clock.now(), self.rate.calls, self._window)

    def _write(self, file: int, state: _State) -> None:
        data = json.dumps(asdict(state)).encode()
        try:
            if os.pwrite(file, data, 0) < len(data):
                raise OSError(0, "no space left")
            os.ftruncate(file, len(data))
        except OSError as error:
            self._keep_alone(state, error)

    def _keep_alone(self, state: _State, error: OSError) -> None:
        """Keep the limit in this process, from this state on."""
        with _alone_lock:
            _alone.setdefault(self._path, state)
        reason = f"{self._path} cannot be used: {error.strerror}"
        self.warn(f"api_rate: each process keeps the limit alone, since {reason}. Make its folder writable.")


def _parsed(text: bytes) -> _State:
    """The state as written; a fresh one where nothing was.

    :raises ValueError: it is damaged; or TypeError, or RecursionError.
    """
    state = _State(**json.loads(text)) if text else _State()
    if not all(isinstance(time, (int, float)) and 0 <= time < _LATEST for time in state.turns):
        raise ValueError("turns")
    if not (0 <= state.held_until < _LATEST and 0 <= state.shift < _LATEST):
        raise ValueError("times")
    return state


def _trusted(state: _State, now: float, calls: int, window: float) -> _State:
    """The state without what cannot be: an earlier start of the machine left it, or another machine.

    Of the turns that wait, so many as fit a window come within it, as many again within the next, and so on.
    """
    if state.held_until > now + LONGEST_HOLD:
        state.held_until = 0.0
    begin = max(now, state.held_until)
    turns: list[float] = []
    waiting = 0
    for turn in sorted(state.turns):
        if turn > now and turn > begin + math.ceil((waiting + 1) / calls) * window + _MARGIN:
            break
        waiting += turn > now
        turns.append(turn)
    state.turns = turns
    return state
