# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the list of boxes comes from: the service, what was kept, or, when the service is away, what is too old."""

from __future__ import annotations

import json

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    InvalidInput,
    NoUsableAnswer,
    Unreachable,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.inventory import listing as listings
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import account

TOKEN = "0123456789abcdef0123456789abcdef"
BOX = {"id": 1, "name": "web1", "status": "READY"}
NOW = 1000000.0
OLD = listings.Listing([BOX], None, NOW - 11520)
NEW = listings.Listing([], None, NOW)


class FakeClient:
    def __init__(self, boxes):
        self.boxes = boxes
        self.asked = []

    def get_boxes(self):
        self.asked.append("boxes")
        return self.boxes

    def get_all_ips(self):
        self.asked.append("ips")
        return {"1": {}}


def fails(error):
    def ask():
        raise error

    return ask


def newest(usable, ask, fall_back, kept=OLD):
    return listings.newest(kept, lambda listing: usable, ask, NOW, fall_back)


def test_boxes_come_in_the_order_of_their_ids():
    client = FakeClient({"10": {**BOX, "id": 10}, "9": {**BOX, "id": 9}})
    listing = listings.ask(client, lambda boxes: False, NOW)
    assert [box["id"] for box in listing.boxes] == [9, 10]
    assert listing.ips is None
    assert client.asked == ["boxes"]


def test_addresses_take_one_more_call():
    client = FakeClient({"1": BOX})
    assert listings.ask(client, lambda boxes: True, NOW).ips == {"1": {}}
    assert client.asked == ["boxes", "ips"]


@pytest.mark.parametrize("entry", [{"id": 1}, "web1", None, []])
def test_an_answer_that_lists_no_boxes_is_an_error(entry):
    with pytest.raises(NoUsableAnswer, match="no box"):
        listings.ask(FakeClient({"1": entry}), lambda boxes: False, NOW)


def test_a_kept_listing_survives_the_cache():
    listing = listings.Listing([BOX], {"1": {}}, NOW)
    through_a_file = json.loads(json.dumps(listing.kept()))
    assert listings.from_kept(through_a_file) == listing
    assert listings.from_kept(None) is None


def test_the_token_is_neither_in_the_key_nor_in_what_is_kept():
    key = listings.key_of(account(TOKEN, "https://api.example.com"))
    assert TOKEN not in key + str(NEW.kept())
    assert TOKEN[:8] not in key


def test_accounts_do_not_see_each_others_boxes():
    keys = {
        listings.key_of(account(token, url))
        for token in (TOKEN, TOKEN[::-1])
        for url in ("https://a.example.com", "https://b.example.com")
    }
    assert len(keys) == 4


def test_what_is_usable_is_used_without_a_call():
    assert newest(True, fails(AssertionError()), False) == (OLD, "")


def test_what_is_too_old_is_asked_again():
    assert newest(False, lambda: NEW, True) == (NEW, "")


def test_the_old_answer_is_better_than_none_if_so_wished():
    listing, warning = newest(False, fails(Unreachable("nobody is there")), True)
    assert listing is OLD
    assert "nobody is there" in warning
    assert "3 h 12 min ago" in warning


def test_without_the_wish_the_error_tells_of_the_old_answer():
    with pytest.raises(Unreachable) as caught:
        newest(False, fails(Unreachable("nobody is there", advice="Knock")), False)
    assert str(caught.value).startswith("Could not list the boxes: nobody is there.")
    assert "3 h 12 min ago" in str(caught.value)
    assert "cache_fallback" in str(caught.value)
    assert str(caught.value).endswith("Knock.")


def test_without_an_old_answer_there_is_nothing_to_fall_back_on():
    with pytest.raises(Unreachable, match="Could not list the boxes"):
        newest(False, fails(Unreachable("nobody is there")), True, kept=None)


def test_a_mistake_in_the_options_is_never_covered_up():
    with pytest.raises(InvalidInput):
        newest(False, fails(InvalidInput("ca_path", "x", "does not exist")), True)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (3599, "59 min"), (11520, "3 h 12 min"), (183600, "2 d 3 h")],
)
def test_an_age_is_told_in_words(seconds, words):
    assert listings.in_words(seconds) == words


def test_a_clock_that_was_set_back_makes_nothing_negative():
    assert listings.Listing([], None, NOW + 60).age(NOW) == 0
