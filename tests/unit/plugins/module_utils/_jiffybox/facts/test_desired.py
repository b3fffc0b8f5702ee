# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which facts are asked for, and of which boxes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.options import from_parameters
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.facts.desired import (
    SUBSETS,
    FactsOptions,
    subsets_of,
)

ALL = frozenset(SUBSETS)

BOX = {
    "id": 10001,
    "name": "web1",
    "status": "READY",
    "plan": {"id": 44, "name": "CloudLevel 1"},
    "metadata": {"role": "web", "tier": 1, "tags": []},
    "activeProfile": {"rootdisk": "/dev/xvda", "disks": {"xvda": {"distribution": "debian_trixie_64bit"}}},
}


@pytest.mark.parametrize(
    ("asked", "gathered"),
    [
        (["min"], {"boxes"}),
        (["all"], ALL),
        (["plans"], {"plans"}),
        (["plans", "doc"], {"plans", "doc"}),
        (["min", "plans"], {"boxes", "plans"}),
        (["all", "!doc"], ALL - {"doc"}),
        (["!doc", "!backups"], ALL - {"doc", "backups"}),
        (["!all"], {"boxes"}),
        (["!all", "!min"], set()),
        (["!all", "!min", "plans"], {"plans"}),
        (["all", "!min"], ALL - {"boxes"}),
        (["all", "!all", "ips"], {"boxes", "ips"}),
        (["!doc", "doc"], {"doc"}),
        ([], ALL),
    ],
)
def test_a_gather_subset_means_what_setup_means_by_it_without_the_costly_minimum(
    asked: list[str], gathered: set[str]
) -> None:
    assert subsets_of(asked) == gathered


words = st.sampled_from([*SUBSETS, "all", "min"])
specs = st.lists(words | words.map("!{}".format), max_size=6)


@given(specs, st.randoms(use_true_random=False))
def test_the_order_of_subsets_changes_nothing(spec: list[str], random: Any) -> None:
    shuffled = list(spec)
    random.shuffle(shuffled)
    assert subsets_of(shuffled) == subsets_of(spec)


@given(specs)
def test_what_is_named_is_gathered_and_what_is_left_out_by_name_is_not(spec: list[str]) -> None:
    gathered = subsets_of(spec)
    assert {word for word in spec if word in SUBSETS} <= gathered
    assert not {word[1:] for word in spec if word.startswith("!")} - set(spec) & gathered


@given(specs, st.sampled_from(SUBSETS))
def test_leaving_out_one_more_never_adds_anything(spec: list[str], name: str) -> None:
    if any(not word.startswith("!") for word in spec):
        assert subsets_of([*spec, f"!{name}"]) <= subsets_of(spec)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("ipss", r"gather_subset: 'ipss' is not a subset.*Did you mean ips\?"),
        ("!contactgroups", r"gather_subset: '!contactgroups' is not a subset.*Did you mean contact_groups\?"),
        ("!!doc", "gather_subset: '!!doc' is not a subset"),
        ("", "gather_subset: '' is not a subset"),
    ],
)
def test_a_subset_that_does_not_exist_is_refused_with_the_nearest(word: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        subsets_of(["all", word])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"id": (0,)}, "id: 0 must be a positive number"),
        ({"name": ("web*", "")}, "name: '' must not be empty. Leave it out to take all"),
        ({"plan": ("",)}, "plan: '' must not be empty"),
        ({"distribution": ("",)}, "distribution: '' must not be empty"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        FactsOptions(**options)


PASSING = [
    {},
    {"name": ("web*",)},
    {"name": ("db*", "web?")},
    {"name": ("web[0-9]",)},
    {"id": (1, 10001)},
    {"status": ("FROZEN", "READY")},
    {"metadata": {"role": "web"}},
    {"metadata": {"tier": 1.0, "role": "web"}},
    {"metadata": {"tags": {}}},
    {"metadata": {"owner": None}},
    {"plan": ("44",)},
    {"plan": ("CloudLevel 9", "CloudLevel 1")},
    {"distribution": ("debian_trixie_64bit",)},
]
FAILING = [
    {"name": ("WEB*",)},
    {"name": ("web",)},
    {"id": (1,)},
    {"status": ("CREATING",)},
    {"metadata": {"role": "db"}},
    {"metadata": {"role": "web", "owner": "me"}},
    {"metadata": {"tier": "1"}},
    {"metadata": {"tier": True}},
    {"metadata": {"role": None}},
    {"plan": ("4",)},
    {"distribution": ("debian",)},
]


@pytest.mark.parametrize("options", PASSING)
def test_a_box_that_is_meant_passes(options: dict[str, Any]) -> None:
    assert FactsOptions(**options).match(BOX)


@pytest.mark.parametrize("options", FAILING)
def test_a_box_that_is_not_meant_does_not_pass(options: dict[str, Any]) -> None:
    assert not FactsOptions(**options).match(BOX)


@pytest.mark.parametrize("passing", PASSING)
@pytest.mark.parametrize("failing", FAILING)
def test_a_box_has_to_pass_every_filter(passing: dict[str, Any], failing: dict[str, Any]) -> None:
    assert not FactsOptions(**{**passing, **failing}).match(BOX)


def test_a_box_in_the_making_is_matched_by_what_is_known_of_it() -> None:
    box = {"id": 1, "name": "new", "status": "CREATING", "plan": {"id": 44, "name": "CloudLevel 1"}}
    assert FactsOptions(status=("CREATING",), metadata={"role": None}).match(box)
    assert not FactsOptions(distribution=("debian_trixie_64bit",)).match(box)


def test_the_options_of_a_module_are_taken_over_and_those_of_the_api_left_alone() -> None:
    options = from_parameters(
        FactsOptions, {"name": ["web*"], "id": [], "metadata": None, "check_status": True, "api_token": "secret"}
    )
    assert options == FactsOptions(name=("web*",), check_status=True)
    assert options.filters == {"name"}
