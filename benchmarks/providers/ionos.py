# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""IONOS Cloud. The peers are of other providers, as for JiffyBox: its own collection changes without looking first."""

from __future__ import annotations

import json
import re

from benchmarks import peers
from benchmarks.claims import Claim
from benchmarks.contenders import FORKS, Fleet, Hosts, Loop, Module
from benchmarks.provider import Answers, Inventories, Provider, Source
from benchmarks.services import Program, Service
from benchmarks.stubs import hcloud

TOKEN = "0123456789abcdef0123456789abcdef"
DATACENTERS = "/cloudapi/v6/datacenters"
PAGE = 1000
SANDBOX = Program(
    "sandbox.ionos",
    "servers",
    details=(("datacenter_name", "bench"),),
    headers=(("Authorization", f"Bearer {TOKEN}"),),
)


def module(name: str, **environment: str) -> Module:
    return Module(
        f"boxfleet.cloud.{name}",
        SANDBOX,
        "IONOS_API_URL",
        options={"state": "started", "datacenter": "bench", "cores": 2, "ram": 4096},
        environment={"IONOS_TOKEN": TOKEN, **environment},
    )


# Has a module run as a process of its own where it could run in Ansible's.
AS_MODULE = {"BOXFLEET_IN_PROCESS": "false"}

SERVER_MODULE = Loop("ionos_server (module)", module("ionos_server", **AS_MODULE), own=True)
SERVER_MODULE_HOSTS = Hosts(f"ionos_server (module, {FORKS} forks)", module("ionos_server", **AS_MODULE), own=True)
SERVER = Loop("ionos_server (in process)", module("ionos_server"), own=True)
SERVER_HOSTS = Hosts(f"ionos_server (in process, {FORKS} forks)", module("ionos_server"), own=True)
SERVERS_MODULE = Fleet("ionos_servers (module)", module("ionos_servers", **AS_MODULE), own=True, option="servers")
SERVERS = Fleet("ionos_servers (in process)", module("ionos_servers"), own=True, option="servers")

INVENTORY = Source(
    "boxfleet.cloud.ionos",
    "ionos.yml",
    lambda url: {"plugin": "boxfleet.cloud.ionos", "api_token": TOKEN, "api_url": url},
    labels="ionos_labels",
    running="ionos_power == 'running'",
    called="ionos_name",
    own=True,
)


def recorded(service: Service) -> Answers:
    """The list of data centres, and the pages of the servers of each."""
    answers = {DATACENTERS: service.answer(f"{DATACENTERS}?depth=1")}
    for datacenter in json.loads(answers[DATACENTERS])["items"]:
        path, offset, goes_on = f"{DATACENTERS}/{datacenter['id']}/servers", 0, True
        while goes_on:
            page = service.answer(f"{path}?depth=3&limit={PAGE}&offset={offset}")
            answers[f"{path} {offset or 1}"] = page
            goes_on, offset = "next" in json.loads(page)["_links"], offset + PAGE
    return answers


IONOS = Provider(
    name="ionos",
    things="servers",
    program=SANDBOX,
    look=re.compile(r"/servers/[0-9a-f-]{36}$"),
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
    # the data centres, and the servers of one
    calls=2,
    inventories=Inventories((INVENTORY, peers.HCLOUD_INVENTORY), recorded, {}, hcloud.listing),
    peers=peers.COLLECTIONS,
    packages=("ansible",),
)
