# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file of steps: written whole or not at all, and read only as it was written."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.steps.file import approved_steps, read_steps, write_steps

STEP = {"action": "start", "what": "start box web (1)", "changes": {"state": ["stopped", "running"]}}
TASK = {
    "host": "localhost",
    "task": "Web",
    "module": "pantry_box",
    "provider": "pantry",
    "account": "a1",
    "asked": "x1",
    "things": [{"title": "box web", "steps": [STEP], "cost": {}}],
}


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = str(tmp_path / "steps.json")
    write_steps(file, [TASK], "")
    return file


def refused(path: str, key: str = "") -> str:
    with pytest.raises(InvalidInput) as caught:
        read_steps(path, key)
    return str(caught.value)


def test_what_was_written_is_found_by_host_and_module(path: str) -> None:
    assert read_steps(path, "")["tasks"] == [TASK]
    assert approved_steps(path, "localhost", "pantry_box", "") == [
        {"account": "a1", "asked": "x1", "title": "box web", "steps": [STEP]}
    ]
    assert approved_steps(path, "other", "pantry_box", "") == []
    assert approved_steps(path, "localhost", "pantry_jar", "") == []


def test_what_several_tasks_of_a_module_want_is_all_approved(path: str) -> None:
    write_steps(path, [TASK, {**TASK, "asked": "x2"}], "")
    assert [one["asked"] for one in approved_steps(path, "localhost", "pantry_box", "")] == ["x1", "x2"]


def test_values_that_json_writes_otherwise_are_read_as_they_were_written(path: str) -> None:
    change = {9: "a", 10: date(2026, 1, 2)}
    step = {**STEP, "changes": {"days": [None, change]}}
    write_steps(path, [{**TASK, "things": [{"title": "box web", "steps": [step], "cost": {}}]}], "")
    (task,) = read_steps(path, "")["tasks"]
    assert task["things"][0]["steps"][0]["changes"] == {"days": [None, {"9": "a", "10": "2026-01-02"}]}


def test_a_file_that_was_written_anew_is_read_anew(path: str) -> None:
    approved_steps(path, "localhost", "pantry_box", "")
    write_steps(path, [], "")
    assert approved_steps(path, "localhost", "pantry_box", "") == []


def test_a_file_that_was_changed_anywhere_is_refused(path: str) -> None:
    text = Path(path).read_text(encoding="utf-8")
    for old, new in (("running", "deleted"), ("localhost", "otherhost"), ('"x1"', '"x2"'), ('"Web"', '"Wob"')):
        Path(path).write_text(text.replace(old, new), encoding="utf-8")
        assert "is not as it was written: it was changed, or cut short" in refused(path)
        assert "Make a new dry run with boxfleet_steps_file" in refused(path)


def test_a_file_that_was_cut_at_any_place_is_refused(path: str) -> None:
    text = Path(path).read_text(encoding="utf-8")
    for end in range(0, len(text.rstrip()), 7):
        Path(path).write_text(text[:end], encoding="utf-8")
        assert "is no file of steps, or only a part of one" in refused(path)


@pytest.mark.parametrize("text", ["[]", "{}", "1", '"x"', '{"tasks": []}'])
def test_another_file_is_refused(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="utf-8")
    assert "is no file of steps" in refused(path)


@pytest.mark.parametrize(
    ("version", "advice"), [(2, "Install the boxfleet.cloud that wrote it"), (None, "new dry run")]
)
def test_a_file_of_another_version_is_refused_before_anything_else(path: str, version: Any, advice: str) -> None:
    document = json.loads(Path(path).read_text(encoding="utf-8"))
    Path(path).write_text(json.dumps({**document, "boxfleet_steps": version, "more": []}), encoding="utf-8")
    assert f"has version {version!r}, and this boxfleet.cloud reads 1" in refused(path)
    assert advice in refused(path)


def test_a_signed_file_wants_the_key_that_it_was_signed_with(path: str) -> None:
    assert "is not signed, and BOXFLEET_STEPS_KEY is set" in refused(path, "mine")
    write_steps(path, [TASK], "mine")
    assert read_steps(path, "mine")["tasks"] == [TASK]
    assert "is signed. Export BOXFLEET_STEPS_KEY" in refused(path)
    assert "was signed with another BOXFLEET_STEPS_KEY" in refused(path, "other")
    assert "mine" not in Path(path).read_text(encoding="utf-8")


def test_who_makes_the_checksum_anew_makes_no_signature(path: str) -> None:
    forged = Path(path).read_text(encoding="utf-8")
    document = json.loads(forged)
    document["seal"]["kind"] = "signed"
    Path(path).write_text(json.dumps(document), encoding="utf-8")
    assert "is not as it was written" in refused(path, "mine")


def test_a_file_that_lacks_something_is_refused(path: str) -> None:
    for task in ({**TASK, "host": None}, {**TASK, "things": [{"title": "x"}]}, {**TASK, "things": [[]]}, "x"):
        write_steps(path, [task], "")  # type: ignore[list-item]
        assert "is missing somewhere" in refused(path)


def test_a_file_that_does_not_exist_is_refused_with_one_that_does(path: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        approved_steps(path.replace("steps.json", "step.json"), "localhost", "pantry_box", "")
    assert "cannot be read: No such file or directory" in str(caught.value)
    assert "Did you mean" in str(caught.value)


def test_what_cannot_be_written_whole_leaves_the_old_file_and_nothing_else(path: str, monkeypatch: Any) -> None:
    before = Path(path).read_text(encoding="utf-8")

    def full(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_steps(path, [], "")
    assert Path(path).read_text(encoding="utf-8") == before
    assert os.listdir(Path(path).parent) == ["steps.json"]
