# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is in a data centre: the numbers of new LANs, and which failover groups wait for the NICs."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.contents import _waits, numbered, told
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.lan.record import IpFailover

IP, OTHER = "192.0.2.1", "192.0.2.2"


def shop(*nics):
    """A data centre with a server for each NIC: its id, the number of its LAN, its addresses."""
    items = [{"id": one, "properties": {"lan": lan, "ips": ips}} for one, lan, ips in nics]
    return {"entities": {"servers": {"items": [{"id": "s", "entities": {"nics": {"items": [one]}}} for one in items]}}}


def lan(*groups):
    return {"id": "1", "properties": {"ipFailover": [{"ip": ip, "nicUuid": nic} for ip, nic in groups]}}


@pytest.mark.parametrize(
    ("nics", "groups", "wanted", "waits"),
    [
        # a group goes: its own NIC may keep the address, another must have given it back
        ([("n-1", 1, [IP])], [(IP, "n-1")], [], False),
        ([("n-1", 1, [IP]), ("n-2", 1, [IP])], [(IP, "n-1")], [], True),
        ([("n-1", 1, [IP]), ("n-2", 2, [IP])], [(IP, "n-1")], [], False),
        ([("n-1", 1, [IP]), ("n-2", 1, [IP])], [(IP, "n-1")], None, False),
        # a group stays
        ([("n-1", 1, [IP]), ("n-2", 1, [IP])], [(IP, "n-1")], [(IP, "n-1")], False),
        ([("n-1", 1, [IP]), ("n-2", 1, [IP])], [(IP, "n-1")], [(IP, "n-2")], False),
        # a group comes: its NIC must have the address
        ([("n-1", 1, [IP])], [], [(IP, "n-1")], False),
        ([("n-1", 1, [OTHER])], [], [(IP, "n-1")], True),
        ([("n-1", 1, [])], [], [(IP, "n-1")], True),
        # what is not shown is the service's to judge
        ([], [], [(IP, "n-9")], False),
    ],
)
def test_a_group_waits_until_the_nics_let_it_come_or_go(nics, groups, wanted, waits):
    given = None if wanted is None else [IpFailover(ip=ip, nic_uuid=nic) for ip, nic in wanted]
    assert _waits(shop(*nics), lan(*groups), given) is waits


@pytest.mark.parametrize(("there", "numbers"), [([], ["1", "2"]), (["1"], ["1", "2", "3"]), (["5"], ["5", "6", "7"])])
def test_new_lans_are_numbered_after_the_last(there, numbers):
    new = [{"properties": {"name": name}} for name in ("a", "b")]
    lans = numbered({}, [*({"id": one} for one in there), *new])["entities"]["lans"]["items"]
    assert [one["id"] for one in lans] == numbers


def test_all_that_a_data_centre_holds_is_told():
    held = {what: {"items": [{"id": what[0], "properties": {"name": "x"}}]} for what in ("servers", "volumes", "lans")}
    balancers = {"loadbalancers": {"items": [{"id": "b", "properties": {}}]}}
    assert told({"entities": {**held, **balancers}}) == [
        "server x (s)",
        "volume x (v)",
        "LAN x (l)",
        "load balancer (b)",
    ]
