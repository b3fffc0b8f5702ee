# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of OVHcloud is ordered and then always there, as users of Ansible meet it: zones, addresses, servers, VPS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from running import Server, serving

from tests.integration.test_ovh import KEYS, examples

GUIDE = Path(__file__).resolve().parent.parent.parent / "docs" / "ovh.md"
ORDERED = ("ovh_ip", "ovh_dedicated_server", "ovh_dedicated_reinstall", "ovh_vps")


@pytest.fixture
def ovh() -> Iterator[Server]:
    """A sandbox, in which what takes its time takes a tenth of a second."""
    with serving("--step-seconds", "0.1", program="sandbox.ovh") as server:
        yield server


@pytest.fixture
def ansible(ovh: Server, tmp_path: Path) -> Any:
    """Ansible, with the account in the environment."""
    from tests.integration.conftest import Ansible

    ansible = Ansible(SimpleNamespace(url=ovh.url, token=""), tmp_path)
    ansible.environment.update({"OVH_ENDPOINT": f"{ovh.url}/1.0", **KEYS})
    return ansible


def of_the_guide() -> Any:
    """The tasks of docs/ovh.md about servers and VPS."""
    part = GUIDE.read_text("utf-8").partition("\n## Dedicated servers and VPS")[2]
    return yaml.safe_load(part.partition("```yaml\n")[2].partition("```")[0])


def test_the_examples_of_what_is_ordered_run_as_they_stand(ovh: Server, ansible: Any) -> None:
    tasks = [*of_the_guide(), *(task for name in ORDERED for task in examples(name))]
    done = ansible.play(tasks)
    assert (done.code, f"ok={len(tasks)}" in done.output) == (0, True), done.output


def test_a_zone_a_dry_run_a_run_and_a_second_run(ovh: Server, ansible: Any) -> None:
    zone, *_others = examples("ovh_domain_zone")
    dry = ansible.play([zone], "--check", "--diff")
    assert (dry.code, "changed=1" in dry.output) == (0, True), dry.output
    assert '+                    "v=spf1 include:mx.example.net -all"' in dry.output
    assert [entry for entry in ovh.log() if entry["verb"] != "GET"] == []
    for changed in (1, 0):
        done = ansible.play([zone])
        assert (done.code, f"changed={changed}" in done.output) == (0, True), done.output
    served = ovh.control("GET", "/served")["example.com"]
    assert [one["target"] for one in served if (one["subDomain"], one["fieldType"]) == ("", "A")] == ["192.0.2.10"]
    assert sum(entry["path"].endswith("/refresh") for entry in ovh.log()) == 1
