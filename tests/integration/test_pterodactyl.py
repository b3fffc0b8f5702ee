# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A panel as users of Ansible meet it, at its sandbox."""

from __future__ import annotations

import json
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
FIRST_SERVER = EXAMPLES / "pterodactyl/first_server.yml"
MAINTENANCE = EXAMPLES / "pterodactyl/maintenance.yml"
RETIRE = EXAMPLES / "pterodactyl/retire.yml"
INVENTORY = ("-i", str(EXAMPLES / "pterodactyl/inventory/servers.pterodactyl.yml"))
MODULES = sorted(path.stem for path in (CHECKOUT / "plugins" / "modules").glob("pterodactyl_*.py"))
KEY = "ptlc_000000000010123456789abcdef0123456789abcdef"
# Modules whose examples run in one play, in this order; the first ones begin without a server called lobby.
TOGETHER = {
    "of the panel": ("location", "user", "node", "allocation", "server", "servers"),
    "of a server": ("subuser", "database", "power", "command", "schedule", "client_server", "file", "backup"),
    "of an account": ("ssh_key", "api_key", "info"),
}


@pytest.fixture(scope="session")
def pterodactyl_sandbox() -> Iterator[Server]:
    """One sandbox for all tests, in which what takes its time takes a tenth of a second, and power shows at once."""
    options = ("--step-seconds", "0.1", "--rate", "none", "--form", "no_cache")
    with serving(*options, program="sandbox.pterodactyl") as server:
        yield server


@pytest.fixture
def panel(pterodactyl_sandbox: Server) -> Server:
    """The sandbox, empty."""
    pterodactyl_sandbox.control("POST", "/reset")
    return pterodactyl_sandbox


@pytest.fixture
def ansible(panel: Server, tmp_path: Path) -> Any:
    """Ansible, with the account in the environment."""
    from tests.integration.conftest import Ansible

    ansible = Ansible(SimpleNamespace(url=panel.url, token=""), tmp_path)
    ansible.environment.update({"PTERODACTYL_URL": panel.url, "PTERODACTYL_CLIENT_KEY": KEY})
    return ansible


def seed(panel: Server, **more: Any) -> None:
    """A server called lobby, at port 25565."""
    made = panel.control("POST", "/servers", prefix="lobby", backups=5, databases=5, **more)
    headers = {"Authorization": f"Bearer {KEY}", "Accept": "application/json"}
    where = f"{panel.url}/api/application"
    ports = {"ip": "127.0.0.1", "ports": ["25565"]}
    assert requests.post(f"{where}/nodes/1/allocations", json=ports, headers=headers, timeout=60).status_code == 204
    number = made["ids"][0]
    answer = requests.patch(
        f"{where}/servers/{number}/details", json={"name": "lobby", "user": 1}, headers=headers, timeout=60
    )
    assert answer.status_code == 200, answer.text
    server = answer.json()["attributes"]
    found = requests.get(f"{where}/nodes/1/allocations?filter[port]=25565", headers=headers, timeout=60).json()
    build = {
        "allocation": server["allocation"],
        "limits": server["limits"],
        "feature_limits": server["feature_limits"],
        "add_allocations": [found["data"][0]["attributes"]["id"]],
    }
    assert requests.patch(f"{where}/servers/{number}/build", json=build, headers=headers, timeout=60).status_code == 200


def plain(value: dict[str, Any]) -> Any:
    """A text that Ansible marks as one that is no template."""
    return value.get("__ansible_unsafe", value)


def examples(name: str) -> list[dict[str, Any]]:
    """The examples of a module."""
    text = (CHECKOUT / "plugins" / "modules" / f"{name}.py").read_text("utf-8")
    tasks: list[dict[str, Any]] = yaml.safe_load(text.partition('EXAMPLES = r"""')[2].partition('"""')[0])
    return tasks


@pytest.mark.parametrize("names", TOGETHER.values(), ids=list(TOGETHER))
def test_the_examples_of_the_modules_run_as_they_stand(panel: Server, ansible: Any, names: tuple[str, ...]) -> None:
    if "server" not in names:
        seed(panel, running=True)
    node = {"boxfleet.cloud.pterodactyl_allocation": {"node": "node1", "ip": "127.0.0.1", "ports": ["25565"]}}
    (ansible.folder / "server.properties.j2").write_text("motd={{ 1 + 1 }}\n")
    (ansible.folder / "files").mkdir()
    (ansible.folder / "files" / "server-icon.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    done = ansible.play([node, *(task for name in names for task in examples(f"pterodactyl_{name}"))])
    assert done.code == 0, done.output
    assert "Traceback" not in done.output
    assert KEY not in done.output


def test_the_examples_of_every_module_are_run() -> None:
    assert sorted(f"pterodactyl_{name}" for names in TOGETHER.values() for name in names) == MODULES


def run(ansible: Any, playbook: Path, *more: str) -> Any:
    return ansible.run("ansible-playbook", str(playbook), *more)


def test_a_first_server_a_dry_run_a_second_run_its_maintenance_and_its_end(panel: Server, ansible: Any) -> None:
    dry = run(ansible, MAINTENANCE, *INVENTORY, "--check")
    assert dry.code == 0, dry.output
    for changed in (5, 0):
        done = run(ansible, FIRST_SERVER)
        assert (done.code, f"changed={changed}" in done.output) == (0, True), done.output
    assert "lobby is running at 192.0.2.10:25565" in done.output
    kept = run(ansible, MAINTENANCE, *INVENTORY)
    assert (kept.code, "changed=3" in kept.output) == (0, True), kept.output
    listed = json.loads(ansible.run("ansible-inventory", *INVENTORY, "--list").output, object_hook=plain)
    host = listed["_meta"]["hostvars"]["lobby"]
    assert (host["pterodactyl_owner"], host["pterodactyl_egg"]) == ("alice", "Vanilla Minecraft")
    assert (host["pterodactyl_power"], host["pterodactyl_port"]) == ("running", 25565)
    assert listed["node_games1"]["hosts"] == listed["egg_Vanilla_Minecraft"]["hosts"] == ["lobby"]
    gone = run(ansible, RETIRE)
    assert (gone.code, "changed=4" in gone.output) == (0, True), gone.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"name": "lobby", "egg": "Papper", "user": "user", "memory": 1, "disk": 1, "node": "node1"},
            "Did you mean Paper?",
        ),
        ({"name": "lobby", "client_key": KEY[:-1] + "0"}, "the panel at api_url knows no such key"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(panel: Server, ansible: Any, options: dict[str, Any], words: str) -> None:
    done = ansible.module("pterodactyl_server", options=options)
    assert done.code != 0
    assert words in done.result["msg"]
    assert KEY not in done.output
