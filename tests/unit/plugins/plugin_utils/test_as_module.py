# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task returns and says without a module around it; that it equals a module's is an integration test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.listings import Listings
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.options import option
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import JIFFYBOX
from ansible_collections.boxfleet.cloud.plugins.plugin_utils import as_module

TOKEN = "0123456789abcdef0123456789abcdef"
OTHER = "A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5"


@dataclass(frozen=True)
class Desired:
    """The options of the task."""

    name: str | None = None
    password: str | None = option(no_log=True)
    variables: dict[str, Any] | None = option(no_log=True)  # noqa: RUF009


class FakeClock(Clock):
    time = 0.0

    def now(self) -> float:
        return FakeClock.time


def patient(client: Any, desired: Desired, check_mode: bool) -> Report:
    """A task that sees the same for a minute."""
    for seconds in range(0, 60, 6):
        FakeClock.time = float(seconds)
        client.tell(f"box {desired.name}", "CREATING", FakeClock.time)
    return Report({"box": {"name": desired.name, "ready": True}, "ready": True})


def result(said: list[str] | None = None, **options: Any) -> dict[str, Any]:
    say = None if said is None else said.append
    spec, args = TaskSpec(JIFFYBOX, Desired, patient), {"api_token": TOKEN, "api_url": "http://127.0.0.1:9", **options}
    return as_module.result_of(spec, "boxfleet.cloud.box", args, check_mode=False, verbosity=0, say=say)


@pytest.fixture(autouse=True)
def fake_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_module, "Clock", FakeClock)
    FakeClock.time = 0.0


def test_a_secret_is_in_no_result_and_in_no_line() -> None:
    said: list[str] = []
    done = result(said, name="web-geheim", password="geheim")
    assert said
    assert "geheim" not in f"{said} {done}"
    assert TOKEN not in f"{said} {done}"
    assert done["invocation"]["module_args"]["password"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


@pytest.mark.parametrize(
    ("value", "is_shown"), [(1, True), ("web", True), ("28016", True), ("web1", False), (280167, 0)]
)
def test_what_stands_in_results_by_chance_is_hidden_as_a_password_and_not_in_a_map(value: Any, is_shown: bool) -> None:
    name = f"on-{value}"
    done = result(name=name, variables={"a": value})
    assert (done["box"]["name"] == name) is bool(is_shown)
    assert done["invocation"]["module_args"]["variables"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert str(value) not in result(name=name, password=str(value))["box"]["name"]


def test_what_is_true_stays_so_even_if_a_password_spells_like_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some versions of Ansible mask true and null too."""

    def mask_all(values: dict[str, Any], secrets: set[str]) -> dict[str, Any]:
        return dict.fromkeys(values, f"masked, like {sorted(secrets)}")

    monkeypatch.setattr(as_module, "remove_values", mask_all)
    masked = as_module.masked({"ready": True, "left": None, "name": "True"}, {"True"})
    assert masked == {"ready": True, "left": None, "name": "masked, like ['True']"}
    assert result(name="web", password="True")["ready"] is True


def test_who_does_not_listen_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = result([], name="web")
    monkeypatch.setattr(as_module, "Progress", None)
    assert result(name="web") == heard
    with pytest.raises(TypeError):
        result([], name="web")


def test_an_option_that_does_not_exist_is_refused_in_ansibles_words() -> None:
    refused = result(naem="web")
    assert refused["failed"]
    assert refused["msg"].startswith("Unsupported parameters for (boxfleet.cloud.box) module: naem. Supported")


@pytest.mark.parametrize("options", [{"api_tokn": OTHER}, {"name": OTHER}, {"pasword": "geheim"}, {OTHER: "x"}])
def test_a_secret_in_a_wrong_option_is_in_no_result(options: dict[str, Any]) -> None:
    shown = str(result([], **options))
    assert OTHER not in shown
    assert "geheim" not in shown


def test_tasks_of_one_process_share_their_listings() -> None:
    seen: list[object] = []

    def task(client: Any, desired: Desired, check_mode: bool) -> Report:
        seen.append(client.listed("things", lambda: object()))
        return Report({})

    spec, args = TaskSpec(JIFFYBOX, Desired, task), {"api_token": TOKEN, "api_url": "http://127.0.0.1:9"}
    shared = Listings(young=60.0)
    for listings in (shared, shared, None):
        as_module.result_of(spec, "boxfleet.cloud.box", args, check_mode=False, verbosity=0, listings=listings)
    assert seen[0] is seen[1]
    assert seen[2] is not seen[1]


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_task_knows_of_check_mode_and_its_warnings_are_told(check_mode: bool) -> None:
    def task(client: Any, desired: Desired, dry: bool) -> Report:
        return Report({"dry": dry}, warnings=["Mind the lid."])

    spec = TaskSpec(JIFFYBOX, Desired, task, rules={"required_one_of": [("name", "password")]})
    args = {"api_token": TOKEN, "api_url": "http://127.0.0.1:9"}

    def done(**options: Any) -> dict[str, Any]:
        return as_module.result_of(spec, "box", {**args, **options}, check_mode=check_mode, verbosity=0)

    assert (done(name="web")["dry"], done(name="web")["warnings"]) == (check_mode, ["Mind the lid."])
    refused = done()
    assert refused["failed"]
    assert refused["msg"] == "one of the following is required: name, password"
