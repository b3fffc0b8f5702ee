# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which requests under way may be the creation whose answer was lost; every kind of thing looks for them."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Deadline
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.arriving import arriving, creates
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.datacenter.record import DATACENTER
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.firewall_rule.record import FIREWALL_RULE
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.group.record import GROUP
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.ip_block.record import IP_BLOCK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.lan.record import LAN
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.load_balancer.record import LOAD_BALANCER
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.nic.record import NIC
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.volume.record import VOLUME, VOLUME_IN_SERVER
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime

PATH = "/datacenters/d-1/servers"
URL = f"https://api.ionos.com/cloudapi/v6{PATH}"


def body(name):
    return json.dumps({"properties": {"name": name, "cores": 1}})


@pytest.mark.parametrize(
    ("told", "may"),
    [
        ({"method": "POST", "url": URL, "body": body("web")}, True),
        ({"method": "post", "url": f"{URL}/?depth=1", "body": body("web")}, True),
        ({"url": PATH, "body": body("web")}, True),
        # whoever hides the body may have sent any name
        ({"method": "POST", "url": URL}, True),
        ({"method": "POST", "url": URL, "body": "********"}, True),
        ({"method": "POST", "url": URL, "body": body("web2")}, False),
        ({"method": "POST", "url": URL, "body": "[]"}, False),
        ({"method": "POST", "url": URL, "body": '{"id": "v-1"}'}, False),
        ({"method": "PUT", "url": URL, "body": body("web")}, False),
        ({"method": "DELETE", "url": URL}, False),
        ({"method": "POST", "url": f"{URL}/s-1/volumes", "body": body("web")}, False),
        ({"method": "POST", "url": URL.replace("d-1", "d-2"), "body": body("web")}, False),
        ({"method": "POST", "url": f"{URL}/s-1/stop"}, False),
        ({"method": "POST", "body": body("web")}, False),
    ],
)
def test_only_a_creation_of_this_name_in_this_list_is_waited_for(told, may):
    assert creates({"id": "r-1", "properties": told}, PATH, "web") is may


class Client:
    """Notes where something is created, and shows that as a request which is soon done."""

    def __init__(self, clock):
        self.session = SimpleNamespace(clock=clock)
        self.where = ()
        self.asked = 0

    def get_all(self, *where, depth):
        return []

    def create(self, *where, properties, entities=None):
        self.where = where
        return {"id": "x"}

    def pending(self):
        path = "/".join(("https://api.ionos.com/cloudapi/v6", *self.where))
        return [{"id": "r-1", "properties": {"method": "POST", "url": path, "body": body("web")}}]

    def is_under_way(self, request):
        self.asked += 1
        return self.asked < 2

    def tell(self, *told):
        pass


@pytest.mark.parametrize(
    "record",
    [DATACENTER, SERVER, VOLUME, VOLUME_IN_SERVER, LAN, NIC, FIREWALL_RULE, LOAD_BALANCER, IP_BLOCK, GROUP],
)
def test_what_can_be_made_twice_is_looked_for_where_it_is_made(record):
    client = Client(OwnTime())
    parents = [{"id": f"p-{number}"} for number, _parent in enumerate(record.parents)]
    record.create(client, *parents, {"name": "web"})
    resource = SimpleNamespace(
        client=client,
        parents=parents,
        desired=SimpleNamespace(name="web"),
        kind=SimpleNamespace(what=record.key),
        name="web",
        deadline=Deadline(client.session.clock, 600),
    )
    assert not record.unique
    assert record.arrives(resource) is True
    assert client.asked == 2


@pytest.mark.parametrize("name", ["web", "web2"])
def test_a_creation_is_waited_for_and_the_thing_looked_for_again_in_any_case(name):
    asked, clock = [], OwnTime()

    def is_under_way(request):
        asked.append(request)
        return len(asked) < 3

    pending = [{"id": "r-1", "properties": {"method": "POST", "url": URL, "body": body("web")}}]
    resource = SimpleNamespace(
        client=SimpleNamespace(
            pending=lambda: pending,
            is_under_way=is_under_way,
            session=SimpleNamespace(clock=clock),
            tell=lambda *told: None,
        ),
        parents=[{"id": "d-1"}],
        desired=SimpleNamespace(name=name),
        kind=SimpleNamespace(what="server"),
        name=name,
        deadline=Deadline(clock, 600),
    )
    # one that was not under way may have come to its end between two looks
    assert arriving(lambda datacenter: ("datacenters", datacenter["id"], "servers"))(resource) is True
    assert asked == (["r-1"] * 3 if name == "web" else [])
