# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts of a service leave without secrets, and are no templates."""

from __future__ import annotations

import copy
import json

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.redact import Redactor
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory import texts

SECRET = "A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5"
PLAIN = {"id": 1, "name": "Über=(x)!", "ips": ["198.51.100.1"], "plan": {"price": 0.02, "cap": None}, "up": True}


def nested(levels):
    value = "inside"
    for _level in range(levels):
        value = [value]
    return value


def test_what_is_harmless_is_the_very_same():
    assert texts.Gate(Redactor(SECRET))(PLAIN) is PLAIN


@pytest.mark.parametrize(
    "echo",
    [
        SECRET,
        SECRET.lower(),
        f"a {SECRET} b",
        f"{SECRET[:9]}\n{SECRET[9:]}",
        f'"{SECRET}"',
        f"%41{SECRET[1:]}",
    ],
)
@pytest.mark.parametrize("place", ["value", "key", "list"])
def test_a_secret_is_taken_out_wherever_it_stands(echo, place):
    value = {"value": {"a": echo}, "key": {echo: 1}, "list": [[echo]]}[place]
    before = copy.deepcopy(value)
    text = json.dumps(texts.Gate(Redactor(SECRET))({**PLAIN, "more": value}))
    assert SECRET.lower() not in text.lower()
    assert SECRET[9:].lower() not in text.lower()
    assert "********" in text
    assert value == before


@pytest.mark.parametrize("char", ["\x1b", "\r", "\x00", "\x7f", "\x9b", "\u202e", "\ud800"])
def test_no_character_that_a_terminal_obeys_gets_through(char):
    assert char not in str(texts.Gate(Redactor())({"name": f"web{char}1"})["name"])


@pytest.mark.parametrize(
    ("levels", "fits"), [(3, True), (texts.DEEPEST, True), (texts.DEEPEST + 1, False), (900, False)]
)
def test_what_is_nested_too_deep_for_ansible_is_refused(levels, fits):
    if fits:
        assert texts.Gate(Redactor())(nested(levels)) == nested(levels)
    else:
        with pytest.raises(NoUsableAnswer, match="nested"):
            texts.Gate(Redactor())(nested(levels))


def test_many_maps_beside_each_other_are_not_deep():
    wide = [{"n": number} for number in range(1000)]
    assert texts.Gate(Redactor())(wide) is wide
