# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The small provider of docs/new-provider.md under Ansible, as a collection of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from running import Server, serving
from tiny_account import FOLDER, TOKEN

from tests.integration.conftest import Ansible

SERVER = "example.tiny.tiny_server"
VOLUME = "example.tiny.tiny_volume"
SERVERS = "example.tiny.tiny_servers"
STARTED = {"name": "db", "size": "large", "state": "started"}
DATA = {"server": "db", "name": "data", "gigabytes": 5, "passphrase": "very secret indeed"}


def task(module: str, options: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    return {module: options, "ignore_errors": True, **keywords}


TASKS = [
    task(SERVER, STARTED, check_mode=True),
    task(SERVER, STARTED),
    task(SERVER, STARTED),
    task(VOLUME, DATA),
    task(VOLUME, {**DATA, "gigabytes": 4}),
    task(VOLUME, {**DATA, "labels": ["a"]}, diff=True),
    task(SERVER, {"name": "db", "size": "huge"}),
    task(SERVER, {"name": "db", "api_token": "wrong-token-0123456789"}),
    # ids of those that are made side by side come as they come
    task(SERVERS, {"servers": [{"name": "db"}, {"name": "web", "size": "small"}]}, check_mode=True),
    task(SERVERS, {"defaults": {"state": "stopped"}, "servers": [{"name": "db"}]}),
    task(SERVER, {"name": "db", "state": "absent"}),
]


@pytest.fixture(scope="module")
def tiny_server() -> Iterator[Server]:
    with serving("--step-seconds", "0", program="tiny", folder=FOLDER) as server:
        yield server


@pytest.fixture
def tiny(tiny_server: Server) -> Server:
    tiny_server.control("POST", "/reset")
    return tiny_server


@pytest.fixture
def own_ansible(tiny: Server, tmp_path: Path) -> Ansible:
    """Ansible that finds both collections."""
    tiny.token = TOKEN  # type: ignore[attr-defined]
    ansible = Ansible(tiny, tmp_path)
    ansible.environment.update(ANSIBLE_COLLECTIONS_PATH=str(FOLDER), TINY_API_URL=tiny.url, TINY_API_TOKEN=TOKEN)
    return ansible


def printed(ansible: Ansible, tiny: Server, in_process: bool) -> str:
    """What Ansible prints of every result, without what is another in every run."""
    tiny.control("POST", "/reset")
    done = ansible.play(TASKS, "-v", "-e", json.dumps({"boxfleet_in_process": in_process}))
    assert done.code == 0, done.output
    lines = re.findall(r"^(?:ok|changed|fatal): .*", done.output, re.MULTILINE)
    assert len(lines) == len(TASKS)
    return re.sub(r"20\d\d-\d\d-\d\dT[^\"]*", "(a date)", "\n".join(lines))


def test_a_task_gives_the_same_in_process_and_as_a_module(tiny: Server, own_ansible: Ansible) -> None:
    inside = printed(own_ansible, tiny, True)
    assert inside == printed(own_ansible, tiny, False)
    assert TOKEN not in inside
    assert DATA["passphrase"] not in inside
    actions = [re.search(r'"actions": (\[.*?\])', line) for line in inside.splitlines()]
    assert [told and json.loads(told[1]) for told in actions] == [
        *(["create", "start"], ["create", "start"], []),
        *(["create"], [], ["update"]),
        *(None, []),
        *(["web: create"], ["db: stop"], ["delete"]),
    ]
    assert "gigabytes: 4 cannot become less: volume data (vol-1) has 5" in inside
    assert "value of size must be one of: small, large, got: huge" in inside


def test_it_really_runs_in_process_unless_told_otherwise(own_ansible: Ansible) -> None:
    lines = [
        own_ansible.play([task(SERVER, STARTED)], "-vvv", "-e", json.dumps({"boxfleet_in_process": in_process})).output
        for in_process in (True, False)
    ]
    assert "runs in Ansible's own process" in lines[0]
    assert "runs as a module: boxfleet_in_process is off" in lines[1]


def test_servers_of_several_pages_are_hosts_and_names_that_several_have_get_their_ids(
    tiny: Server, own_ansible: Ansible
) -> None:
    tiny.control("POST", "/servers", names=["web", "db", "web"], size="large")
    tiny.control("POST", "/servers", names=["off1", "off2"], state="OFF")
    source = own_ansible.folder / "mine.tiny.yml"
    options = {"states": ["ON"], "common_variables": True, "keyed_groups": [{"key": "tiny_size"}]}
    source.write_text(json.dumps({"plugin": "example.tiny.tiny", **options}), encoding="utf-8")
    file = own_ansible.folder / "list.json"
    done = own_ansible.run("ansible-inventory", "-i", str(source), "--list", "--output", str(file))
    assert done.code == 0, done.output
    listed = json.loads(file.read_text(), object_hook=lambda item: item.get("__ansible_unsafe", item))
    assert listed["_large"]["hosts"] == listed["tiny"]["hosts"] == ["web", "db", "web_ser-3"]
    assert "The host names of 1 server were taken" in " ".join(done.output.split())
    variables = listed["_meta"]["hostvars"]["web_ser-3"]
    assert (variables["tiny_id"], variables["ansible_host"]) == ("ser-3", "192.0.2.3")
    assert (variables["boxfleet_provider"], variables["boxfleet_public_ipv4"]) == ("tiny", ["192.0.2.3"])
    assert [entry["query"] for entry in tiny.log()] == ["", "page=2"]
