# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task gives the same, whether it runs as a module or in Ansible's own process: every case runs both ways.

What is compared is what Ansible prints: all of it without -vvv, and with -vvv the results, since Ansible itself says
more there of how it starts modules.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parent.parent.parent
BOX = "boxfleet.cloud.jiffybox_box"
# The modules whose cases are not listed here one by one.
OTHERS = sorted({path.stem for path in (CHECKOUT / "plugins" / "action").glob("jiffybox_*.py")} - {"jiffybox_box"})
SOURCE = {"distribution": "debian_bookworm_64bit", "plan": "CloudLevel 1", "settle": 0}
NEW = {"name": "web", **SOURCE}
STARTED = {**NEW, "state": "started"}
WRONG_TOKEN = "z" * 32


def box(options: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    """A task, allowed to fail."""
    return {BOX: options, "ignore_errors": True, **keywords}


CHANGES = [
    box(NEW, check_mode=True),
    box({**STARTED, "metadata": {"role": "web"}}),
    box(STARTED),
    box(
        {"id": 10001, "metadata": {"role": None, "note": "ü", "since": datetime.date(2024, 5, 31), "on": True, "7": 7}}
    ),
    box({"name": "web", "distribution": "opensuse_42_64bit"}),
    box({"name": "copy", "clone_from": "web", "plan": 44, "settle": "0"}),
    box({"name": "web", "plan": "CloudLevel 2"}),
    box({"name": "web", "plan": "CloudLevel 2", "force": "yes"}, check_mode=True, diff=True),
    box({"name": "{{ item }}", "state": "absent"}, loop=["web", "copy", "none"], loop_control={"label": "{{ item }}!"}),
]
BAD_INPUT = [
    box({**NEW, "plann": "CloudLevel 1"}),
    box({**NEW, "backup_id": "0" * 32}),
    box({"state": "present"}),
    box({"name": "web", "state": "running"}),
    box({"name": "web", "settle": "two"}),
    box({"name": "web", "metadata": "role"}),
    box({"name": "web/1"}),
    box({"name": ["web"]}),
    box({"name": "web", "api_retry_codes": "200"}),
    box({"name": "web", "api_token": "short"}),
    box({"name": "web", "api_url": "http://api.example.com"}),
    box({"name": "web", "ca_path": "~/certificates"}),
    box({}),
    {"vars": {"wanted": {"name": "web", "state": "gone"}}, **box("{{ wanted }}")},
]
FAILURES = [
    box({"name": "web", "api_token": WRONG_TOKEN}),
    box({"name": "web", "api_url": "http://127.0.0.1:9", "api_retries": 0}),
    box({"name": "web", "state": "started"}),
    box({"id": 7, "state": "stopped"}),
    box({**NEW, "plan": "CloudLevl 1"}),
    box({"name": "web", "api_token": WRONG_TOKEN}, retries=2, delay=0, until="answer is ok", register="answer"),
    box({"name": "web", "api_token": WRONG_TOKEN}, failed_when=False, changed_when=True),
    box({"name": "web", "api_token": WRONG_TOKEN}, no_log=True),
]
SURROUNDINGS = [
    # the token of the environment, the one of the task's environment, which is wrong, and again the first
    box({"name": "web", "state": "absent"}),
    box({"name": "web", "state": "absent"}, environment={"JIFFYBOX_API_TOKEN": WRONG_TOKEN, "NUMBER": 7}),
    box({"name": "web", "state": "absent"}),
    box({"name": "web", "api_retries": 0}, environment=[{"JIFFYBOX_API_URL": "http://127.0.0.1:9"}]),
    box({"name": "web", "state": "absent"}, delegate_to="localhost"),
    box({"name": "web", "state": "absent"}, module_defaults={BOX: {"state": "started", "settle": 7, "wait": False}}),
    box({"name": "web"}, module_defaults={"group/boxfleet.cloud.jiffybox": {"api_timeout": 1.5, "wait": True}}),
    box({"name": "web", "state": "absent"}, when="false"),
]
SECRETS = [
    box(
        {**NEW, "password": "web", "metadata": {"web": ["the web", {"web": True}], "password": "no secret"}}, diff=True
    ),
    box({**NEW, "password": "geheim-4711", "metadata": {"note": "geheim-4711"}}),
    box({"name": "none", "password": "True", "state": "absent"}),
]


@pytest.fixture
def both_ways(sandbox: Any, ansible: Any) -> Callable[..., tuple[str, str]]:
    """Runs a play as modules and in Ansible's own process, each on an empty sandbox; both outputs, see comparable()."""

    def run(tasks: list[dict[str, Any]], *arguments: str, **play: Any) -> tuple[str, str]:
        outputs = []
        # how long a task takes, and with it what is said of it meanwhile, is chance
        ansible.environment["BOXFLEET_PROGRESS"] = "0"
        for in_process in ("0", "1"):
            sandbox.reset()
            ansible.environment["BOXFLEET_IN_PROCESS"] = in_process
            done = ansible.play(tasks, *arguments, **play)
            assert done.code in (0, 2), done.output
            assert "Traceback" not in done.output
            assert sandbox.token not in done.output
            outputs.append(comparable(done.output))
        return outputs[0], outputs[1]

    return run


def comparable(output: str) -> str:
    """The output without what has to differ: times, ids that are random, and what Ansible adds to a failure.

    Since 2.19 it says whether it was a module or an action that failed. 2.19 and 2.20 leave a mark of a failure that
    failed_when takes back, but only if it was a module's.
    """
    output = re.sub(r"""(["'](?:created|running_since|milliseconds)["']: )\d+""", r"\1N", output)
    output = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "TIME", output)
    output = re.sub(r"\b[0-9a-f]{32}\b", "BACKUP", output)
    output = output.replace('"failed_when_suppressed_exception": "(traceback unavailable)", ', "")
    return output.replace("Task failed: Module failed", "Task failed: Action failed")


def without_numbers_of_boxes(output: str) -> str:
    """The output without what boxes get in the order of their creation, which is chance if they are created at once."""
    return re.sub(r"\b100\d\d\b|\b10\.0\.0\.\d+|\b198\.18\.0\.\d+|vmhost-sandbox-[\d-]+", "N", output)


def results_in(output: str) -> list[str]:
    """The results that a play printed at -vvv, as they are printed."""
    return re.findall(r"^\w+: \[localhost\].*?=> (?:\(item=.*?\) => )?(\{.*?^\})", output, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    "tasks",
    [
        pytest.param(CHANGES, id="changes", marks=pytest.mark.each_ansible),
        pytest.param(BAD_INPUT, id="bad input", marks=pytest.mark.long),
        pytest.param(FAILURES, id="failures", marks=pytest.mark.long),
        pytest.param(SURROUNDINGS, id="surroundings", marks=pytest.mark.long),
        pytest.param(SECRETS, id="secrets", marks=pytest.mark.long),
    ],
)
def test_what_is_printed_is_the_same(both_ways: Any, tasks: list[dict[str, Any]]) -> None:
    module, in_process = both_ways(tasks, "-v", "--diff")
    assert in_process == module
    assert "geheim-4711" not in in_process
    assert WRONG_TOKEN not in in_process
    assert in_process.count("TASK [") == len(tasks)


@pytest.mark.parametrize(
    "invocation",
    ["false", pytest.param("true", marks=pytest.mark.long)],
)
def test_the_results_are_the_same_to_the_last_value(ansible: Any, both_ways: Any, invocation: str) -> None:
    ansible.environment["ANSIBLE_INJECT_INVOCATION"] = invocation
    tasks = [*CHANGES[:2], BAD_INPUT[0], FAILURES[0], SECRETS[0]]
    if invocation == "true":
        # make long has more of them
        tasks += [CHANGES[2], CHANGES[4], SECRETS[1]]
    module, in_process = both_ways(tasks, "-vvv")
    assert results_in(in_process) == results_in(module)
    assert len(results_in(module)) == len(tasks)
    assert in_process.count('"api_calls"') == len(tasks) - 1
    assert in_process.count(f"{BOX} runs in Ansible's own process") == len(tasks)
    assert module.count(f"{BOX} runs as a module: boxfleet_in_process is off") == len(tasks)


@pytest.mark.long
def test_a_dry_run_of_a_whole_play_is_the_same_and_changes_nothing(both_ways: Any, sandbox: Any) -> None:
    module, in_process = both_ways([CHANGES[1], *CHANGES[4:]], "--check", "--diff")
    assert in_process == module
    assert sandbox.changes() == []


@pytest.mark.long
@pytest.mark.parametrize("module", OTHERS)
def test_the_examples_of_every_other_module_print_the_same(ansible: Any, both_ways: Any, module: str) -> None:
    name = f"boxfleet.cloud.{module}"
    documented = json.loads(ansible.run("ansible-doc", "--json", name).output)[name]
    as_module, in_process = both_ways(yaml.safe_load(documented["examples"]), "-v", "--diff")
    assert without_numbers_of_boxes(in_process) == without_numbers_of_boxes(as_module)


@pytest.mark.each_ansible
def test_registered_results_are_no_templates(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(1, prefix="web", metadata={"note": "{{ 1 + 1 }}"})
    tasks = [
        {BOX: {"name": "web1", "distribution": "debian_bookworm_64bit"}, "register": "told"},
        {"ansible.builtin.debug": {"msg": "{{ told.box.metadata.note }} {{ told.diff.before.metadata.note }}"}},
    ]
    done = ansible.play(tasks)
    assert "{{ 1 + 1 }} {{ 1 + 1 }}" in done.output


def test_a_path_is_relative_to_the_playbook_as_it_is_for_modules(sandbox: Any, ansible: Any) -> None:
    (ansible.folder / "plays" / "certificates").mkdir(parents=True)
    tasks = [box({"name": "web", "state": "absent", "ca_path": path}) for path in ("certificates", "elsewhere")]
    play = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
    (ansible.folder / "plays" / "play.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
    ansible.environment["BOXFLEET_PROGRESS"] = "0"
    module, in_process = (
        comparable(ansible.run("ansible-playbook", "plays/play.yml", BOXFLEET_IN_PROCESS=switch).output)
        for switch in ("0", "1")
    )
    assert in_process == module
    assert "ca_path: 'elsewhere' does not exist on the host that makes the calls" in in_process
    assert "ok=2" in in_process
    assert "ignored=1" in in_process


@pytest.mark.each_ansible
@pytest.mark.parametrize(
    ("keywords", "reason"),
    [
        ({"async": 900, "poll": 1}, "it is asynchronous"),
        ({"vars": {"boxfleet_in_process": False}}, "boxfleet_in_process is off"),
        ({"environment": {"PYTHONWARNINGS": "ignore"}}, "its environment is for an interpreter of its own"),
    ],
)
def test_where_the_module_has_to_run_it_does(sandbox: Any, ansible: Any, keywords: dict[str, Any], reason: str) -> None:
    done = ansible.play([{BOX: {"name": "web", "state": "absent"}, **keywords}], "-vvv")
    assert done.code == 0, done.output
    assert f"{BOX} runs as a module: {reason}" in done.output
    assert sandbox.calls() == [("GET", "/jiffyBoxes")]


@pytest.mark.each_ansible
def test_the_timeout_of_a_task_ends_it_in_the_middle_of_a_call(sandbox: Any, ansible: Any) -> None:
    sandbox.fault("GET", "/jiffyBoxes", "slow", seconds=60)
    done = ansible.play([{BOX: {"name": "web"}, "timeout": 1}])
    assert re.search(r"Timed out after 1 |expected time frame \(1\)", done.output)
    assert sandbox.token not in done.output


def test_who_waits_for_long_reads_what_for_unless_nobody_wants_to(sandbox: Any, ansible: Any) -> None:
    """All at once, since each has to wait for longer than the silence of the beginning."""
    sandbox.fault("POST", "/jiffyBoxes", "stuck", times=9)

    def start(name: str, *arguments: str, no_log: bool = False, **environment: str) -> Any:
        playbook = ansible.folder / f"{name}.yml"
        task = {BOX: {**NEW, "name": name, "wait_timeout": 8}, "no_log": no_log}
        play = {"hosts": "localhost", "gather_facts": False, "tasks": [task]}
        playbook.write_text(yaml.safe_dump([play]), encoding="utf-8")
        return ansible.start("ansible-playbook", str(playbook), *arguments, **environment)

    runs = {
        "told": start("told"),
        "hidden": start("hidden", no_log=True),
        "off": start("off", BOXFLEET_PROGRESS="0"),
        "quiet": start("quiet", ANSIBLE_DISPLAY_OK_HOSTS="no"),
        "module": start("module", BOXFLEET_IN_PROCESS="0"),
    }
    outputs = {name: run.communicate()[0] for name, run in runs.items()}
    assert re.search(r"waiting: \[localhost\] => box told \(\d+\): still CREATING \(\d+ s\)", outputs.pop("told"))
    module = outputs.pop("module")
    assert re.search(rf"waiting: \[localhost\] => {BOX}: still at work, as a module \(\d+ s\)", module)
    for output in outputs.values():
        assert "waiting:" not in output
        assert "fatal: [localhost]: FAILED!" in output


@pytest.mark.each_ansible
@pytest.mark.parametrize(
    ("in_process", "under_way"), [("1", r"box web \(\d+\): CREATING"), ("0", rf"{BOX}: at work, as a module")]
)
def test_who_interrupts_reads_what_is_under_way_and_how_to_go_on(
    sandbox: Any, ansible: Any, in_process: str, under_way: str
) -> None:
    sandbox.fault("POST", "/jiffyBoxes", "stuck")
    playbook = ansible.folder / "play.yml"
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [{BOX: NEW}]}
    playbook.write_text(yaml.safe_dump([play]), encoding="utf-8")
    # a program that a shell runs in the background ignores the signal, and so would what it starts
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    run = ansible.start("ansible-playbook", str(playbook), BOXFLEET_IN_PROCESS=in_process)
    signal.signal(signal.SIGINT, before)
    # who looks a second time has told what the first look showed
    while run.poll() is None and len([call for call in sandbox.calls() if call[1].startswith("/jiffyBoxes/")]) < 2:
        time.sleep(0.1)
    # as a terminal does: all of the group, in which newer versions leave the workers out
    os.killpg(run.pid, signal.SIGINT)
    output = run.communicate()[0]
    words = rf"Interrupted at \[localhost\] => ({under_way}).*\. What the service was asked for goes on there\. Run the"
    assert re.search(words, " ".join(output.split())), output
    assert sandbox.token not in output


@pytest.mark.parametrize("in_process", ["0", "1"])
def test_a_service_that_never_answers_is_told_of_in_dry_runs_too(sandbox: Any, ansible: Any, in_process: str) -> None:
    sandbox.fault("GET", "/jiffyBoxes", "slow", seconds=3600, times=9)
    task = {BOX: {**NEW, "api_timeout": 4, "api_retries": 1, "api_backoff_factor": 2}}
    ansible.environment["BOXFLEET_IN_PROCESS"] = in_process
    output = ansible.play([task], "--check").output
    host = sandbox.url.partition("//")[2]
    assert re.search(rf"no answer within 4 s \(api_timeout\) \({host}, 2 tries in \d+ s\). Run the task again", output)
    waiting = re.findall(r"waiting: \[localhost\] => (.*) \(\d+ s\)", output)
    if in_process == "1":
        assert any(
            re.search(rf"{host}: .*no answer yet \(try 2 of 2\)|{host}: .*next try \(2 of 2\)", one) for one in waiting
        )
    else:
        assert f"{BOX}: still at work, as a module" in waiting


def test_after_a_change_the_items_of_a_loop_look_anew(sandbox: Any, ansible: Any) -> None:
    names = [f"web{number}" for number in range(1, 6)]
    sandbox.seed(5)
    sandbox.forget()
    tag = {BOX: {"name": "{{ item }}", "metadata": {"seen": True}}, "loop": names}
    assert "changed=1" in ansible.play([tag]).output
    calls = [verb for verb, path in sandbox.calls() if path == "/jiffyBoxes" or verb != "GET"]
    assert calls == ["GET", "PUT"] * len(names)
