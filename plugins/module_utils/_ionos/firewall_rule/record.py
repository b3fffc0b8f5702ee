# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Firewall rules: a table."""

from __future__ import annotations

from typing import Any

from ..._core.errors import InvalidInput
from ..._core.record.table import Field, Parent, Record
from ..._core.record.task import record_spec
from .. import kinds, tables
from ..arriving import arriving
from ..client import Client
from ..provider import IONOS

PROTOCOLS = ("TCP", "UDP", "ICMP", "ICMPv6", "GRE", "VRRP", "ESP", "AH", "ANY")


def check_rule(desired: Any) -> None:
    """See that the ports and codes fit each other, before any call.

    :raises InvalidInput: they do not.
    """
    start, end = desired.port_range_start, desired.port_range_end
    if (start is None) != (end is None):
        missing = "port_range_start" if start is None else "port_range_end"
        raise InvalidInput(missing, None, "is missing: a range of ports has a start and an end")
    if start is not None and end < start:
        raise InvalidInput("port_range_end", end, f"must be at least port_range_start, {start}")
    if start is not None and desired.protocol not in (None, "TCP", "UDP"):
        raise InvalidInput("port_range_start", start, f"is for TCP and UDP, not for {desired.protocol}")
    if desired.icmp_type is not None and desired.protocol not in (None, "ICMP", "ICMPv6"):
        raise InvalidInput("icmp_type", desired.icmp_type, f"is for ICMP and ICMPv6, not for {desired.protocol}")


def _lower(value: Any) -> Any:
    return str(value).lower() if value is not None else None


def _same_text(wanted: Any, there: Any) -> bool:
    return bool(_lower(wanted) == _lower(there))


def _path(dc: Any, server: Any, nic: Any) -> tuple[str, ...]:
    return ("datacenters", dc["id"], "servers", server["id"], "nics", nic["id"], "firewallrules")


FIREWALL_RULE: Record[Client] = Record(
    key="firewall_rule",
    kind=kinds.firewall_rule,
    parents=(
        Parent("datacenter", lambda: kinds.DATACENTER),
        Parent("server", kinds.server),
        Parent("nic", kinds.nic),
    ),
    fields=(
        Field("name"),
        Field("protocol", needed=True, fixed=True, more={"choices": PROTOCOLS}),
        Field("type", more={"choices": ("INGRESS", "EGRESS")}, read=lambda value: value or "INGRESS"),
        Field("source_mac", same=_same_text),
        Field("source_ip", same=_same_text),
        Field("target_ip", same=_same_text),
        Field("ip_version", more={"choices": ("IPv4", "IPv6")}),
        Field("port_range_start", "int", more={"least": 1, "most": 65535}),
        Field("port_range_end", "int", more={"least": 1, "most": 65535}),
        Field("icmp_type", "int", more={"least": 0, "most": 254}),
        Field("icmp_code", "int", more={"least": 0, "most": 254}),
    ),
    create=lambda client, dc, server, nic, values: client.create(*_path(dc, server, nic), properties=values),
    change=lambda client, dc, server, nic, it, values: client.change(
        *_path(dc, server, nic), it["id"], properties=values
    ),
    delete=lambda client, dc, server, nic, it, desired: client.delete(*_path(dc, server, nic), it["id"], thing=it),
    unique=False,
    arrives=arriving(_path),
    values=kinds.properties,
    becomes=tables.becomes,
    check=check_rule,
    more=tables.more(),
)
FIREWALL_RULE_TASK = record_spec(IONOS, FIREWALL_RULE)
