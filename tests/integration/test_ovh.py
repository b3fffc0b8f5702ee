# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""OVHcloud as users of Ansible meet it, at its sandbox."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
import yaml
from running import Server, serving

CHECKOUT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = CHECKOUT / "examples"
SECRET = "0123456789abcdef0123456789abcdef"
CONSUMER = "fedcba9876543210fedcba9876543210"
KEYS = {
    "OVH_APPLICATION_KEY": "0123456789abcdef",
    "OVH_APPLICATION_SECRET": SECRET,
    "OVH_CONSUMER_KEY": CONSUMER,
}


@pytest.fixture(scope="session")
def ovh_sandbox() -> Iterator[Server]:
    """One sandbox for all tests, in which what takes its time takes a tenth of a second."""
    with serving("--step-seconds", "0.1", program="sandbox.ovh") as server:
        yield server


@pytest.fixture
def ovh(ovh_sandbox: Server) -> Server:
    """The sandbox, as it is at first."""
    ovh_sandbox.control("POST", "/reset")
    return ovh_sandbox


@pytest.fixture
def ansible(ovh: Server, tmp_path: Path) -> Any:
    """Ansible, with the account in the environment and no ovh.conf but one of the test's own."""
    from tests.integration.conftest import Ansible

    ansible = Ansible(SimpleNamespace(url=ovh.url, token=""), tmp_path)
    own = {name: value for name, value in ansible.environment.items() if not name.startswith("OVH_")}
    ansible.environment = {**own, "OVH_ENDPOINT": f"{ovh.url}/1.0", **KEYS}
    return ansible


def plain(value: dict[str, Any]) -> Any:
    """A text that Ansible marks as one that is no template."""
    return value.get("__ansible_unsafe", value)


def examples(name: str) -> Any:
    """The examples of a module."""
    text = (CHECKOUT / "plugins" / "modules" / f"{name}.py").read_text("utf-8")
    return yaml.safe_load(text.partition('EXAMPLES = r"""')[2].partition('"""')[0])


def of_the_guide() -> list[Any]:
    """The tasks of docs/ovh.md that go on from the first instance."""
    text = (CHECKOUT / "docs" / "ovh.md").read_text("utf-8")
    part = text.partition("\n## What to do next")[2].partition("\n## ")[0]
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", part, re.DOTALL)]
    assert len(blocks) > 4
    return [task for block in blocks for task in block]


def changes(ovh: Server) -> list[str]:
    """What was asked for and could have changed something."""
    return [f"{entry['verb']} {entry['path']}" for entry in ovh.log() if entry["verb"] != "GET"]


def test_the_examples_of_the_public_cloud_and_the_guide_run_as_they_stand(ovh: Server, ansible: Any) -> None:
    key, no_key = examples("ovh_ssh_key")
    *instance, no_instance = examples("ovh_instance")
    others = ("ovh_instance_snapshot", "ovh_volume", "ovh_private_network", "ovh_failover_ip")
    tasks = [key, *instance, *(task for name in others for task in examples(name)), *of_the_guide(), no_instance]
    done = ansible.play([*tasks, *examples("ovh_instances"), no_key])
    assert done.code == 0, done.output
    assert "Traceback" not in done.output


def test_the_examples_about_the_account_run_as_they_stand_and_show_no_secret(ovh: Server, ansible: Any) -> None:
    names = ("ovh_api", "ovh_credential", "ovh_info", "ovh_domain_record", "ovh_domain_zone")
    done = ansible.play([task for name in names for task in examples(name)], "-vvv")
    assert done.code == 0, done.output
    assert "Welcome Sandy" in done.output
    assert "/1.0/auth/time" in done.output
    for secret in (SECRET, CONSUMER):
        assert secret not in done.output


def test_the_examples_of_every_module_are_run_and_the_guide_names_it() -> None:
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_ovh*.py"))
    guide = (CHECKOUT / "docs" / "ovh.md").read_text("utf-8")
    modules = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("ovh_*.py"))
    assert [name for name in modules if f'"{name}"' not in tests or f"`{name}`" not in guide] == []


def test_the_first_instance_a_dry_run_a_second_run_and_an_inventory(ovh: Server, ansible: Any) -> None:
    key, *_others = examples("ovh_ssh_key")
    create, *_others = examples("ovh_instance")
    # without the key that is yet to be made
    alone = {**create, "boxfleet.cloud.ovh_instance": {**create["boxfleet.cloud.ovh_instance"]}}
    alone["boxfleet.cloud.ovh_instance"].pop("ssh_key")
    posts = "{{ web1.required_rules | selectattr('method', 'eq', 'POST') | map(attribute='path') | join }}"
    rights = {"ansible.builtin.debug": {"msg": posts}}
    dry = ansible.play([alone, rights], "--check", "--diff")
    assert (dry.code, "changed=1" in dry.output) == (0, True), dry.output
    assert '+    "power": "running"' in dry.output
    assert re.search(r'"msg": "/cloud/project/[0-9a-f]{32}/instance"', dry.output), dry.output
    assert changes(ovh) == []
    for changed in (2, 0):
        done = ansible.play([key, create])
        assert (done.code, f"changed={changed}" in done.output) == (0, True), done.output
    assert len([call for call in changes(ovh) if call.endswith("/instance")]) == 1
    source = str(EXAMPLES / "ovh" / "inventory" / "all.ovh.yml")
    listed = json.loads(ansible.run("ansible-inventory", "-i", source, "--list").output, object_hook=plain)
    host = listed["_meta"]["hostvars"]["web1"]
    assert host["ansible_host"] == host["ovh_public_ipv4"][0]
    assert (host["ovh_flavor"], host["ovh_image"], host["ovh_state"]) == ("b2-7", "Debian 12", "running")
    assert listed["at_GRA11"]["hosts"] == listed["of_cloud"]["hosts"] == ["web1"]
    assert (len(listed["of_dedicated"]["hosts"]), len(listed["of_vps"]["hosts"])) == (2, 2)


def test_mistakes_are_told_with_what_to_do(ovh: Server, ansible: Any) -> None:
    """One play: each task fails, and the next one says what it said."""
    web = {"project": "sandbox", "name": "web1", "region": "GRA11"}
    mistakes = [
        ("ovh_instance", {**web, "project": "sandbux"}, "is no project of this account. Did you mean sandbox?"),
        ("ovh_instance", web, "to create it the task needs flavor and image"),
        ("ovh_api", {"path": "/mee"}, "Check the path, and endpoint"),
        ("ovh_api", {"path": "/me", "application_secret": "wrong-secret"}, "Check application_secret"),
        ("ovh_api", {"path": "/me", "consumer_key": ""}, "consumer_key: is empty: is its variable set?"),
        ("ovh_api", {"path": "/me", "endpoint": "ovh-ue"}, "is no endpoint of OVHcloud"),
        ("ovh_api", {"path": "/me", "client_id": "sandbox", "client_secret": SECRET}, "Say in one way alone"),
    ]
    tasks: list[dict[str, Any]] = []
    for name, options, words in mistakes:
        tasks.append({f"boxfleet.cloud.{name}": options, "ignore_errors": True, "register": "told"})
        tasks.append({"ansible.builtin.assert": {"that": ["told is failed", f"{words!r} in told.msg"]}})
    done = ansible.play(tasks)
    assert done.code == 0, done.output
    assert "wrong-secret" not in done.output
    assert changes(ovh) == []


def test_ovh_conf_and_oauth2_do_as_well(ovh: Server, ansible: Any) -> None:
    for name in KEYS:
        del ansible.environment[name]
    conf = ansible.folder / "ovh.conf"
    conf.write_text(f"[{ovh.url}/1.0]\nclient_id=sandbox\nclient_secret={SECRET}\n")
    done = ansible.module("ovh_api", "-vvv", options={"path": "/me"})
    assert done.result["value"]["firstname"] == "Sandy", done.output
    assert SECRET not in done.output
    assert "POST /auth/oauth2/token" in changes(ovh)


def test_the_playbooks_of_the_examples_run_twice_and_are_cleaned_up(ovh: Server, ansible: Any) -> None:
    made = [str(EXAMPLES / "ovh/web_server.yml"), str(EXAMPLES / "ovh/fleet.yml")]
    first = ansible.run("ansible-playbook", *made)
    assert first.code == 0, first.output
    for words in ("web-example is running at", "fleet-example-web1 is running"):
        assert words in first.output
    again = ansible.run("ansible-playbook", *made)
    assert re.findall(r"changed=(\d+)", again.output) == ["0", "0"], again.output
    for changed in (True, False):
        done = ansible.run("ansible-playbook", str(EXAMPLES / "ovh/cleanup.yml"))
        assert (done.code, "changed=0" not in done.output) == (0, changed), done.output
        assert "Instances: none" in done.output


def test_a_key_with_the_least_rights_does_for_the_example(ovh: Server, ansible: Any) -> None:
    ansible.environment.pop("OVH_CONSUMER_KEY")
    asked = ansible.run("ansible-playbook", str(EXAMPLES / "ovh/least_rights.yml"))
    assert asked.code == 0, asked.output
    address = re.search(r"log in: (http\S+?)[\"'\s]", asked.output)
    key = re.search(r"from then on: (\w+)", asked.output)
    assert address, asked.output
    assert key, asked.output
    assert requests.get(address[1], timeout=60).status_code == 200
    options = {"OVH_CONSUMER_KEY": key[1]}
    web = str(EXAMPLES / "ovh/web_server.yml")
    done = ansible.run("ansible-playbook", web, "-e", "web_project=a3fecb7bf8ff8b827a0d2cec3ca0cf1b", **options)
    assert done.code == 0, done.output
    assert "changed=0" in ansible.run("ansible-playbook", str(EXAMPLES / "ovh/least_rights.yml"), **options).output
