# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a server of a panel has, as those who use it manage that with Ansible, at the panel's sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from running import Server, serving

CHECKOUT = Path(__file__).resolve().parent.parent.parent
KEY = "ptlc_000000000010123456789abcdef0123456789abcdef"
PASSWORD = "rcon.password=Geheim4711"
# What is done anew in every run, or undone by the next example.
NOT_TWICE = ("restored", "reinstalled", "nightly restart")
MODULES = tuple(f"pterodactyl_{name}" for name in ("client_server", "file", "backup", "schedule"))


@pytest.fixture(scope="module")
def panel() -> Iterator[Server]:
    """A sandbox with a server, in which what takes its time takes a tenth of a second."""
    with serving("--step-seconds", "0.1", program="sandbox.pterodactyl") as server:
        server.control("POST", "/servers", prefix="lobby", external_id=True, backups=5)
        yield server


@pytest.fixture
def ansible(panel: Server, tmp_path: Path) -> Any:
    """Ansible, with the account in the environment."""
    from tests.integration.conftest import Ansible

    ansible = Ansible(SimpleNamespace(url=panel.url, token=""), tmp_path)
    ansible.environment.update({"PTERODACTYL_URL": panel.url, "PTERODACTYL_CLIENT_KEY": KEY})
    return ansible


def examples(name: str) -> Any:
    """The examples of a module."""
    text = (CHECKOUT / "plugins" / "modules" / f"{name}.py").read_text("utf-8")
    return yaml.safe_load(text.partition('EXAMPLES = r"""')[2].partition('"""')[0])


def test_a_second_time_nothing_is_changed_and_nothing_secret_is_shown(panel: Server, ansible: Any) -> None:
    for name, content in {"templates/server.properties.j2": PASSWORD, "files/server-icon.png": "\x89PNG"}.items():
        path = ansible.folder / name
        path.parent.mkdir()
        path.write_text(content, encoding="latin-1")
    port = {"node": "node1", "ip": "127.0.0.1", "ports": ["25565"]}
    there = [
        {"boxfleet.cloud.pterodactyl_allocation": port},
        {"boxfleet.cloud.pterodactyl_server": {"external_id": "lobby1", "name": "lobby", "ports": ["25565"]}},
    ]
    tasks = [task for name in MODULES for task in examples(name) if not any(word in str(task) for word in NOT_TWICE)]
    done = ansible.play([*there, *tasks, *tasks], "--diff", "-vvv")
    assert done.code == 0, done.output
    # no old world is there to be deleted
    changed = len(there) + len(tasks) - 1
    assert f"ok={len(there) + 2 * len(tasks)} " in done.output
    assert f"changed={changed} " in done.output
    assert '"path": "/server.properties"' in done.output
    assert [secret for secret in (PASSWORD, KEY) if secret in done.output] == []
