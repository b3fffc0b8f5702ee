# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module jiffybox_box, as a task."""

from __future__ import annotations

import contextlib
import time
from typing import Any
from urllib.parse import quote

import psutil
import pytest

NEW = {"name": "web", "distribution": "debian_bookworm_64bit", "plan": "CloudLevel 1", "settle": 0}
STARTED = {**NEW, "state": "started"}


@pytest.mark.each_ansible
def test_a_box_is_created_started_and_the_second_run_changes_nothing(sandbox: Any, ansible: Any) -> None:
    first = ansible.module("jiffybox_box", options=STARTED).result
    assert (first["changed"], first["actions"]) == (True, ["create", "start"])
    assert first["box"]["running"] is True
    assert first["box"]["public_ipv4"][0].startswith("198.18.")
    second = ansible.module("jiffybox_box", options=STARTED).result
    assert (second["changed"], second["actions"]) == (False, [])
    assert second["box"] == first["box"]


@pytest.mark.each_ansible
def test_check_and_diff_say_beforehand_what_the_run_does(sandbox: Any, ansible: Any) -> None:
    dry = ansible.module("jiffybox_box", "--check", "--diff", options=STARTED)
    assert sandbox.changes() == []
    assert '+    "state": "running"' in dry.output
    assert "actions: create, start" in dry.output
    real = ansible.module("jiffybox_box", "--diff", options=STARTED)
    assert dry.output.partition("actions:")[0] == real.output.partition("actions:")[0]
    assert dry.result["actions"] == real.result["actions"]
    assert dry.result["box"].keys() == real.result["box"].keys()
    assert dry.result["box"]["id"] is None


@pytest.mark.each_ansible
def test_the_account_is_set_once_for_all_modules_of_the_group(sandbox: Any, ansible: Any) -> None:
    ansible.environment.pop("JIFFYBOX_API_TOKEN")
    ansible.environment.pop("JIFFYBOX_API_URL")
    task = {"boxfleet.cloud.jiffybox_box": {"name": "web", "state": "absent"}}
    account = {"api_token": sandbox.token, "api_url": sandbox.url}
    done = ansible.play([task], module_defaults={"group/boxfleet.cloud.jiffybox": account})
    assert done.code == 0, done.output
    without = ansible.play([task])
    assert "api_url: is not set. Set it, or export JIFFYBOX_API_URL. The public JiffyBox service" in without.output


@pytest.mark.each_ansible
def test_at_vvv_the_calls_are_listed_without_the_token(sandbox: Any, ansible: Any) -> None:
    done = ansible.module("jiffybox_box", "-vvv", options={"name": "web", "state": "absent"})
    [call] = done.result["api_calls"]
    assert (call["verb"], call["path"], call["status"]) == ("GET", "/v1.0/jiffyBoxes", 200)
    assert isinstance(call["milliseconds"], int)
    assert "api_calls" not in ansible.module("jiffybox_box", options={"name": "web", "state": "absent"}).result


def kill_all(process: Any) -> None:
    """Kill Ansible and what it started, at once; its workers are in sessions of their own."""
    ansible = psutil.Process(process.pid)
    for one in [ansible, *ansible.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):  # it may end with another
            one.kill()
    process.wait()


def test_a_run_killed_while_the_box_is_created_is_finished_by_the_next(sandbox: Any, ansible: Any) -> None:
    sandbox.fault("GET", "/jiffyBoxes/*", "slow", seconds=30, times=99)
    task = "name=web distribution=debian_bookworm_64bit plan=44 state=started settle=0"
    process = ansible.start("ansible", "localhost", "-m", "boxfleet.cloud.jiffybox_box", "-a", task)
    while ("POST", "/jiffyBoxes") not in sandbox.calls():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    kill_all(process)
    sandbox.control("DELETE", "faults")

    again = ansible.module("jiffybox_box", options=STARTED).result

    assert again["actions"] == ["start"]
    [box] = sandbox.api("GET", "jiffyBoxes").values()
    assert (box["status"], box["running"]) == ("READY", True)


def test_two_playbooks_that_create_the_same_box_both_succeed_and_there_is_one(sandbox: Any, ansible: Any) -> None:
    # both have seen the empty list before either creates
    sandbox.fault("GET", "/jiffyBoxes", "slow", seconds=2, times=2)
    task = "name=web distribution=debian_bookworm_64bit plan=44 state=started settle=0"
    command = ["ansible", "localhost", "-m", "boxfleet.cloud.jiffybox_box", "-a", task]
    runs = [ansible.start(*command), ansible.start(*command)]
    for run in runs:
        output = run.communicate()[0]
        assert run.returncode == 0, output
    [box] = sandbox.api("GET", "jiffyBoxes").values()
    assert box["running"]


# What goes wrong -> what the user reads. Each within the timeouts given, without a traceback or the token.
FAULTS = {
    "wrong token": ({"api_token": "z" * 32}, None, "API-Token ist ungueltig. Check api_token"),
    "no host": ({"api_url": "http://127.0.0.1:9"}, None, "http://127.0.0.1:9 cannot be reached: Connection refused"),
    "no TLS": ({"api_url": "https://{host}"}, None, "no trusted TLS connection to https://127.0.0.1"),
    "plain http": ({"api_url": "http://api.example.com"}, None, "api_url: 'http://api.example.com' must use https"),
    "html": ({}, ("GET", "html", {}), "answered with text/html instead of JSON"),
    "truncated": ({}, ("GET", "truncate", {}), "broke before the answer was complete"),
    "status": ({}, ("GET", "status", {"status": 502}), "the service failed with HTTP 502"),
    "timeout": ({"api_timeout": 0.5}, ("GET", "timeout", {}), "no answer within 0.5 s (api_timeout)"),
    "vanished": ({}, ("POST", "vanish", {}), "Could not create box web: the service dropped box web"),
    "stuck": ({"wait_timeout": 2}, ("POST", "stuck", {}), "was still CREATING after 2 s. Run the task again"),
}


# Those of make test, each another way from the fault to the reader; make long tries all.
QUICK = ("wrong token", "no TLS", "timeout", "vanished", "stuck")


@pytest.mark.parametrize(
    ("case", "verbosity"),
    [
        pytest.param("wrong token", "-v", marks=pytest.mark.long),
        *(pytest.param(case, "-vvvv", marks=() if case in QUICK else pytest.mark.long) for case in FAULTS),
    ],
)
def test_every_fault_is_told_clearly_and_without_the_token(
    sandbox: Any, ansible: Any, case: str, verbosity: str
) -> None:
    options, fault, message = FAULTS[case]
    options = {name: str(value).format(host=sandbox.url.partition("//")[2]) for name, value in options.items()}
    if fault:
        method, kind, more = fault
        sandbox.fault(method, "/jiffyBoxes", kind, times=99, **more)
    done = ansible.module(
        "jiffybox_box", verbosity, options={**STARTED, "api_retries": 1, "api_backoff_factor": 0.1, **options}
    )
    assert done.code != 0
    assert message in done.result["msg"], done.output
    assert "Traceback" not in done.output
    for secret in (sandbox.token, quote(sandbox.token), "z" * 32):
        assert secret not in done.output


def test_deleting_that_fails_is_told_with_what_was_done_and_is_true_now(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(1, prefix="web")
    [box] = sandbox.api("GET", "jiffyBoxes").values()
    sandbox.fault("DELETE", "/jiffyBoxes/*", "delete_fails")
    failed = ansible.module("jiffybox_box", options={"id": box["id"], "state": "absent"}).result
    assert failed["actions"] == ["shutdown", "delete"]
    assert failed["changed"]
    assert f"Could not delete box {box['name']} ({box['id']}): the service gave up" in failed["msg"]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"plann": "CloudLevel 1"}, "Unsupported parameters for (boxfleet.cloud.jiffybox_box) module: plann"),
    ({"state": "running"}, "value of state must be one of: present, started"),
    ({"backup_id": "0" * 32}, "parameters are mutually exclusive: distribution|backup_id|clone_from"),
    ({"name": "web/1"}, "name: 'web/1' must not contain /"),
    ({"metadata": {"note": "x" * 5000}}, "the service stores at most 4096"),
    ({"api_retry_codes": [200]}, "api_retry_codes: 200 must be HTTP codes from 400 to 599"),
]


def test_bad_input_is_told_before_any_call(sandbox: Any, ansible: Any) -> None:
    ansible.assert_refused("jiffybox_box", [({**NEW, **options}, message) for options, message in REFUSED])
    assert sandbox.calls() == []


def test_a_missing_box_without_a_source_is_told_after_one_look(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(1, prefix="web")
    sandbox.forget()
    done = ansible.module("jiffybox_box", options={"name": "wbe1", "state": "stopped"})
    assert "to create it the task needs plan and one of distribution, backup_id or clone_from" in done.result["msg"]
    assert "Did you mean web" in done.result["msg"]
    assert sandbox.calls() == [("GET", "/jiffyBoxes")]


@pytest.mark.each_ansible
def test_the_password_is_masked(sandbox: Any, ansible: Any) -> None:
    done = ansible.module("jiffybox_box", "-vvvv", "--diff", options={**NEW, "password": "geheim-4711"})
    assert done.code == 0, done.output
    assert "geheim-4711" not in done.output
