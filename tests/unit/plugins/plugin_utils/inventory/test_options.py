# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mistakes in options, in words that help."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import Provider
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory import options

DEFINITIONS = {
    "connect_with": {"type": "list", "choices": ["public_ipv4", "name"]},
    "strict": {"type": "bool"},
    "group": {"type": "str"},
}
PROVIDER = Provider(
    "tiny",
    "Tiny",
    {
        "user": {"type": "str"},
        "password": {"type": "str", "no_log": True, "fallback": (None, ["TINY_PASSWORD"])},
        "key": {"type": "str", "no_log": True},
    },
    account=lambda values: None,
    client=lambda account: None,
)


def test_a_typo_in_the_name_of_an_option_is_told_with_the_nearest():
    with pytest.raises(InvalidInput, match=r"conect_with: is no option.*Did you mean connect_with\?"):
        options.check_names({"strict": True, "conect_with": "name"}, DEFINITIONS)


@pytest.mark.parametrize("value", ["public_ipv5", ["name", "public_ipv5"], "name, public_ipv5"])
def test_a_typo_in_a_choice_is_told_with_the_nearest(value):
    with pytest.raises(InvalidInput, match=r"connect_with: 'public_ipv5' must be one of.*Did you mean public_ipv4\?"):
        options.check_choices({"connect_with": value}, DEFINITIONS)


@pytest.mark.parametrize("value", ["name", ["name", "public_ipv4"], "name,public_ipv4", [], None])
def test_what_is_a_choice_is_not_complained_of(value):
    options.check_choices({"connect_with": value, "strict": "whatever"}, DEFINITIONS)


@pytest.mark.parametrize("value", ["sometimes", 2, [], "readable"])
def test_what_is_neither_true_nor_false_is_told(value):
    with pytest.raises(InvalidInput, match=r"strict: .*must be true or false"):
        options.check_flags({"strict": value}, DEFINITIONS)


@pytest.mark.parametrize("value", [True, False, "yes", "No", "1", 0, None])
def test_what_ansible_takes_for_true_or_false_is_taken(value):
    options.check_flags({"strict": value, "group": "sometimes"}, DEFINITIONS)


def test_secrets_come_from_the_options_and_the_environment(monkeypatch):
    monkeypatch.setenv("TINY_PASSWORD", "geheim")
    assert set(options.secrets(PROVIDER, {"password": "secret", "user": "me"})) == {"secret", "geheim"}
    assert set(options.secrets(PROVIDER, {"key": "k"})) == {"k", "geheim"}


def test_a_token_in_the_place_of_something_else_is_a_secret():
    token = "A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5"
    provider = replace(PROVIDER, secret_shape=re.compile("[A-Za-z0-9]{32}"))
    values = {"api_tokn": token, "filters": [{"include": token.lower()}], "group": "web"}
    assert set(options.secrets(provider, values)) == {token, token.lower()}
