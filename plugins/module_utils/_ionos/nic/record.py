# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""NICs: a table, with their firewall rules."""

from __future__ import annotations

from typing import Any

from ..._core.record.children import Children
from ..._core.record.table import Field, Parent, Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..arriving import arriving
from ..client import Client
from ..firewall_rule.record import FIREWALL_RULE
from ..lan.record import lan_number
from ..provider import IONOS

RULES = Children(
    "firewall_rules", FIREWALL_RULE, *tables.children("firewallrules"), sent=tables.new, purge="purge_firewall_rules"
)


def _path(dc: Any, server: Any) -> tuple[str, ...]:
    return ("datacenters", dc["id"], "servers", server["id"], "nics")


def _addresses(client: Client, parents: Any, wanted: list[str]) -> list[str] | None:
    """The addresses asked for; an empty list asks for none, since the service would choose another with every call."""
    return wanted or None


NIC: Record[Client] = Record(
    key="nic",
    kind=lambda dc, server: kinds.nic(dc, server, depth=2),
    parents=(Parent("datacenter", lambda: kinds.DATACENTER), Parent("server", kinds.server)),
    fields=(
        Field("name"),
        Field("lan", needed=True, found=lan_number),
        Field("ips", "list[str]", unordered=True, loose=True, found=_addresses),
        Field("dhcp", "bool"),
        Field("firewall_active", "bool"),
        Field(
            "firewall_type",
            more={"choices": ("INGRESS", "EGRESS", "BIDIRECTIONAL")},
            read=lambda value: value or "INGRESS",
        ),
        Field("mac", fixed=True, same=lambda wanted, there: wanted.lower() == str(there).lower()),
        Field("ipv6_ips", "list[str]", unordered=True, loose=True, found=_addresses),
        Field("ipv6_cidr_block"),
        Field("dhcpv6", "bool"),
    ),
    create=lambda client, dc, server, values, firewall_rules=(): client.create(
        *_path(dc, server), **tables.new(values, {"firewallrules": firewall_rules})
    ),
    change=lambda client, dc, server, it, values: client.change(*_path(dc, server), it["id"], properties=values),
    delete=lambda client, dc, server, it, desired: client.delete(*_path(dc, server), it["id"], thing=it),
    parts=(RULES,),
    unique=False,
    arrives=arriving(_path),
    values=kinds.properties,
    becomes=tables.becomes,
    more=tables.more("deviceNumber", "pciSlot"),
)
NIC_TASK = record_spec(IONOS, NIC)


def new_nic(values: Any, inside: Any) -> dict[str, Any]:
    """A NIC that is sent along with its server."""
    return tables.new(values, {"firewallrules": inside.get("firewall_rules")})
