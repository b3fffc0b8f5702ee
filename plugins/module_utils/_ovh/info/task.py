# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What an account has: the table of ovh_info. It only reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from ..._core.info import Lists, chosen_subsets, info_spec
from ..._core.options import check_options
from ..client import Client
from ..kinds import PROJECT, PROJECT_ID
from ..provider import OVH
from ..rights import Needs
from ..task import telling
from ..told import told

# Lists of ids: what each is called here, where it is, and the field that holds the ids.
_DETAILED = {
    "bills": (("me", "bill"), "billId"),
    "ssh_keys": (("me", "sshKey"), "keyName"),
    "credentials": (("me", "api", "credential"), "credentialId"),
    "applications": (("me", "api", "application"), "applicationId"),
    "servers": (("dedicated", "server"), "name"),
    "vps": (("vps",), "name"),
    "ips": (("ip",), "ip"),
    "zones": (("domain", "zone"), "name"),
}
# Lists of things that every project has.
_IN_PROJECTS = {
    "instances": ("instance",),
    "instance_groups": ("instance", "group"),
    "instance_snapshots": ("snapshot",),
    "project_ssh_keys": ("sshkey",),
    "volumes": ("volume",),
    "volume_snapshots": ("volume", "snapshot"),
    "private_networks": ("network", "private"),
    "public_networks": ("network", "public"),
    "failover_ips": ("ip", "failover"),
    "flavors": ("flavor",),
    "images": ("image",),
    "quotas": ("quota",),
}


@dataclass(frozen=True)
class InfoOptions:
    """What to ask for, and of which projects and zones."""

    gather_subset: tuple[str, ...] = ("min",)
    project: tuple[str, ...] = ()
    region: str | None = None
    zone: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_options(self)


class AccountView:
    """Asks nothing twice, and nothing that the lists asked for do not need."""

    def __init__(self, client: Client, options: InfoOptions) -> None:
        self.client = client
        self.options = options

    @cached_property
    def projects(self) -> list[Any]:
        """The projects, or those that are named."""
        wanted = self.options.project
        if not wanted:
            return PROJECT.all(self.client)
        return [PROJECT.find(self.client, name, "project") for name in wanted]

    def project_list(self) -> list[Any]:
        """The projects in full, those too that were named by their ids."""
        return [
            one if len(one) > 1 else self.client.get("cloud", "project", one["project_id"]) for one in self.projects
        ]

    def account(self) -> list[Any]:
        """Who the account belongs to."""
        return [self.client.get("me")]

    def detailed(self, name: str) -> list[Any]:
        """A list of which the service tells the ids alone."""
        where, id_of = _DETAILED[name]
        return self.client.get_details(*where, id_of=id_of)

    def in_projects(self, name: str) -> list[Any]:
        """A list of every project; each thing says which it is in."""
        region = self.options.region
        # the lists that cannot be narrowed say which region each thing is in
        return [
            {**thing, "project": project["project_id"]}
            for project in self.projects
            for thing in self.client.get_all("cloud", "project", project["project_id"], *_IN_PROJECTS[name])
            if region is None or thing.get("region", region) == region
        ]

    def regions(self) -> list[Any]:
        """The regions of every project."""
        return [
            {**region, "project": project["project_id"]}
            for project in self.projects
            for region in self.client.get_details("cloud", "project", project["project_id"], "region", id_of="name")
        ]

    def records(self) -> list[Any]:
        """The records of all zones, or of those that are named."""
        zones = self.options.zone or [zone["name"] for zone in self.detailed("zones")]
        return [
            {**record, "zone": zone}
            for zone in zones
            for record in self.client.get_details("domain", "zone", zone, "record", id_of="id")
        ]


def _entries(things: list[Any]) -> list[Any]:
    return [told(thing) for thing in things]


LISTS = Lists(
    OVH,
    {
        "account": lambda view: _entries(view.account()),
        "projects": lambda view: _entries(view.project_list()),
        "regions": lambda view: _entries(view.regions()),
        "records": lambda view: _entries(view.records()),
        **{name: partial(lambda one, view: _entries(view.detailed(one)), name) for name in _DETAILED},
        **{name: partial(lambda one, view: _entries(view.in_projects(one)), name) for name in _IN_PROJECTS},
    },
    least=("account", "projects"),
    options=InfoOptions,
    begin=AccountView,
)


def needs_of(options: InfoOptions) -> Needs:
    """The rules that the lists asked for need."""
    chosen = chosen_subsets(options.gather_subset, LISTS.lists, LISTS.least)
    paths = ["/me"] if "account" in chosen else []
    for name, (where, _id_of) in _DETAILED.items():
        if name in chosen or (name == "zones" and "records" in chosen and not options.zone):
            paths += [f"/{'/'.join(where)}", f"/{'/'.join(where)}/*"]
    in_projects = [name for name in _IN_PROJECTS if name in chosen]
    if ({"projects", "regions"} & chosen or in_projects) and not all(map(PROJECT_ID, options.project or [""])):
        paths += ["/cloud/project", "/cloud/project/*"]
    elif "projects" in chosen:
        paths += ["/cloud/project/*"]
    paths += [f"/cloud/project/*/{'/'.join(_IN_PROJECTS[name])}" for name in in_projects]
    if "regions" in chosen:
        paths += ["/cloud/project/*/region", "/cloud/project/*/region/*"]
    if "records" in chosen:
        paths += ["/domain/zone/*/record", "/domain/zone/*/record/*"]
    return Needs(tuple(f"GET {path}" for path in dict.fromkeys(paths)), {})


INFO_TASK = telling(info_spec(LISTS), needs_of)
