# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the listing comes from: the service, what was kept, or, when the service is away, what is too old."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Bearer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, Unreachable
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.hosts import Extra, HostSource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import Account, Provider
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.redact import Redactor
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory import listing as listings
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory.texts import Gate

TOKEN = "0123456789abcdef0123456789abcdef"
THING = {"id": 1, "name": "web1"}
NOW = 1000000.0
OLD = listings.Listing([THING], {}, NOW - 11520)
NEW = listings.Listing([], {}, NOW)
PRICES = Extra("prices", ("price",), lambda client: client.prices)
SOURCE = HostSource(
    provider=Provider("tiny", "Tiny", {}, account=lambda options: None, client=lambda account: None),
    what="thing",
    several="boxes",
    listing=lambda client, options: (thing for zone in options["zones"] for thing in client.things[zone]),
    read=lambda thing, extras: thing,
    neutral={"id": "id", "name": "name"},
    ways=("name",),
    extras=(PRICES,),
    scope=("zones",),
)
CLIENT = SimpleNamespace(things={"a": [THING], "b": [{"id": 2}]}, prices={"1": 0.5})


def fails(error):
    def ask():
        raise error

    return ask


def newest(usable, ask, fall_back, kept=OLD):
    return listings.newest(kept, lambda listing: usable, ask, NOW, fall_back, "boxes")


def test_a_listing_can_take_several_calls_as_the_options_say():
    assert listings.ask(SOURCE, CLIENT, {"zones": ["a", "b"]}, lambda things: [], NOW).things == [THING, {"id": 2}]
    assert listings.ask(SOURCE, CLIENT, {"zones": ["b"]}, lambda things: [], NOW).extras == {}


def test_an_extra_is_asked_when_the_listing_makes_it_necessary():
    def needed(things):
        return [PRICES] if THING in things else []

    assert listings.ask(SOURCE, CLIENT, {"zones": ["a"]}, needed, NOW).extras == {"prices": {"1": 0.5}}
    assert listings.ask(SOURCE, CLIENT, {"zones": ["b"]}, needed, NOW).extras == {}


def test_a_kept_listing_survives_the_cache():
    listing = listings.Listing([THING], {"prices": {"1": 0.5}}, NOW)
    through_a_file = json.loads(json.dumps(listing.kept(Gate(Redactor()))))
    assert listings.from_kept(through_a_file) == listing
    assert listings.from_kept(None) is None


@pytest.mark.parametrize(
    "change",
    [
        {"asked_at": "then"},
        {"asked_at": None},
        {"asked_at": float("inf")},
        {"asked_at": 10**400},
        {"things": None},
        {"things": "[]"},
        {"things": 7, "extras": 8},
        {"extras": "{"},
        {"digest": None},
    ],
    ids=repr,
)
def test_a_damaged_entry_is_told_apart_from_none(change):
    with pytest.raises(ValueError, match="damaged"):
        listings.from_kept({**OLD.kept(Gate(Redactor())), **change})


@pytest.mark.parametrize("entry", [[], {}, "x", 7, [1, 2], {"boxes": "[]"}], ids=repr)
def test_rubbish_in_place_of_an_entry_is_told(entry):
    with pytest.raises(ValueError, match="damaged"):
        listings.from_kept(entry)


def test_no_secret_is_in_what_is_kept_and_what_nobody_can_use_is_not():
    deep = THING
    for _level in range(900):
        deep = [deep]
    echo = {"name": TOKEN}
    kept = listings.Listing([THING, echo, deep], {"prices": {TOKEN.upper(): 1}}, NOW).kept(Gate(Redactor(TOKEN)))
    assert TOKEN not in str(kept).lower()
    assert listings.from_kept(kept).things == [THING, {"name": "********"}, None]


def key(token=TOKEN, url="https://a.example.com", zones=("a",)):
    return listings.key_of(SOURCE, Account(url, Bearer(token)), {"zones": list(zones), "strict": True})


def test_the_token_is_not_in_the_key():
    assert TOKEN[:8] not in key()
    assert key().startswith("boxfleet.cloud.tiny_")


def test_accounts_and_parts_of_them_do_not_see_each_others_hosts():
    keys = {key(), key(TOKEN[::-1]), key(url="https://b.example.com"), key(zones=["a", "b"])}
    assert len(keys) == 4
    assert key() == key()


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
    assert listings.Listing([], {}, NOW + 60).age(NOW) == 0
