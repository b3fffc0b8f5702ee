# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Game panels take part: calls that wipe what they are not sent, signals that are dropped, installs and restores."""

from __future__ import annotations

from random import Random
from typing import Any

import requests

from tests.chaos.provider import SLOW_FAULTS, Book, ChaosProvider, Facts, Things, usual_faults
from tests.chaos.relay import Sent, Upstream
from tests.sandbox.running import ROOT

KEY = "ptlc_000000000010123456789abcdef0123456789abcdef"
APPLICATION, CLIENT = "application", "client"
# What must be true of a server in these states.
STATES: dict[str, Facts | None] = {
    "running": {"status": None, "power": "running"},
    "stopped": {"status": None, "power": "offline"},
    "present": {"status": None},
    "suspended": {"status": "suspended"},
    "absent": None,
}
GAME = {"server": "game1"}
ADDRESS = "198.51.100.7"
# Whose ports several hosts ask for at once; one host alone may purge those of the other address.
SHARED = "198.51.100.8"
VANILLA = {"user": "user", "egg": "Minecraft/Vanilla Minecraft", "node": "node1", "disk": 1024}


def furnish(panel: Upstream) -> None:
    """A server that playbooks use, and one that is somebody else's, with a backup."""
    panel.control("POST", "servers", {"prefix": "game", "external_id": True, "backups": 5})
    panel.control("POST", "servers", {"prefix": "others", "external_id": True, "backups": 5})
    [other] = [server for server in listed(panel, APPLICATION, "servers") if server["name"] == "others1"]
    api(panel, "POST", CLIENT, "servers", other["identifier"], "backups", body={"name": "others"})


def api(panel: Upstream, verb: str, *where: Any, body: Any = None) -> requests.Response:
    """A call that goes past the client under test, and must succeed."""
    headers = {"Authorization": f"Bearer {KEY}", "Accept": "application/json"}
    path = "/".join(map(str, where))
    answer = requests.request(verb, f"{panel.url}/api/{path}", json=body, headers=headers)
    assert answer.ok, answer.text
    return answer


def listed(panel: Upstream, *where: Any) -> list[Facts]:
    """The attributes of the things of a list, with those that come with them."""
    told = api(panel, "GET", *where).json()["data"]
    return [{**one["attributes"], **_related(one["attributes"])} for one in told]


def _related(thing: Facts) -> Facts:
    there = thing.get("relationships", {})
    return {name: [one["attributes"] for one in told["data"]] for name, told in there.items() if "data" in told}


def look(panel: Upstream) -> Things:
    """All things of the panel; of each what lasts."""
    found: Things = {}

    def note(key: str, **facts: Any) -> None:
        found.setdefault(key, []).append(facts)

    for user in listed(panel, APPLICATION, "users"):
        note(f"user {user['username']}", **{name: user[name] for name in ("id", "email", "first_name", "external_id")})
    for place in listed(panel, APPLICATION, "locations"):
        note(f"location {place['short']}", id=place["id"], long=place["long"])
    for node in listed(panel, APPLICATION, "nodes"):
        base, memory = node["daemon_base"], node["memory"]
        note(f"node {node['name']}", id=node["id"], memory=memory, base=base, public=node["public"])
        for port in listed(panel, APPLICATION, "nodes", node["id"], "allocations?per_page=500"):
            note(f"port {port['ip']}:{port['port']}", id=port["id"], alias=port["alias"])
    for server in listed(panel, APPLICATION, "servers?include=allocations&per_page=500"):
        _note_server(panel, server, note)
    return found


def _note_server(panel: Upstream, server: Facts, note: Any) -> None:
    name, usable = server["name"], server["status"] is None
    limits, where = server["limits"], (CLIENT, "servers", server["identifier"])
    facts = {key: server[key] for key in ("id", "external_id", "status", "description")}
    facts.update(memory=limits["memory"], backup_limit=server["feature_limits"]["backups"])
    facts.update(version=server["container"]["environment"].get("VANILLA_VERSION"))
    facts["ports"] = sorted(one["port"] for one in server["allocations"])
    if usable:
        facts["power"] = api(panel, "GET", *where, "resources").json()["attributes"]["current_state"]
    note(f"server {name}", **facts)
    if not usable or name.startswith("web"):
        return
    for backup in listed(panel, *where, "backups?per_page=50"):
        if backup["is_successful"]:
            note(f"backup {backup['name']} of {name}", id=backup["uuid"], locked=backup["is_locked"])
    for schedule in listed(panel, *where, "schedules"):
        tasks = [task["payload"] for task in sorted(schedule["tasks"], key=lambda task: task["sequence_id"])]
        at = {"hour": schedule["cron"]["hour"], "online": schedule["only_when_online"]}
        note(f"schedule {schedule['name']} of {name}", id=schedule["id"], tasks=tasks, **at)
    for file in listed(panel, *where, "files", "list?directory=/"):
        if file["name"].startswith("motd"):
            content = api(panel, "GET", *where, "files", f"contents?file=/{file['name']}").text
            note(f"file {file['name']} of {name}", content=content, mode=file["mode_bits"])


def mine(key: str) -> bool:
    name = key.partition(" ")[2]
    return name.startswith(("web", "game", ADDRESS, SHARED)) or name.endswith((" of game1", " of game2"))


# Playbooks


def book(dice: Random) -> Book:
    """A playbook over servers, one by one or many, what one of them has and does, and what there is around them."""
    # as long as the version of a game may be
    password = f"Geheim{dice.randrange(10**9):09}"
    wishes: dict[str, Facts | None] = {}
    crowd = dice.random() < 0.2
    tasks = [*_servers(dice, wishes), *_used(dice, wishes, password), *_around(dice, wishes, crowd, password)]
    if dice.random() < 0.25:
        tasks += _early(dice, wishes)
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


def _server(dice: Random, number: int, wishes: dict[str, Facts | None]) -> dict[str, Any]:
    """The options of a server, whose wishes are noted."""
    name = f"web{number}"
    state = dice.choice(("running", "running", "stopped", "present", "suspended", "absent"))
    # whose creation is lost is found again by this alone
    options: dict[str, Any] = {"name": name, "external_id": f"web-{number}"}
    facts = STATES[state]
    if facts is None:
        wishes[f"server {name}"] = None
        return {**options, "state": "absent"}
    memory, version = dice.choice((512, 1024)), dice.choice(("1.20.4", "1.21"))
    options.update(VANILLA, memory=memory, suspended=state == "suspended", environment={"VANILLA_VERSION": version})
    options["state"] = "present" if state == "suspended" else state
    wishes[f"server {name}"] = {**facts, "memory": memory, "version": version, "external_id": f"web-{number}"}
    if dice.random() < 0.5:
        ports = dice.sample((1100 + number, 1200 + number), dice.choice((1, 2)))
        options.update(ports=ports, purge_ports=True)
        wishes[f"server {name}"] = {**(wishes[f"server {name}"] or {}), "ports": sorted(ports)}
    if dice.random() < 0.5:
        more = {"description": dice.choice(("for all", "for some")), "backup_limit": dice.choice((0, 2))}
        options.update(more)
        wishes[f"server {name}"] = {**(wishes[f"server {name}"] or {}), **more}
    return options


def _servers(dice: Random, wishes: dict[str, Facts | None]) -> list[dict[str, Any]]:
    servers = [_server(dice, number, wishes) for number in range(1, dice.randint(2, 4) + 1)]
    if dice.random() < 0.5:
        return [_task("pterodactyl_servers", {"servers": servers})]
    return [
        _task("pterodactyl_server", one, vars={"boxfleet_in_process": False} if dice.random() < 0.1 else {})
        for one in servers
    ]


def _used(dice: Random, wishes: dict[str, Facts | None], password: str) -> list[dict[str, Any]]:
    """What a server has and does, for those who use it."""
    tasks: list[dict[str, Any]] = []
    kinds = dice.sample(("file", "backup", "schedule", "power"), dice.randint(1, 3))
    if "file" in kinds:
        mode = dice.choice(("600", "644"))
        content = dice.choice(("{{ password }}", "Welcome\n"))
        tasks.append(_task("pterodactyl_file", {**GAME, "path": "motd.txt", "content": content, "mode": mode}))
        wishes["file motd.txt of game1"] = {"content": content.replace("{{ password }}", password), "mode": mode}
    if "backup" in kinds:
        name, locked = dice.choice((("daily 1", False), ("daily 2", False), ("always", True)))
        keep = {"keep": 1, "keep_like": "daily *"}
        state = {"state": "locked"} if locked else {}
        tasks.append(_task("pterodactyl_backup", {**GAME, "name": name, **keep, **state}, register="backup"))
        wishes[f"backup {name} of game1"] = {"locked": locked}
        if dice.random() < 0.6:
            back = {**GAME, "name": name, "state": "restored", "truncate": dice.random() < 0.5}
            # there is no other way to go back to it once
            tasks.append(_task("pterodactyl_backup", back, when="backup is changed"))
    if "schedule" in kinds:
        hour, tell = dice.choice(("3", "4")), dice.sample(("say one", "say two", "say three"), dice.randint(1, 3))
        does = [{"action": "command", "payload": words} for words in tell]
        online = {"only_when_online": True} if dice.random() < 0.5 else {}
        tasks.append(_task("pterodactyl_schedule", {**GAME, "name": "nightly", "hour": hour, "tasks": does, **online}))
        wishes["schedule nightly of game1"] = {"hour": hour, "tasks": tell, **({"online": True} if online else {})}
    if "power" in kinds:
        state = dice.choice(("running", "stopped"))
        tasks.append(_task("pterodactyl_power", {**GAME, "state": state}))
        wishes["server game1"] = STATES[state]
    return tasks


def _early(dice: Random, wishes: dict[str, Facts | None]) -> list[dict[str, Any]]:
    """A server that is used before it is installed; nobody waits for that but those who use it."""
    new = {**VANILLA, "name": "game2", "external_id": "game-2", "memory": 512, "wait": False}
    uses = [
        _task("pterodactyl_file", {"server": "game2", "path": "motd.txt", "content": "Welcome\n"}),
        _task("pterodactyl_power", {"server": "game2", "state": "running"}),
        _task("pterodactyl_schedule", {"server": "game2", "name": "hourly", "tasks": []}),
    ]
    dice.shuffle(uses)
    wishes["server game2"] = {**(STATES["running"] or {}), "memory": 512}
    wishes["file motd.txt of game2"] = {"content": "Welcome\n"}
    wishes["schedule hourly of game2"] = {"tasks": []}
    return [_task("pterodactyl_server", new), *uses]


def _around(dice: Random, wishes: dict[str, Facts | None], crowd: bool, password: str) -> list[dict[str, Any]]:
    """What there is besides servers, for some of those."""
    tasks: list[dict[str, Any]] = []
    kinds = dice.sample(("user", "place", "ports", "info"), dice.randint(1, 2))
    if "user" in kinds:
        who = {"external_id": "web-4711", "username": "web-ops"}
        if dice.random() < 0.3:
            tasks.append(_task("pterodactyl_user", {"external_id": "web-4711", "state": "absent"}))
            wishes["user web-ops"] = None
        else:
            told = {"email": dice.choice(("a@example.com", "b@example.com")), "first_name": dice.choice("AB")}
            more = {"last_name": "Ops", "password": "{{ password }}"}
            tasks.append(_task("pterodactyl_user", {**who, **told, **more}))
            wishes["user web-ops"] = {**told, "external_id": "web-4711"}
    if "place" in kinds and not crowd:
        absent, memory, base = dice.random() < 0.3, dice.choice((1024, 2048)), dice.choice(("/srv/a", "/srv/b"))
        gone = {"state": "absent"}
        there = {"location": "web-dc", "fqdn": "web.example.com", "memory": memory, "disk": 4096, "daemon_base": base}
        place = _task("pterodactyl_location", {"short": "web-dc", **(gone if absent else {"long": f"of {memory}"})})
        node = _task("pterodactyl_node", {"name": "web-node", **(gone if absent else there)})
        tasks += [node, place] if absent else [place, node]
        wishes["location web-dc"] = None if absent else {"long": f"of {memory}"}
        wishes["node web-node"] = None if absent else {"memory": memory, "base": base}
    if "ports" in kinds:
        first, last = dice.choice(((27000, 27003), (27002, 27004)))
        ports = {"node": "node1", "ip": ADDRESS, "ports": [f"{first}-{last}"], "purge": True}
        tasks.append(_task("pterodactyl_allocation", ports))
        wishes.update({f"port {ADDRESS}:{port}": {} if first <= port <= last else None for port in range(27000, 27005)})
    if "info" in kinds:
        tasks.append(_task("pterodactyl_info", {"gather_subset": ["all"]}))
    return tasks


def _crowd(dice: Random, wishes: dict[str, Facts | None]) -> list[dict[str, Any]]:
    """What several hosts ask for at once: the same user and ports, and a server of each at whatever port is free."""
    for number in (1, 2, 3):
        wishes[f"server web-n{number}"] = {"status": None, "power": "running", "memory": 512}
    wishes["user web-all"] = {"email": "all@example.com"}
    wishes[f"port {SHARED}:28000"] = {}
    who = {"username": "web-all", "email": "all@example.com", "first_name": "A", "last_name": "B"}
    name = {"name": "web-{{ inventory_hostname }}", "external_id": "web-{{ inventory_hostname }}"}
    tasks = [
        _task("pterodactyl_user", who),
        _task("pterodactyl_allocation", {"node": "node1", "ip": SHARED, "ports": ["28000"]}),
        _task("pterodactyl_server", {**VANILLA, **name, "memory": 512, "state": "running"}),
    ]
    dice.shuffle(tasks)
    return tasks


def _task(module: str, options: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    return {f"boxfleet.cloud.{module}": options, **keywords}


# What requests do, and what has to be told


def deed(sent: Sent) -> str:
    parts = sent.path.strip("/").removeprefix("api/").split("/")
    if parts[-1] == "power":
        return str(sent.body["signal"])
    if parts[0] == CLIENT:
        # of one server
        parts = parts[3:]
        if parts[0] in ("files", "backups") and len(parts) in (2, 3) and sent.verb != "DELETE":
            return f"{parts[0]} {parts[-1]}"
        return f"{sent.verb} {parts[0]}{' tasks' if 'tasks' in parts else ''}{' one' if len(parts) % 2 == 0 else ''}"
    if len(parts) > 3 and parts[1] == "servers":
        return parts[-1]
    return f"{sent.verb} {parts[3] if len(parts) > 3 else parts[1]}"


TOLD = {
    **{f"POST {things}": {"create"} for things in ("users", "locations", "nodes", "servers", "allocations")},
    **{f"PATCH {things}": {"update"} for things in ("users", "locations", "nodes")},
    # of two that came to be at once the younger is deleted again
    **{f"DELETE {things}": {"delete", "create"} for things in ("users", "locations", "nodes", "servers")},
    "DELETE allocations": {"delete"},
    "details": {"update"},
    "build": {"update", "set_ports"},
    "startup": {"update"},
    **{signal: {signal} for signal in ("suspend", "unsuspend", "start", "stop")},
    "files write": {"write"},
    "files chmod": {"chmod"},
    "POST backups": {"create"},
    "DELETE backups one": {"delete", "create"},
    "backups lock": {"lock", "unlock"},
    "backups restore": {"restore"},
    "POST schedules": {"create"},
    "POST schedules one": {"update"},
    "DELETE schedules one": {"create"},
    "POST schedules tasks": {"create_task"},
    "POST schedules tasks one": {"update_task"},
    "DELETE schedules tasks one": {"delete_task"},
}

PTERODACTYL = ChaosProvider(
    name="pterodactyl",
    program="sandbox.pterodactyl",
    folder=ROOT,
    # the cache of 20 seconds would be of the panel's own seconds, while clients count theirs faster
    options=("--form", "no_cache", "--rate", "none"),
    forms=("jexactyl", "empty_lists", "unordered", "local_times", "debug", "news"),
    # short ones for the same reason: a pause of one second is over sooner
    rates=("", "", "application=30/0.25", "client=20/0.25"),
    environment=lambda url: {"PTERODACTYL_URL": url, "PTERODACTYL_CLIENT_KEY": KEY},
    defaults=("group/boxfleet.cloud.pterodactyl",),
    furnish=furnish,
    book=book,
    faults=(
        *usual_faults("PATCH"),
        *SLOW_FAULTS,
        (1, {"method": "*", "kind": "daemon_down"}),
        (1, {"method": "POST", "kind": "daemon_error"}),
        (1, {"method": "POST", "path": "*/power", "kind": "signal_dropped"}),
        (1, {"method": "POST", "path": "*/power", "kind": "start_fails"}),
        (1, {"method": "POST", "path": "*/backups", "kind": "backup_fails"}),
        (1, {"method": "POST", "path": "*/restore", "kind": "restore_fails"}),
        (1, {"method": "POST", "kind": "lengthy"}),
    ),
    may_be_late=lambda verb, path: (
        verb == "POST" and path.partition("?")[0].endswith(("application/servers", "application/users", "/allocations"))
    ),
    look=look,
    mine=mine,
    deed=deed,
    told={done: frozenset(actions) for done, actions in TOLD.items()},
    # a signal that nothing came of is sent again, and so is a call to restore that was lost, which leaves no trace
    at_once=frozenset({"start", "stop", "backups restore"}),
    secrets=(KEY,),
)
