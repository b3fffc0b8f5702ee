# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Approved runs as users make them: what docs/approved-runs.md shows, and what goes wrong."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import pytest

from tests.integration.conftest import BIN, CHECKOUT, Finished

PAGE = CHECKOUT / "docs" / "approved-runs.md"
PASSWORD = "Geheim-4711-geheim"
BLOCK = re.compile(r"(?:^`([\w.]+)`:\n\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BOX = {
    "name": "web",
    "plan": "CloudLevel 1",
    "distribution": "debian_bookworm_64bit",
    "password": PASSWORD,
    "state": "started",
    "settle": 0,
}


@pytest.fixture
def shell(ansible: Any) -> Any:
    """Runs a line as somebody types it, in a folder of its own."""
    exported: dict[str, str] = {}

    def run(line: str) -> Finished:
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            exported[name] = value
            return Finished(0, "")
        environment = {**ansible.environment, **exported}
        environment["PATH"] = f"{BIN}:{environment['PATH']}"
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=ansible.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Finished(done.returncode, done.stdout)

    return run


def test_every_block_of_the_page_does_what_it_says(shell: Any, ansible: Any, sandbox: Any) -> None:
    done: list[Finished] = []
    for name, language, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if name:
            # what a sandbox makes is up at once
            text = re.sub(r"^( *)(distribution:.*)$", r"\1\2\n\1settle: 0", text, flags=re.MULTILINE)
            (ansible.folder / name).write_text(text, encoding="utf-8")
        for line in text.splitlines() if language == "console" else ():
            ran = shell(line.removeprefix("$ "))
            assert (ran.code == 0) == ("# fails" not in line), f"{line}: {ran.output}"
            done += [ran] if "ansible-playbook" in line else []
    dry, _with_summary, real, again, refused, _signed_dry, _signed, prices, drift = done
    assert "steps.json has 4 steps to approve; a run with boxfleet_approved_steps=" in dry.output
    assert (ansible.folder / "summary.md").read_text(encoding="utf-8").startswith("## What would be changed")
    assert re.search(r"^jiffybox +3 +0 +0 +0 +0 +0$", real.output, re.MULTILINE)
    assert re.search(r"^jiffybox +0 +0 +0 +0 +3 +0$", again.output, re.MULTILINE)
    page = PAGE.read_text(encoding="utf-8")
    quoted = " ".join(line.removeprefix("> ") for line in page.splitlines() if line.startswith("> "))
    assert quoted in " ".join(refused.output.split())
    assert json.loads((ansible.folder / "signed.json").read_text(encoding="utf-8"))["seal"]["kind"] == "signed"
    assert "jiffybox: 50.00 EUR a month before, 50.00 after" in prices.output
    assert re.search(r"^jiffybox +0 +0 +0 +0 +3 +0$", drift.output, re.MULTILINE)
    assert len(sandbox.api("GET", "jiffyBoxes")) == 3


def test_what_is_refused_is_refused_in_process_and_as_a_module_and_nothing_is_sent(ansible: Any, sandbox: Any) -> None:
    ansible.environment["ANSIBLE_CALLBACKS_ENABLED"] = "boxfleet.cloud.summary"
    group = {"name": "{{ item }}", "contacts": ["a@example.com"]}
    tasks = [
        {"boxfleet.cloud.jiffybox_box": BOX, "register": "web"},
        {"ansible.builtin.assert": {"that": "web.cost.after == 12.99 and web.cost.currency == 'EUR'"}},
        {"boxfleet.cloud.jiffybox_contact_group": group, "loop": ["ops", "dev"]},
    ]
    dry = ansible.play(tasks, "--check", "-e", "boxfleet_steps_file=steps.json")
    assert dry.code == 0, dry.output
    file = (ansible.folder / "steps.json").read_text(encoding="utf-8")
    assert PASSWORD not in file
    assert sandbox.token not in file
    assert [thing["title"] for task in json.loads(file)["tasks"] for thing in task["things"]] == [
        "box web",
        "contact group ops",
        "contact group dev",
    ]

    others = {"boxfleet.cloud.jiffybox_box": {**BOX, "password": "Other-4711-other"}}
    new = {"boxfleet.cloud.jiffybox_contact_group": {**group, "name": "new"}}
    refusals = ((others, "the options of the task are others"), (new, "was not approved: create contact group new"))
    for in_process in ("true", "false"):
        options = ("-e", "boxfleet_approved_steps=steps.json", "-e", f"boxfleet_in_process={in_process}")
        refused = ansible.play([ansible.fails(task, reason) for task, reason in refusals], *options)
        assert refused.code == 0, refused.output
        assert "Other-4711-other" not in refused.output
        assert sandbox.changes() == []

    (ansible.folder / "steps.json").write_text(file[: len(file) // 2], encoding="utf-8")
    assert "only a part of one" in ansible.play(tasks, *options).output
    (ansible.folder / "steps.json").write_text(file, encoding="utf-8")
    done = ansible.play(tasks, *options)
    assert done.code == 0, done.output
    assert "changed=2" in done.output


def test_where_a_dry_run_fails_no_file_is_written_and_the_reason_is_told(ansible: Any) -> None:
    ansible.environment["ANSIBLE_CALLBACKS_ENABLED"] = "boxfleet.cloud.summary"
    tasks = [{"name": "Backup", "boxfleet.cloud.jiffybox_backup": {"box": "none"}}]
    failed = ansible.play(tasks, "--check", "-e", "boxfleet_steps_file=steps.json")
    assert not (ansible.folder / "steps.json").exists()
    assert failed.code != 0
    ansible.environment["BOXFLEET_STEPS_FILE"] = "steps.json"
    failed = ansible.play(tasks, "--check")
    told = " ".join(failed.output.split())
    assert "steps.json was not written: task Backup failed (localhost), so nobody knows what would come after" in told
    assert "FAILED: " in told
    assert not (ansible.folder / "steps.json").exists()


def test_drift_fails_a_dry_run_with_what_differs_and_a_real_run_puts_it_right(ansible: Any, sandbox: Any) -> None:
    tasks = [{"boxfleet.cloud.jiffybox_box": BOX}]
    drift = ansible.play(tasks, "--check", "-e", "boxfleet_fail_on_drift=true")
    assert drift.code != 0
    assert "what is there is not what is desired, which would take: create box web" in drift.output
    assert sandbox.changes() == []
    assert ansible.play(tasks, "-e", "boxfleet_fail_on_drift=true").code == 0
    assert ansible.play(tasks, "--check", "-e", "boxfleet_fail_on_drift=true").code == 0
