# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a dry run foresees."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.made import Made, makes_nothing, makes_one
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.foreseen import FILE, Foreseen
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.steps import run

PANTRY = SimpleNamespace(name="pantry", options=["token"])
SHELF: Any = SimpleNamespace(provider=PANTRY, makes=makes_one("shelf"), only_tells=False)
JAR: Any = SimpleNamespace(provider=PANTRY, makes=makes_one("jar", ("label", "name"), ("shelf",)), only_tells=False)
TASTE: Any = SimpleNamespace(provider=PANTRY, makes=makes_nothing, only_tells=False)
UPPER = {"name": "upper", "token": "geheim"}
MADE = {"changed": True, "diff": {}}


def missing(key: str, *values: str, option: str = "") -> dict[str, Any]:
    """The result of a task that names what is not there."""
    told = [{"option": option or key, "value": value, "keys": [option or key, key], "needs": []} for value in values]
    return {"failed": True, "changed": False, "actions": [], "msg": f"there is no {values[0]}", "missing": told}


@pytest.fixture
def foreseen(tmp_path: Path) -> Foreseen:
    return Foreseen(str(tmp_path))


def fails(foreseen: Foreseen, result: dict[str, Any], args: Any, surroundings: Any = None) -> bool:
    told = foreseen.told(result, JAR, "jar", args, surroundings)
    assert "missing" not in told
    return bool(told.get("failed"))


def test_a_task_that_names_what_an_earlier_one_would_make_does_not_fail(foreseen: Foreseen) -> None:
    assert foreseen.told(MADE, SHELF, "shelf", UPPER, None) == MADE
    failure = {**missing("shelf", "upper", option="jars[0].shelf"), "exception": "", "warnings": ["Mind the cat."]}
    text = (
        "pantry_jar 7, jam: what would be changed is known once jars[0].shelf 'upper' is there, which an earlier task "
        "of this dry run would make."
    )
    assert foreseen.told(
        failure, JAR, "boxfleet.cloud.pantry_jar", {"label": 7, "name": "jam", "token": "geheim"}, None
    ) == {
        "changed": True,
        "actions": [],
        "msg": text,
        "warnings": ["Mind the cat.", text],
    }
    assert foreseen.told(failure, TASTE, "pantry_taste", {"token": "geheim"}, None)["msg"].startswith("pantry_taste: ")


def test_the_id_of_what_would_be_made_is_empty(foreseen: Foreseen) -> None:
    assert fails(foreseen, missing("shelf", ""), UPPER)
    foreseen.told(MADE, SHELF, "shelf", UPPER, None)
    assert fails(foreseen, missing("jar", ""), UPPER)
    told = foreseen.told(missing("shelf", ""), JAR, "pantry_jar", {**UPPER, "shelf": ""}, None)
    assert told["msg"] == (
        "pantry_jar upper: what would be changed is known once shelf is there, which an earlier task of this dry run "
        "would make."
    )


def test_an_option_that_is_null_may_name_what_would_be_made(foreseen: Foreseen) -> None:
    foreseen.told(MADE, SHELF, "shelf", UPPER, None)
    needs = {"option": "name", "value": "jam", "keys": ["jar"], "needs": ["shelf", "shelf"]}
    failure = {**missing("jar", "jam"), "missing": [needs, needs]}
    null: dict[str, Any] = {"name": "jam", "token": "geheim", "shelf": None}
    assert "known once shelf is there" in foreseen.told(failure, JAR, "pantry_jar", null, None)["msg"]


@pytest.mark.parametrize(
    ("option", "args"),
    [("shelf", {"shelf": "lower"}), ("shelf", {}), ("lid", {"lid": None}), ("shelf", {"jars": [{"lid": None}]})],
)
def test_an_option_that_is_not_there_names_nothing(foreseen: Foreseen, option: str, args: dict[str, Any]) -> None:
    foreseen.told(MADE, SHELF, "shelf", UPPER, None)
    needs = {"option": "name", "value": "jam", "keys": ["jar"], "needs": [option]}
    assert fails(foreseen, {**missing("jar", "jam"), "missing": [needs]}, {"token": "geheim", **args})
    nested = {"token": "geheim", "jars": [{"shelf": ""}]}
    assert fails(foreseen, {**missing("jar", "jam"), "missing": [needs]}, nested) == (option != "shelf")


def test_what_such_a_task_would_make_is_foreseen_too_by_each_of_its_names(foreseen: Foreseen) -> None:
    foreseen.told(MADE, SHELF, "shelf", UPPER, None)
    assert not fails(foreseen, missing("shelf", "upper"), {"label": "7", "name": "jam", "token": "geheim"})
    assert not fails(foreseen, missing("jar", "7"), UPPER)
    assert not fails(foreseen, missing("jar", "jam"), UPPER)


@pytest.mark.parametrize(
    ("failure", "args", "surroundings"),
    [
        (missing("shelf", "uper"), UPPER, None),
        (missing("jar", "upper"), UPPER, None),
        (missing("shelf", "upper"), {**UPPER, "token": "another"}, None),
        (missing("shelf", "upper"), UPPER, {"PANTRY_TOKEN": "another"}),
        ({**MADE, "failed": True}, UPPER, None),
    ],
)
def test_what_nobody_would_make_fails_as_it_did(
    foreseen: Foreseen, failure: dict[str, Any], args: Any, surroundings: Any
) -> None:
    foreseen.told(MADE, SHELF, "shelf", UPPER, None)
    assert fails(foreseen, failure, args, surroundings)


@pytest.mark.parametrize(
    ("result", "args"),
    [({**MADE, "changed": False}, UPPER), ({**MADE, "failed": True}, UPPER), (MADE, {**UPPER, "state": "absent"})],
)
def test_only_what_would_be_made_is_foreseen(foreseen: Foreseen, result: dict[str, Any], args: Any) -> None:
    assert foreseen.told(result, SHELF, "shelf", args, None) == result
    assert fails(foreseen, missing("shelf", "upper"), UPPER)


def test_one_of_a_name_in_another_place_is_another(foreseen: Foreseen) -> None:
    foreseen.told(MADE, JAR, "jar", {"name": "jam", "shelf": "upper"}, None)
    assert not fails(foreseen, missing("jar", "jam"), {"shelf": "upper"})
    assert not fails(foreseen, missing("jar", "jam"), {})
    assert fails(foreseen, missing("jar", "jam"), {"shelf": "lower"})


def test_of_many_names_a_few_are_told(foreseen: Foreseen) -> None:
    foreseen.told(MADE, SHELF, "shelf", UPPER, None)
    many: Any = SimpleNamespace(**{**vars(JAR), "makes": lambda args: [Made("jar", name) for name in "abcd"]})
    told = foreseen.told(missing("shelf", "upper"), many, "pantry_jars", {"token": "geheim"}, None)
    assert told["msg"].startswith("pantry_jars a, b, c and 1 more: ")


def test_all_that_is_missing_has_to_be_foreseen(foreseen: Foreseen) -> None:
    foreseen.told(MADE, SHELF, "shelf", UPPER, None)
    assert fails(foreseen, missing("shelf", "upper", "lower"), UPPER)
    foreseen.told(MADE, SHELF, "shelf", {**UPPER, "name": "lower"}, None)
    told = foreseen.told(missing("shelf", "upper", "lower"), JAR, "pantry_jar", UPPER, None)
    once = "is known once shelf 'upper', shelf 'lower' are there, which earlier tasks of this dry run would make."
    assert told["msg"].endswith(once)


def test_what_only_tells_would_change_nothing(foreseen: Foreseen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "listening", True)
    foreseen.told(MADE, SHELF, "shelf", UPPER, None)
    look: Any = SimpleNamespace(**{**vars(TASTE), "only_tells": True})
    told = foreseen.told(missing("shelf", "upper"), look, "pantry_info", UPPER, None)
    assert (told["changed"], "failed" in told, "boxfleet" in told) == (False, False, False)
    assert told["msg"].startswith("pantry_info: what it tells is known once shelf 'upper' is there")
    assert foreseen.told(missing("shelf", "upper"), TASTE, "pantry_taste", UPPER, None)["boxfleet"]["unknown"]


def test_what_a_task_for_another_host_is_just_writing_is_not_read(foreseen: Foreseen, tmp_path: Path) -> None:
    foreseen.told(MADE, SHELF, "shelf", UPPER, None)
    with (tmp_path / FILE).open("a", encoding="ascii") as file:
        file.write('["0123')
    assert not fails(foreseen, missing("shelf", "upper"), UPPER)


def test_nothing_of_an_account_is_in_the_file(foreseen: Foreseen, tmp_path: Path) -> None:
    foreseen.told(MADE, SHELF, "shelf", UPPER, {"PANTRY_TOKEN": "geheim"})
    assert "geheim" not in (tmp_path / FILE).read_text(encoding="ascii")
