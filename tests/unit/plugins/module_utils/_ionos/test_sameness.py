# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When what the service shows is what a task wants, though it is written otherwise: then nothing is changed."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.firewall_rule.record import FIREWALL_RULE
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.lan.record import LAN
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.nic.record import NIC
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.user.record import USER
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.volume.record import VOLUME

A, B = {"ip": "192.0.2.1", "nic_uuid": "n-1"}, {"ip": "192.0.2.2", "nic_uuid": "n-2"}
SHOWN = [{"ip": one["ip"], "nicUuid": one["nic_uuid"]} for one in (B, A)]


@pytest.mark.parametrize(
    ("record", "name", "wanted", "shown", "same"),
    [
        (VOLUME, "type", "SSD", "SSD Premium", True),
        (VOLUME, "type", "SSD Premium", "SSD", True),
        (VOLUME, "type", "SSD", "SSD Standard", False),
        (VOLUME, "type", "HDD", "SSD", False),
        (VOLUME, "bus", "VIRTIO", None, True),
        (VOLUME, "bus", "VIRTIO", "IDE", False),
        (VOLUME, "size", 10, 10.0, True),
        (VOLUME, "size", 10, 10.5, False),
        (NIC, "mac", "02:01:0A:00:00:01", "02:01:0a:00:00:01", True),
        (NIC, "mac", "02:01:0A:00:00:01", None, False),
        (NIC, "ips", ["192.0.2.1", "192.0.2.2"], ["192.0.2.2", "192.0.2.1"], True),
        (NIC, "ips", ["192.0.2.1"], ["192.0.2.2", "192.0.2.1"], False),
        (NIC, "ipv6_ips", ["2001:db8::1", "2001:db8::2"], ["2001:db8::2", "2001:db8::1"], True),
        (NIC, "firewall_type", "INGRESS", None, True),
        (NIC, "firewall_type", "EGRESS", None, False),
        (FIREWALL_RULE, "type", "INGRESS", None, True),
        (FIREWALL_RULE, "type", "EGRESS", None, False),
        (FIREWALL_RULE, "source_ip", "2001:DB8::1", "2001:db8::1", True),
        (FIREWALL_RULE, "source_ip", "192.0.2.1", None, False),
        (FIREWALL_RULE, "source_mac", "02:01:0A:00:00:01", "02:01:0a:00:00:01", True),
        (LAN, "ip_failover", [A, B], SHOWN, True),
        (LAN, "ip_failover", [A], SHOWN, False),
        (LAN, "ip_failover", [], None, True),
        (LAN, "ipv6_cidr_block", "AUTO", "2001:db8::/64", True),
        (LAN, "ipv6_cidr_block", "AUTO", None, False),
        (LAN, "ipv6_cidr_block", "2001:db8::/64", "2001:db8:1::/64", False),
        (USER, "email", "Ada@example.com", "ada@Example.com", True),
        (USER, "email", "ada@example.com", "eve@example.com", False),
    ],
)
def test_what_is_the_same_is_seen_to_be(record, name, wanted, shown, same):
    (field,) = (one for one in record.fields if one.name == name)
    there = record.read({"id": "1", "properties": {field.key: shown}})[name]
    assert field.as_desired(wanted, there) is same
