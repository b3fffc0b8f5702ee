# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""IONOS Cloud takes part: names that several may have, changes that are accepted and fail later, things in things."""

from __future__ import annotations

from random import Random
from typing import Any

import requests

from tests.chaos.provider import SLOW_FAULTS, Book, ChaosProvider, Facts, Things, usual_faults
from tests.chaos.relay import Sent, Upstream
from tests.sandbox.running import ROOT

TOKEN = "0123456789abcdef0123456789abcdef"
SHOP = {"datacenter": "shop"}
# What must be true of a server in these states.
STATES: dict[str, Facts | None] = {
    "started": {"state": "AVAILABLE", "power": "RUNNING"},
    "stopped": {"state": "INACTIVE", "power": "SHUTOFF"},
    "present": {},
    "absent": None,
}
RULES = {"ssh": 22, "web": 80, "tls": 443}


def furnish(sandbox: Upstream) -> None:
    """A data centre with LANs that playbooks work in, and another one with a server that is somebody else's."""
    lans = [{"properties": {"name": "outer", "public": True}}, {"properties": {"name": "inner"}}]
    disk = {"properties": {"name": "other-disk", "size": 5, "licenceType": "OTHER"}}
    other = {
        "properties": {"name": "other", "cores": 1, "ram": 1024},
        "entities": {"volumes": {"items": [disk]}, "nics": {"items": [{"properties": {"name": "other", "lan": 1}}]}},
    }
    for name, servers in (("shop", []), ("others", [other])):
        entities = {"lans": {"items": lans}, "servers": {"items": servers}}
        api(sandbox, "POST", "datacenters", {"properties": {"name": name, "location": "de/fra"}, "entities": entities})
    api(sandbox, "POST", "ipblocks", {"properties": {"name": "others", "location": "de/fra", "size": 1}})


def api(sandbox: Upstream, verb: str, path: str, body: Any = None) -> Any:
    """A call that goes past the client under test, and must succeed."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = requests.request(verb, f"{sandbox.url}/cloudapi/v6/{path}", json=body, headers=headers)
    assert answer.ok, answer.text
    return answer.json()


def look(sandbox: Upstream) -> Things:
    """All things of the contract; of each what lasts."""
    found: Things = {}
    labels: dict[str, Facts] = {}
    for label in api(sandbox, "GET", "labels?depth=1")["items"]:
        told = label["properties"]
        labels.setdefault(told["resourceId"], {})[told["key"]] = told["value"]
    for datacenter in api(sandbox, "GET", "datacenters?depth=7")["items"]:
        name, inside = datacenter["properties"]["name"], datacenter["entities"]
        found.setdefault(f"datacenter {name}", []).append({"id": datacenter["id"]})
        for lan in inside["lans"]["items"]:
            found.setdefault(f"lan {lan['properties']['name']} of {name}", []).append(
                {"id": lan["id"], "public": lan["properties"]["public"]}
            )
        attached = {}
        for server in inside["servers"]["items"]:
            told = server["properties"]
            facts = {"id": server["id"], "state": server["metadata"]["state"], "power": told["vmState"]}
            facts.update(cores=told["cores"], **labels.get(server["id"], {}))
            found.setdefault(f"server {told['name']}", []).append(facts)
            attached.update({volume["id"]: told["name"] for volume in server["entities"]["volumes"]["items"]})
            for nic in server["entities"]["nics"]["items"]:
                rules = {rule["properties"]["name"] for rule in nic["entities"]["firewallrules"]["items"]}
                found.setdefault(f"nic {told['name']} {nic['properties']['name']}", []).append(
                    {"id": nic["id"], "lan": nic["properties"]["lan"], "rules": sorted(rules)}
                )
        for volume in inside["volumes"]["items"]:
            told = volume["properties"]
            facts = {"id": volume["id"], "size": told["size"], "server": attached.get(volume["id"])}
            found.setdefault(f"volume {told['name']}", []).append(facts)
    for block in api(sandbox, "GET", "ipblocks?depth=1")["items"]:
        found.setdefault(f"block {block['properties']['name']}", []).append(
            {"id": block["id"], "size": block["properties"]["size"]}
        )
    return found


def mine(key: str) -> bool:
    return key.partition(" ")[2].startswith(("web", "new", "data", "fixed", "dmz"))


# Playbooks


def book(dice: Random) -> Book:
    """A playbook over servers with disks, NICs and rules, one by one or many, and what there is around them."""
    password = f"Geheim{dice.randrange(10**9):09}"
    wishes: dict[str, Facts | None] = {}
    crowd = dice.random() < 0.2
    tasks = [*_servers(dice, wishes), *_around(dice, wishes, crowd)]
    # Ansible shows the lines of a task that failed
    header = {"vars": {"password": password}, "hosts": "localhost", "connection": "local"}
    plays: list[dict[str, Any]] = [{**header, "tasks": tasks}]
    if crowd:
        together = {
            "hosts": "all",
            "connection": "local",
            "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        }
        plays.insert(dice.randint(0, 1), {**together, "tasks": _crowd(dice, wishes)})
    return Book(plays, wishes, crowd, (password,))


def _server(dice: Random, name: str, wishes: dict[str, Facts | None]) -> dict[str, Any]:
    """The options of a server, whose wishes are noted."""
    state = dice.choice(("started", "started", "started", "stopped", "present", "absent"))
    options: dict[str, Any] = {"name": name, "state": state}
    facts = STATES[state]
    boot = f"{name}-boot"
    if facts is None:
        wishes.update({f"server {name}": None, f"volume {boot}": None, f"nic {name} eth0": None})
        return {**options, "delete_volumes": "all"}
    cores = dice.choice((1, 2))
    image = {"image": "debian:12", "image_password": "{{ password }}"}
    options.update(cores=cores, ram=1024, allow_reboot=True, volumes=[{"name": boot, "size": 10, **image}])
    wishes[f"server {name}"] = {**facts, "cores": cores}
    wishes[f"volume {boot}"] = {"size": 10, "server": name}
    if dice.random() < 0.7:
        rules = dice.sample(sorted(RULES), dice.randint(0, 2))
        lan = dice.choice(("outer", "inner"))
        told = [
            {"name": rule, "protocol": "TCP", "port_range_start": RULES[rule], "port_range_end": RULES[rule]}
            for rule in rules
        ]
        options["nics"] = [{"name": "eth0", "lan": lan, "firewall_rules": told, "purge_firewall_rules": True}]
        wishes[f"nic {name} eth0"] = {"lan": {"outer": 1, "inner": 2}[lan], "rules": sorted(rules)}
    if dice.random() < 0.5:
        role = dice.choice(("web", "db"))
        options["labels"] = {"role": role}
        wishes[f"server {name}"] = {**(wishes[f"server {name}"] or {}), "role": role}
    return options


def _servers(dice: Random, wishes: dict[str, Facts | None]) -> list[dict[str, Any]]:
    names = [f"web{number}" for number in range(1, dice.randint(2, 4) + 1)]
    servers = [_server(dice, name, wishes) for name in names]
    if dice.random() < 0.5:
        return [_task("ionos_servers", {"defaults": SHOP, "servers": servers})]
    return [
        _task("ionos_server", {**SHOP, **one}, vars={"boxfleet_in_process": False} if dice.random() < 0.1 else {})
        for one in servers
    ]


def _around(dice: Random, wishes: dict[str, Facts | None], crowd: bool) -> list[dict[str, Any]]:
    """What there is besides servers, for some of those."""
    tasks: list[dict[str, Any]] = []
    kinds = dice.sample(("whole", "volume", "block", "lan", "info"), dice.randint(1, 3))
    up = [key.partition(" ")[2] for key, facts in wishes.items() if facts is not None and key.startswith("server web")]
    if "whole" in kinds:
        absent = dice.random() < 0.3
        cores = dice.choice((1, 2))
        inside = {
            "lans": [{"name": "new-lan"}],
            "volumes": [{"name": "new-spare", "size": 5}],
            "servers": [
                {
                    "name": "new-web",
                    "cores": cores,
                    "ram": 1024,
                    "allow_reboot": True,
                    "nics": [{"name": "eth0", "lan": "new-lan"}],
                }
            ],
        }
        gone = {"name": "new", "state": "absent", "force": True}
        tasks.append(_task("ionos_datacenter", gone if absent else {"name": "new", "location": "de/txl", **inside}))
        wishes["datacenter new"] = None if absent else {}
        wishes["server new-web"] = None if absent else {"cores": cores}
        wishes["volume new-spare"] = None if absent else {"size": 5}
    if "volume" in kinds:
        server, size = dice.choice([*up, ""]), dice.choice((5, 10))
        # it only grows
        options = {"name": f"data{size}", "size": size, "server": server, "allow_reboot": True}
        tasks.append(_task("ionos_volume", {**SHOP, **options}))
        wishes[f"volume data{size}"] = {"size": size, "server": server or None}
    if "block" in kinds and not crowd:
        absent = dice.random() < 0.3
        options = {"name": "fixed", "location": "de/fra", "size": 1}
        tasks.append(_task("ionos_ip_block", {"name": "fixed", "state": "absent"} if absent else options))
        wishes["block fixed"] = None if absent else {"size": 1}
    if "lan" in kinds:
        public = dice.random() < 0.5
        tasks.append(_task("ionos_lan", {**SHOP, "name": "dmz", "public": public}))
        wishes["lan dmz of shop"] = {"public": public}
    if "info" in kinds:
        tasks.append(_task("ionos_info", {"gather_subset": ["all"]}))
    return tasks


def _crowd(dice: Random, wishes: dict[str, Facts | None]) -> list[dict[str, Any]]:
    """What several hosts ask for at once: the same IP block, and a server of each."""
    for number in (1, 2, 3):
        wishes[f"server web-n{number}"] = {"power": "RUNNING", "cores": 1}
    wishes["block fixed"] = {"size": 1}
    server = {"name": "web-{{ inventory_hostname }}", "state": "started", "cores": 1, "ram": 1024}
    tasks = [
        _task("ionos_ip_block", {"name": "fixed", "location": "de/fra", "size": 1}),
        _task("ionos_server", {**SHOP, **server}),
    ]
    dice.shuffle(tasks)
    return tasks


def _task(module: str, options: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    return {f"boxfleet.cloud.{module}": options, **keywords}


# What requests do, and what has to be told


def deed(sent: Sent) -> str:
    parts = sent.path.strip("/").removeprefix("cloudapi/v6/").split("/")
    if parts[-1] in ("start", "stop", "reboot"):
        return parts[-1]
    what = parts[-1] if len(parts) % 2 else parts[-2]
    if what == "volumes" and "servers" in parts:
        return {"POST": "attach", "DELETE": "detach"}[sent.verb]
    return f"{sent.verb} {what}"


def _in(things: str, place: str, *actions: str) -> set[str]:
    """Actions of things, of their own and where they are in something else."""
    return {name for action in actions for name in (action, f"{action}_{things}", f"{action}_{things}{place}")}


# of two that came to be at once the younger is deleted again
CREATED = ("delete", "create")
TOLD = {
    "start": {"start"},
    "stop": {"stop"},
    "reboot": {"reboot"},
    "POST datacenters": {"create"},
    "DELETE datacenters": {"delete", "create"},
    "POST ipblocks": {"create"},
    "DELETE ipblocks": {*CREATED},
    "POST lans": _in("lan", "", "create"),
    "PATCH lans": _in("lan", "", "update"),
    "DELETE lans": _in("lan", "", *CREATED),
    "POST servers": _in("server", "", "create"),
    "PATCH servers": {*_in("server", "", "update"), "set_boot_volume", "set_boot_cdrom"},
    "DELETE servers": _in("server", "", *CREATED),
    "POST volumes": _in("volume", "", "create"),
    "PATCH volumes": _in("volume", "", "update"),
    "DELETE volumes": _in("volume", "", *CREATED),
    "attach": {"attach", *_in("volume", "_server", "create")},
    "detach": {"detach", "detach_volume"},
    "POST nics": _in("nic", "_server", "create"),
    "PATCH nics": _in("nic", "_server", "update"),
    "DELETE nics": _in("nic", "_server", *CREATED),
    "POST firewallrules": _in("firewall_rule", "_nic", "create"),
    "PATCH firewallrules": _in("firewall_rule", "_nic", "update"),
    "DELETE firewallrules": _in("firewall_rule", "_nic", *CREATED),
    "POST labels": {"set_label"},
    "PUT labels": {"set_label"},
    "DELETE labels": {"remove_label"},
}

IONOS = ChaosProvider(
    name="ionos",
    program="sandbox.ionos",
    folder=ROOT,
    options=(),
    forms=(
        *("shown_late", "forgotten_requests", "no_queue", "calm_datacenters", "no_targets", "lists_of_2021"),
        *("next_forever", "strict_power", "float_sizes", "news", "password_echoed"),
    ),
    rates=("", "", "writes=60/1/10", "reads=120/1/30"),
    environment=lambda url: {"IONOS_API_URL": url, "IONOS_TOKEN": TOKEN},
    defaults=("group/boxfleet.cloud.ionos",),
    furnish=furnish,
    book=book,
    faults=(
        *usual_faults("PATCH"),
        *SLOW_FAULTS,
        (2, {"method": "POST", "kind": "fails"}),
        (1, {"method": "PATCH", "kind": "fails"}),
        (1, {"method": "DELETE", "kind": "fails"}),
        (1, {"method": "POST", "kind": "no_capacity"}),
        (1, {"method": "*", "kind": "lengthy"}),
    ),
    may_be_late=lambda verb, path: (
        verb == "POST" and path.partition("?")[0].endswith(("/servers", "/datacenters", "/ipblocks", "/lans"))
    ),
    look=look,
    mine=mine,
    deed=deed,
    told={done: frozenset(actions) for done, actions in TOLD.items()},
    # a server goes with the volume that it boots from
    at_once=frozenset({"DELETE volumes"}),
    unmade=frozenset({"fails", "no_capacity"}),
    secrets=(TOKEN,),
)
