# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which requests under way may be the creation whose answer was lost."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock, Deadline
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.arriving import arriving, creates

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


class Time(Clock):
    """Passes when somebody sleeps."""

    at = 0.0

    def now(self):
        return self.at

    def sleep(self, seconds):
        self.at += seconds


@pytest.mark.parametrize("name", ["web", "web2"])
def test_a_creation_is_waited_for_and_the_thing_looked_for_again_in_any_case(name):
    asked, clock = [], Time()

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
