# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A change is followed by its request, whose end alone tells whether it went well."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import Refused, WaitFailed
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import HTTP_OPTIONS
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.client import HALF_MADE, LATE
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.provider import IONOS
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime

OPTIONS = {**dict.fromkeys(IONOS.options), **{name: one.get("default") for name, one in HTTP_OPTIONS.items()}}
STATUS = "/cloudapi/v6/requests/r-1/status"
BLOCK = "/cloudapi/v6/ipblocks/i-1"
WHERE = ("ipblocks", "i-1")


class Service:
    """Answers reads by their path; every change becomes request r-1."""

    def __init__(self, **there):
        self.clock = OwnTime()
        self.client = IONOS.client(IONOS.account({**OPTIONS, "api_token": "secret"}), self.clock)
        self.client.session.send = self.send
        self.there = {STATUS: "QUEUED", BLOCK: {"id": "i-1"}}
        self.asked = []

    def send(self, request):
        self.asked.append((request.verb, request.path, dict(request.query)))
        if not request.reads:
            return Answer(202, {"location": f"https://api.ionos.com{STATUS}"}, {"id": "i-1"})
        found = self.there[request.path]
        if isinstance(found, int):
            raise Refused("no", found)
        return Answer(200, {}, {"metadata": {"status": found}} if isinstance(found, str) else found)

    def create(self):
        self.client.create("ipblocks", properties={"size": 1})

    def change(self):
        self.client.change(*WHERE, properties={"name": "x"})

    def told(self):
        """What a look shows."""
        self.asked.clear()
        try:
            return "under way" if self.client.get(*WHERE).get("request") else "there"
        except Refused as error:
            return error.status


@pytest.mark.parametrize(
    ("status", "told", "looks"),
    [
        ("QUEUED", "under way", [STATUS]),
        ("RUNNING", "under way", [STATUS]),
        ("DONE", "there", [STATUS, BLOCK]),
        # old requests are dropped: the thing has the last word
        (404, "there", [STATUS, BLOCK]),
        (403, 403, [STATUS]),
    ],
)
def test_a_thing_is_looked_at_when_its_request_is_done(status, told, looks):
    service = Service()
    for begin in (service.create, service.change):
        begin()
        service.there[STATUS] = status
        assert service.told() == told
        assert [path for _verb, path, _query in service.asked] == looks
        if status != 403:
            assert service.client.is_under_way("r-1") is (told == "under way")


@pytest.mark.parametrize("status", [403, 404, 422])
def test_only_what_is_new_and_not_found_may_yet_come(status):
    service = Service()
    service.there.update({STATUS: "DONE", BLOCK: status})
    service.change()
    assert service.told() == status
    service.create()
    assert service.told() == ("under way" if status == 404 else status)
    service.clock.time = LATE
    assert service.told() == status


@pytest.mark.parametrize(("left", "half"), [({"id": "i-1"}, True), (404, False)])
def test_what_failed_is_told_once_with_what_is_left_of_it(left, half):
    service = Service()
    service.there.update({STATUS: "FAILED", BLOCK: left})
    for begin, told in ((service.create, half), (service.change, False)):
        begin()
        with pytest.raises(WaitFailed) as failed:
            service.client.get(*WHERE)
        assert (HALF_MADE in str(failed.value)) is told
        # whoever looks again sees the thing
        assert service.told() == ("there" if half else 404)


def test_requests_that_wait_and_that_run_are_under_way_together():
    service = Service()
    service.there["/cloudapi/v6/requests"] = {"items": [{"id": "r-1"}]}
    assert [one["id"] for one in service.client.pending()] == ["r-1"]
    assert [query["filter.status"] for _verb, _path, query in service.asked] == ["QUEUED", "RUNNING"]


def test_a_list_of_names_is_asked_for_once_until_something_changes():
    service = Service()
    service.there["/cloudapi/v6/images"] = {"items": [{"id": "i-1"}]}
    for _time in range(2):
        assert len(service.client.get_once("images")) == 1
    service.there["/cloudapi/v6/images"] = {"items": []}
    assert len(service.client.get_once("images")) == 1
    service.change()
    assert service.client.get_once("images") == []
