# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a task runs, and what it leaves behind there."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from ansible.errors import AnsibleError

from ansible_collections.boxfleet.cloud.plugins.action.jiffybox_box import ActionModule
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.terms import FREE, Terms, from_arguments
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.plugin_utils import in_process
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.in_process import same_interpreter, surroundings
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.steps.file import write_steps

HERE = {"ansible_python_interpreter": sys.executable, "inventory_hostname": "localhost"}


def action(connection: dict[str, Any] | None = None, **task: Any) -> ActionModule:
    """The action of a task on localhost, as Ansible makes it."""
    become = SimpleNamespace(get_option=lambda name: "postgres")
    defaults = {"transport": "local", "become": None, "default_user": "me", "get_option": Mock(side_effect=KeyError)}
    plugin = SimpleNamespace(**{**defaults, **(connection or {})})
    if plugin.become:
        plugin.become = become
    return ActionModule(
        task=SimpleNamespace(**{"async_val": 0, "delegate_to": None, "check_mode": False, "no_log": False, **task}),
        connection=plugin,
        play_context=SimpleNamespace(remote_user="me"),
        loader=None,
        templar=SimpleNamespace(template=lambda value: value),
        shared_loader_obj=None,
    )


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOXFLEET_IN_PROCESS", "BOXFLEET_PROGRESS"):
        monkeypatch.delenv(name, raising=False)


def test_a_task_that_would_run_here_anyway_runs_here() -> None:
    assert action()._obstacle(HERE) == ""


@pytest.mark.parametrize(
    ("connection", "task", "variables", "reason"),
    [
        ({"transport": "ssh"}, {}, {}, "its connection is ssh"),
        ({"become": True}, {}, {}, "it becomes another user"),
        ({}, {"async_val": 10}, {}, "it is asynchronous"),
        ({}, {}, {"ansible_python_interpreter": "/elsewhere/python3"}, "its interpreter is /elsewhere/python3"),
        ({}, {}, {"ansible_python_interpreter": "auto"}, "its interpreter is auto"),
        ({}, {}, {"ansible_python_interpreter": f"{sys.executable} -I"}, "its interpreter is .* -I"),
        ({}, {}, {"boxfleet_in_process": False}, "boxfleet_in_process is off"),
        ({}, {}, {"boxfleet_in_process": "no"}, "boxfleet_in_process is off"),
    ],
)
def test_anything_else_runs_as_a_module_as_always(
    connection: dict[str, Any], task: dict[str, Any], variables: dict[str, Any], reason: str
) -> None:
    assert re.fullmatch(reason, action(connection, **task)._obstacle({**HERE, **variables}))


def test_the_interpreter_that_ansible_discovered_counts() -> None:
    discovered = {"ansible_facts": {"discovered_interpreter_python": sys.executable}}
    assert action()._obstacle({"ansible_python_interpreter": "auto", **discovered}) == ""


def test_a_loop_over_boxes_starts_no_further_module_when_ansible_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    started = Mock(return_value={"changed": True})
    monkeypatch.setattr(in_process.NormalAction, "run", started)
    assert action()._as_module(None, {}, FREE) == {"changed": True}
    monkeypatch.setattr(in_process, "stay", Mock(side_effect=in_process.Abandoned))
    result = action()._as_module(None, {}, FREE)
    assert result["failed"]
    assert "Ansible, which started this task, is gone" in result["msg"]
    assert started.call_count == 1


def test_a_module_on_this_machine_is_told_who_ansible_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: Any) -> dict[str, Any]:
        seen.append(os.environ.get("BOXFLEET_STARTED_BY"))
        return {}

    seen: list[Any] = []
    monkeypatch.setattr(in_process, "naming", lambda: {"BOXFLEET_STARTED_BY": "1 2"})
    monkeypatch.setattr(in_process.NormalAction, "run", run)
    for one in (action(), action({"transport": "ssh"}), action({"become": True}), action(async_val=9)):
        one._as_module(None, {}, FREE)
    assert seen == ["1 2", None, None, None]


def test_a_module_is_told_the_terms_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_process.NormalAction, "run", Mock(return_value={}))
    one = action(args={"name": "web"})
    one._as_module(None, {}, Terms(approved=[]))
    assert from_arguments(one._task.args).approved == []
    assert one._task.args == {"name": "web"}


@pytest.mark.parametrize(("check_mode", "environment"), [(True, {}), (False, {"PYTHONPATH": "/x"}), (False, {})])
def test_what_a_task_is_to_do_and_may_do_gets_to_it(
    monkeypatch: pytest.MonkeyPatch, check_mode: bool, environment: dict[str, str]
) -> None:
    terms = Terms(approved=[])
    here, there = Mock(return_value={}), Mock(return_value={})
    monkeypatch.setattr(in_process, "result_of", here)
    monkeypatch.setattr(in_process.ActionBase, "run", Mock(return_value={}))
    one = action(check_mode=check_mode, action="boxfleet.cloud.jiffybox_box", args={})
    one._loader = SimpleNamespace(get_basedir=os.getcwd)
    one._display = SimpleNamespace(vvv=Mock(), verbosity=0)
    monkeypatch.setattr(one, "_environment", lambda: environment)
    monkeypatch.setattr(one, "_terms", lambda variables: (terms, ""))
    monkeypatch.setattr(one, "_as_module", there)
    one.run(None, {**HERE, "boxfleet_progress": False})
    assert there.call_args == (((None, {**HERE, "boxfleet_progress": False}, terms),) if environment else None)
    if not environment:
        told = here.call_args.kwargs
        assert (told["check_mode"], told["terms"], told["listings"]) == (check_mode, terms, in_process._LISTINGS)


def test_a_variable_of_the_play_names_the_file_of_steps_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "steps.json"
    write_steps(str(file), [], "")
    monkeypatch.setenv("BOXFLEET_APPROVED_STEPS", str(tmp_path / "none.json"))
    one = action(action="boxfleet.cloud.jiffybox_box")
    one._templar = SimpleNamespace(template=lambda value: file if value == "{{ file }}" else value)
    assert one._terms({**HERE, "boxfleet_approved_steps": "{{ file }}"})[0].approved == []
    with pytest.raises(InvalidInput, match="cannot be read"):
        one._terms(HERE)


@pytest.mark.parametrize(
    ("terms", "steps_file", "check_mode"),
    [
        (Terms(approved=[]), "", True),
        (Terms(fail_on_drift=True), "", True),
        (Terms(), "steps.json", True),
        (Terms(), "", False),
        (Terms(), "", True),
    ],
    ids=["approved", "drift", "steps", "real", "dry"],
)
def test_only_a_plain_dry_run_forgives_what_an_earlier_task_would_make(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, terms: Terms, steps_file: str, check_mode: bool
) -> None:
    monkeypatch.setattr(in_process.C, "DEFAULT_LOCAL_TMP", str(tmp_path))
    one = action(check_mode=check_mode, action="boxfleet.cloud.jiffybox_ip", args={})
    missing = [{"option": "box", "value": "web", "keys": ["box"]}]
    box = action(check_mode=True, action="boxfleet.cloud.jiffybox_box", args={"name": "web"})
    box._told({"changed": True}, {}, Terms(), "")
    told = one._told({"failed": True, "msg": "none", "missing": missing}, {}, terms, steps_file)
    assert "missing" not in told
    assert told.get("failed", False) is not (check_mode and terms == FREE and not steps_file)


def test_of_a_delegated_task_the_interpreter_of_the_other_host_counts() -> None:
    variables = {**HERE, "ansible_delegated_vars": {"bastion": {"ansible_python_interpreter": "/other/python"}}}
    assert action(delegate_to="bastion")._obstacle(variables) == "its interpreter is /other/python"


def test_without_requests_the_module_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_process, "REQUESTS_MISSING", "ImportError")
    assert action()._obstacle(HERE) == f"{sys.executable} cannot import requests"


def test_an_environment_variable_turns_it_off_and_a_variable_of_the_play_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOXFLEET_IN_PROCESS", "0")
    assert action()._obstacle(HERE) == "boxfleet_in_process is off"
    assert action()._obstacle({**HERE, "boxfleet_in_process": True}) == ""


def test_a_setting_that_is_neither_true_nor_false_is_told_by_its_name() -> None:
    with pytest.raises(AnsibleError, match="boxfleet_in_process: 'sometimes' must be true or false"):
        action()._obstacle({**HERE, "boxfleet_in_process": "sometimes"})


def test_progress_is_for_people_who_want_it() -> None:
    assert action()._progress({**HERE, "boxfleet_progress": True})
    assert not action()._progress({**HERE, "boxfleet_progress": False})
    assert action(check_mode=True)._progress({**HERE, "boxfleet_progress": True})
    assert not action(no_log=True)._progress({**HERE, "boxfleet_progress": True})


@pytest.mark.parametrize("callback", ["ansible.posix.json", "minimal"])
def test_output_that_a_program_may_read_has_no_progress_in_it(monkeypatch: pytest.MonkeyPatch, callback: str) -> None:
    assert action()._progress(HERE)
    monkeypatch.setattr(in_process.C, "DEFAULT_STDOUT_CALLBACK", callback)
    assert not action()._progress(HERE)
    assert action()._progress({**HERE, "boxfleet_progress": True})


def test_ansible_runner_wraps_the_callback_that_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_process.C, "DEFAULT_STDOUT_CALLBACK", "awx_display")
    assert action()._progress(HERE)
    monkeypatch.setenv("ORIGINAL_STDOUT_CALLBACK", "ansible.posix.json")
    assert not action()._progress(HERE)


def test_virtual_environments_of_one_python_are_told_apart(tmp_path: Path) -> None:
    program = tmp_path / "usr" / "bin" / "python3.12"
    program.parent.mkdir(parents=True)
    program.touch()
    (tmp_path / "bin").symlink_to(program.parent)
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "python").symlink_to(program)
        (tmp_path / name / "python3").symlink_to("python")
    assert same_interpreter(str(program), str(tmp_path / "bin" / "python3.12"))
    assert same_interpreter(str(tmp_path / "one" / "python"), str(tmp_path / "one" / "python3"))
    assert not same_interpreter(str(tmp_path / "one" / "python"), str(tmp_path / "other" / "python"))
    assert not same_interpreter(str(tmp_path / "one" / "python"), str(program))
    assert not same_interpreter("auto", str(program))


def test_what_a_task_was_given_as_environment_is_gone_after_it(tmp_path: Path) -> None:
    def fail_there() -> None:
        with surroundings({"BOXFLEET_TEST": "1", "HOME": "/x"}, str(tmp_path)):
            seen.append((os.environ["BOXFLEET_TEST"], os.environ["HOME"], Path.cwd()))
            os.environ["LATER"] = "2"
            raise ZeroDivisionError

    before, folder, seen = dict(os.environ), os.getcwd(), []
    with pytest.raises(ZeroDivisionError):
        fail_there()
    assert seen == [("1", "/x", tmp_path)]
    assert dict(os.environ) == before
    assert os.getcwd() == folder
