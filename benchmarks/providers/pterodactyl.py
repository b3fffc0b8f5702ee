# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Game panels. No other collection manages their servers, so the peers are of other providers, as for JiffyBox."""

from __future__ import annotations

import json
import re

from benchmarks import peers
from benchmarks.claims import Claim
from benchmarks.contenders import FORKS, Fleet, Hosts, Loop, Module
from benchmarks.provider import Answers, Inventories, Provider, Source
from benchmarks.services import Program, Service
from benchmarks.stubs import hcloud

KEY = "ptlc_000000000010123456789abcdef0123456789abcdef"
SERVERS_PATH = "/api/application/servers"
PAGE = 500
INCLUDE = "allocations,user,egg,nest,node,location"
SANDBOX = Program(
    "sandbox.pterodactyl",
    "servers",
    details=(("files", False),),
    headers=(("Authorization", f"Bearer {KEY}"), ("Accept", "application/json")),
    # its limit of calls is as whoever runs a panel sets it
    options=("--rate", "none"),
)


def module(name: str, **environment: str) -> Module:
    return Module(
        f"boxfleet.cloud.{name}",
        SANDBOX,
        "PTERODACTYL_URL",
        options={"user": "admin", "egg": "Vanilla Minecraft", "memory": 512, "disk": 1024},
        environment={"PTERODACTYL_CLIENT_KEY": KEY, **environment},
    )


# Has a module run as a process of its own where it could run in Ansible's.
AS_MODULE = {"BOXFLEET_IN_PROCESS": "false"}
ONE, MANY = "pterodactyl_server", "pterodactyl_servers"

SERVER_MODULE = Loop(f"{ONE} (module)", module(ONE, **AS_MODULE), own=True)
SERVER_MODULE_HOSTS = Hosts(f"{ONE} (module, {FORKS} forks)", module(ONE, **AS_MODULE), own=True)
SERVER = Loop(f"{ONE} (in process)", module(ONE), own=True)
SERVER_HOSTS = Hosts(f"{ONE} (in process, {FORKS} forks)", module(ONE), own=True)
SERVERS_MODULE = Fleet(f"{MANY} (module)", module(MANY, **AS_MODULE), own=True, option="servers")
SERVERS = Fleet(f"{MANY} (in process)", module(MANY), own=True, option="servers")

INVENTORY = Source(
    "boxfleet.cloud.pterodactyl",
    "pterodactyl.yml",
    lambda url: {"plugin": "boxfleet.cloud.pterodactyl", "client_key": KEY, "api_url": url},
    # a panel knows no labels
    labels="{}",
    running="pterodactyl_status == 'ready'",
    called="pterodactyl_name",
    own=True,
)


def recorded(service: Service) -> Answers:
    """The pages of the servers."""
    answers: Answers = {}
    page, pages = 1, 1
    while page <= pages:
        answer = service.answer(f"{SERVERS_PATH}?include={INCLUDE}&sort=id&per_page={PAGE}&page={page}")
        answers[f"{SERVERS_PATH} {page}"] = answer
        page, pages = page + 1, json.loads(answer)["meta"]["pagination"]["total_pages"]
    return answers


PTERODACTYL = Provider(
    name="pterodactyl",
    things="servers",
    program=SANDBOX,
    look=re.compile(r"/application/servers/\d+$"),
    cases=("idle", "inventory"),
    idle=(
        *(SERVER_MODULE, SERVER_MODULE_HOSTS, SERVER, SERVER_HOSTS, SERVERS_MODULE, SERVERS),
        *(peers.HCLOUD, peers.HCLOUD_HOSTS, peers.HCLOUD_WHEN),
    ),
    claims=(
        # like for like
        Claim(SERVER_MODULE.name, peers.HCLOUD.name, 1),
        Claim(SERVERS_MODULE.name, peers.HCLOUD_WHEN.name, 1),
        # what the ways that only this collection has are good for
        Claim(SERVERS.name, peers.HCLOUD.name, 1 / 20),
    ),
    one_call=SERVERS,
    inventories=Inventories((INVENTORY, peers.HCLOUD_INVENTORY), recorded, {}, hcloud.listing),
    peers=peers.COLLECTIONS,
    packages=("ansible",),
)
