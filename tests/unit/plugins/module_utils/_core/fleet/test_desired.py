# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a fleet: what an entry sets, what it has from the defaults, and how its errors are named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, Missing
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.desired import (
    PARALLEL,
    DesiredFleet,
    desired_fleet,
    fleet_options,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.refusal import refuse


def desired(kitchen: Any, *jars: dict[str, Any], **options: Any) -> DesiredFleet[Any]:
    """The fleet as Ansible would have validated its options."""
    validator = ArgumentSpecValidator(
        fleet_options(kitchen.fleet),
    )
    result = validator.validate({"jars": list(jars), **options})
    assert result.error_messages == []
    return desired_fleet(kitchen.fleet, result.validated_parameters)


def jars(kitchen: Any, *entries: dict[str, Any], **options: Any) -> list[Any]:
    return [entry.desired for entry in desired(kitchen, *entries, **options).entries]


def test_what_nobody_sets_is_as_for_a_single_one(kitchen: Any) -> None:
    assert jars(kitchen, {"name": "a"}) == jars(kitchen, {"name": "a"}, defaults={}) == [kitchen.fleet.item(name="a")]
    assert desired(kitchen).parallel == PARALLEL


values = {
    "state": st.sampled_from(["present", "absent"]),
    "size": st.integers(1, 3),
    "wait": st.booleans(),
    "secret": st.sampled_from("ab"),
}


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(own=st.fixed_dictionaries({}, optional=values), defaults=st.fixed_dictionaries({}, optional=values))
def test_an_option_comes_from_the_entry_else_from_the_defaults_else_from_nobody(
    kitchen: Any, own: dict[str, Any], defaults: dict[str, Any]
) -> None:
    [jar] = jars(kitchen, {"name": "a", **own}, defaults=defaults)
    assert jar == kitchen.fleet.item(name="a", **{**defaults, **own})


@pytest.mark.parametrize("own", ["lid", "cork"])
@pytest.mark.parametrize("common", ["lid", "cork"])
def test_an_alternative_of_its_own_stands_in_place_of_the_common_one(kitchen: Any, own: str, common: str) -> None:
    first, second = jars(kitchen, {"name": "a", own: "red"}, {"name": "b"}, defaults={common: "blue"})
    assert first == kitchen.fleet.item(name="a", **{own: "red"})
    assert second == kitchen.fleet.item(name="b", **{common: "blue"})


WRONG = [
    ([{}], {}, r"^jars\[0\]: needs either a name or an id. Nothing was changed.$"),
    ([{"name": "a", "id": "j-1"}], {}, r"^jars\[0\]: needs either a name or an id"),
    ([{"name": "a", "lid": "b", "cork": "c"}], {}, r"^jars\[0\]: has lid and cork, but a jar is closed once"),
    ([{"name": "a"}, {"name": "b", "size": 0}], {}, r"^jars\[1\].size: 0 must be at least 1. Nothing was changed"),
    ([{"name": "a"}, {"name": "b"}, {"name": "a"}], {}, r"^jars\[2\].name: 'a' is jars\[0\] already"),
    ([{"id": "j-1"}, {"id": "j-1"}], {}, r"^jars\[1\].id: 'j-1' is jars\[0\] already"),
    ([{"name": "a", "size": -1}], {"size": 3}, r"^jars\[0\].size: -1 must be at least 1"),
    ([{"name": "a"}, {"name": "b"}], {"size": -1}, r"^defaults.size: -1 must be at least 1. Nothing was changed.$"),
    ([{"name": "a", "tags": [{}, {"word": "swet"}]}], {}, r"^jars\[0\].tags\[1\].word: 'swet' must be one of"),
    ([{"name": "a"}], {"tags": [{"word": "swet"}]}, r"^defaults.tags\[0\].word: 'swet' must be one of"),
    (
        [{"name": "a", "size": 0}, {"name": "b"}, {"name": "c", "wait_timeout": 0}],
        {},
        r"^jars: 2 things are wrong, so nothing was changed. jars\[0\].size: 0 must .* jars\[2\].wait_timeout: 0 must",
    ),
]


@pytest.mark.parametrize(("entries", "defaults", "message"), WRONG)
def test_bad_input_is_told_with_the_entry_it_stands_in(
    kitchen: Any, entries: list[dict[str, Any]], defaults: dict[str, Any], message: str
) -> None:
    # some of it Ansible would refuse itself, if it were asked
    with pytest.raises(InvalidInput, match=message):
        desired_fleet(kitchen.fleet, {"jars": entries, "defaults": defaults})


def test_ten_of_many_errors_are_told_and_the_others_counted(kitchen: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        desired(kitchen, *({"name": f"a{number}", "size": -number} for number in range(2000)))
    told = str(caught.value)
    assert told.startswith("jars: 2000 things are wrong, so nothing was changed. jars[0].size: 0 must be at least 1. ")
    assert told.endswith("jars[9].size: -9 must be at least 1. And 1990 more.")
    assert told.count("must be") == 10
    with pytest.raises(InvalidInput) as caught:
        desired(kitchen, *({"name": f"a{number}", "size": -number} for number in range(10)))
    assert str(caught.value).count("must be") == 10
    assert "more" not in str(caught.value)


def test_an_option_that_every_one_needs_can_stand_in_either_place(shelved: Any) -> None:
    first, second = jars(shelved, {"name": "a"}, {"name": "a", "shelf": "low"}, defaults={"shelf": "top"})
    assert (first.shelf, second.shelf) == ("top", "low")
    with pytest.raises(Missing, match=r"^jars\[1\]: needs shelf, if not in defaults. Nothing was changed") as caught:
        jars(shelved, {"name": "a", "shelf": "low"}, {"name": "b"})
    assert caught.value.needs == ("shelf",)


def test_one_name_in_one_parent_is_one_thing(shelved: Any) -> None:
    entries = [{"name": "a", "shelf": "top"}, {"name": "a", "shelf": "low"}, {"name": "a"}]
    with pytest.raises(InvalidInput, match=r"^jars\[2\].name: 'a' is jars\[1\] already"):
        jars(shelved, *entries, defaults={"shelf": "low"})


def test_one_name_with_other_things_said_besides_is_another_thing(kitchen: Any) -> None:
    kitchen.fleet = replace(kitchen.fleet, besides=("lid",))
    assert len(jars(kitchen, {"name": "a", "lid": "red"}, {"name": "a", "lid": "blue"})) == 2
    with pytest.raises(InvalidInput, match=r"^jars\[1\].name: 'a' is jars\[0\] already"):
        jars(kitchen, {"name": "a", "lid": "red"}, {"name": "a", "lid": "red"})
    with pytest.raises(InvalidInput, match=r"^jars\[1\].id: 'j-1' is jars\[0\] already"):
        jars(kitchen, {"id": "j-1", "lid": "red"}, {"id": "j-1", "lid": "blue"})


def test_at_least_one_change_must_be_possible_at_once(kitchen: Any) -> None:
    assert desired(kitchen, {"name": "a"}, parallel=1).parallel == 1
    with pytest.raises(InvalidInput, match="parallel: 0 must be at least 1"):
        desired(kitchen, {"name": "a"}, parallel=0)


def test_where_all_that_is_wrong_is_missing_each_of_it_is_told() -> None:
    lids = [Missing("lid", name, "is no lid").within(f"jars[{at}]") for at, name in enumerate("ab")]
    with pytest.raises(Missing, match="2 things are wrong") as caught:
        refuse("jars", lids)
    caught.value.in_a_dry_run()
    told = [{"option": f"jars[{at}].lid", "value": name, "keys": ["lid"], "needs": []} for at, name in enumerate("ab")]
    assert caught.value.details == {"missing": told}
    with pytest.raises(InvalidInput) as other:
        refuse("jars", [*lids, InvalidInput("size", 7, "is too much")])
    assert not isinstance(other.value, Missing)


def test_nothing_wrong_is_nothing_to_tell() -> None:
    refuse("jars", [])


def test_a_secret_is_not_shown_by_what_holds_it(kitchen: Any) -> None:
    assert "geheim" not in repr(desired(kitchen, {"name": "a", "secret": "geheim"}))


def test_ansible_is_told_what_excludes_each_other_in_the_defaults(kitchen: Any) -> None:
    assert fleet_options(kitchen.fleet)["defaults"]["mutually_exclusive"] == [("lid", "cork")]


def test_ansible_is_told_defaults_once_and_to_ask_for_what_is_needed_in_neither_place(shelved: Any) -> None:
    options = fleet_options(shelved.fleet)
    assert options["jars"]["options"]["state"] == {"type": "str", "choices": ["present", "absent"]}
    assert options["jars"]["options"]["shelf"] == options["defaults"]["options"]["shelf"] == {"type": "str"}
    assert options["defaults"]["options"]["state"]["default"] == "present"
    assert options["defaults"]["options"].keys() == options["jars"]["options"].keys() - {"name", "id"}
    assert "mutually_exclusive" not in options["defaults"]
