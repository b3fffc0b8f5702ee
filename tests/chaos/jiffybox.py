# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JiffyBox takes part: its modules, its fleet, its roles."""

from __future__ import annotations

from random import Random
from typing import Any

import requests

from tests.chaos.provider import Book, ChaosProvider, Facts, Things
from tests.chaos.relay import Sent, Upstream
from tests.sandbox.running import ROOT

TOKEN = "0123456789abcdef0123456789abcdef"
BUILT_IN = "Stammdaten-E-Mail-Adresse"
NEW = {"distribution": "debian_bookworm_64bit", "settle": 0, "force": True}
PLANS = {"CloudLevel 1": 44, "CloudLevel 2": 45}
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
WINDOWS = {"00-04": 1, "04-06": 2, "22-24": 6}
# What must be true of a box in these states.
STATES: dict[str, Facts | None] = {
    "started": {"running": True, "frozen": False},
    "stopped": {"running": False, "frozen": False},
    "frozen": {"frozen": True},
    "present": {},
    "absent": None,
}
ADDRESS = "198.18.0.6"


def furnish(sandbox: Upstream) -> None:
    """Boxes of which playbooks are about, and a box, a group and a check that are somebody else's."""
    sandbox.control("POST", "boxes", {"count": 2, "prefix": "web"})
    sandbox.control("POST", "boxes", {"count": 1, "prefix": "old", "running": False})
    box = sandbox.control("POST", "boxes", {"count": 2, "prefix": "other", "metadata": {"role": "other"}})["ids"][0]
    sandbox.control("POST", "ips", {"box": box})
    api(sandbox, "POST", "contactGroups", name="others", contacts=["other@example.com"])
    [address, *_more] = api(sandbox, "GET", f"jiffyBoxes/{box}")["ips"]["public"]
    api(sandbox, "POST", "monitoring", name="other", checkType="ping", ip=address, contactgroups=[])


def api(sandbox: Upstream, verb: str, path: str, **fields: Any) -> Any:
    """The result of a call that goes past the client under test."""
    answer = requests.request(verb, f"{sandbox.url}/{TOKEN}/v1.0/{path}", json=fields or None).json()
    assert answer["result"] not in (False, None), answer
    return answer["result"]


def look(sandbox: Upstream) -> Things:
    """All things of the account; of each what lasts."""
    boxes = _all(sandbox, "jiffyBoxes")
    names = {box["id"]: box["name"] for box in boxes}
    found: Things = {}
    for box in boxes:
        facts = {"id": box["id"], "running": box["running"], "frozen": box["status"] == "FROZEN"}
        facts.update(box.get("metadata") or {}, plan=box["plan"]["id"])
        found.setdefault(f"box {box['name']}", []).append(facts)
    for group in _all(sandbox, "contactGroups"):
        facts = {"id": group["id"], "contacts": sorted(group["contacts"])}
        found.setdefault(f"group {group['name']}", []).append(facts)
    for check in _all(sandbox, "monitoring"):
        facts = {name: check.get(name) for name in ("id", "checkType", "port", "ip")}
        facts["groups"] = sorted(group["name"] for group in check["contactgroups"])
        found.setdefault(f"check {check['name']}", []).append(facts)
    for box_id, addresses in api(sandbox, "GET", "ips").items():
        for one in addresses.values():
            if one["floating"] == "true":
                found.setdefault(f"address {one['ip']}", []).append({"box": names[int(box_id)]})
    for box_id in api(sandbox, "GET", "backups"):
        backups = api(sandbox, "GET", f"backups/{box_id}")
        facts = {"day": backups.get("day"), "time": backups.get("time"), "manual": "manual" in backups}
        found.setdefault(f"backups {names[int(box_id)]}", []).append(facts)
    return found


def _all(sandbox: Upstream, module: str) -> list[Any]:
    return sorted(api(sandbox, "GET", module).values(), key=lambda thing: thing["id"])


def mine(key: str) -> bool:
    kind, _, name = key.partition(" ")
    return kind == "address" or name.startswith(("web", "old", "ops", "up"))


# Playbooks


def book(dice: Random) -> Book:
    """A playbook over boxes, groups, checks, backups, addresses and a role or two."""
    password = f"Geheim-{dice.randrange(10**9)}"
    wishes: dict[str, Facts | None] = {}
    crowd = dice.random() < 0.2
    tasks = [*_boxes(dice, wishes, password), *_around(dice, wishes, crowd)]
    header = {"hosts": "localhost", "connection": "local"}
    plays: list[dict[str, Any]] = [{**header, "tasks": tasks}]
    if crowd:
        together = {
            "hosts": "all",
            "connection": "local",
            "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        }
        plays.insert(dice.randint(0, 1), {**together, "tasks": _crowd(dice, wishes)})
    return Book(plays, wishes, crowd, (password,))


def _box(dice: Random, name: str, wishes: dict[str, Facts | None], states: tuple[str, ...]) -> dict[str, Any]:
    """The options of a box, whose wish is noted."""
    state, plan = dice.choice(states), dice.choice([*PLANS, None])
    options: dict[str, Any] = {"name": name, "state": state}
    facts = STATES[state]
    if state != "absent":
        options["plan"] = plan or "CloudLevel 1"
        facts = {**(facts or {}), "plan": PLANS[options["plan"]]}
        if dice.random() < 0.6:
            options["metadata"] = {"role": dice.choice(("web", "db")), "number": str(dice.randrange(100))}
            facts.update(options["metadata"])
    wishes[f"box {name}"] = facts
    return options


def _boxes(dice: Random, wishes: dict[str, Facts | None], password: str) -> list[dict[str, Any]]:
    states = ("started", "started", "started", "stopped", "frozen", "present", "absent")
    names = [f"web{number}" for number in range(1, dice.randint(2, 5) + 1)]
    defaults = {**NEW, "password": password, "force_stop": dice.random() < 0.5}
    how = dice.choice(("single", "loop", "fleet", "fleet", "role"))
    if how == "role":
        boxes = [_box(dice, name, wishes, states) for name in names]
        for box in boxes:
            if box["state"] != "absent":
                (wishes[f"box {box['name']}"] or {})["fleet"] = "shop"
        variables = {
            "jiffybox_fleet_name": "shop",
            "jiffybox_fleet_connect": False,
            "jiffybox_fleet_defaults": defaults,
            "jiffybox_fleet_boxes": boxes,
        }
        return [_role("jiffybox_fleet", variables)]
    boxes = [_box(dice, name, wishes, states) for name in names]
    if how == "fleet":
        return [_task("jiffybox_boxes", {"defaults": defaults, "boxes": boxes})]
    if how == "loop":
        options = {key: f"{{{{ item.{key} | default(omit) }}}}" for key in ("name", "state", "plan", "metadata")}
        return [_task("jiffybox_box", {**defaults, **options}, loop=boxes, no_log=False)]
    return [
        _task("jiffybox_box", {**defaults, **box}, vars={"boxfleet_in_process": False} if dice.random() < 0.1 else {})
        for box in boxes
    ]


def _around(dice: Random, wishes: dict[str, Facts | None], crowd: bool) -> list[dict[str, Any]]:
    """What there is besides boxes, for some of those."""
    tasks: list[dict[str, Any]] = []
    kinds = dice.sample(("group", "check", "backup", "address", "facts"), dice.randint(1, 3))
    up = [
        key.partition(" ")[2]
        for key, facts in wishes.items()
        if facts is not None and facts.get("frozen") is False and key.startswith("box ")
    ]
    if "group" in kinds and not crowd:
        contacts = dice.sample(["a@example.com", "b@example.com", "c@example.com"], dice.randint(1, 3))
        tasks.append(_task("jiffybox_contact_group", {"name": "ops", "contacts": contacts}))
        wishes["group ops"] = {"contacts": sorted(contacts)}
    if "check" in kinds:
        group = "ops" if "group ops" in wishes else BUILT_IN
        absent = dice.random() < 0.3
        port = dice.choice((80, 443))
        options = {"name": "up", "box": "other1", "check_type": "portTcp", "port": port, "contact_groups": [group]}
        tasks.append(_task("jiffybox_monitoring_check", {"name": "up", "state": "absent"} if absent else options))
        wishes["check up"] = None if absent else {"checkType": "portTcp", "port": port, "groups": [group]}
    if "backup" in kinds and up:
        name = dice.choice(up)
        day, window = dice.choice(DAYS), dice.choice(tuple(WINDOWS))
        if dice.random() < 0.5:
            tasks.append(_task("jiffybox_backup", {"box": name, "state": "scheduled", "day": day, "window": window}))
            wishes[f"backups {name}"] = {"day": DAYS.index(day), "time": WINDOWS[window]}
        else:
            tasks.append(_task("jiffybox_backup", {"box": name}))
            wishes[f"backups {name}"] = {"manual": True}
    if "address" in kinds:
        # of a box that no playbook deletes, and the address with it
        name = dice.choice(("other1", "other2"))
        tasks.append(_task("jiffybox_ip", {"address": ADDRESS, "box": name}))
        wishes[f"address {ADDRESS}"] = {"box": name}
    if "facts" in kinds:
        tasks.append(_task("jiffybox_facts", {}))
    if dice.random() < 0.1:
        backup = dice.random() < 0.7
        tasks.append(_role("jiffybox_retire", {"jiffybox_retire_boxes": ["old1"], "jiffybox_retire_backup": backup}))
        wishes.update({"box old1": None, "box old1-retired": {"frozen": True, "retired_from": "old1"}})
    return tasks


def _crowd(dice: Random, wishes: dict[str, Facts | None]) -> list[dict[str, Any]]:
    """What several hosts ask for at once: the same group, the same check, and a box of each."""
    for number in (1, 2, 3):
        wishes[f"box web-n{number}"] = {"running": True, "plan": 44}
    wishes["group ops"] = {"contacts": ["ops@example.com"]}
    tasks = [
        _task("jiffybox_contact_group", {"name": "ops", "contacts": ["ops@example.com"]}),
        _task(
            "jiffybox_box",
            {**NEW, "name": "web-{{ inventory_hostname }}", "state": "started", "plan": "CloudLevel 1"},
        ),
    ]
    dice.shuffle(tasks)
    return tasks


def _task(module: str, options: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    return {f"boxfleet.cloud.{module}": options, **keywords}


def _role(name: str, variables: dict[str, Any]) -> dict[str, Any]:
    return {"ansible.builtin.include_role": {"name": f"boxfleet.cloud.{name}"}, "vars": variables}


# What requests do, and what has to be told


def deed(sent: Sent) -> str:
    module, *rest = sent.path.strip("/").split("/")
    if module == "jiffyBoxes" and sent.verb == "PUT":
        return str((sent.body or {}).get("status") or "METADATA")
    if module == "backups" and sent.verb == "POST" and len(rest) > 1:
        return "backup taken" if rest[1:] == ["manual"] else "backup restored"
    if module == "backups" and len(rest) > 1:
        return "backup deleted"
    return f"{sent.verb} {module}"


TOLD = {
    "POST jiffyBoxes": {"create"},
    "DELETE jiffyBoxes": {"delete"},
    "START": {"start"},
    "SHUTDOWN": {"shutdown"},
    "PULLPLUG": {"pull_plug"},
    "FREEZE": {"freeze"},
    "THAW": {"thaw"},
    "PLAN": {"change_plan"},
    # a copy has the metadata of its source until it gets its own
    "METADATA": {"set_metadata", "create"},
    "backup taken": {"create_backup"},
    "backup restored": {"restore_backup"},
    "backup deleted": {"delete_backup"},
    "POST backups": {"schedule"},
    "PUT backups": {"reschedule"},
    "DELETE backups": {"unschedule"},
    "PUT ips": {"move"},
    "POST monitoring": {"create"},
    "DELETE monitoring": {"delete", "delete_failed", "create"},
    "POST contactGroups": {"create"},
    "PUT contactGroups": {"update"},
    # of two that came to be at once the younger is deleted again
    "DELETE contactGroups": {"delete", "create"},
}

JIFFYBOX = ChaosProvider(
    name="jiffybox",
    program="sandbox.jiffybox",
    folder=ROOT,
    options=("--form", "same_names"),
    forms=("slow_groups", "born_running", "running_status", "null_results", "windows_listed", "full_checks"),
    rates=("", "", "", "60/1", "30/0.5"),
    environment=lambda url: {"JIFFYBOX_API_URL": url, "JIFFYBOX_API_TOKEN": TOKEN},
    defaults=("group/boxfleet.cloud.jiffybox",),
    furnish=furnish,
    book=book,
    faults=(
        (3, {"method": "*", "kind": "reset_before"}),
        (3, {"method": "*", "kind": "reset_after"}),
        (2, {"method": "POST", "kind": "reset_after"}),
        (2, {"method": "PUT", "kind": "reset_after"}),
        (2, {"method": "DELETE", "kind": "reset_after"}),
        (2, {"method": "*", "kind": "status", "status": 503, "retry_after": 1}),
        (2, {"method": "*", "kind": "status", "status": 500}),
        (1, {"method": "*", "kind": "status", "status": 429, "retry_after": 1}),
        (2, {"method": "*", "kind": "status_after", "status": 502}),
        (2, {"method": "POST", "kind": "status_after", "status": 500}),
        (2, {"method": "*", "kind": "truncate"}),
        (1, {"method": "POST", "kind": "truncate"}),
        (2, {"method": "*", "kind": "html"}),
        (1, {"method": "*", "kind": "timeout", "seconds": 5}),
        (1, {"method": "*", "kind": "slow", "seconds": 3}),
        (1, {"method": "POST", "kind": "vanish"}),
        (1, {"method": "DELETE", "kind": "delete_fails"}),
        (1, {"method": "PUT", "kind": "shutdown_fails"}),
        (1, {"method": "*", "kind": "strings"}),
        (1, {"method": "*", "kind": "other_keys"}),
        (1, {"method": "*", "kind": "list_maps"}),
        (1, {"method": "*", "kind": "empty_lists"}),
        (1, {"method": "*", "kind": "no_profile"}),
    ),
    may_be_late=lambda verb, path: verb == "POST" and path.endswith(("/contactGroups", "/monitoring")),
    look=look,
    mine=mine,
    deed=deed,
    told={done: frozenset(actions) for done, actions in TOLD.items()},
    at_once=frozenset({"DELETE monitoring"}),
    secrets=(TOKEN,),
)
