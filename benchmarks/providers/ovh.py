# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""OVHcloud. The peers are of other providers, as for JiffyBox: nothing else looks first and then changes instances."""

from __future__ import annotations

import json
import re
import urllib.parse
import urllib.request

from benchmarks import peers
from benchmarks.claims import Claim
from benchmarks.contenders import FORKS, Fleet, Hosts, Loop, Module
from benchmarks.provider import Answers, Inventories, Provider, Source
from benchmarks.services import Program, Service
from benchmarks.stubs import hcloud

KEYS = {
    "application_key": "0123456789abcdef",
    "application_secret": "0123456789abcdef0123456789abcdef",
    "consumer_key": "fedcba9876543210fedcba9876543210",
}
CLIENT = {"client_id": "sandbox", "client_secret": KEYS["application_secret"]}
PROJECT = "/1.0/cloud/project"
SANDBOX = Program("sandbox.ovh", "instances", details=(("flavor", "b2-7"), ("image", "Debian 12")))


def module(name: str, **environment: str) -> Module:
    return Module(
        f"boxfleet.cloud.{name}",
        SANDBOX,
        "OVH_ENDPOINT",
        options={
            "state": "running",
            "project": "sandbox",
            "region": "GRA11",
            "flavor": "b2-7",
            "image": "Debian 12",
        },
        environment={**{f"OVH_{key.upper()}": value for key, value in KEYS.items()}, **environment},
    )


AS_MODULE = {"BOXFLEET_IN_PROCESS": "false"}

INSTANCE_MODULE = Loop("ovh_instance (module)", module("ovh_instance", **AS_MODULE), own=True)
INSTANCE_MODULE_HOSTS = Hosts(f"ovh_instance (module, {FORKS} forks)", module("ovh_instance", **AS_MODULE), own=True)
INSTANCE = Loop("ovh_instance (in process)", module("ovh_instance"), own=True)
INSTANCE_HOSTS = Hosts(f"ovh_instance (in process, {FORKS} forks)", module("ovh_instance"), own=True)
INSTANCES_MODULE = Fleet("ovh_instances (module)", module("ovh_instances", **AS_MODULE), own=True, option="instances")
INSTANCES = Fleet("ovh_instances (in process)", module("ovh_instances"), own=True, option="instances")

INVENTORY = Source(
    "boxfleet.cloud.ovh",
    "ovh.yml",
    lambda url: {"plugin": "boxfleet.cloud.ovh", "endpoint": url, "sources": ["cloud"], **KEYS},
    labels="ovh_tags",
    running="ovh_state == 'running'",
    called="ovh_name",
    own=True,
)


def recorded(service: Service) -> Answers:
    """The service's time, the projects, and of each its instances, flavors and images."""
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "all", **CLIENT}).encode()
    with urllib.request.urlopen(f"{service.url}/auth/oauth2/token", form, timeout=60) as answer:
        token = json.load(answer)["access_token"]

    def asked(path: str) -> bytes:
        headers = {"Authorization": f"Bearer {token}", "X-Pagination-Mode": "CachedObjectList-Pages"}
        with urllib.request.urlopen(urllib.request.Request(service.url + path, headers=headers), timeout=60) as told:
            return bytes(told.read())

    answers = {path: asked(path) for path in ("/1.0/auth/time", PROJECT)}
    for project in json.loads(answers[PROJECT]):
        for thing in ("instance", "flavor", "image", "snapshot"):
            path = f"{PROJECT}/{project['project_id']}/{thing}"
            answers[path] = asked(path)
    return answers


OVH = Provider(
    name="ovh",
    things="instances",
    program=SANDBOX,
    look=re.compile(r"/instance/[0-9a-f-]{36}$"),
    cases=("idle", "inventory"),
    idle=(
        *(INSTANCE_MODULE, INSTANCE_MODULE_HOSTS, INSTANCE, INSTANCE_HOSTS, INSTANCES_MODULE, INSTANCES),
        *(peers.HCLOUD, peers.HCLOUD_HOSTS, peers.HCLOUD_WHEN),
    ),
    claims=(
        # like for like
        Claim(INSTANCE_MODULE.name, peers.HCLOUD.name, 1),
        Claim(INSTANCES_MODULE.name, peers.HCLOUD_WHEN.name, 1),
        # what the ways that only this collection has are good for
        Claim(INSTANCES.name, peers.HCLOUD.name, 1 / 20),
    ),
    one_call=INSTANCES,
    # the time, the projects, and of one its instances, flavors and images
    calls=5,
    inventories=Inventories((INVENTORY, peers.HCLOUD_INVENTORY), recorded, {}, hcloud.listing),
    peers=peers.COLLECTIONS,
    packages=("ansible",),
)
