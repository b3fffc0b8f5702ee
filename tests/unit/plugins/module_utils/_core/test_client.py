# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every client does besides its calls; a session stands for the service."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import client as client_module
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Bearer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.client import ApiClient
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer, OutcomeUnknown
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.listings import Listings
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import Account
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.shape import listing, record, whole
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime

SHARED = Listings(young=60.0)
PAGE = record({"items": listing(whole)})


def client_of(answer: Callable[[Request], Any], token: str = "geheim-1", listings: Listings | None = None) -> ApiClient:
    """A client of a service that answers like this."""
    client = ApiClient(Account("http://127.0.0.1:9", Bearer(token)), OwnTime(), listings=listings)
    client.session.send = lambda request: Answer(200, {}, answer(request))  # type: ignore[method-assign]
    return client


def test_a_change_ends_what_is_known_by_lists_before_and_after_it_and_a_read_does_not() -> None:
    lists: list[int] = []

    def listed() -> int:
        return client.listed("things", lambda: lists.append(0) or len(lists))

    seen: list[int] = []

    def answer(request: Request) -> None:
        # another thread lists while the call is under way
        seen.append(listed())
        if request.path == "/lost":
            raise OutcomeUnknown("no answer")

    client = client_of(answer, listings=Listings(young=60.0))
    assert listed() == 1
    client.call("GET", "/x")
    client.call("POST", "/x")
    assert listed() == 3
    with pytest.raises(OutcomeUnknown):
        client.call("DELETE", "/lost")
    assert listed() == 5
    assert seen == [1, 2, 4]


def test_listings_are_told_apart_by_account_and_name() -> None:
    mine, same, other = (client_of(lambda request: None, token, SHARED) for token in ("a", "a", "b"))
    told = [mine.listed("disks", lambda: 1), mine.listed("boxes", lambda: 2), other.listed("disks", lambda: 3)]
    assert told == [1, 2, 3]
    assert same.listed("disks", lambda: 4) == 1


def test_pages_are_asked_for_as_the_one_before_says_until_the_last() -> None:
    asked: list[Any] = []

    def answer(request: Request) -> Any:
        asked.append(dict(request.query))
        return {"items": [len(asked)]}

    client = client_of(answer)

    def following(page: Any) -> Any:
        return {"page": page["items"][0] + 1} if len(asked) < 25 else None

    assert client.paged("/x", PAGE, "items", following, {"page": 1, "size": 9}) == [*range(1, 26)]
    assert asked == [{"page": "1", "size": "9"}, *({"page": f"{page}"} for page in range(2, 26))]
    asked[:] = [None] * 24
    assert client.paged("/x", PAGE, "items", following) == [25]
    assert asked[24:] == [{}]


def test_a_list_without_an_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Request] = []
    client = client_of(lambda request: asked.append(request) or {"items": []})
    with pytest.raises(NoUsableAnswer, match=r"GET /x is a list that does not end, with {'page': 7} as its last page"):
        client.paged("/x", PAGE, "items", lambda page: {"page": 7})
    assert len(asked) == 2
    monkeypatch.setattr(client_module, "MOST_PAGES", 5)
    with pytest.raises(NoUsableAnswer, match="does not end"):
        client.paged("/x", PAGE, "items", lambda page: {"page": len(asked)})
    assert len(asked) == 2 + 5


def test_in_parallel_changes_take_places_and_all_are_told_how_far_the_whole_is() -> None:
    told: list[str] = []

    def tell(what: str, condition: str, seconds: float, tally: str = "") -> None:
        told.append(tally)

    left: list[Any] = []
    client = ApiClient(Account("http://127.0.0.1:9", Bearer("a")), OwnTime(), tell)
    client.session.send = lambda request: left.append(getattr(client._places, "_value", None))  # type: ignore
    assert client.session.tell is tell
    client.call("POST", "/x")
    places = client._places
    with client.in_parallel(3, lambda: "1 of 2 done"):
        client.call("POST", "/x")
        client.call("GET", "/x")
        client.tell("a", "b", 0.0)
        client.tell("a", "b", 0.0, "its own")
    assert left == [None, 2, 3]
    assert told == ["1 of 2 done", "its own"]
    assert (client.tell, client._places) == (tell, places)
