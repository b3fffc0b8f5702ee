# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The terms of a run as users set them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.terms import FREE, Terms
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.steps import run
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.steps.file import write_steps
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.steps.terms import terms_of_run


@pytest.fixture(autouse=True)
def nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "listening", False)
    monkeypatch.delenv("BOXFLEET_STEPS_KEY", raising=False)


def terms(no_log: bool = False, **settings: Any) -> tuple[Terms, str]:
    return terms_of_run(
        lambda name: settings.get(name), lambda name: bool(settings.get(name)), "localhost", "pantry_box", no_log
    )


def test_without_settings_a_run_is_free() -> None:
    assert terms() == (FREE, "")
    assert terms(boxfleet_approved_steps="", boxfleet_steps_file="") == (FREE, "")


def test_a_file_wants_somebody_who_writes_it() -> None:
    with pytest.raises(InvalidInput, match=r"needs the callback boxfleet\.cloud\.summary, which writes it"):
        terms(boxfleet_steps_file="steps.json")


def test_a_file_wants_results_that_can_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "listening", True)
    with pytest.raises(InvalidInput, match="cannot have the steps of a task with no_log"):
        terms(no_log=True, boxfleet_steps_file="steps.json")


def test_where_somebody_listens_steps_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run, "listening", True)
    monkeypatch.chdir(tmp_path)
    assert terms(boxfleet_steps_file="steps.json") == (Terms(written=True), str(tmp_path / "steps.json"))
    assert terms() == (Terms(written=True), "")
    monkeypatch.setenv("BOXFLEET_STEPS_KEY", "geheim")
    assert terms()[0].key == "geheim"


def test_an_approved_file_of_which_nothing_is_for_the_task_allows_nothing(tmp_path: Path) -> None:
    file = str(tmp_path / "steps.json")
    write_steps(file, [], "")
    assert terms(boxfleet_approved_steps=file)[0].approved == []


def test_prices_are_a_map_or_a_file_with_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run, "listening", True)
    file = tmp_path / "prices.yml"
    file.write_text("pantry: {box: {base: 1}}\n", encoding="utf-8")
    told = {"pantry": {"box": {"base": 1}}}
    assert terms(boxfleet_prices=told)[0].prices == terms(boxfleet_prices=str(file))[0].prices == told
    file.write_text("[", encoding="utf-8")
    for prices, rule in (
        (str(file), "is no YAML"),
        (str(tmp_path / "none.yml"), "cannot be read: No such file or directory"),
        ([1], "must be a map of prices, or the path of a YAML file with one"),
    ):
        with pytest.raises(InvalidInput, match=rule):
            terms(boxfleet_prices=prices)


def test_drift_is_asked_for_alone() -> None:
    assert terms(boxfleet_fail_on_drift=True)[0] == Terms(fail_on_drift=True)
