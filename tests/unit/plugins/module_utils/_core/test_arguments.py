# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets among the arguments of a task, where they belong and where they were put by mistake."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.arguments import HIDDEN, alike, secrets_among, shown
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.redact import Redactor

TOKEN = "A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5"
PASSWORD = "Ge\"heim'47-11"
CHECKSUM = "9e107d9d372bb6826bd81d3542a419d6"
SHAPE = re.compile(r"[A-Za-z0-9]{32}")

ENTRY: dict[str, Any] = {
    "name": {"type": "str", "aliases": ["label"]},
    "password": {"type": "str", "no_log": True},
    "backup_id": {"type": "str", "no_log": False},
    "notes": {"type": "dict"},
}
SPEC: dict[str, Any] = {
    "api_token": {"type": "str", "no_log": True},
    "api_url": {"type": "str"},
    "names": {"type": "list", "elements": "str"},
    "boxes": {"type": "list", "elements": "dict", "options": ENTRY},
    "defaults": {"type": "dict", "options": ENTRY},
    **ENTRY,
}

# What was given, and which of it must not be shown by anybody.
GIVEN: dict[str, tuple[dict[str, Any], set[str]]] = {
    "where they belong": ({"api_token": TOKEN, "password": PASSWORD}, {TOKEN, PASSWORD}),
    "a number": ({"password": 4711}, {"4711"}),
    "not set": ({"password": None, "api_token": ""}, set()),
    "a token as a name": ({"name": TOKEN}, {TOKEN}),
    "a token as an alias": ({"label": TOKEN}, {TOKEN}),
    "a token in quotes": ({"name": f"'{TOKEN}' "}, {TOKEN}),
    "a token in a list": ({"names": ["web", TOKEN]}, {TOKEN}),
    "a token of few letters as a name": ({"name": CHECKSUM}, {CHECKSUM}),
    "a token in a path": ({"name": f"/{TOKEN}/v1.0"}, {TOKEN}),
    "a token in an address": ({"api_url": f"https://api.example.com/{TOKEN}/v1.0"}, {TOKEN}),
    "a token in an unknown option": ({"api_tokn": TOKEN}, {TOKEN}),
    "a token deep in an unknown option": ({"account": [{"token": TOKEN}]}, {TOKEN}),
    "a token as a name in an unknown option": ({"account": {TOKEN: 1}}, {TOKEN}),
    "a token as an unknown option": ({TOKEN: "x"}, {TOKEN}),
    "a token where entries belong": ({"boxes": TOKEN, "defaults": [TOKEN]}, {TOKEN}),
    "of an entry": ({"boxes": [{"password": PASSWORD}], "defaults": {"name": TOKEN}}, {PASSWORD, TOKEN}),
    "a token as an id": ({"backup_id": TOKEN}, {TOKEN}),
    "indented too far": ({"notes": {"api_token": TOKEN, "Pasword": PASSWORD}}, {TOKEN, PASSWORD}),
    "indented too far, in capitals": ({"notes": {"API_TOKEN": TOKEN}}, {TOKEN}),
    "indented much too far": ({"boxes": [{"notes": {"more": {"api_token": TOKEN}}}]}, {TOKEN}),
    "what is none": (
        {"backup_id": CHECKSUM, "notes": {"built": CHECKSUM, "path": "x"}, "name": f"ci-{CHECKSUM}"},
        set(),
    ),
    "what Ansible says": ({"_ansible_tmpdir": TOKEN}, set()),
}


@pytest.mark.parametrize("what", GIVEN)
def test_what_must_not_be_shown_is_found_where_it_belongs_and_where_it_does_not(what: str) -> None:
    given, secrets = GIVEN[what]
    assert secrets_among(SPEC, given, SHAPE) == secrets


@pytest.mark.parametrize("what", GIVEN)
def test_nothing_of_it_is_in_what_is_shown_and_the_rest_is(what: str) -> None:
    given, secrets = GIVEN[what]
    told = shown(SPEC, given, Redactor(*secrets))
    for secret in secrets:
        assert secret not in str(told)
        assert json.dumps(secret)[1:-1] not in json.dumps(told)
    assert secrets or told == {name: HIDDEN if name.startswith("_ansible") else value for name, value in given.items()}


def test_what_was_set_under_a_mistyped_name_is_not_shown() -> None:
    given = {"pasword": PASSWORD, "boxes": [{"name": "web", "pasword": PASSWORD}, "name=db pasword=x"], "naem": None}
    assert shown(SPEC, given, Redactor()) == {
        "pasword": HIDDEN,
        "boxes": [{"name": "web", "pasword": HIDDEN}, HIDDEN],
        "naem": None,
    }


def test_where_nothing_tells_a_token_nothing_is_taken_for_one() -> None:
    assert secrets_among(SPEC, {"name": TOKEN}) == set()
    assert list(alike(None, {TOKEN: TOKEN})) == []


def test_a_task_can_name_what_secrets_are_called_where_anything_can_stand() -> None:
    spec = {"body": {"type": "dict"}}
    told = {"body": {"pasword": "geheim", "name": "shop", "inner": {"password": "geheimer"}}}
    assert secrets_among(spec, told) == set()
    assert secrets_among(spec, told, names=("password",)) == {"geheim", "geheimer"}


def test_a_secret_has_the_names_of_all_options_at_any_depth_and_their_aliases() -> None:
    spec = {
        "api_token": {"type": "str", "no_log": True, "aliases": ["key"]},
        "users": {"type": "list", "elements": "dict", "options": {"passphrase": {"type": "str", "no_log": True}}},
        "notes": {"type": "dict"},
    }
    assert secrets_among(spec, {"key": "geheim", "notes": {"passphrase": "geheimer"}}) == {"geheim", "geheimer"}


def test_of_a_map_of_secrets_what_stands_everywhere_by_chance_is_not_looked_for() -> None:
    spec = {"variables": {"type": "dict", "no_log": True}, "password": {"type": "str", "no_log": True}}
    ordinary = {"a": "abc", "b": 65535, "c": "True", "d": "latest", "e": "none"}
    telling = {"f": "geheim", "g": "Falsehood", "h": 655360}
    assert secrets_among(spec, {"variables": {**ordinary, **telling}}) == {"geheim", "Falsehood", "655360"}
    assert secrets_among(spec, {"password": "True"}) == {"True"}
