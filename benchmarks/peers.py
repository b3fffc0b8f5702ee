# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules and inventory plugins of other collections. They talk to stubs of their own APIs."""

from __future__ import annotations

from benchmarks.contenders import FORKS, AskFirst, AskFirstAndSubtract, Hosts, Loop, Module
from benchmarks.provider import Source
from benchmarks.services import STUBS

HCLOUD_SERVER = Module(
    "hetzner.hcloud.server",
    STUBS,
    "HCLOUD_ENDPOINT",
    "/hcloud/v1",
    {"state": "started", "server_type": "cpx22", "image": "debian-12"},
    environment={"HCLOUD_TOKEN": "0" * 64},
)
VULTR_INSTANCE = Module(
    "vultr.cloud.instance",
    STUBS,
    "VULTR_API_ENDPOINT",
    "/vultr/v2",
    {"state": "started", "region": "ams", "plan": "vc2-1c-2gb", "os": "Debian 12 x64 (bookworm)"},
    environment={"VULTR_API_KEY": "0" * 36},
)
CLOUDSCALE_SERVER = Module(
    "cloudscale_ch.cloud.server",
    STUBS,
    "CLOUDSCALE_API_URL",
    "/cloudscale/v1",
    {"state": "running", "flavor": "flex-4-2", "image": "debian-12", "zone": "lpg1"},
    environment={"CLOUDSCALE_API_TOKEN": "0" * 32},
)

HCLOUD = Loop("hetzner.hcloud.server", HCLOUD_SERVER)
HCLOUD_HOSTS = Hosts(f"hetzner.hcloud.server ({FORKS} forks)", HCLOUD_SERVER)
HCLOUD_INFO = "hetzner.hcloud.server_info"
HCLOUD_FINE = (
    "found.hcloud_server_info | selectattr('status', 'equalto', 'running')"
    " | selectattr('server_type', 'equalto', 'cpx22') | map(attribute='name') | list"
)
HCLOUD_WHEN = AskFirst(f"{HCLOUD_INFO} and when", HCLOUD_SERVER, info=HCLOUD_INFO, fine=HCLOUD_FINE)
HCLOUD_DIFFERENCE = AskFirstAndSubtract(
    f"{HCLOUD_INFO} and difference()", HCLOUD_SERVER, info=HCLOUD_INFO, fine=HCLOUD_FINE
)
VULTR = Loop("vultr.cloud.instance", VULTR_INSTANCE)
CLOUDSCALE = Loop("cloudscale_ch.cloud.server", CLOUDSCALE_SERVER)
COLLECTIONS = ("hetzner.hcloud", "vultr.cloud", "cloudscale_ch.cloud")

HCLOUD_INVENTORY = Source(
    "hetzner.hcloud.hcloud",
    "hcloud.yml",
    lambda url: {"plugin": "hetzner.hcloud.hcloud", "api_token": "0" * 64, "api_endpoint": f"{url}/v1"},
    labels="hcloud_labels",
    running="hcloud_status == 'running'",
    called="hcloud_name",
)
