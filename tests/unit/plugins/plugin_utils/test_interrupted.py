# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is said when somebody presses Ctrl-C."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from pathlib import Path

import pytest

from ansible_collections.boxfleet.cloud.plugins.plugin_utils.interrupted import Notes, last_words, noted


def test_a_note_of_another_process_is_told_once_and_by_the_first_process_alone() -> None:
    told: list[str] = []
    notes = Notes(told.append)
    child = os.fork()
    if not child:
        notes.add("Interrupted at [web1]")
        notes.add("Interrupted at [web1]")
        notes.tell()
        os._exit(len(told))
    assert os.waitpid(child, 0)[1] == 0
    notes.tell()
    assert told == ["Interrupted at [web1]"]


def test_notes_leave_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told: list[str] = []
    notes = Notes(told.append)
    notes.add("at work")
    assert list(tmp_path.iterdir()) == []
    notes.tell()
    assert told == ["at work"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_a_note_and_goes_its_way(number: signal.Signals) -> None:
    told: list[str] = []
    notes = Notes(told.append)
    before = signal.signal(number, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), noted(lambda: "at work", notes):
            signal.raise_signal(number)
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, before)
    notes.tell()
    assert told == ["at work"]


def test_who_handles_nothing_ends_as_ever() -> None:
    child = os.fork()
    if not child:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with noted(lambda: "at work", Notes(print)):
            signal.raise_signal(signal.SIGTERM)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGTERM


def test_a_thread_is_never_interrupted_and_asks_for_nothing() -> None:
    def work() -> None:
        with noted(lambda: "at work", Notes(print)):
            done.append("work")

    done: list[str] = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == ["work"]


def test_an_interruption_that_is_ignored_is_none() -> None:
    told: list[str] = []
    notes = Notes(told.append)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with noted(lambda: "at work", notes):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    notes.tell()
    assert told == []


def test_what_ends_by_itself_leaves_none() -> None:
    told: list[str] = []
    notes = Notes(told.append)
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with noted(lambda: "at work", notes):
        pass
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    notes.tell()
    assert told == []


def test_the_words_say_what_is_under_way_and_how_to_go_on() -> None:
    words = last_words("localhost", ["box web1 (10001): CREATING"], check_mode=False)
    assert words.startswith("Interrupted at [localhost] => box web1 (10001): CREATING. What the service was asked for")
    assert words.endswith(
        "Run the same again: it looks first, waits for what is under way, and does only what is missing."
    )
    many = last_words("localhost", [f"box {number}: CREATING" for number in range(8)], check_mode=True)
    assert "box 4: CREATING and 3 more. It was a dry run, so nothing was changed." in many
    assert "box 5" not in many
