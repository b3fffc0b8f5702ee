# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The providers whose runs are attacked. Another one joins with an entry in PROVIDERS."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from running import ROOT
from tiny_account import FOLDER

# None of these is anywhere but where a run is told of it. The password of a check goes into addresses, so to speak.
SECRETS = {
    "password": "Ge\"heim'47-11 %ä+\\x",
    "mistyped password": "Pass\"wort'unter-falschem-Namen",
    "password of an entry": "Eintrag'mit\"Kennwort-0815",
}


@dataclass(frozen=True)
class Hosted:
    """A provider under attack.

    :ivar name: its name.
    :ivar token: of the account, in its shape; ``other`` is one that is put where no token belongs.
    :ivar sandbox: how its sandbox is started: module, folder, and options that make the token known to it.
    :ivar account: options of a task that say which account; the token is the variable "token".
    :ivar tasks: what a run does, with the variables "token", "other" and those of SECRETS, with _ for spaces; each may
        fail.
    :ivar calling: a task that only reads.
    :ivar plugin: its inventory.
    :ivar own: further secrets, by name, in a shape that only this provider takes.
    :ivar known: so many characters at the beginning of the token are no secret: it is called by them.
    :ivar collections: folder with its collection, if that is not the collection itself.
    :ivar refusal: the body of a no in these words.
    :ivar listing: the bodies that a list of hosts takes, with these words wherever a host has words.
    """

    name: str
    token: str
    other: str
    sandbox: tuple[str, Path, tuple[str, ...]]
    account: Mapping[str, Any]
    tasks: tuple[dict[str, Any], ...]
    calling: dict[str, Any]
    plugin: str
    refusal: Callable[[str], bytes]
    listing: Callable[[list[str]], list[bytes]]
    collections: Path | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    known: int = 0

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> dict[str, str]:
        """All that must not be found, by name."""
        token, other = self.token[self.known :], self.other[self.known :]
        return {**SECRETS, **self.own, "token": token, "token in a wrong place": other}


ACCOUNT = {"api_token": "{{ token }}", "api_url": "{{ url }}", "api_retries": 1, "api_backoff_factor": 0.01}
PASSWORD, MISTYPED, OF_ENTRY = "{{ password }}", "{{ mistyped_password }}", "{{ password_of_an_entry }}"


def jiffybox(module: str, **options: Any) -> dict[str, Any]:
    return {f"boxfleet.cloud.jiffybox_{module}": {**ACCOUNT, **options}}


def ionos(module: str, **options: Any) -> dict[str, Any]:
    return {f"boxfleet.cloud.ionos_{module}": {**ACCOUNT, **options}}


OF_OVH = {
    "application_key": "0123456789abcdef",
    "application_secret": "{{ application_secret }}",
    "consumer_key": "{{ token }}",
    "endpoint": "{{ url }}/1.0",
    "api_retries": 1,
    "api_backoff_factor": 0.01,
}


def ovh(module: str, **options: Any) -> dict[str, Any]:
    return {f"boxfleet.cloud.ovh_{module}": {**OF_OVH, **options}}


def tiny(module: str, **options: Any) -> dict[str, Any]:
    return {f"example.tiny.tiny_{module}": {**ACCOUNT, **options}}


def envelope(result: Any, *messages: str) -> bytes:
    told = [{"type": "error", "message": message} for message in messages]
    return json.dumps({"messages": told, "result": result}).encode()


NEW = {"distribution": "debian_bookworm_64bit", "plan": "CloudLevel 1", "settle": 0}
MISUSE: tuple[dict[str, Any], ...] = (
    {"api_tokn": "{{ other }}"},
    {"name": "{{ other }}"},
    {"state": "{{ other }}"},
    {"wait": "{{ other }}"},
    {"{{ other }}": "x"},
    {"pasword": MISTYPED, "paswords": [MISTYPED, {"more": MISTYPED}]},
    {"api_url": "{{ url }}/{{ other }}"},
    {"api_token": "{{ other }}x"},
)

JIFFYBOX = Hosted(
    name="jiffybox",
    token="A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5",
    other="Z9y8X7w6V5u4T3s2R1q0P9o8N7m6L5k4",
    sandbox=("sandbox.jiffybox", ROOT, ("--boot-seconds", "0.3", "--token", "A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5")),
    account=ACCOUNT,
    tasks=(
        jiffybox("box", name="web", state="started", password=PASSWORD, metadata={"note": "x"}, **NEW),
        {
            **jiffybox("box", name="db", metadata={"api_token": "{{ other }}", "more": {"Password": MISTYPED}}, **NEW),
            "check_mode": True,
        },
        jiffybox("box", name="web", plan=PASSWORD, password=PASSWORD, force=True),
        jiffybox("boxes", boxes=[{"name": "a", "password": OF_ENTRY}, {"name": "b"}], defaults={**NEW, "wait": False}),
        jiffybox("boxes", boxes=[{"name": "a", "pasword": MISTYPED}], defaults={"pasword": MISTYPED}),
        jiffybox("boxes", boxes=["name=a password='{{ password_of_an_entry }}' pasword='{{ mistyped_password }}'"]),
        jiffybox("boxes", boxes="{{ other }}"),
        jiffybox("contact_group", name="ops", contacts=["{{ other }}"]),
        jiffybox("contact_group", name="ops", contacts=["a@example.com"]),
        jiffybox(
            "monitoring_check",
            name="up",
            box="web",
            check_type="http",
            port=80,
            path="/",
            domainname="example.com",
            username="me",
            password=PASSWORD,
            contact_groups=["ops"],
        ),
        jiffybox("backup", box="web", backup_id="{{ other | lower }}", state="absent"),
        jiffybox("ip", address="{{ other }}", box="web"),
        jiffybox("facts", gather_subset=["all"]),
        jiffybox("facts", gather_subset=["{{ other }}"]),
        *(jiffybox("box", **{"name": "web", **options}) for options in MISUSE),
    ),
    calling=jiffybox("box", name="web", state="absent", password=PASSWORD),
    plugin="boxfleet.cloud.jiffybox",
    refusal=lambda words: envelope(False, words),
    listing=lambda texts: [
        envelope(
            {
                str(number): {
                    "id": number,
                    "name": text,
                    "status": "READY",
                    "running": True,
                    "ips": {"public": ["198.51.100.1"]},
                    "metadata": {"note": text, text: "x"},
                    "distribution": text,
                    "plan": {"id": 44, "name": text},
                    "host": text,
                }
                for number, text in enumerate(texts, 1)
            }
        )
    ],
)


def things(texts: list[str]) -> bytes:
    """A list of data centres, or of servers."""
    items = [
        {
            "id": f"9a2ff5ab-25ff-4ae5-8ff8-{number:012}",
            "metadata": {"state": "AVAILABLE", "createdDate": text},
            "properties": {"name": text, "location": text, "cpuFamily": text, "hostname": text},
        }
        for number, text in enumerate(texts, 1)
    ]
    return json.dumps({"items": items}).encode()


# What an image lets be a password is letters and digits; user data can be anything.
OF_IMAGE = "{{ image_password }}"
DISK = {"name": "boot", "size": 10, "image": "debian:12", "image_password": OF_IMAGE, "user_data": PASSWORD}
# the first part is no secret: all tokens have it
JWT = "eyJhbGciOiJ.eyJpZGVudGl0eSI6Im1lIn0"
SHOP = {"datacenter": "shop"}
WEB = {**SHOP, "name": "web", "cores": 1, "ram": 1024}

IONOS = Hosted(
    name="ionos",
    token=f"{JWT}.U2lnbmF0dXItQTFiMEMzZDJFNWY0",
    other=f"{JWT}.WjhZOVg2VzdWNFU1VDJTM1IwUTFQ",
    own={"image password": "Bildkennwort4711"},
    sandbox=(
        "sandbox.ionos",
        ROOT,
        ("--step-seconds", "0.1", "--account", f"me@example.com:Konto-99:{JWT}.U2lnbmF0dXItQTFiMEMzZDJFNWY0"),
    ),
    account=ACCOUNT,
    tasks=(
        ionos("datacenter", name="shop", location="de/fra", lans=[{"name": "public"}]),
        ionos("server", **WEB, volumes=[DISK], nics=[{"name": "eth0", "lan": "public"}]),
        {**ionos("server", **{**WEB, "name": "db"}, volumes=[{**DISK, "name": "other"}]), "check_mode": True},
        ionos("server", **WEB, volumes=[{**DISK, "name": "more", "image_password": PASSWORD}]),
        ionos("server", **WEB, volumes=[{**DISK, "size": 5}], labels={"note": "x"}),
        ionos("servers", defaults=SHOP, servers=[{"name": "a", "volumes": [{"name": "b", "user_data": OF_ENTRY}]}]),
        ionos("servers", defaults={**SHOP, "pasword": MISTYPED}, servers=[{"name": "a", "user_dat": MISTYPED}]),
        ionos("volume", **SHOP, name="data", size=5, image="debian:12", image_password=OF_ENTRY),
        ionos("volume", **SHOP, name="data", size=5, image="debian:12", image_password=OF_IMAGE, wait=False),
        ionos("user", email="x@example.com", firstname="X", lastname="Y", user_password=PASSWORD),
        # with both, the token is used; with another URL, none of them is sent
        ionos("info", username="me@example.com", password=PASSWORD, gather_subset=["all"]),
        {"boxfleet.cloud.ionos_info": {"username": "me@example.com", "password": PASSWORD, "api_url": "{{ url }}"}},
        ionos("info", gather_subset=["{{ other }}"]),
        {**ionos("datacenter", name="shop", state="absent", force=True), "check_mode": True},
        *(ionos("server", **{**SHOP, "name": "web", **options}) for options in MISUSE),
    ),
    calling=ionos("volume", **SHOP, name="data", state="absent", user_data=PASSWORD),
    plugin="boxfleet.cloud.ionos",
    refusal=lambda words: json.dumps(
        {"httpStatus": 422, "messages": [{"errorCode": "100", "message": words}]}
    ).encode(),
    listing=lambda texts: [things(texts[:1]), things(texts)],
)

TINY = Hosted(
    name="tiny",
    token="tiny-token-8246013579",
    other="tiny-token-9753108642",
    sandbox=("tiny", FOLDER, ("--step-seconds", "0.1", "--token", "tiny-token-8246013579")),
    account=ACCOUNT,
    tasks=(
        tiny("server", name="db", size="small", state="started"),
        tiny("volume", server="db", name="data", gigabytes=1, passphrase=PASSWORD),
        {**tiny("volume", server="db", name=PASSWORD, gigabytes=1, passphrase=PASSWORD), "check_mode": True},
        tiny("volume", server="db", name="data", gigabytes=1, pasphrase=MISTYPED),
        tiny("servers", servers=[{"name": "a", "pasword": OF_ENTRY}], defaults={"size": "{{ other }}"}),
        *(tiny("server", **{"name": "web", **options}) for options in MISUSE),
    ),
    calling=tiny("volume", server="db", name="data", state="absent", passphrase=PASSWORD),
    plugin="example.tiny.tiny",
    refusal=lambda words: json.dumps({"error": {"message": words}}).encode(),
    listing=lambda texts: [
        json.dumps(
            {
                "items": [
                    {
                        "id": f"ser-{number}{text}",
                        "name": text,
                        "state": "ON",
                        "created": text,
                        "size": text,
                        "address": text,
                    }
                    for number, text in enumerate(texts, 1)
                ]
            }
        ).encode()
    ],
    collections=FOLDER,
)

NEAR = {"project": "sandbox", "region": "GRA11"}
MACHINE = "ns1000001.ip-198-18-0.eu"
INSTANCE = {**NEAR, "flavor": "d2-2", "image": "Debian 12", "wait": False}

OVH = Hosted(
    name="ovh",
    token="A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5",
    other="Z9y8X7w6V5u4T3s2R1q0P9o8N7m6L5k4",
    own={"application secret": "Q0w1E2r3T4z5U6i7O8p9A0s1D2f3G4h5"},
    sandbox=(
        "sandbox.ovh",
        ROOT,
        (
            *("--step-seconds", "0.1", "--account"),
            "0123456789abcdef:Q0w1E2r3T4z5U6i7O8p9A0s1D2f3G4h5:A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5:sandbox",
        ),
    ),
    account=OF_OVH,
    tasks=(
        ovh("ssh_key", project="sandbox", name="ops", public_key="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA x"),
        ovh("instance", **INSTANCE, name="web", user_data=PASSWORD),
        {**ovh("instance", **INSTANCE, name="db", user_data=OF_ENTRY), "check_mode": True},
        ovh("instances", defaults=INSTANCE, instances=[{"name": "a", "user_data": OF_ENTRY}]),
        ovh("instances", defaults={**INSTANCE, "pasword": MISTYPED}, instances=[{"name": "b", "user_dat": MISTYPED}]),
        ovh("api", path="/me", body={"password": PASSWORD}, wait_timeout=2),
        ovh("api", path="/me/sshKey", action="/me/sshKey", action_body={"secret": OF_ENTRY}),
        # another secret signs wrongly, another key is unknown
        ovh("api", path="/me", application_secret=PASSWORD),
        ovh("api", path="/me", consumer_key="{{ other }}"),
        ovh("api", path="/{{ other }}"),
        ovh("api", path="/me", access_token="{{ other }}"),
        ovh("volume", **NEAR, name="data", size=10, type="classic", wait=False, pasword=MISTYPED),
        # what is stored, another task would read as what it is
        {**ovh("volume", **NEAR, name="data", size=10, type="classic", description="{{ other }}"), "check_mode": True},
        ovh("private_network", project="sandbox", name="inner", regions=["{{ other }}"]),
        ovh("instance_snapshot", project="sandbox", name="before", instance="{{ other }}"),
        ovh("failover_ip", project="sandbox", ip="198.18.0.19", instance="{{ other }}"),
        ovh("domain_record", zone="example.com", name="api", type="A", values=["192.0.2.1"]),
        ovh("domain_record", zone="{{ other }}", name="api", type="A", values=["192.0.2.1"]),
        ovh("domain_zone", zone="example.com", record_sets=[{"name": "a", "type": "A", "pasword": MISTYPED}]),
        ovh("domain_zone", zone="example.com", record_sets=[{"name": "a", "type": "A", "values": ["{{ other }}"]}]),
        ovh("ip", ip="198.18.0.18", routed_to="parked", description="x", wait=False),
        ovh("ip", ip="198.18.0.18", routed_to="{{ other }}"),
        ovh("dedicated_server", server=MACHINE, monitoring=True, name="shop"),
        ovh("dedicated_server", server="{{ other }}", boot="rescue"),
        ovh("dedicated_server", server=MACHINE, boot="{{ other }}"),
        {
            **ovh(
                "dedicated_reinstall",
                server=MACHINE,
                operating_system="ubuntu2404-server_64",
                user_data=PASSWORD,
                post_installation_script=f"echo {OF_ENTRY}",
                customizations={"efiPassword": MISTYPED},
                wait=False,
            ),
            "diff": True,
        },
        ovh("dedicated_reinstall", server=MACHINE, operating_system="{{ other }}", user_data=PASSWORD),
        ovh("dedicated_reinstall", server=MACHINE, operating_system="debian12_64", customizations="{{ other }}"),
        ovh("vps", vps="vps-1a2b3c4d.vps.ovh.net", name="shop", snapshot="present", wait=False),
        ovh("vps", vps="{{ other }}", image="{{ other }}"),
        ovh("vps", vps="vps-1a2b3c4d.vps.ovh.net", image="{{ other }}", reinstall=True),
        ovh("credential", rules_for=["ovh_info"]),
        ovh("credential", state="validated", consumer_key="{{ other }}", wait_timeout=1),
        ovh("credential", access_rules=[{"method": "GET", "path": "/{{ other }}"}], state="{{ other }}"),
        ovh("info", gather_subset=["all"]),
        ovh("info", gather_subset=["{{ other }}"]),
        {
            "boxfleet.cloud.ovh_info": {
                "client_id": "sandbox",
                "client_secret": "{{ application_secret }}",
                "endpoint": "{{ url }}/1.0",
            }
        },
        {
            "boxfleet.cloud.ovh_info": {
                "client_id": "sandbox",
                "client_secret": PASSWORD,
                "endpoint": "{{ url }}/1.0",
            }
        },
        {"boxfleet.cloud.ovh_info": {"access_token": "{{ other }}", "endpoint": "{{ url }}/1.0"}},
        *(ovh("instance", **{**NEAR, "name": "web", **options}) for options in MISUSE),
    ),
    calling=ovh("instance", project="sandbox", name="web", state="absent", user_data=PASSWORD),
    plugin="boxfleet.cloud.ovh",
    refusal=lambda words: json.dumps({"class": "Client::Forbidden", "message": words}).encode(),
    listing=lambda texts: [
        b"1700000000",
        json.dumps([{"project_id": "0123456789abcdef0123456789abcdef", "description": texts[0]}]).encode(),
        json.dumps(
            [
                {
                    "id": f"9a2ff5ab-25ff-4ae5-8ff8-{number:012}",
                    "name": text,
                    "status": "ACTIVE",
                    "region": text,
                    "created": text,
                    "planCode": text,
                    "ipAddresses": [],
                }
                for number, text in enumerate(texts, 1)
            ]
        ).encode(),
        *[b"[]"] * 4,
    ],
)

OF_PANEL = {"client_key": "{{ token }}", "api_url": "{{ url }}", "api_retries": 1, "api_backoff_factor": 0.01}


def pterodactyl(module: str, **options: Any) -> dict[str, Any]:
    return {f"boxfleet.cloud.pterodactyl_{module}": {**OF_PANEL, **options}}


ARENA = {"user": "user", "egg": "Team Fortress 2", "node": "node1", "memory": 1024, "disk": 2048, "backup_limit": 2}
OF_ARENA = {"server": "arena"}
# What the egg lets be a Steam account is 32 letters and digits; the name of a map can be anything up to 20.
STEAM, LEVEL = {"STEAM_ACC": "{{ startup_variable }}"}, {"SRCDS_MAP": "{{ startup_map }}"}
OPS_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops"

PTERODACTYL = Hosted(
    name="pterodactyl",
    # lists of keys show how they begin
    token="ptlc_A0b1C2d3E4fqGhiIjJkKlLmMnNoOpPqQrRsStTuUvVw",
    other="ptlc_Z9y8X7w6V5uA1sS2dD3fF4gG5hH6jJ7kK8lL9yYxXcC",
    known=16,
    own={
        "application key": "9KmWq2Lr8ZtYb4NvXc6PsJd1HgFa3Te5",
        "startup variable": "7hGk2mPq9RsTz4vWx6yBc8dEf1jLn3Ao",
        "startup map": "cp_geheim_4711_0815",
    },
    sandbox=(
        "sandbox.pterodactyl",
        ROOT,
        (
            *("--step-seconds", "0.1", "--form", "no_cache", "--account"),
            "admin:ptlc_A0b1C2d3E4fqGhiIjJkKlLmMnNoOpPqQrRsStTuUvVw:ptla_A0b1C2d3E4f9KmWq2Lr8ZtYb4NvXc6PsJd1HgFa3Te5",
        ),
    ),
    account=OF_PANEL,
    tasks=(
        pterodactyl("location", short="dc", long="x"),
        pterodactyl("user", username="x", email="x@example.com", first_name="X", last_name="Y", password=PASSWORD),
        pterodactyl("user", username="xyz", email="x@example.com", first_name="X", last_name="Y", password=PASSWORD),
        pterodactyl("node", name="games1", location="dc", fqdn="games1.example.com", memory=4096, disk=8192),
        pterodactyl("allocation", node="node1", ip="198.51.100.7", ports=["27000-27002"]),
        pterodactyl("server", **ARENA, name="arena", external_id="arena", environment={**STEAM, **LEVEL}),
        {
            **pterodactyl("server", **ARENA, name="b", external_id="b", environment={**STEAM, "SRCDS_MAP": OF_ENTRY}),
            "check_mode": True,
        },
        # the rules of the egg refuse it
        pterodactyl("server", external_id="arena", environment={"STEAM_ACC": PASSWORD}),
        pterodactyl("server", external_id="arena", environment={PASSWORD: "x"}),
        pterodactyl("servers", defaults=ARENA, servers=[{"name": "a", "environment": {**STEAM, "X": OF_ENTRY}}]),
        pterodactyl("servers", defaults={**ARENA, "pasword": MISTYPED}, servers=[{"name": "a", "envi": MISTYPED}]),
        pterodactyl("client_server", **OF_ARENA, environment={"SRCDS_MAP": PASSWORD}),
        pterodactyl("client_server", **OF_ARENA, environment=LEVEL, description="x"),
        pterodactyl("file", **OF_ARENA, path="server.cfg", content=PASSWORD),
        pterodactyl("file", **OF_ARENA, path="server.cfg", contnt=MISTYPED),
        pterodactyl("database", **OF_ARENA, name="stats"),
        pterodactyl("subuser", **OF_ARENA, email="user@example.com", permissions=["file.read"]),
        pterodactyl("schedule", **OF_ARENA, name="s", tasks=[{"action": "command", "payload": "say x"}]),
        pterodactyl("backup", **OF_ARENA, name="first"),
        pterodactyl("power", **OF_ARENA, state="running"),
        pterodactyl("command", **OF_ARENA, command="say x"),
        pterodactyl("ssh_key", name="ops", public_key=OPS_KEY),
        pterodactyl("api_key", description="for CI", allowed_ips=["192.0.2.1"]),
        pterodactyl("info", gather_subset=["all"]),
        pterodactyl("info", gather_subset=["{{ other }}"]),
        pterodactyl(
            "info", application_key="ptla_A0b1C2d3E4f{{ application_key }}", gather_subset=["servers"], server=["arena"]
        ),
        # an application key in the place of a client key, and the other way round
        pterodactyl("power", **OF_ARENA, state="stopped", client_key="ptla_A0b1C2d3E4f{{ application_key }}"),
        pterodactyl("info", application_key="{{ other }}", gather_subset=["servers"]),
        *(pterodactyl("server", **{"name": "arena", **options}) for options in MISUSE),
        pterodactyl("server", name="arena", client_key="{{ other }}x"),
    ),
    calling=pterodactyl("user", username="alice", state="absent", password=PASSWORD),
    plugin="boxfleet.cloud.pterodactyl",
    refusal=lambda words: json.dumps(
        {"errors": [{"code": "DisplayException", "status": "400", "detail": words}]}
    ).encode(),
    listing=lambda texts: [
        json.dumps(
            {
                "object": "list",
                "data": [
                    {
                        "object": "server",
                        "attributes": {
                            "id": number,
                            "uuid": text,
                            "identifier": f"{number:08x}",
                            "name": text,
                            "description": text,
                            "status": text,
                            "external_id": text,
                            "limits": {"memory": 1},
                            "container": {"image": text, "environment": {text: text}},
                        },
                    }
                    for number, text in enumerate(texts, 1)
                ],
                "meta": {"pagination": {"total": 1, "per_page": 500, "current_page": 1, "total_pages": 1}},
            }
        ).encode()
    ],
)

PROVIDERS = (JIFFYBOX, IONOS, TINY, OVH, PTERODACTYL)
