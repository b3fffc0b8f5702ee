# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client that the threads of a fleet share."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any, Callable

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.background import in_background, in_place
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import Answer
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox import fleet_client as fleet_client_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet_client import FleetClient
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.offer import Offer

# So long may a thread wait for others before the test counts as failed, in seconds.
LONG = 30


def fleet_client(send: Callable[[str, str], Any], parallel: int = 10, tell: Any = None) -> FleetClient:
    """A client whose service answers with what ``send`` returns."""
    session = SimpleNamespace(send=lambda verb, path, body: Answer(200, {"messages": [], "result": send(verb, path)}))
    return FleetClient(SimpleNamespace(session=session, tell=tell), parallel)


def wait_until(condition: Callable[[], Any]) -> None:
    """Let other threads run until something is true."""
    attempts = LONG * 1000
    while not condition():
        attempts -= 1
        assert attempts
        threading.Event().wait(0.001)


def test_no_more_changes_than_allowed_are_under_way_and_all_places_are_used() -> None:
    three = threading.Barrier(3)
    under_way: list[int] = []
    most: list[int] = []

    def send(verb: str, path: str) -> bool:
        under_way.append(1)
        most.append(len(under_way))
        # passes only when three are here together
        three.wait(LONG)
        under_way.pop()
        return True

    client = fleet_client(send, parallel=3)
    jobs = [in_background(lambda: client.delete_box(1)) for number in range(9)]
    for job in jobs:
        job.result(LONG)
    assert max(most) == 3


def test_looking_needs_no_place() -> None:
    looked = threading.Event()

    def send(verb: str, path: str) -> Any:
        if verb == "GET":
            looked.set()
            return {"id": 1}
        assert looked.wait(LONG)
        return True

    client = fleet_client(send, parallel=1)
    change = in_background(lambda: client.delete_box(1))
    assert client.get_box(1) == {"id": 1}
    change.result(LONG)


def test_threads_that_ask_together_share_a_listing_that_was_begun_after_all_of_them_asked(monkeypatch: Any) -> None:
    first_has_begun, go_on = threading.Event(), threading.Event()
    listings: list[int] = []
    joined: list[int] = []

    class CountingFuture(Future):
        def result(self, timeout: Any = None) -> Any:
            joined.append(1)
            return super().result(timeout)

    monkeypatch.setattr(fleet_client_module, "Future", CountingFuture)

    def send(verb: str, path: str) -> Any:
        listings.append(len(listings))
        if len(listings) == 1:
            first_has_begun.set()
            assert go_on.wait(LONG)
        return {"number": len(listings)}

    client = fleet_client(send)
    first = in_background(client.get_boxes)
    assert first_has_begun.wait(LONG)
    later = [in_background(client.get_boxes) for number in range(20)]
    # all but the one that does the work for them
    wait_until(lambda: len(joined) == 19)
    go_on.set()
    assert first.result(LONG) == {"number": 1}
    # the first one may be too old for all who asked while it was under way
    assert [job.result(LONG) for job in later] == [{"number": 2}] * 20


def test_a_listing_that_fails_is_asked_for_again_by_those_who_only_joined_it() -> None:
    go_on = threading.Event()
    calls: list[str] = []

    def send(verb: str, path: str) -> Any:
        calls.append(path)
        if len(calls) == 1:
            assert go_on.wait(LONG)
            return {}
        if len(calls) == 2:
            raise NoUsableAnswer("the service failed")
        return {"1": {}}

    client = fleet_client(send)
    blocking = in_background(client.get_boxes)
    wait_until(lambda: calls)
    second = in_background(client.get_boxes)
    wait_until(lambda: client._next_listing)
    third = in_background(client.get_boxes)
    go_on.set()
    assert blocking.result(LONG) == {}
    with pytest.raises(NoUsableAnswer):
        second.result(LONG)
    assert third.result(LONG) == {"1": {}}


def test_plans_and_distributions_are_asked_once_by_however_many_threads() -> None:
    calls: list[str] = []

    def send(verb: str, path: str) -> Any:
        calls.append(path)
        return {"key": {}}

    offer = Offer(fleet_client(send))
    jobs = [in_background(lambda: (offer.plans, offer.distributions)) for number in range(20)]
    assert all(job.result(LONG) == ({"key": {}}, {"key": {}}) for job in jobs)
    assert sorted(calls) == ["/v1.0/distributions", "/v1.0/plans"]


def test_progress_says_how_far_the_fleet_is() -> None:
    told: list[Any] = []
    client = fleet_client(lambda verb, path: True, tell=lambda *news: told.append(news))
    client.tell("box a (1)", "CREATING", 1.0)
    client.tally = lambda: "1 of 2 boxes done"
    client.tell("box a (1)", "READY", 2.0)
    assert told == [("box a (1)", "CREATING", 1.0, ""), ("box a (1)", "READY", 2.0, "1 of 2 boxes done")]


@pytest.mark.parametrize("begin", [in_background, in_place])
def test_what_a_job_returns_or_raises_is_in_its_future(begin: Any) -> None:
    assert begin(lambda: 7).result(LONG) == 7

    def fail() -> None:
        raise NoUsableAnswer("no answer")

    with pytest.raises(NoUsableAnswer, match="no answer"):
        begin(fail).result(LONG)


def test_a_thread_that_waits_forever_does_not_keep_the_process() -> None:
    threads: list[threading.Thread] = []
    in_background(lambda: threads.append(threading.current_thread())).result(LONG)
    assert threads[0].daemon
