# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""IONOS Cloud as users of Ansible meet it, at its sandbox."""

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
MODULES = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("ionos_*.py"))
USER = ("user@example.com", "0123456789abcdef")
# Examples that begin with an empty data centre; all others find a server in it.
FROM_NOTHING = ("ionos_datacenter", "ionos_server", "ionos_servers")
# Examples that do not get in each other's way.
TOGETHER = ("ionos_snapshot", "ionos_load_balancer", "ionos_image", "ionos_user", "ionos_group")


@pytest.fixture(scope="session")
def ionos_sandbox() -> Iterator[Server]:
    """One sandbox for all tests, in which what takes its time takes a tenth of a second."""
    with serving("--step-seconds", "0.1", program="sandbox.ionos") as server:
        yield server


@pytest.fixture
def ionos(ionos_sandbox: Server) -> Server:
    """The sandbox, empty."""
    ionos_sandbox.control("POST", "/reset")
    return ionos_sandbox


@pytest.fixture
def ansible(ionos: Server, tmp_path: Path) -> Any:
    """Ansible, with the account in the environment."""
    from tests.integration.conftest import Ansible

    ansible = Ansible(SimpleNamespace(url=ionos.url, token=""), tmp_path)
    ansible.environment.update({"IONOS_API_URL": ionos.url, "IONOS_USERNAME": USER[0], "IONOS_PASSWORD": USER[1]})
    return ansible


def seed(ionos: Server, with_server: bool) -> None:
    """A data centre with LANs, and a server with an interface in one of them."""
    lans = [{"properties": {"name": name, "public": name == "public"}} for name in ("public", "database")]
    nic = {"properties": {"name": "public", "lan": 1}}
    server = {"properties": {"name": "web1", "cores": 1, "ram": 1024}, "entities": {"nics": {"items": [nic]}}}
    volume = {"properties": {"name": "web1-data", "size": 10, "licenceType": "OTHER"}}
    entities = {"lans": lans, "servers": [server], "volumes": [volume]} if with_server else {"lans": lans}
    body = {
        "properties": {"name": "shop", "location": "de/fra"},
        "entities": {what: {"items": items} for what, items in entities.items()},
    }
    answer = requests.post(f"{ionos.url}/cloudapi/v6/datacenters", json=body, auth=USER, timeout=60)
    assert answer.status_code == 202, answer.text
    ionos.control("POST", "/images", name="golden.qcow2")
    ionos.advance(600)


def plain(value: dict[str, Any]) -> Any:
    """A text that Ansible marks as one that is no template."""
    return value.get("__ansible_unsafe", value)


def examples(name: str) -> Any:
    """The examples of a module."""
    text = (CHECKOUT / "plugins" / "modules" / f"{name}.py").read_text("utf-8")
    return yaml.safe_load(text.partition('EXAMPLES = r"""')[2].partition('"""')[0])


def of_the_guide() -> list[Any]:
    """The tasks of docs/ionos.md that go on from a web server."""
    text = (
        (CHECKOUT / "docs" / "ionos.md").read_text("utf-8").partition("\n## What to do next")[2].partition("\n## ")[0]
    )
    known = {"upgrade": {"failed": True}, "first_password": "0123456789abcdef"}
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    assert len(blocks) > 5
    return [{"ansible.builtin.set_fact": known}, *(task for block in blocks for task in block)]


@pytest.mark.parametrize("names", [TOGETHER, *((name,) for name in MODULES if name not in TOGETHER)], ids=" ".join)
def test_the_examples_of_a_module_run_as_they_stand(ionos: Server, ansible: Any, names: tuple[str, ...]) -> None:
    if names != ("ionos_datacenter",):
        seed(ionos, names[0] not in FROM_NOTHING)
    guide = of_the_guide() if names == TOGETHER else []
    done = ansible.play([*guide, *(task for name in names for task in examples(name))])
    assert done.code == 0, done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("in_process", ["1", pytest.param("0", marks=pytest.mark.long)])
def test_a_whole_playbook_is_dry_run_where_nothing_is_there_and_a_typo_still_fails(
    ionos: Server, ansible: Any, in_process: str
) -> None:
    ansible.environment.update(BOXFLEET_IN_PROCESS=in_process, ANSIBLE_CALLBACKS_ENABLED="boxfleet.cloud.summary")
    nic = {"name": "public", "lan": "public"}
    tasks = [
        {"boxfleet.cloud.ionos_datacenter": {"name": "shop", "location": "de/fra"}},
        {"boxfleet.cloud.ionos_lan": {"datacenter": "shop", "name": "public", "public": True}},
        {"boxfleet.cloud.ionos_server": {"datacenter": "shop", "name": "web1", "cores": 1, "ram": 1024, "nics": [nic]}},
        {"boxfleet.cloud.ionos_info": {"datacenter": ["shop"], "gather_subset": ["servers"]}},
        {"boxfleet.cloud.ionos_lan": {"datacenter": "shopp", "name": "public"}, "ignore_errors": True},
    ]
    dry = ansible.play(tasks, "--check", "--diff")
    told = " ".join(dry.output.split())
    assert (dry.code, "changed=3" in told, "ignored=1" in told) == (0, True, True), dry.output
    once = "what would be changed is known once datacenter 'shop' is there, which an earlier task of this dry run would"
    for title in ("ionos_lan public", "ionos_server web1"):
        assert told.count(f"{title}: {once} make.") == 2, "as a warning, and in the summary"
    assert told.count("ionos_info: what it tells is known once datacenter 'shop' is there") == 1, "as a warning"
    assert "datacenter: 'shopp' is no data centre" in told
    assert [entry for entry in ionos.log() if entry["verb"] != "GET"] == []

    approved = ansible.play(tasks, "--check", "-e", "boxfleet_steps_file=steps.json")
    assert approved.code != 0
    assert "run that one without --check first" in " ".join(approved.output.split())
    assert not (ansible.folder / "steps.json").exists()

    real = ansible.play(tasks[:3])
    assert (real.code, "changed=3" in real.output) == (0, True), real.output


def test_the_first_server_a_dry_run_a_second_run_and_its_end(ionos: Server, ansible: Any) -> None:
    seed(ionos, with_server=False)
    create, *_others, delete = examples("ionos_server")
    dry = ansible.play([create], "--check", "--diff")
    assert (dry.code, "changed=1" in dry.output) == (0, True), dry.output
    assert '+    "power": "running"' in dry.output
    assert [entry for entry in ionos.log() if entry["verb"] != "GET"][1:] == []
    for changed in (1, 0):
        done = ansible.play([create])
        assert (done.code, f"changed={changed}" in done.output) == (0, True), done.output
    made = [entry["path"] for entry in ionos.log() if entry["verb"] == "POST" and entry["path"].endswith("/servers")]
    assert len(made) == 1
    assert ansible.play([delete]).code == 0
    assert not any(ionos.control("GET", "/costs").values())


def test_the_inventory_knows_every_server_and_what_its_labels_say(ionos: Server, ansible: Any) -> None:
    seed(ionos, with_server=True)
    label = {"datacenter": "shop", "name": "web1", "labels": {"role": "web"}}
    assert ansible.module("ionos_server", options=label).code == 0
    source = str(CHECKOUT / "examples" / "ionos" / "inventory" / "servers.ionos.yml")
    listed = json.loads(ansible.run("ansible-inventory", "-i", source, "--list").output, object_hook=plain)
    host = listed["_meta"]["hostvars"]["web1"]
    assert host["ansible_host"] == host["ionos_public_ipv4"][0]
    assert (host["ionos_datacenter"], host["ionos_power"], host["ionos_labels"]) == ("shop", "running", {"role": "web"})
    assert listed["role_web"]["hosts"] == listed["at_de_fra"]["hosts"] == ["web1"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"datacenter": "shpo", "name": "web1", "cores": 1}, "is no data centre of this account. Did you mean shop?"),
        ({"datacenter": "shop", "name": "web2"}, "to create it the task needs cores and ram"),
        ({"datacenter": "shop", "name": "web1", "ram": 1000}, "ram: 1000 must be a multiple of 256 (MB)"),
        ({"datacenter": "shop", "name": "web1", "cores": 2, "password": "wrong"}, "Check api_token (or IONOS_TOKEN)"),
        (
            {"datacenter": "shop", "name": "web1", "cores": 2, "username": ""},
            "username: is empty: is its variable set?",
        ),
    ],
)
def test_a_mistake_is_told_with_what_to_do(ionos: Server, ansible: Any, options: dict[str, Any], words: str) -> None:
    seed(ionos, with_server=True)
    done = ansible.module("ionos_server", options=options)
    assert done.code != 0
    assert words in done.result["msg"]
    assert USER[1] not in done.output
