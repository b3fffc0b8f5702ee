# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the callback makes of results: which tasks it counts, and when it writes a file of steps."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.callback import summary
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.steps import run
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.steps.file import read_steps

FREE_OF_CHARGE = {"before": None, "after": None, "currency": None, "note": ""}
STEP = {"action": "create", "what": "create jar jam", "changes": {}}
THING = {"title": "jar jam", "steps": [STEP], "cost": FREE_OF_CHARGE}
TOLD = {"provider": "pantry", "account": "a", "asked": "", "things": [THING]}


def result(told: Any, action: str = "pantry_jar", resolved: str = "boxfleet.cloud.pantry_jar", loop: Any = None) -> Any:
    """What Ansible hands to callbacks."""
    task = SimpleNamespace(action=action, resolved_action=resolved, loop=loop, get_name=lambda: "Fill the jar")
    return SimpleNamespace(_task=task, _host=SimpleNamespace(get_name=lambda: "kitchen"), _result=told)


class Listening:
    """The callback of a run, and what it displays."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, check_mode: bool, **options: str) -> None:
        monkeypatch.setattr(run, "listening", False)
        monkeypatch.delenv("BOXFLEET_STEPS_KEY", raising=False)
        monkeypatch.setattr(summary.context, "CLIARGS", {"check": check_mode})
        self.said: list[str] = []
        self.warnings: list[str] = []
        self.callback = summary.CallbackModule()
        self.callback.get_option = options.get
        self.callback._display = SimpleNamespace(
            banner=self.said.append, display=self.said.append, warning=self.warnings.append
        )

    def end(self) -> str:
        self.callback.v2_playbook_on_stats(None)
        return "\n".join(self.said)


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Listening]:
    return lambda check_mode=True, **options: Listening(monkeypatch, check_mode, **options)


def test_a_dry_run_writes_the_steps_of_every_task_and_item(
    listening: Callable[..., Listening], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = str(tmp_path / "steps.json")
    one = listening()
    assert run.listening
    one.callback.v2_runner_on_ok(result({"boxfleet": {**TOLD, "steps_file": file}}))
    items = [{"boxfleet": {**TOLD, "steps_file": file}}, {"changed": False}]
    one.callback.v2_runner_on_ok(result({"results": items}, loop=["a", "b"]))
    monkeypatch.setenv("BOXFLEET_STEPS_KEY", "geheim")
    assert f"{file} has 2 steps to approve" in one.end()
    told = {"host": "kitchen", "task": "Fill the jar", "module": "pantry_jar", **TOLD}
    assert read_steps(file, "geheim")["tasks"] == [told, told]
    assert one.warnings == []


def test_a_file_that_is_asked_for_in_the_settings_is_written_too(
    listening: Callable[..., Listening], tmp_path: Path
) -> None:
    file = str(tmp_path / "steps.json")
    one = listening(steps_file=file)
    one.callback.v2_runner_on_ok(result({"boxfleet": TOLD}))
    assert f"{file} has 1 step to approve" in one.end()


def test_a_real_run_writes_no_steps_and_says_so(listening: Callable[..., Listening], tmp_path: Path) -> None:
    file = tmp_path / "steps.json"
    one = listening(check_mode=False, steps_file=str(file))
    one.callback.v2_runner_on_ok(result({"boxfleet": TOLD}))
    assert "BOXFLEET: WHAT WAS CHANGED" in one.end()
    assert one.warnings == [f"{file} was not written: steps are written by dry runs, with --check."]
    assert not file.exists()


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (lambda told, failure: told.v2_runner_on_failed(failure), "failed"),
        (lambda told, failure: told.v2_runner_on_failed(failure, ignore_errors=True), ""),
        (lambda told, failure: told.v2_runner_on_unreachable(failure), "could not reach its host"),
    ],
    ids=["failed", "ignored", "unreachable"],
)
def test_steps_after_which_more_may_come_are_not_written(
    listening: Callable[..., Listening], tmp_path: Path, happens: Any, why: str
) -> None:
    file = tmp_path / "steps.json"
    one = listening(steps_file=str(file))
    happens(one.callback, result({"failed": True, "msg": "no"}, resolved="ansible.builtin.command"))
    one.callback.v2_runner_on_ok(result({"boxfleet": TOLD}))
    one.end()
    assert file.exists() is not bool(why)
    assert [f"task Fill the jar {why} (kitchen)" in text for text in one.warnings] == ([True] if why else [])


def test_only_failures_of_the_collection_are_counted_item_by_item(listening: Callable[..., Listening]) -> None:
    one = listening(check_mode=False)
    one.callback.v2_runner_on_failed(result({"failed": True, "msg": "theirs"}, resolved="ansible.builtin.command"))
    assert one.end() == ""
    items = [{"failed": True, "msg": "first"}, {"changed": False, "msg": "second"}]
    one.callback.v2_runner_on_failed(result({"results": items, "failed": True}, loop=["a", "b"]))
    assert [line for line in one.end().splitlines() if "FAILED" in line] == ["kitchen: FAILED: first"]
    # what returns something of that name is no loop
    one.callback.v2_runner_on_failed(result({"results": [], "failed": True, "msg": "third"}))
    assert "kitchen: FAILED: third" in one.end()


def test_what_cannot_be_written_is_told_and_the_run_goes_on(
    listening: Callable[..., Listening], tmp_path: Path
) -> None:
    steps, numbers = (str(tmp_path / "none" / name) for name in ("steps.json", "summary.md"))
    one = listening(steps_file=steps, summary_file=numbers)
    one.callback.v2_runner_on_ok(result({"boxfleet": TOLD}))
    one.end()
    assert one.warnings == [f"{file} was not written: No such file or directory." for file in (numbers, steps)]


@pytest.mark.parametrize("name", ["summary.json", "summary.md"])
def test_the_summary_is_written_as_its_name_says(
    listening: Callable[..., Listening], tmp_path: Path, name: str
) -> None:
    one = listening(summary_file=str(tmp_path / name))
    one.callback.v2_runner_on_ok(result({"boxfleet": TOLD}))
    one.end()
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert (
        (json.loads(text)["providers"]["pantry"]["created"] == 1) if name.endswith("json") else text.startswith("## ")
    )
