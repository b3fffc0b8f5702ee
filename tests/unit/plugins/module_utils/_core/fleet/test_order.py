# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which things entries mean, and which of them wait for which."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.end import keys
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.order import Order, in_order
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.recognition import Found, recognized


def found(kitchen: Any, *entries: dict[str, Any]) -> tuple[list[Found[Any, Any]], dict[str, str]]:
    """What there is of the entries, and what is wrong with which."""
    desired = kitchen.spec.wanted({"jars": list(entries)}).entries
    there, errors = recognized(kitchen.fleet, kitchen.client, desired)
    return there, {place: str(error) for place, error in errors.items()}


def order_of(kitchen: Any, *entries: dict[str, Any]) -> Order:
    there, errors = found(kitchen, *entries)
    assert errors == {}
    return in_order(kitchen.fleet, there)


names = st.sampled_from("abcdef")


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(
    there=st.sets(names, max_size=3),
    sources=st.dictionaries(names, st.none() | names | st.just("j-1"), max_size=6),
)
def test_a_source_always_comes_before_its_copies_or_the_loop_is_told(
    kitchen: Any, there: set[str], sources: dict[str, Any]
) -> None:
    kitchen.pantry.jars.clear()
    kitchen.pantry.seed(*sorted(there))
    order = order_of(kitchen, *({"name": name, "filled_from": source} for name, source in sources.items()))
    wanted = list(sources)
    assert sorted(order.positions) == list(range(len(wanted)))
    for copy, source in order.makers.items():
        assert wanted[copy] not in there
        assert order.sources[copy]["name"] == wanted[source]
        if not order.errors:
            assert order.positions.index(source) < order.positions.index(copy)
    for copy, previous in order.previous.items():
        assert order.sources[copy]["name"] == order.sources[previous]["name"]
        assert order.positions.index(previous) < order.positions.index(copy)
    loops = set()
    for at, error in order.errors.items():
        assert "leads back to the jar itself" in str(error)
        assert wanted[at] not in there
        loops.add(wanted[at])
    for name in wanted:
        step: Any = name
        for _ in wanted:
            step = None if step in there else sources.get(step)
            if step == name:
                assert name in loops
                break
        else:
            assert name not in loops


def test_what_a_copy_of_a_copy_will_be_like_is_known_beforehand(kitchen: Any) -> None:
    kitchen.pantry.seed("golden", size=7)
    order = order_of(
        kitchen,
        {"name": "c", "filled_from": "b"},
        {"name": "b", "filled_from": "a"},
        {"name": "a", "size": 3},
        {"name": "d", "filled_from": "golden"},
        {"name": "e", "filled_from": "d"},
        {"name": "f"},
    )
    [offered] = order.offered.values()
    sizes = {jar["name"]: jar["size"] for jar in offered}
    assert sizes == {"golden": 7, "a": 3, "b": 3, "c": 3, "d": 7, "e": 7, "f": None}
    assert order.positions == [2, 3, 5, 1, 4, 0]


def test_copies_of_one_source_take_turns_only_where_they_have_to(kitchen: Any) -> None:
    kitchen.pantry.seed("golden")
    there, _ = found(kitchen, *({"name": name, "filled_from": "golden"} for name in "abc"))
    assert in_order(kitchen.fleet, there).previous == {1: 0, 2: 1}
    many_at_once = replace(kitchen.fleet, source=replace(kitchen.fleet.source, one_at_a_time=False))
    order = in_order(many_at_once, there)
    assert (order.previous, order.makers, order.positions) == ({}, {}, [0, 1, 2])
    never = in_order(replace(kitchen.fleet, source=None), there)
    assert (never.previous, never.makers, never.sources, never.positions) == ({}, {}, {}, [0, 1, 2])


def test_things_that_exist_wait_for_nobody(kitchen: Any) -> None:
    kitchen.pantry.seed("a", "b")
    order = order_of(kitchen, {"name": "a", "filled_from": "b"}, {"name": "b"})
    assert (order.makers, order.previous, order.positions) == ({}, {}, [0, 1])


def test_a_thing_that_is_being_deleted_can_be_the_source_once_it_is_there_again(kitchen: Any) -> None:
    kitchen.pantry.seed("a", state="LEAVING", size=1)
    order = order_of(kitchen, {"name": "b", "filled_from": "a"}, {"name": "a", "size": 2})
    assert order.makers == {0: 1}
    assert order.positions == [1, 0]
    assert [jar["size"] for offered in order.offered.values() for jar in offered] == [2, 2]


def test_a_source_that_the_task_deletes_is_told(kitchen: Any) -> None:
    kitchen.pantry.seed("a")
    order = order_of(kitchen, {"name": "b", "filled_from": "j-1"}, {"name": "a", "state": "absent"})
    assert str(order.errors[0]) == (
        "filled_from: 'j-1' is to be absent by the same task (jars[1]). Delete the source by a later task."
    )


def test_a_long_loop_is_not_told_to_its_end_and_a_long_line_takes_no_time(kitchen: Any) -> None:
    ring = [{"name": f"a{at}", "filled_from": f"a{(at + 1) % 300}"} for at in range(300)]
    order = order_of(kitchen, *ring)
    assert len(order.errors) == 300
    assert str(order.errors[0]) == (
        "filled_from: 'a1' leads back to the jar itself: a0 from a1 from a2 from a3 from a4 from … from a296 from a297 "
        "from a298 from a299 from a0."
    )
    line = order_of(kitchen, *ring[:-1], {"name": "a299", "size": 1})
    assert line.errors == {}
    assert line.positions == list(reversed(range(300)))


@pytest.mark.parametrize(
    ("entries", "wrong"),
    [
        ([{"name": "a"}, {"id": "j-1"}], {"jars[1]": "id: 'j-1' means jar a (j-1), as jars[0] does already."}),
        ([{"id": "j-1"}, {"name": "a"}], {"jars[1]": "name: 'a' means jar a (j-1), as jars[0] does already."}),
        (
            [{"name": "two"}, {"name": "a"}],
            {"jars[0]": "name: 'two' is the name of several jars: j-2 (READY) and j-3 (READY). Say which by its id."},
        ),
        ([{"id": "j-2"}, {"id": "j-3"}, {"id": "j-4"}, {"name": "new"}], {}),
    ],
)
def test_the_same_thing_twice_is_noticed_by_name_and_id(
    kitchen: Any, entries: list[dict[str, Any]], wrong: dict[str, str]
) -> None:
    kitchen.pantry.seed("a", "two", "two")
    there, errors = found(kitchen, *entries)
    assert errors == wrong
    assert [one.entry.place for one in there] == [
        place for place in (f"jars[{at}]" for at in range(len(entries))) if place not in wrong
    ]


def test_one_that_is_being_deleted_does_not_stand_in_the_way_of_another_with_its_name(kitchen: Any) -> None:
    kitchen.pantry.seed("a", state="LEAVING")
    kitchen.pantry.seed("a")
    [one], _ = found(kitchen, {"name": "a"})
    assert one.thing is not None
    assert one.thing["id"] == "j-2"


def test_names_that_several_have_are_told_apart_in_results(kitchen: Any) -> None:
    kitchen.pantry.seed("a", "two", "two")
    there, _ = found(kitchen, {"name": "a"}, {"id": "j-2"}, {"id": "j-3"}, {"id": "j-9"}, {"name": "new"})
    assert keys(kitchen.fleet, there) == ["a", "two (j-2)", "two (j-3)", "#j-9", "new"]


def test_a_thing_is_looked_for_in_its_parent_alone(shelved: Any) -> None:
    shelved.pantry.seed("a", shelf="s-1")
    shelved.pantry.seed("a", shelf="s-2")
    entries = [{"name": "a", "shelf": "top"}, {"name": "a", "shelf": "s-2"}, {"id": "j-1", "shelf": "low"}]
    there, errors = found(shelved, *entries, {"name": "b", "shelf": "low"})
    assert errors == {}
    assert [one.thing and one.thing["id"] for one in there] == ["j-1", "j-2", None, None]
    assert [one.group.parents[0]["name"] for one in there] == ["top", "low", "low", "low"]
    assert keys(shelved.fleet, there) == ["top/a", "s-2/a", "low/#j-1", "low/b"]
    # each listing once, whatever they are called by
    assert sorted(shelved.pantry.calls) == [
        ("GET", "/shelves"),
        ("GET", "/shelves/s-1/jars"),
        ("GET", "/shelves/s-2/jars"),
    ]


def test_a_parent_that_does_not_exist_is_told_for_every_entry_that_names_it(shelved: Any) -> None:
    entries = [{"name": "a", "shelf": "topp"}, {"name": "b", "shelf": "low"}, {"name": "c", "shelf": "topp"}]
    there, errors = found(shelved, *entries)
    assert [one.entry.place for one in there] == ["jars[1]"]
    message = "shelf: 'topp' is no shelf of this pantry. Did you mean top?"
    assert errors == {"jars[0]": message, "jars[2]": message}


def test_a_parent_by_its_name_and_by_its_id_is_one_parent(shelved: Any) -> None:
    entries = [{"name": "new", "shelf": "top"}, {"name": "new", "shelf": "s-1"}]
    assert found(shelved, *entries)[1] == {"jars[1]": "name: 'new' is jars[0] already."}
    shelved.pantry.seed("new", shelf="s-1")
    assert found(shelved, *entries)[1] == {"jars[1]": "name: 'new' means jar new (j-1), as jars[0] does already."}
