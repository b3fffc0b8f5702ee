# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Ansible says at its end if it was interrupted: what was under way, and how to go on.

A task runs in a process that Ansible forks for it, and which ends at once when Ansible is interrupted. What it leaves
is a note in a file that it shares with Ansible's own process, which tells it when all others have ended.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from ansible.utils.display import Display

_MOST = 5
_LONGEST = 2**20
# so many seconds a process has to end
_PATIENCE = 5.0
_GO_ON = (
    "What the service was asked for goes on there. Run the same again: it looks first, waits for what is under way, "
    "and does only what is missing."
)
_DRY = "It was a dry run, so nothing was changed."


class Notes:
    """Lines that processes forked from here leave, told when this process ends."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._owner = os.getpid()
        self._file: int | None = None
        with suppress(OSError):
            self._file, path = tempfile.mkstemp(prefix="boxfleet-")
            # nobody else can open it, and it is gone with the processes
            os.unlink(path)

    def add(self, line: str) -> None:
        """Leave a line; in one piece, whoever else writes."""
        if self._file is not None:
            with suppress(OSError):
                os.write(self._file, line.encode("utf-8", "replace") + b"\n")

    def tell(self) -> None:
        """Tell what was left, in the process that all others were forked from."""
        if self._file is not None and os.getpid() == self._owner:
            # some versions of Ansible do not wait for them
            for child in multiprocessing.active_children():
                child.join(_PATIENCE)
            left = os.pread(self._file, _LONGEST, 0).decode("utf-8", "replace")
            for line in dict.fromkeys(left.splitlines()):
                self._tell(line)


def last_words(host: str, under_way: list[str], check_mode: bool) -> str:
    """What was under way at an interruption, and how to go on.

    :param under_way: what was looked at, the latest first.
    """
    more = f" and {len(under_way) - _MOST} more" if len(under_way) > _MOST else ""
    what = "; ".join(under_way[:_MOST])
    return f"Interrupted at [{host}] => {what}{more}. {_DRY if check_mode else _GO_ON}"


@contextmanager
def noted(words: Callable[[], str], notes: Notes) -> Iterator[None]:
    """While the block runs, an interruption leaves a note, and then goes its way.

    :param words: makes the note.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    heeded = {number: handler for number, handler in handlers.items() if handler not in (signal.SIG_IGN, None)}

    def interrupted(number: int, frame: FrameType | None) -> None:
        notes.add(words())
        handler = heeded[signal.Signals(number)]
        signal.signal(number, handler)
        if callable(handler):
            handler(number, frame)
        else:
            os.kill(os.getpid(), number)

    for number in heeded:
        signal.signal(number, interrupted)
    try:
        yield
    finally:
        for number, handler in heeded.items():
            signal.signal(number, handler)


# Made when Ansible loads the plugin, which is before it forks.
NOTES = Notes(lambda line: Display().warning(line))
atexit.register(NOTES.tell)
