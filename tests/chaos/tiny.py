# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The small provider of the tests takes part: ids that are text, names that several may have."""

from __future__ import annotations

from random import Random
from typing import Any

import requests

from tests.chaos.provider import Book, ChaosProvider, Facts, Things
from tests.chaos.relay import Sent, Upstream
from tests.sandbox.running import ROOT

FOLDER = ROOT / "tests" / "tiny_provider"
TOKEN = "tiny-token-0123456789"

STATES: dict[str, Facts | None] = {
    "started": {"state": "ON"},
    "stopped": {"state": "OFF"},
    "present": {},
    "absent": None,
}


def furnish(sandbox: Upstream) -> None:
    """Servers of which playbooks are about, and some that are somebody else's, with a volume."""
    sandbox.control("POST", "servers", {"names": ["web1", "web2", "db"]})
    [other] = sandbox.control("POST", "servers", {"names": ["other"]})["ids"]
    send(sandbox, "POST", f"servers/{other}/volumes", {"name": "other", "gigabytes": 1})


def send(sandbox: Upstream, verb: str, path: str, fields: Any = None) -> requests.Response:
    """A call that goes past the client under test, and must succeed."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = requests.request(verb, f"{sandbox.url}/v1/{path}", json=fields, headers=headers)
    assert answer.ok, answer.text
    return answer


def look(sandbox: Upstream) -> Things:
    """All things of the account; of each what lasts."""
    found: Things = {}
    for server in _pages(sandbox, "servers"):
        found.setdefault(f"server {server['name']}", []).append(server)
        for volume in _pages(sandbox, f"servers/{server['id']}/volumes"):
            found.setdefault(f"volume {volume['name']}", []).append(_volume(volume, server))
    return found


def _volume(volume: Any, server: Any) -> Facts:
    return {**volume, "labels": sorted(volume["labels"]), "server": server["name"]}


def _pages(sandbox: Upstream, path: str) -> list[Any]:
    found: list[Any] = []
    page = 1
    while page:
        answer = send(sandbox, "GET", f"{path}?page={page}").json()
        found += answer["items"]
        page = answer["next"]
    return found


def book(dice: Random) -> Book:
    """A playbook over servers, one by one or as a fleet, and volumes, which several hosts may ask for at once."""
    wishes: dict[str, Facts | None] = {}
    servers: list[dict[str, Any]] = []
    for number in range(1, dice.randint(2, 5) + 1):
        state = dice.choice(("started", "started", "stopped", "present", "absent"))
        servers.append({"name": f"web{number}", "state": state, "size": "small"})
        wishes[f"server web{number}"] = STATES[state]
    labels = dice.sample(("a", "b", "c"), dice.randint(1, 3))
    passphrase = f"geheim-{dice.randrange(10**9)}"
    volume = {"server": "db", "name": "data", "gigabytes": 5, "labels": labels, "passphrase": passphrase}
    wishes["volume data"] = {"server": "db", "gigabytes": 5, "labels": sorted(labels)}
    if dice.random() < 0.5:
        tasks: list[dict[str, Any]] = [{"example.tiny.tiny_servers": {"servers": servers}}]
    else:
        tasks = [{"example.tiny.tiny_server": server} for server in servers]
    crowd = dice.random() < 0.2
    everywhere = {
        "hosts": "all" if crowd else "localhost",
        "connection": "local",
        "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        "tasks": [{"example.tiny.tiny_volume": volume}],
    }
    plays = [{"hosts": "localhost", "connection": "local", "tasks": tasks}, everywhere]
    return Book(plays, wishes, crowd, (passphrase,))


def deed(sent: Sent) -> str:
    parts = sent.path.strip("/").split("/")
    if sent.verb == "POST" and parts[-1] in ("start", "stop"):
        return parts[-1]
    return f"{sent.verb} {'volumes' if 'volumes' in parts else 'servers'}"


TOLD = {
    "POST servers": {"create"},
    "start": {"start"},
    "stop": {"stop"},
    "POST volumes": {"create"},
    "PATCH volumes": {"update"},
    # of two that came to be at once the younger is deleted again
    "DELETE servers": {"delete", "create"},
    "DELETE volumes": {"delete", "create"},
}

TINY = ChaosProvider(
    name="tiny",
    program="tiny",
    folder=FOLDER,
    options=(),
    forms=(),
    rates=("", "", "reads=60/1", "writes=10/1"),
    environment=lambda url: {
        "TINY_API_URL": url,
        "TINY_API_TOKEN": TOKEN,
        "ANSIBLE_COLLECTIONS_PATH": str(FOLDER),
    },
    defaults=("example.tiny.tiny_server", "example.tiny.tiny_servers", "example.tiny.tiny_volume"),
    furnish=furnish,
    book=book,
    faults=(
        (3, {"method": "*", "kind": "reset_before"}),
        (3, {"method": "*", "kind": "reset_after"}),
        (4, {"method": "POST", "kind": "reset_after"}),
        (2, {"method": "DELETE", "kind": "reset_after"}),
        (2, {"method": "*", "kind": "status", "status": 503, "retry_after": 1}),
        (1, {"method": "*", "kind": "status", "status": 429, "retry_after": 1}),
        (3, {"method": "POST", "kind": "status_after", "status": 500}),
        (2, {"method": "*", "kind": "truncate"}),
        (1, {"method": "*", "kind": "html"}),
        (1, {"method": "*", "kind": "slow", "seconds": 3}),
    ),
    may_be_late=lambda verb, path: verb == "POST" and path.endswith(("/servers", "/volumes")),
    look=look,
    mine=lambda key: key.partition(" ")[2].startswith(("web", "data")),
    deed=deed,
    told={done: frozenset(actions) for done, actions in TOLD.items()},
    tasks="example.tiny.",
    secrets=(TOKEN,),
)
