# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users copy from the documentation and from examples/ works as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parent.parent.parent
MODULES = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("jiffybox_*.py"))
# Those that make test runs; make long runs all.
QUICK = ("jiffybox_backup", "jiffybox_box")


def documentation(ansible: Any, module: str) -> Any:
    import json

    name = f"boxfleet.cloud.{module}"
    return json.loads(ansible.run("ansible-doc", "--json", name).output)[name]


def seed(sandbox: Any, module: str) -> None:
    """What the examples of a module need and no task can make: addresses are not ordered through the API."""
    if module == "jiffybox_ip":
        web1 = sandbox.seed(2, prefix="web")[0]
        sandbox.control("POST", "ips", {"box": web1, "count": 1})


@pytest.mark.parametrize(
    "module", [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in MODULES]
)
def test_the_examples_of_a_module_run_as_they_stand(sandbox: Any, ansible: Any, module: str) -> None:
    seed(sandbox, module)
    tasks = yaml.safe_load(documentation(ansible, module)["examples"])
    done = ansible.play(tasks)
    assert done.code == 0, done.output
    assert "WARNING" not in done.output


@pytest.mark.each_ansible
def test_the_quickstart_runs_and_leaves_nothing(sandbox: Any, ansible: Any) -> None:
    done = ansible.run("ansible-playbook", str(CHECKOUT / "examples" / "quickstart.yml"))
    assert done.code == 0, done.output
    assert "WARNING" not in done.output
    assert sandbox.api("GET", "jiffyBoxes") == {}


@pytest.mark.long
def test_until_async_delegate_to_and_run_once_work_as_shown(sandbox: Any, ansible: Any) -> None:
    playbook = str(CHECKOUT / "examples" / "keywords.yml")
    dry = ansible.run("ansible-playbook", "--check", playbook)
    assert (dry.code, sandbox.changes()) == (0, []), dry.output
    done = ansible.run("ansible-playbook", playbook)
    assert done.code == 0, done.output
    assert "WARNING" not in done.output
    # once for both boxes
    assert done.output.count("2 boxes cost") == 1
    assert len([path for verb, path in sandbox.changes() if path.endswith("/manual")]) == 2
    assert sandbox.api("GET", "jiffyBoxes") == {}
    assert sandbox.api("GET", "monitoring") == {}
