# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Load balancers of the old kind: a table, with the NICs that are behind one."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from typing import Any

from ..._core.kind import Thing
from ..._core.options import option
from ..._core.record.members import How, Inside, Members
from ..._core.record.table import Field, Parent, Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..arriving import arriving
from ..client import Client
from ..kinds import inside, properties
from ..provider import IONOS


@dataclass(frozen=True)
class BalancedNic:
    """A NIC, and the server that has it."""

    nic: str = option(MISSING)
    server: str | None = option()


def _path(dc: Thing, *more: str) -> tuple[str, ...]:
    return ("datacenters", dc["id"], "loadbalancers", *more)


class BalancedNics(Members):
    """The NICs that the address of a load balancer stands for."""

    name, one, purge, entry, along = "nics", "nic", "purge_nics", BalancedNic, True

    def find(self, resource: Any) -> Inside:
        """The NICs, by id or name, out of one list for all servers of the data centre."""
        (datacenter,) = resource.parents
        servers = resource.client.get_all("datacenters", datacenter["id"], "servers", depth=3)
        found: Inside = {}
        for at, entry in enumerate(resource.desired.nics):
            kind, of_them = kinds.any_nic(datacenter), servers
            if entry.server:
                server = kinds.server(datacenter).pick(servers, entry.server, f"nics[{at}].server")
                kind, of_them = kinds.nic(datacenter, server), [server]
            nics = [nic for server in of_them for nic in inside(server, "nics")]
            nic = kind.pick(nics, entry.nic, f"nics[{at}].nic")
            found[nic["id"]] = _told(nic)
        return found

    def look(self, resource: Any, thing: Thing) -> Thing:
        """The load balancer, which the service shows with its NICs."""
        return thing

    def there(self, thing: Thing) -> Inside:
        """Those that it is shown with."""
        there = super().there(thing)
        return {nic["id"]: _told(nic) for nic in inside(thing, "balancednics")} if there is None else there

    def add(self, resource: Any, thing: Thing, member: str, how: How) -> Thing:
        """Put a NIC behind it."""
        where = _path(*resource.parents, thing["id"], "balancednics")
        noted: Thing = resource.client.put_in(*where, other=member, thing=thing)
        return noted

    def remove(self, resource: Any, thing: Thing, member: str, how: How) -> Thing:
        """Take a NIC away from it."""
        where = _path(*resource.parents, thing["id"], "balancednics", member)
        noted: Thing = resource.client.take_out(*where, thing=thing)
        return noted


def _told(nic: Thing) -> How:
    return {"name": properties(nic).get("name")}


LOAD_BALANCER: Record[Client] = Record(
    key="load_balancer",
    kind=kinds.load_balancer,
    parents=(Parent("datacenter", lambda: kinds.DATACENTER),),
    fields=(Field("name"), Field("ip", loose=True), Field("dhcp", "bool")),
    create=lambda client, dc, values, nics=(): client.create(*_path(dc), **tables.new(values, {"balancednics": nics})),
    change=lambda client, dc, it, values: client.change(*_path(dc, it["id"]), properties=values),
    delete=lambda client, dc, it, desired: client.delete(*_path(dc, it["id"]), thing=it),
    parts=(BalancedNics(),),
    unique=False,
    arrives=arriving(_path),
    values=properties,
    becomes=tables.becomes,
    more=tables.more(),
)
LOAD_BALANCER_TASK = record_spec(IONOS, LOAD_BALANCER)
