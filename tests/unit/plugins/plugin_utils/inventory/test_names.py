# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What hosts are called, and where they are reached."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory import names

WORDS = ("name", "id", "public_ipv4")
FIELDS = {"name": "web", "id": 7, "public_ipv4": ["198.51.100.1", "198.51.100.2"], "private_ipv4": [], "ipv6": None}


def test_one_preference_for_host_names_is_as_good_as_a_list():
    assert names.checked_preferences("hostname", "id", WORDS, "") == ["id"]
    assert names.checked_preferences("hostname", ["{{ a }}", "name"], WORDS, "") == ["{{ a }}", "name"]


@pytest.mark.parametrize("value", ["nmae", ["name", "ipv4"], [1], [None], {}])
def test_a_typo_in_a_preference_is_told_with_what_would_be_right(value):
    with pytest.raises(InvalidInput, match=r"hostname.*or a template such as \{\{ a \}\}"):
        names.checked_preferences("hostname", value, WORDS, "{{ a }}")


@pytest.mark.parametrize(
    ("field", "text"), [("name", "web"), ("id", "7"), ("public_ipv4", "198.51.100.1"), ("private_ipv4", "")]
)
def test_a_host_can_be_called_by_what_it_has(field, text):
    assert names.first_of(FIELDS, field) == text
    assert names.first_of(FIELDS, "ipv6") == ""


@pytest.mark.parametrize(
    ("ways", "address"),
    [
        (["public_ipv4"], "198.51.100.1"),
        (["private_ipv4", "name"], "web"),
        (["private_ipv4", "ipv6"], ""),
        (["ipv6", "public_ipv4", "name"], "198.51.100.1"),
        ([], ""),
    ],
)
def test_a_host_is_reached_the_first_way_it_has(ways, address):
    assert names.reached_at(FIELDS, ways) == address


def test_a_name_is_one_line():
    assert names.in_one_line("web 1\n  |--@root:\tx") == "web 1   |--@root: x"


@pytest.mark.parametrize(("prefix", "suffix"), [("jiffybox_", ""), ("", ""), (None, None), ("jb_", "_2")])
def test_names_of_variables_can_be_chosen(prefix, suffix):
    assert names.checked_affixes(prefix, suffix) == (prefix or "", suffix or "")


@pytest.mark.parametrize(("prefix", "suffix"), [("my-", ""), ("1_", ""), ("", "-x"), ("ü_", ""), ("a b", "")])
def test_a_variable_that_nobody_could_use_is_refused(prefix, suffix):
    with pytest.raises(InvalidInput, match="hostvars_"):
        names.checked_affixes(prefix, suffix)


def test_a_taken_name_gets_the_id_of_the_host():
    assert names.free_name("web1", 7, lambda name: False) == "web1"
    assert names.free_name("web1", 7, lambda name: name == "web1") == "web1_7"
    assert names.free_name("web1", "a", lambda name: name in ("web1", "web1_a")) == "web1_a_a"


def test_a_warning_stays_short_however_many_hosts_it_is_about():
    assert names.some_of(["a", "b"]) == "a, b"
    assert names.some_of([str(number) for number in range(9)]) == "0, 1, 2, 3, 4 and 4 more"
