# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""OVHcloud takes part: names that several may have, tasks of services, zones that are served after a refresh."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote

import requests

from tests.chaos.provider import SLOW_FAULTS, Book, ChaosProvider, Facts, Things, usual_faults
from tests.chaos.relay import Sent, Upstream
from tests.sandbox.running import ROOT

APPLICATION = "0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"
CONSUMER = "fedcba9876543210fedcba9876543210"
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops"
REGION = "GRA11"
HERE = {"project": "sandbox", "region": REGION}
# What the sandbox has from the start.
ADDRESS = "198.18.0.18"
SERVERS = ("ns1000001.ip-198-18-0.eu", "ns1000002.ip-198-18-0.eu")
VPS = "vps-1a2b3c4d.vps.ovh.net"
ZONE = "example.com"
STATES: dict[str, Facts | None] = {
    "running": {"status": "ACTIVE"},
    "stopped": {"status": "SHUTOFF"},
    "shelved": {"status": "SHELVED_OFFLOADED"},
    "rescue": {"status": "RESCUE"},
    "present": {},
    "absent": None,
}
HOSTS = ("192.0.2.1", "192.0.2.2", "192.0.2.3")
RANGES = ("10.9.0.0/24", "192.168.7.0/24")


def furnish(sandbox: Upstream) -> None:
    """What somebody else has in the project, besides what every account has."""
    token = enter(sandbox)
    [project] = api(sandbox, token, "GET", "cloud/project")
    where = f"cloud/project/{project}"
    api(sandbox, token, "POST", f"{where}/sshkey", {"name": "others", "publicKey": PUBLIC_KEY})
    sandbox.control("POST", "instances", {"count": 2, "prefix": "other", "region": REGION})
    disk = {"name": "others", "region": REGION, "size": 10, "type": "classic"}
    api(sandbox, token, "POST", f"{where}/volume", disk)


def enter(sandbox: Upstream) -> str:
    """A token for calls that go past the client under test."""
    form = {"grant_type": "client_credentials", "scope": "all"}
    answer = requests.post(f"{sandbox.url}/auth/oauth2/token", data=form, auth=("sandbox", SECRET))
    assert answer.ok, answer.text
    return str(answer.json()["access_token"])


def ask(sandbox: Upstream, token: str, verb: str, path: str, body: Any = None) -> requests.Response:
    """What is answered to a call that goes past the client under test, once there is no limit in its way."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.request(verb, f"{sandbox.url}/1.0/{path}", json=body, headers=headers)
    if answer.status_code != requests.codes.too_many:
        return answer
    sandbox.control("POST", "clock", {"advance": 1})
    return ask(sandbox, token, verb, path, body)


def api(sandbox: Upstream, token: str, verb: str, path: str, body: Any = None) -> Any:
    """What such a call is answered that must succeed."""
    answer = ask(sandbox, token, verb, path, body)
    assert answer.ok, answer.text
    return answer.json()


def look(sandbox: Upstream) -> Things:
    """All things of the account; of each what lasts."""
    token = enter(sandbox)

    def read(path: str) -> Any:
        return api(sandbox, token, "GET", path)

    def each(path: str) -> Iterator[dict[str, Any]]:
        for name in read(path):
            yield read(f"{path}/{quote(str(name), safe='')}")

    found: Things = {}

    def note(key: str, **facts: Any) -> None:
        found.setdefault(key, []).append(facts)

    [project] = read("cloud/project")
    where = f"cloud/project/{project}"
    names = {}
    for instance in read(f"{where}/instance"):
        told = read(f"{where}/instance/{instance['id']}")
        names[instance["id"]] = told["name"]
        made_of = {"flavor": told["flavor"]["name"], "image": told["image"]["name"]}
        monthly = bool(told.get("monthlyBilling"))
        note(f"instance {told['name']}", id=told["id"], status=told["status"], monthly=monthly, **made_of)
    for one in read(f"{where}/volume"):
        held = [names.get(holder) for holder in one["attachedTo"]]
        facts = {name: one.get(name) for name in ("id", "status", "size", "description")}
        note(f"volume {one['name']}", instances=held, **facts)
    for one in read(f"{where}/network/private"):
        subnets = sorted(it["cidr"] for it in read(f"{where}/network/private/{one['id']}/subnet"))
        regions = {it["region"]: True for it in one["regions"]}
        note(f"network {one['name']}", id=one["id"], status=one["status"], subnets=subnets, **regions)
    for one in read(f"{where}/sshkey"):
        note(f"key {one['name']}", id=one["id"])
    for one in read(f"{where}/ip/failover"):
        note(f"failover {one['ip']}", instance=names.get(one.get("routedTo") or ""))
    for one in each("me/sshKey"):
        note(f"account key {one['keyName']}")
    served = {"record": list(each(f"domain/zone/{ZONE}/record"))}
    served["served"] = sandbox.control("GET", "served")[ZONE]
    for how, records in served.items():
        for one in records:
            # its serial number counts refreshes
            if one["fieldType"] != "SOA":
                note(f"{how} {one.get('subDomain') or '@'} {one['fieldType']} {one['target']}", ttl=one["ttl"])
    for one in each("ip"):
        block = quote(one["ip"], safe="")
        reverse = {it["ipReverse"]: it["reverse"].rstrip(".") for it in each(f"ip/{block}/reverse")}
        routed = (one.get("routedTo") or {}).get("serviceName")
        note(f"ip {one['ip']}", routed=routed, description=one.get("description"), reverse=reverse)
    for one in each("dedicated/server"):
        facts = {name: one.get(name) for name in ("monitoring", "noIntervention", "bootId")}
        burst = read(f"dedicated/server/{one['name']}/burst")["status"]
        note(f"server {one['name']}", called=one["iam"]["displayName"], burst=burst, **facts)
    for one in each("vps"):
        facts = {name: one.get(name) for name in ("state", "netbootMode", "displayName")}
        note(f"vps {one['name']}", snapshot=_snapshot(sandbox, token, one["name"]), **facts)
    return found


def _snapshot(sandbox: Upstream, token: str, vps: str) -> bool:
    """Whether a VPS has one; if not, the service says null, nothing at all, or no."""
    answer = ask(sandbox, token, "GET", f"vps/{vps}/snapshot")
    return answer.ok and answer.content not in (b"", b"null")


def mine(key: str) -> bool:
    kind, _, name = key.partition(" ")
    if kind in ("record", "served"):
        return name.startswith("api ")
    return name.removeprefix("key ").startswith(("web", "data", "inner", "ops", f"{ADDRESS}/", SERVERS[0], VPS))


# Playbooks


def book(dice: Random) -> Book:
    """A playbook over instances, one by one or many, what there is around them, records and services."""
    secret = f"Geheim{dice.randrange(10**9):09}"
    wishes: dict[str, Facts | None] = {}
    crowd = dice.random() < 0.2
    tasks = [*_instances(dice, wishes), *_cloud(dice, wishes), *_ordered(dice, wishes, crowd)]
    # Ansible shows the lines of a task that failed
    header = {"vars": {"user_data": f"#cloud-config {secret}"}, "hosts": "localhost", "connection": "local"}
    plays: list[dict[str, Any]] = [{**header, "tasks": tasks}]
    if crowd:
        together = {
            "hosts": "all",
            "connection": "local",
            "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        }
        plays.insert(dice.randint(0, 1), {**together, "tasks": _crowd(dice, wishes)})
    return Book(plays, wishes, crowd, (secret,))


def _instance(dice: Random, name: str, wishes: dict[str, Facts | None]) -> dict[str, Any]:
    """The options of an instance, whose wishes are noted."""
    state = dice.choice(("running", "running", "running", "stopped", "shelved", "rescue", "present", "absent"))
    options: dict[str, Any] = {"name": name, "region": REGION, "state": state}
    facts = STATES[state]
    wishes[f"instance {name}"] = facts
    if facts is None:
        return options
    flavor, image = dice.choice(("b2-7", "b2-15")), dice.choice(("Debian 12", "Debian 12", "Ubuntu 24.04"))
    options.update(flavor=flavor, resize=True, image=image, reinstall=True, user_data="{{ user_data }}")
    facts = {**facts, "flavor": flavor, "image": image}
    if dice.random() < 0.2:
        options["monthly_billing"] = True
        facts["monthly"] = True
    if dice.random() < 0.5:
        options["ssh_key"] = "others"
    wishes[f"instance {name}"] = facts
    return options


def _instances(dice: Random, wishes: dict[str, Facts | None]) -> list[dict[str, Any]]:
    names = [f"web{number}" for number in range(1, dice.randint(2, 4) + 1)]
    instances = [_instance(dice, name, wishes) for name in names]
    if dice.random() < 0.5:
        return [_task("ovh_instances", {"defaults": {"project": "sandbox"}, "instances": instances})]
    return [
        _task(
            "ovh_instance",
            {"project": "sandbox", **one},
            vars={"boxfleet_in_process": False} if dice.random() < 0.1 else {},
        )
        for one in instances
    ]


def _cloud(dice: Random, wishes: dict[str, Facts | None]) -> list[dict[str, Any]]:
    """What there is besides instances in the project, for some of that."""
    tasks: list[dict[str, Any]] = []
    kinds = dice.sample(("volume", "network", "key", "api"), dice.randint(0, 2))
    up = [key.partition(" ")[2] for key, facts in wishes.items() if (facts or {}).get("status") == "ACTIVE"]
    if "volume" in kinds:
        instance, size = dice.choice([*up, ""]), dice.choice((10, 20))
        # it only grows
        options = {"name": f"data{size}", "size": size, "type": "high-speed-gen2", "instance": instance}
        words = dice.choice(("", "of the shop"))
        tasks.append(_task("ovh_volume", {**HERE, **options, "description": words}))
        wishes[f"volume data{size}"] = {
            "size": size,
            "description": words,
            "instances": [instance] if instance else [],
            "status": "in-use" if instance else "available",
        }
    if "network" in kinds:
        regions, ranges = dice.choice(([REGION], [REGION, "SBG5"])), dice.sample(RANGES, dice.randint(0, 2))
        subnets = [{"region": REGION, "network": one} for one in ranges]
        gone = dice.random() < 0.3
        options = {"regions": regions, "subnets": subnets, "purge_subnets": True}
        tasks.append(
            _task(
                "ovh_private_network",
                {"project": "sandbox", "name": "inner", **({"state": "absent"} if gone else options)},
            )
        )
        told = {"subnets": sorted(ranges), "status": "ACTIVE", **dict.fromkeys(regions, True)}
        wishes["network inner"] = None if gone else told
    if "key" in kinds:
        gone = dice.random() < 0.3
        options = {"state": "absent"} if gone else {"public_key": PUBLIC_KEY}
        tasks.append(_task("ovh_ssh_key", {"project": "sandbox", "name": "ops", **options}))
        wishes["key ops"] = None if gone else {}
    if "api" in kinds:
        gone = dice.random() < 0.3
        made = {"create_path": "/me/sshKey", "create_body": {"keyName": "ops", "key": PUBLIC_KEY}}
        tasks.append(_task("ovh_api", {"path": "/me/sshKey/ops", **({"state": "absent"} if gone else made)}))
        wishes["account key ops"] = None if gone else {}
    return tasks


def _ordered(dice: Random, wishes: dict[str, Facts | None], crowd: bool) -> list[dict[str, Any]]:
    """What is ordered and then always there, for some of that."""
    tasks: list[dict[str, Any]] = []
    kinds = dice.sample(("zone", "record", "ip", "server", "vps", "info"), dice.randint(1, 3))
    if "zone" in kinds or ("record" in kinds and not crowd):
        values = dice.sample(HOSTS, dice.randint(1, 3))
        ttl = dice.choice((300, 600))
        told = {"name": "api", "type": "A", "values": values, "ttl": ttl}
        if "zone" in kinds:
            text = {"name": "api", "type": "TXT", "values": ["v=1"], "ttl": ttl}
            tasks.append(_task("ovh_domain_zone", {"zone": ZONE, "record_sets": [told, text]}))
            wishes.update({f"{how} api TXT {_text('v=1')}": {"ttl": ttl} for how in ("record", "served")})
        else:
            tasks.append(_task("ovh_domain_record", {"zone": ZONE, **told}))
        for host in HOSTS:
            for how in ("record", "served"):
                wishes[f"{how} api A {host}"] = {"ttl": ttl} if host in values else None
    if "ip" in kinds:
        routed, words = dice.choice((*SERVERS, VPS, None)), dice.choice(("", "the shop"))
        name = dice.choice(("", "shop.example.com"))
        options = {"ip": ADDRESS, "routed_to": routed or "parked", "description": words, "reverse": name}
        tasks.append(_task("ovh_ip", options))
        wishes[f"ip {ADDRESS}/32"] = {"routed": routed, "reverse": {ADDRESS: name} if name else {}}
    if "server" in kinds:
        watched, left = dice.random() < 0.5, dice.random() < 0.5
        burst, name = dice.choice(("active", "inactive")), dice.choice(("shop", "store"))
        settings = {"monitoring": watched, "no_intervention": left, "burst": burst, "name": name}
        tasks.append(_task("ovh_dedicated_server", {"server": SERVERS[0], **settings}))
        wishes[f"server {SERVERS[0]}"] = {
            "monitoring": watched,
            "noIntervention": left,
            "burst": burst,
            "called": name,
        }
    if "vps" in kinds:
        tasks.append(_vps(dice, wishes))
    if "info" in kinds:
        tasks.append(_task("ovh_info", {"gather_subset": ["all"]}))
    return tasks


def _vps(dice: Random, wishes: dict[str, Facts | None]) -> dict[str, Any]:
    state, snapshot = dice.choice(("running", "stopped", "rescue")), dice.random() < 0.5
    name = dice.choice(("shop", "store"))
    told = {"state": "running", "netboot": "rescue"} if state == "rescue" else {"state": state, "netboot": "local"}
    shown = {"running": "running", "stopped": "stopped", "rescue": "rescued"}[state]
    wishes[f"vps {VPS}"] = {
        "state": shown,
        "netbootMode": told["netboot"],
        "displayName": name,
        "snapshot": snapshot,
    }
    return _task("ovh_vps", {"vps": VPS, "name": name, "snapshot": "present" if snapshot else "absent", **told})


def _text(value: str) -> str:
    return f'"{value}"'


def _crowd(dice: Random, wishes: dict[str, Facts | None]) -> list[dict[str, Any]]:
    """What several hosts ask for at once: the same volume, and an instance of each."""
    for number in (1, 2, 3):
        wishes[f"instance web-n{number}"] = {"status": "ACTIVE", "flavor": "b2-7"}
    wishes["volume data-all"] = {"size": 10, "instances": []}
    instance = {"name": "web-{{ inventory_hostname }}", "state": "running", "flavor": "b2-7", "image": "Debian 12"}
    volume = {"name": "data-all", "size": 10, "type": "classic", "instance": ""}
    tasks = [_task("ovh_volume", {**HERE, **volume}), _task("ovh_instance", {**HERE, **instance})]
    dice.shuffle(tasks)
    return tasks


def _task(module: str, options: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    return {f"boxfleet.cloud.{module}": options, **keywords}


# What requests do, and what has to be told

# Of a path, what is no name or id.
WORDS = frozenset(
    (
        *("instance", "volume", "private", "region", "subnet", "sshkey", "sshKey", "attach", "detach", "upsize"),
        *("start", "stop", "shelve", "unshelve", "rescueMode", "resize", "reinstall", "activeMonthlyBilling"),
        *("zone", "record", "refresh", "ip", "move", "park", "reverse", "server", "burst", "service", "vps"),
        *("createSnapshot", "snapshot"),
    )
)


def deed(sent: Sent) -> str:
    words = [part for part in sent.path.strip("/").split("/") if part in WORDS]
    if words[-1] == "rescueMode":
        return "rescue" if sent.body["rescue"] else "unrescue"
    if words[-1] == "vps" and "netbootMode" in sent.body:
        return "netboot"
    return f"{sent.verb} {words[-1]}"


# of two that came to be at once the younger is deleted again
CREATED = ("delete", "create")
TOLD = {
    "POST instance": {"create"},
    "PUT instance": {"update"},
    "DELETE instance": {*CREATED},
    "POST start": {"start"},
    "POST stop": {"stop"},
    "POST shelve": {"shelve"},
    "POST unshelve": {"unshelve"},
    "rescue": {"rescue"},
    "unrescue": {"unrescue"},
    "POST resize": {"resize"},
    "POST reinstall": {"reinstall"},
    "POST activeMonthlyBilling": {"activate_monthly_billing"},
    "POST volume": {"create"},
    "PUT volume": {"update"},
    "POST upsize": {"update"},
    "DELETE volume": {*CREATED},
    "POST attach": {"attach"},
    "POST detach": {"detach"},
    "POST private": {"create"},
    "PUT private": {"update"},
    "POST region": {"update"},
    "DELETE private": {*CREATED},
    "POST subnet": {"create_subnet"},
    "DELETE subnet": {"delete_subnet"},
    "POST sshkey": {"create"},
    "DELETE sshkey": {*CREATED},
    "POST sshKey": {"create"},
    "DELETE sshKey": {"delete"},
    "POST record": {"create"},
    "PUT record": {"update"},
    "DELETE record": {"delete"},
    "POST refresh": {"refresh"},
    "POST move": {"move"},
    "POST park": {"park"},
    "PUT ip": {"update"},
    "POST reverse": {"set_reverse"},
    "DELETE reverse": {"delete_reverse"},
    "PUT server": {"update"},
    "PUT burst": {"burst"},
    "PUT service": {"rename"},
    "PUT vps": {"update"},
    "netboot": {"netboot"},
    "POST createSnapshot": {"snapshot"},
    "DELETE snapshot": {"delete_snapshot"},
}
# Where a step that failed leaves nothing that somebody has to see to.
RECOVERS = ("/vps/*", "/ip/*", "/domain/*")

OVH = ChaosProvider(
    name="ovh",
    program="sandbox.ovh",
    folder=ROOT,
    # a flavor can be had back
    options=("--form", "lenient_resize"),
    forms=(
        *("new_errors", "old_errors", "empty_voids", "no_content", "no_retry_after", "stale_is_signature"),
        *("stale_is_key", "no_batches", "no_expanding", "cached_lists", "strict_bodies", "building", "early_addresses"),
        *("unrouted_null", "soft_deleted", "states_are_400", "same_records", "soa_listed", "apex_only", "null_apex"),
        *("bare_reverse", "new_record_ids", "queued_refresh", "no_snapshot_null", "sparse", "news", "small_ram"),
    ),
    rates=("", "", "60/1/10", "120/1/30"),
    environment=lambda url: {
        "OVH_ENDPOINT": url,
        "OVH_APPLICATION_KEY": APPLICATION,
        "OVH_APPLICATION_SECRET": SECRET,
        "OVH_CONSUMER_KEY": CONSUMER,
    },
    defaults=("group/boxfleet.cloud.ovh",),
    furnish=furnish,
    book=book,
    faults=(
        *usual_faults("PUT"),
        (1, {"method": "*", "kind": "html_error"}),
        *SLOW_FAULTS,
        (2, {"method": "POST", "kind": "late"}),
        (1, {"method": "POST", "kind": "zero_id"}),
        (1, {"method": "POST", "kind": "unresolved"}),
        (1, {"method": "*", "kind": "iam_denied"}),
        (1, {"method": "GET", "kind": "wrong_time", "path": "/auth/time"}),
        *((1, {"method": "*", "kind": kind, "path": path}) for kind in ("fails", "cancelled") for path in RECOVERS),
    ),
    may_be_late=lambda verb, path: (
        verb == "POST" and path.partition("?")[0].endswith(("/instance", "/volume", "/network/private"))
    ),
    look=look,
    mine=mine,
    deed=deed,
    told={done: frozenset(actions) for done, actions in TOLD.items()},
    # what is stored can be served once more without harm
    at_once=frozenset({"POST refresh"}),
    unmade=frozenset({"fails", "cancelled"}),
    secrets=(SECRET, CONSUMER),
)
