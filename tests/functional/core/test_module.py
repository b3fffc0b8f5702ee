# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a module takes, prints and logs, in the process of the tests; nothing is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.testing import patch_module_args

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.terms import Terms, as_arguments
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.module import run_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.options import option
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import JIFFYBOX

TOKEN, PASSWORD, KEY = "0123456789abcdef0123456789abcdef", "Ge\"heim'47-11", "key-of-the-run"


@dataclass(frozen=True)
class Desired:
    """Options of a task."""

    password: str | None = option(no_log=True)
    notes: dict[str, Any] | None = None


def told(client: Any, desired: Desired, check_mode: bool) -> Report:
    client.session.gate.let_pass(Request("GET" if check_mode else "POST", "/x"))
    return Report({"said": [TOKEN, PASSWORD, KEY], "dry": check_mode}, warnings=["Look out."])


def printed(capsys: pytest.CaptureFixture[str], *, terms: Terms | None = None, **arguments: Any) -> dict[str, Any]:
    """What the module of a task prints."""
    spec = TaskSpec(JIFFYBOX, Desired, told, rules={"mutually_exclusive": [("password", "notes")]})
    given = {"api_token": TOKEN, "api_url": "http://127.0.0.1:9", **as_arguments(terms or Terms()), **arguments}
    with patch_module_args(given), pytest.raises(SystemExit):
        run_module(spec)
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def test_nothing_that_is_secret_is_printed_or_logged(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[Any] = []
    monkeypatch.setattr(AnsibleModule, "log", lambda module, *what, **more: logged.append((what, more)))
    result = printed(capsys, terms=Terms(True, key=KEY), notes={"password": PASSWORD, "colour": "blue"})
    assert result["said"] == ["********", "********", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"]
    assert "blue" in str(logged)
    for secret in (TOKEN, "heim", KEY):
        assert secret not in f"{result} {logged}"


def test_a_task_is_told_whether_it_is_a_dry_run_and_how_much_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    warned: list[str] = []
    monkeypatch.setattr(AnsibleModule, "warn", lambda module, text, **more: warned.append(text))
    real, dry = printed(capsys), printed(capsys, _ansible_check_mode=True, _ansible_verbosity=3)
    assert (real["dry"], dry["dry"], "api_calls" in real, "api_calls" in dry) == (False, True, False, True)
    assert warned.count("Look out.") == 2


def test_rules_between_options_and_the_terms_of_a_run_hold(capsys: pytest.CaptureFixture[str]) -> None:
    both = printed(capsys, password=PASSWORD, notes={})
    assert both["failed"]
    assert "mutually exclusive" in both["msg"]
    assert "no step that was approved" in printed(capsys, terms=Terms(approved=[]))["msg"]
