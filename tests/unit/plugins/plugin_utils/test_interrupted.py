# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is said when somebody presses Ctrl-C."""

from __future__ import annotations

import os
import signal

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


def test_an_interruption_leaves_a_note_and_goes_its_way() -> None:
    told: list[str] = []
    notes = Notes(told.append)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), noted(lambda: "at work", notes):
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    notes.tell()
    assert told == ["at work"]


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
    with noted(lambda: "at work", notes):
        pass
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
