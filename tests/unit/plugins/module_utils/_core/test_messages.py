# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users read when something is wrong."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.naming import snake_case, snake_fields
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.suggest import did_you_mean


def test_an_error_says_what_failed_why_what_is_true_and_what_to_do() -> None:
    error = BoxfleetError("the service said no", advice="Try again").during("start box web", now="It is off")
    assert str(error) == "Could not start box web: the service said no. It is off. Try again."


def test_what_was_said_first_stays() -> None:
    error = BoxfleetError("no", now="It is off", advice="Wait").during("start box web", "", "Run it again")
    assert str(error.during("create box web")) == "Could not start box web: no. It is off. Wait."


def test_a_question_keeps_its_mark() -> None:
    assert str(BoxfleetError("no", advice="Did you mean yes?")) == "no. Did you mean yes?"


def test_advice_that_takes_its_time_is_worked_out_once_and_only_for_a_reader() -> None:
    asked: list[int] = []

    def advice() -> str:
        asked.append(1)
        return "Did you mean yes?"

    error = InvalidInput("answer", "yess", "is none", advice=advice)
    assert asked == []
    assert str(error) == str(error) == "answer: 'yess' is none. Did you mean yes?"
    assert asked == [1]
    error.advice = "Say yes"
    assert str(error.during("ask", advice="Say no")) == "Could not ask: answer: 'yess' is none. Say yes."


def test_bad_input_names_option_value_and_rule() -> None:
    assert str(InvalidInput("name", "a/b", "must not contain /")) == "name: 'a/b' must not contain /."
    assert str(InvalidInput("api_token", None, "is too short")) == "api_token: is too short."


@pytest.mark.parametrize(
    ("word", "known", "sentence"),
    [
        ("CloudLevel2", ["CloudLevel 2", "CloudLevel 3", "Other"], "Did you mean CloudLevel 2 or CloudLevel 3?"),
        ("DEBIAN", ["debian", "debian2", "fedora"], "Did you mean debian?"),
        ("WEB", ["web", "Web", "web1"], "Did you mean Web or web?"),
        ("web1", ["web1", "web2"], "Did you mean web2?"),
        ("xyz", ["b", "a"], "There are: a, b"),
        ("xyz", [], "There is none"),
        ("xyz", [f"box{number}" for number in range(30)], "There are 30, none with a name like it"),
    ],
)
def test_a_typo_gets_the_nearest_names(word: str, known: list[str], sentence: str) -> None:
    assert did_you_mean(word, known) == sentence


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("diskSizeInMB", "disk_size_in_mb"),
        ("ipVersion", "ip_version"),
        ("recoverymodeActive", "recoverymode_active"),
        ("isBeingCopied", "is_being_copied"),
        ("pricePerHourFrozen", "price_per_hour_frozen"),
        ("minDiskSizeMB", "min_disk_size_mb"),
        ("id", "id"),
    ],
)
def test_results_have_snake_case_names(name: str, snake: str) -> None:
    assert snake_case(name) == snake


def test_a_field_that_the_service_left_out_is_there_as_none() -> None:
    assert snake_fields({"ramInMB": 2048}, ("ramInMB", "cpus")) == {"ram_in_mb": 2048, "cpus": None}
