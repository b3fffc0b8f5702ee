# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A table of lists is all that a provider's info and facts modules need."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, Unreachable
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.info import (
    InfoOptions,
    Lists,
    facts_spec,
    info_spec,
)

PROVIDER: Any = SimpleNamespace(name="pantry", argument_spec={"api_key": {"type": "str"}})


class Pantry:
    """A client that notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, what: str) -> list[dict[str, Any]]:
        self.asked.append(what)
        return [{"id": f"{what}-1"}]


LISTS: Lists[Any] = Lists(
    PROVIDER,
    {"jars": lambda pantry: pantry.get("jars"), "shelves": lambda pantry: pantry.get("shelves")},
    least=("jars",),
)


def test_the_options_are_those_of_the_account_and_the_subset() -> None:
    assert info_spec(LISTS).argument_spec == {
        "api_key": {"type": "str"},
        "gather_subset": {"type": "list", "elements": "str", "default": ["min"]},
    }


@pytest.mark.parametrize(
    ("gather_subset", "told"),
    [
        (("min",), {"jars": [{"id": "jars-1"}]}),
        (("all",), {"jars": [{"id": "jars-1"}], "shelves": [{"id": "shelves-1"}]}),
        (("!min",), {"shelves": [{"id": "shelves-1"}]}),
        (("!all",), {"jars": [{"id": "jars-1"}]}),
        (("all", "!jars"), {"shelves": [{"id": "shelves-1"}]}),
        (("shelves", "!shelves"), {"shelves": [{"id": "shelves-1"}]}),
        (("!jars", "!shelves"), {}),
    ],
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_what_is_asked_for_is_told_and_nothing_else_is_asked(
    gather_subset: tuple[str, ...], told: dict[str, Any], check_mode: bool
) -> None:
    pantry = Pantry()
    report = info_spec(LISTS).task(pantry, InfoOptions(gather_subset), check_mode)
    assert (report.values, report.changed, pantry.asked) == (told, False, list(told))


def test_both_change_nothing_by_nature() -> None:
    assert info_spec(LISTS).only_tells
    assert facts_spec(LISTS).only_tells


def test_facts_are_called_after_the_provider() -> None:
    report = facts_spec(LISTS).task(Pantry(), InfoOptions(("jars",)), False)
    assert report.values == {"ansible_facts": {"pantry_jars": [{"id": "jars-1"}]}}


def test_lists_can_share_what_they_are_asked_of_and_more_can_follow_from_them() -> None:
    lists: Lists[Any] = Lists(
        PROVIDER,
        {"jars": lambda both: [{"of": both}]},
        least=("jars",),
        begin=lambda client, options: (client, options.gather_subset),
        more=lambda told: {"count": len(told["jars"])},
    )
    assert lists.told("client", InfoOptions()) == {"jars": [{"of": ("client", ("min",))}], "count": 1}  # type: ignore[arg-type]


def test_a_subset_that_there_is_not_is_refused_before_any_call() -> None:
    pantry = Pantry()
    with pytest.raises(InvalidInput, match=r"gather_subset: 'jar' is not a subset. Did you mean jars\?"):
        info_spec(LISTS).task(pantry, InfoOptions(("jar",)), False)
    assert pantry.asked == []


def test_an_error_names_the_list() -> None:
    def fail(pantry: Any) -> Any:
        raise Unreachable("nobody is there")

    with pytest.raises(Unreachable, match="Could not gather the subset jars: nobody is there"):
        info_spec(Lists(PROVIDER, {"jars": fail}, least=("jars",))).task(Pantry(), InfoOptions(), False)
