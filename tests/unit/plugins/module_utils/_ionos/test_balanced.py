# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which NICs are meant to be behind a load balancer: those of the server that is named, else the one of the name."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.load_balancer.record import (
    BalancedNic,
    BalancedNics,
)

SERVERS = [
    {
        "id": server,
        "properties": {"name": server},
        "entities": {"nics": {"items": [{"id": f"{server}-{name}", "properties": {"name": name}} for name in names]}},
    }
    for server, names in (("web1", ["eth0"]), ("web2", ["eth0", "eth1"]))
]


def found(nic, server=None):
    resource = SimpleNamespace(
        client=SimpleNamespace(get_all=lambda *where, depth: SERVERS),
        parents=[{"id": "d-1", "properties": {"name": "shop"}}],
        desired=SimpleNamespace(nics=[BalancedNic(nic=nic, server=server)]),
    )
    return list(BalancedNics().find(resource))


def test_a_nic_is_that_of_the_server_that_is_named():
    assert found("eth0", "web1") == ["web1-eth0"]
    assert found("eth0", "web2") == ["web2-eth0"]
    assert found("eth1") == ["web2-eth1"]
    assert found("web1-eth0") == ["web1-eth0"]


@pytest.mark.parametrize(
    ("nic", "server", "words"),
    [
        ("eth0", None, r"nics\[0\].nic: 'eth0' is the name of several NICs"),
        ("eth1", "web1", r"nics\[0\].nic: 'eth1' is no NIC of server web1. Did you mean eth0"),
        ("eth0", "web", r"nics\[0\].server: 'web' is no server of data centre shop"),
    ],
)
def test_none_of_another_server_is_taken(nic, server, words):
    with pytest.raises(InvalidInput, match=words):
        found(nic, server)
