# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Endpoints, ovh.conf and who wins where several say something."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Bearer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import HTTP_OPTIONS
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh import configuration
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.auth import OAuth2, Signed
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.endpoints import ENDPOINTS, endpoint_of
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.provider import OVH

KEYS = {"application_key": "ak", "application_secret": "as", "consumer_key": "ck"}
CLIENT = {"client_id": "me", "client_secret": "geheim"}


@pytest.fixture
def places(tmp_path, monkeypatch):
    """The three places of ovh.conf, in a folder of their own."""
    paths = tuple(str(tmp_path / name) for name in ("system", "home", "here"))
    monkeypatch.setattr(configuration, "PLACES", paths)

    def write(at, text):
        with open(paths[at], "w", encoding="utf-8") as file:
            file.write(text)
        return paths[at]

    return write


def account(**options):
    http = {name: spec.get("default") for name, spec in HTTP_OPTIONS.items()}
    return OVH.account({**http, **dict.fromkeys(OVH.options), **options})


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_endpoint_has_a_name_and_an_address_with_or_without_its_version(name):
    url = ENDPOINTS[name].url
    assert endpoint_of(name) == endpoint_of(url) == endpoint_of(f"{url}/1.0/") == endpoint_of(f"{url}/v1")


def test_an_address_of_ones_own_has_its_own_section(places):
    places(0, "[http://127.0.0.1:4242/1.0]\naccess_token=geheim-1\n")
    found = account(endpoint="http://127.0.0.1:4242/1.0")
    assert (found.url, found.auth.secrets) == ("http://127.0.0.1:4242", ("geheim-1",))
    assert endpoint_of("http://127.0.0.1:4242/1.0").token_url == "http://127.0.0.1:4242/auth/oauth2/token"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("ovh-ue", "Did you mean .*ovh-eu"),
        ("runabove-ca", "is closed. Public Cloud took its place"),
        ("", "is no endpoint"),
        ("http://api.example.com/1.0", "must use https"),
        ("https://me:secret@api.example.com", "must not hold a user name"),
    ],
)
def test_an_endpoint_that_is_none_is_told(wanted, words):
    with pytest.raises(InvalidInput, match=words):
        endpoint_of(wanted)


def test_without_a_word_it_is_europe(places):
    assert account(**KEYS).url == "https://eu.api.ovh.com"


def test_all_files_are_read_later_ones_win_and_options_win_over_all(places, tmp_path):
    places(0, "; for all\n[default]\nendpoint=ovh-ca\n[ovh-ca]\napplication_key=system\napplication_secret=s1\n")
    places(1, "[ovh-ca]\napplication_key=home\nconsumer_key=c1\n")
    places(2, "[ovh-ca]\nconsumer_key=c2\n")
    found = account()
    assert found.url == "https://ca.api.ovh.com"
    assert (found.auth.application_key, found.auth.secrets) == ("home", ("s1", "c2"))
    last = tmp_path / "last"
    last.write_text("[ovh-ca]\nconsumer_key=c3\n")
    assert account(config_file=str(last)).auth.secrets == ("s1", "c3")
    assert account(config_file=str(last), consumer_key="c4").auth.secrets == ("s1", "c4")


@pytest.mark.parametrize(("options", "kind"), [(KEYS, Signed), (CLIENT, OAuth2), ({"access_token": "geheim"}, Bearer)])
def test_each_way_to_say_who_calls_is_enough(places, options, kind):
    assert type(account(**options).auth) is kind


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "application_key: is not set. Set application_key, application_secret and consumer_key, or"),
        ({"application_key": "ak"}, "application_secret: is not set. It belongs to application_key"),
        ({"consumer_key": "ck"}, "application_key: is not set. It belongs to consumer_key"),
        ({"client_id": "me"}, "client_secret: is not set"),
        ({**KEYS, **CLIENT}, "client_id: is set, and so is application_key. Say in one way alone"),
        ({**CLIENT, "access_token": "geheim"}, "access_token: is set, and so is client_id"),
        ({**KEYS, "consumer_key": " "}, "consumer_key: is empty: is its variable set?"),
        ({**KEYS, "application_secret": "a\nb"}, "application_secret: must not hold line breaks"),
        ({**CLIENT, "endpoint": "kimsufi-eu"}, "client_id: cannot be used at kimsufi-eu, which has no OAuth2"),
        ({"config_file": "/no/such/file"}, "config_file: '/no/such/file' cannot be read"),
    ],
)
def test_a_mistake_is_told_before_any_call(places, options, words):
    with pytest.raises(InvalidInput) as told:
        account(**options)
    assert words in str(told.value)
    assert "geheim" not in str(told.value)


def test_two_ways_in_two_places_are_told_with_the_file(places):
    path = places(1, "[ovh-eu]\napplication_key=ak\napplication_secret=as\n")
    with pytest.raises(InvalidInput, match=f"client_id: is set, and so is application_key .in {path}"):
        account(**CLIENT)


@pytest.mark.parametrize("text", ["application_secret=geheim\n", "[ovh-eu\ngeheim", "[ovh-eu]\ngeheim\n"])
def test_a_file_that_is_none_is_told_without_what_it_holds(places, text):
    path = places(0, text)
    with pytest.raises(InvalidInput) as told:
        account()
    assert path in str(told.value)
    assert "geheim" not in str(told.value)


@pytest.mark.parametrize("value", ['"geheim"', "'geheim'", " geheim"])
def test_quotes_and_blanks_around_a_key_are_told_and_not_sent(places, value):
    with pytest.raises(InvalidInput, match=r"^application_secret: has blanks or quotes around it\. Take them out\.$"):
        account(**{**KEYS, "application_secret": value})


def test_quotes_in_a_file_are_told_with_the_file(places):
    path = places(0, '[ovh-eu]\napplication_key="ak"\napplication_secret=as\n')
    with pytest.raises(InvalidInput, match=f"^application_key: has blanks or quotes around it, in {path}"):
        account()


def test_keys_below_another_section_are_told(places):
    path = places(2, "[ovh_eu]\napplication_key=ak\napplication_secret=as\n")
    words = rf"What {path} says below \[ovh_eu\] is for an endpoint of that name, and endpoint is ovh-eu. Set "
    with pytest.raises(InvalidInput, match=words):
        account()
