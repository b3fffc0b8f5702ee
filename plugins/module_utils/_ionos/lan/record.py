# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""LANs: a table."""

from __future__ import annotations

from dataclasses import MISSING, asdict, dataclass
from typing import Any

from ..._core.kind import Thing
from ..._core.options import option
from ..._core.record.table import Field, Parent, Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..arriving import arriving
from ..client import Client
from ..kinds import inside
from ..provider import IONOS


@dataclass(frozen=True)
class IpFailover:
    """An address that several NICs share, and which of them has it now."""

    ip: str = option(MISSING)
    nic_uuid: str = option(MISSING)


def _read_failover(groups: Any) -> list[dict[str, Any]]:
    return [{"ip": group.get("ip"), "nic_uuid": group.get("nicUuid")} for group in groups or []]


LAN: Record[Client] = Record(
    key="lan",
    kind=kinds.lan,
    parents=(Parent("datacenter", lambda: kinds.DATACENTER),),
    fields=(
        Field("name"),
        Field("public", "bool"),
        Field(
            "ip_failover",
            "list[dict]",
            unordered=True,
            found=lambda client, parents, groups: [asdict(group) for group in groups],
            read=_read_failover,
            sent=lambda groups: [{"ip": group["ip"], "nicUuid": group["nic_uuid"]} for group in groups],
            more={"of": IpFailover},
        ),
        Field("pcc"),
        Field("ipv6_cidr_block", same=lambda wanted, there: wanted == there or (wanted == "AUTO" and bool(there))),
    ),
    create=lambda client, dc, values: client.create("datacenters", dc["id"], "lans", properties=values),
    change=lambda client, dc, it, values: client.change("datacenters", dc["id"], "lans", it["id"], properties=values),
    delete=lambda client, dc, it, desired: client.delete("datacenters", dc["id"], "lans", it["id"], thing=it),
    unique=False,
    arrives=arriving(lambda dc: ("datacenters", dc["id"], "lans")),
    values=kinds.properties,
    becomes=tables.becomes,
    more=tables.more("ipv4CidrBlock"),
)
LAN_TASK = record_spec(IONOS, LAN)


def lan_number(client: Client, parents: list[Thing], wanted: Any) -> int:
    """The number of the LAN that is named by it or by its name. A number need not exist: the service makes the LAN.

    :raises InvalidInput: no LAN has the name, or several have.
    """
    text, datacenter = str(wanted), parents[0]
    if kinds.lan({}).id_from(text):
        return int(text)
    kind = kinds.lan(datacenter)
    # those of the same task may be yet to come
    lan = kind.by_name(inside(datacenter, "lans"), text, "lan")
    there = client.get_once("datacenters", datacenter["id"], "lans") if datacenter.get("id") and not lan else []
    return kinds.number(lan or kind.pick(there, text, "lan"))
