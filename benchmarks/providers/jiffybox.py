# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JiffyBox. No other collection speaks its API, so the modules' peers are of other providers."""

from __future__ import annotations

import re

from benchmarks import peers
from benchmarks.claims import Claim
from benchmarks.contenders import FORKS, Fleet, Hosts, Loop, Module, NoTask, Rounds
from benchmarks.provider import Client, Inventories, Provider, Source
from benchmarks.services import Program
from benchmarks.stubs import hcloud
from tools.with_sandbox import TOKEN

# A box is created, then it is started.
SANDBOX = Program("sandbox.jiffybox", "boxes", steps=2)


def module(name: str, **environment: str) -> Module:
    return Module(
        f"boxfleet.cloud.{name}",
        SANDBOX,
        "JIFFYBOX_API_URL",
        options={"state": "started", "plan": "CloudLevel 1"},
        creating={"distribution": "debian_bookworm_64bit"},
        environment={"JIFFYBOX_API_TOKEN": TOKEN, **environment},
    )


# Has a module run as a process of its own where it could run in Ansible's.
AS_MODULE = {"BOXFLEET_IN_PROCESS": "false"}

BOX_MODULE = Loop("jiffybox_box (module)", module("jiffybox_box", **AS_MODULE), own=True)
BOX_MODULE_HOSTS = Hosts(f"jiffybox_box (module, {FORKS} forks)", module("jiffybox_box", **AS_MODULE), own=True)
BOX = Rounds(
    "jiffybox_box (in process)",
    module("jiffybox_box"),
    own=True,
    rounds=({"state": "present", "wait": False}, {"wait": False}, {}),
)
BOX_HOSTS = Hosts(f"jiffybox_box (in process, {FORKS} forks)", module("jiffybox_box"), own=True)
BOXES_MODULE = Fleet("jiffybox_boxes (module)", module("jiffybox_boxes", **AS_MODULE), own=True, option="boxes")
BOXES = Fleet("jiffybox_boxes (in process)", module("jiffybox_boxes"), own=True, option="boxes")
NOTHING = NoTask("ansible.builtin.debug", Module("ansible.builtin.debug", SANDBOX, "JIFFYBOX_API_URL"))

OWN_CLIENT = Client("client of this collection", "own", own=True)
PYPI = Client("jiffybox from PyPI", "pypi")

INVENTORY = Source(
    "boxfleet.cloud.jiffybox",
    "jiffybox.yml",
    lambda url: {"plugin": "boxfleet.cloud.jiffybox", "api_token": TOKEN, "api_url": url},
    labels="jiffybox_metadata",
    running="jiffybox_running",
    called="jiffybox_name",
    own=True,
)

JIFFYBOX = Provider(
    name="jiffybox",
    things="boxes",
    program=SANDBOX,
    look=re.compile(r"/jiffyBoxes/\d+"),
    idle=(
        *(BOX_MODULE, BOX_MODULE_HOSTS, BOX, BOX_HOSTS, BOXES_MODULE, BOXES),
        *(peers.HCLOUD, peers.HCLOUD_HOSTS, peers.HCLOUD_WHEN, peers.HCLOUD_DIFFERENCE),
        *(peers.VULTR, peers.CLOUDSCALE),
    ),
    claims=(
        # like for like
        Claim(BOX_MODULE.name, peers.HCLOUD.name, 1),
        Claim(BOX_MODULE_HOSTS.name, peers.HCLOUD_HOSTS.name, 1),
        Claim(BOXES_MODULE.name, peers.HCLOUD_WHEN.name, 1),
        Claim(BOXES_MODULE.name, peers.HCLOUD_DIFFERENCE.name, 1),
        # what the ways that only this collection has are good for
        Claim(BOX.name, peers.HCLOUD.name, 1 / 10),
        Claim(BOX.name, peers.HCLOUD_HOSTS.name, 1),
        Claim(BOXES.name, peers.HCLOUD.name, 1 / 50),
        Claim(BOXES.name, peers.HCLOUD_DIFFERENCE.name, 1 / 3),
    ),
    one_call=BOXES,
    loop=(BOX, NOTHING),
    create=(
        *(BOX_MODULE, BOX_MODULE_HOSTS, BOX, BOX_HOSTS, BOXES_MODULE, BOXES),
        *(peers.HCLOUD, peers.HCLOUD_HOSTS, peers.VULTR, peers.CLOUDSCALE),
    ),
    at_once=BOXES,
    ready=(BOX_MODULE, BOX, BOXES, peers.HCLOUD, peers.VULTR, peers.CLOUDSCALE),
    patient=((BOX_MODULE, 1), (BOX, 1), (BOXES, 10)),
    forks=BOX,
    # boxes, plans, distributions, the creation
    sure_calls=4,
    inventories=Inventories(
        (INVENTORY, peers.HCLOUD_INVENTORY),
        lambda service: {(path := f"/{TOKEN}/v1.0/jiffyBoxes"): service.answer(path)},
        {"metadata": {"role": "web", "env": "prod"}},
        hcloud.listing,
    ),
    created_by=(PYPI,),
    listed_by=(OWN_CLIENT, PYPI),
    peers=peers.COLLECTIONS,
    packages=("ansible", "jiffybox"),
)
