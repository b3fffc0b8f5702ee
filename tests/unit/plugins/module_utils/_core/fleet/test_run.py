# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run over a fleet: what it asks, what it refuses, what it does side by side, and what it says at the end."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import client as core_client
from ansible_collections.boxfleet.cloud.plugins.module_utils._core import suggest
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate, NotApproved
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.steps import Approved
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.background import in_background
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Outcome, Steps
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    BoxfleetError,
    Fault,
    InvalidInput,
    Refused,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet import run
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.desired import Entry
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.end import End, reported
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.recognition import Found, Group
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.task import fleet_spec
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind

NOBODY_WAITS_LONGER = 300.0  # seconds until a test gives up on a thread that never comes


def named(*names: str, **options: Any) -> list[dict[str, Any]]:
    return [{"name": name, **options} for name in names]


def test_a_fleet_is_made_as_predicted_and_the_second_run_is_one_call(kitchen: Any) -> None:
    entries = [*named("a", "b"), {"name": "c", "size": 3}]
    dry = kitchen.ensure(entries, check_mode=True, defaults={"size": 2})
    assert kitchen.pantry.calls == [("GET", "/shelves/all/jars")]
    real = kitchen.ensure(entries, defaults={"size": 2})
    assert kitchen.pantry.sizes() == {"a": 2, "b": 2, "c": 3}
    assert (dry.actions, dry.before, dry.after) == (real.actions, real.before, real.after)
    assert real.actions == ["a: create", "b: create", "c: create"]
    assert [(entry["name"], entry["changed"], entry["failed"], entry["msg"]) for entry in real.values["jars"]] == [
        (name, True, False, None) for name in "abc"
    ]
    assert {entry["id"] for entry in real.values["jars"]} == {"j-1", "j-2", "j-3"}
    assert [entry["id"] for entry in dry.values["jars"]] == [None] * 3
    kitchen.pantry.calls.clear()
    second = kitchen.ensure(entries, defaults={"size": 2})
    assert not second.changed
    assert second.before == second.after == real.after
    assert kitchen.pantry.calls == [("GET", "/shelves/all/jars")]
    assert second.title == "jars"


def test_a_fleet_of_nothing_asks_nothing(kitchen: Any) -> None:
    assert not kitchen.ensure([]).changed
    assert kitchen.pantry.calls == []


def test_everything_wrong_is_told_before_the_first_change(kitchen: Any) -> None:
    kitchen.pantry.seed("big", size=5)
    kitchen.pantry.seed("two", "two")
    entries = [
        {"name": "good", "size": 1},
        {"name": "big", "size": 4},
        *named("two", "new"),
        {"id": "j-9"},
        {"name": "copy", "filled_from": "bigg"},
        *named("loop", filled_from="loop"),
    ]
    with pytest.raises(InvalidInput) as caught:
        kitchen.ensure(entries)
    assert str(caught.value) == (
        "jars: 6 things are wrong, so nothing was changed. "
        "jars[1].size: 4 is less than 5. "
        "jars[2].name: 'two' is the name of several jars: j-2 (READY) and j-3 (READY). Say which by its id. "
        "jars[3].name: 'new' needs a size. This pantry has: big, two. "
        "jars[4].id: 'j-9' is no jar of this pantry. "
        "jars[5].filled_from: 'bigg' is no jar of this pantry. Did you mean big? "
        "jars[6].filled_from: 'loop' leads back to the jar itself: loop from loop."
    )
    assert kitchen.pantry.changes() == []


def test_what_was_not_approved_is_told_together_and_nothing_is_done(kitchen: Any) -> None:
    step = {"action": "create", "what": "create jar a", "changes": {"state": ["absent", "present"], "size": [None, 1]}}
    kitchen.client.session.gate = Gate({"jar a": [Approved("", [step])]})
    with pytest.raises(NotApproved, match=r"^jar b needs a change that was not approved: create jar b"):
        kitchen.ensure(named("a", "b"), defaults={"size": 1})
    with pytest.raises(
        NotApproved, match=r"^2 things need changes that were not approved, so nothing was changed\. jar b"
    ):
        kitchen.ensure(named("a", "b", "c"), defaults={"size": 1})
    assert kitchen.pantry.changes() == []
    assert kitchen.ensure(named("a"), defaults={"size": 1}).actions == ["a: create"]


def test_what_says_which_is_looked_for_first_and_what_goes_with_a_name_after_it() -> None:
    def wanted(**said: Any) -> Any:
        return SimpleNamespace(**{"id": None, "name": "a", "lid": None, "label": None, **said})

    red, blue, other = (
        {"id": at, "name": name, "lid": lid, "label": f"x{at}", "state": "READY"}
        for at, name, lid in ((1, "a", "red"), (2, "a", "blue"), (3, "b", "red"))
    )
    kind: Any = Kind("jar", "jars", get=lambda client, jar_id: None, get_all=lambda client: [red, blue, other])
    group: Group[Any] = Group(kind, (), key="label", besides=("lid",))
    group.look(None)
    assert group.meant(wanted(lid="blue")) is blue
    assert group.meant(wanted(name="b")) is other
    assert group.meant(wanted(lid="green")) is None
    assert group.meant(wanted(label="x3")) is other
    assert group.meant(wanted(label="x9")) is None
    assert group.meant(wanted(name=None, id="2")) is blue
    with pytest.raises(InvalidInput):
        group.meant(wanted())


def test_what_is_wrong_with_the_defaults_is_told_once_and_where_it_stands(kitchen: Any) -> None:
    kitchen.pantry.seed("a", "b", size=5)
    with pytest.raises(InvalidInput, match=r"^defaults.size: 4 is less than 5. Nothing was changed.$"):
        kitchen.ensure(named("a", "b"), defaults={"size": 4})


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words for which somebody looks for names like it; jar1 is like all of them."""
    words: list[str] = []

    def near(word: str, known: Any, **more: Any) -> list[str]:
        words.append(word)
        assert word not in known
        return ["jar1"]

    monkeypatch.setattr(suggest.difflib, "get_close_matches", near)
    return words


def test_of_two_thousand_wrong_names_ten_are_told_and_no_more_are_compared(kitchen: Any, compared: list[str]) -> None:
    kitchen.pantry.seed(*(f"jar{number}" for number in range(100)))
    with pytest.raises(InvalidInput) as caught:
        kitchen.ensure(named(*(f"jra{number}" for number in range(2000))))
    told = str(caught.value)
    assert compared == [f"jra{number}" for number in range(10)]
    assert told.startswith(
        "jars: 2000 things are wrong, so nothing was changed. jars[0].name: 'jra0' needs a size. Did you mean jar1? "
    )
    assert told.endswith("jars[9].name: 'jra9' needs a size. Did you mean jar1? And 1990 more.")


def test_of_many_wrong_sources_no_more_are_compared_than_told(kitchen: Any, compared: list[str]) -> None:
    kitchen.pantry.seed("jar1")
    with pytest.raises(InvalidInput, match=r"Did you mean jar1\? And 40 more.$"):
        kitchen.ensure([{"name": f"a{number}", "filled_from": f"jra{number}"} for number in range(50)])
    assert compared == [f"jra{number}" for number in range(10)]


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_parent_that_does_not_exist_is_told_with_all_else(shelved: Any, check_mode: bool) -> None:
    shelved.pantry.seed("a", shelf="s-2", size=3)
    entries = [{"name": "a", "size": 2}, {"name": "a", "shelf": "topp", "size": 1}, {"name": "b"}]
    with pytest.raises(InvalidInput) as caught:
        shelved.ensure(entries, check_mode, defaults={"shelf": "low"})
    assert str(caught.value) == (
        "jars: 3 things are wrong, so nothing was changed. jars[0].size: 2 is less than 3. "
        "jars[1].shelf: 'topp' is no shelf of this pantry. Did you mean top? "
        "jars[2].name: 'b' needs a size. This pantry has: a."
    )
    with pytest.raises(InvalidInput, match=r"^defaults.shelf: 'topp' is no shelf of this pantry. Nothing was"):
        shelved.ensure(named("a", "b"), check_mode, defaults={"shelf": "topp"})
    assert shelved.pantry.changes() == []


def test_things_are_made_in_their_parents(shelved: Any) -> None:
    entries = [*named("a", shelf="top"), *named("a", "b", shelf="low")]
    report = shelved.ensure(entries, defaults={"size": 1})
    assert report.actions == ["top/a: create", "low/a: create", "low/b: create"]
    made = [(jar["name"], jar["shelf"]) for jar in shelved.pantry.jars.values()]
    assert sorted(made) == [("a", "s-1"), ("a", "s-2"), ("b", "s-2")]
    assert report.after.keys() == {"top/a", "low/a", "low/b"}
    assert not shelved.ensure(entries, defaults={"size": 1}).changed


@pytest.mark.parametrize("check_mode", [True, False])
def test_what_is_not_to_exist_does_not_without_its_parent(shelved: Any, check_mode: bool) -> None:
    shelved.pantry.seed("a", shelf="s-2")
    entries = [*named("a", "b", shelf="gone"), *named("a", shelf="low")]
    report = shelved.ensure(entries, check_mode, defaults={"state": "absent"})
    assert report.actions == ["low/a: delete"]
    assert report.after["gone/b"] == {"name": "b", "state": "absent"}
    assert shelved.pantry.calls[:2] == [("GET", "/shelves"), ("GET", "/shelves/s-2/jars")]


def test_things_of_one_name_are_each_reported(kitchen: Any) -> None:
    kitchen.pantry.seed("two", "two")
    report = kitchen.ensure([{"id": "j-1", "size": 2}, {"id": "j-2", "state": "absent"}])
    assert report.actions == ["two (j-1): grow", "two (j-2): delete"]
    assert report.after["two (j-1)"]["size"] == 2
    assert report.after["two (j-2)"]["state"] == "absent"
    assert [entry["id"] for entry in report.values["jars"]] == ["j-1", "j-2"]
    assert [entry["jar"] is None for entry in report.values["jars"]] == [False, True]


# Side by side


class Door:
    """Lets nobody who is inside out before everybody else either came in too, or stands outside and cannot."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.inside = self.outside = self.gone = self.most = 0
        self._changed = threading.Condition()

    def pass_through(self) -> None:
        with self._changed:
            self.inside += 1
            self.most = max(self.most, self.inside)
            self._changed.notify_all()
            came = self._changed.wait_for(self._nobody_is_missing, NOBODY_WAITS_LONGER)
            assert came, "somebody never came to the door"
            self.inside -= 1
            self.gone += 1
            self._changed.notify_all()

    def _nobody_is_missing(self) -> bool:
        return self.inside + self.outside + self.gone == self.expected

    def wait_outside(self, by: int) -> None:
        with self._changed:
            self.outside += by
            self._changed.notify_all()

    def semaphore(self, places: int) -> Any:
        """A semaphore that says who has to wait for it."""
        door, real = self, threading.BoundedSemaphore(places)

        class Told:
            def __enter__(self) -> None:
                if not real.acquire(blocking=False):
                    door.wait_outside(1)
                    real.acquire()
                    door.wait_outside(-1)

            def __exit__(self, *_error: object) -> None:
                real.release()

        return Told()


@pytest.mark.parametrize(("parallel", "most"), [(1, 1), (3, 3), (7, 7), (8, 8), (20, 8)])
def test_so_many_changes_and_no_more_are_under_way_at_once(
    kitchen: Any, monkeypatch: pytest.MonkeyPatch, parallel: int, most: int
) -> None:
    door = Door(expected=8)
    kitchen.pantry.meet = door.pass_through
    monkeypatch.setattr(core_client, "threading", SimpleNamespace(BoundedSemaphore=door.semaphore))
    report = kitchen.ensure(named(*"abcdefgh"), defaults={"size": 1}, parallel=parallel)
    assert len(report.actions) == 8
    assert door.most == most


def test_whoever_is_told_of_a_wait_learns_how_far_the_fleet_is(kitchen: Any) -> None:
    told: list[tuple[str, str]] = []
    kitchen.client.tell = lambda what, condition, seconds, tally="": told.append((what, tally))
    kitchen.pantry.seed("golden")
    kitchen.ensure([{"name": "a", "filled_from": "golden"}, {"name": "b", "filled_from": "a"}, *named("golden")])
    assert set(told) == {("jar a (j-2)", "1 of 3 jars done"), ("jar b (j-3)", "2 of 3 jars done")}


def test_what_is_in_flight_is_looked_at_until_it_shows_where_it_goes(kitchen: Any) -> None:
    kitchen.pantry.seed("a", state="BUSY", size=2)
    kitchen.pantry.seed("b", state="LEAVING")
    with pytest.raises(InvalidInput, match=r"jars\[0\].size: 1 is less than 2"):
        kitchen.ensure([{"name": "a", "size": 1}, {"name": "b", "size": 1}])
    # where b goes shows without a look
    assert {jar["name"]: jar["state"] for jar in kitchen.pantry.jars.values()} == {"a": "READY", "b": "LEAVING"}
    assert kitchen.pantry.changes() == []


def test_what_is_being_deleted_is_made_anew(kitchen: Any) -> None:
    kitchen.pantry.seed("a", state="LEAVING", size=5)
    report = kitchen.ensure(named("a"), defaults={"size": 1})
    assert report.actions == ["a: create"]
    assert report.values["jars"][0]["id"] == "j-2"
    assert [jar["state"] for jar in kitchen.pantry.jars.values()] == ["GONE", "READY"]


# Sources


def test_copies_wait_for_their_sources_wherever_they_stand(kitchen: Any) -> None:
    entries = [
        {"name": "copy of copy", "filled_from": "copy"},
        {"name": "copy", "filled_from": "golden"},
        {"name": "other", "filled_from": "golden"},
        {"name": "golden", "size": 4},
    ]
    dry = kitchen.ensure(entries, check_mode=True)
    assert kitchen.pantry.changes() == []
    real = kitchen.ensure(entries)
    assert dry.after == real.after
    assert kitchen.pantry.sizes() == dict.fromkeys(["copy of copy", "copy", "other", "golden"], 4)
    made = {jar["name"]: jar for jar in kitchen.pantry.jars.values()}
    froms = {name: jar["from"] for name, jar in made.items()}
    golden, copy = made["golden"]["id"], made["copy"]["id"]
    assert froms == {"golden": None, "copy": golden, "other": golden, "copy of copy": copy}
    in_turn = list(made)
    assert in_turn.index("copy") < in_turn.index("other")
    assert not kitchen.ensure(entries).changed


def test_a_copy_waits_until_its_source_is_at_rest_though_nobody_else_does(kitchen: Any) -> None:
    def meet() -> None:
        seen.append([jar["state"] for jar in kitchen.pantry.jars.values()])

    seen: list[list[str]] = []
    kitchen.pantry.meet = meet
    kitchen.ensure([{"name": "a", "size": 1, "wait": False}])
    assert kitchen.pantry.calls[-1][0] == "POST"
    kitchen.ensure([{"name": "b", "size": 1, "wait": False}, {"name": "c", "filled_from": "b"}])
    assert seen[-1][1] == "READY"


def test_things_of_which_more_has_to_be_seen_are_seen_whole_before_they_are_planned(kitchen: Any) -> None:
    class WholeJar(kitchen.fleet.resource):  # type: ignore[misc]
        looks = True

        def observe(self) -> Any:
            jar = super().observe()
            return jar and {**self.client.ask("GET", f"/jars/{jar['id']}"), "whole": True}

        def plan(self, actual: Any) -> Any:
            assert actual is None or actual["whole"]
            return super().plan(actual)

    kitchen.spec = fleet_spec(kitchen.spec.provider, replace(kitchen.fleet, resource=WholeJar))
    kitchen.pantry.seed("a", "b")
    kitchen.pantry.faults["GET", "/jars/j-1"] = KeyError("sise")
    with pytest.raises(Fault, match="1 of 3 jars failed") as caught:
        kitchen.ensure(named("a", "b", "c"), defaults={"size": 2})
    assert caught.value.actions == ["b: grow", "c: create"]


def test_more_things_than_threads_are_all_made(kitchen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_MOST_THREADS", 2)
    names = named(*"abcde", size=1)
    assert len(in_background(lambda: kitchen.ensure(names)).result(NOBODY_WAITS_LONGER).actions) == 5


def test_results_know_whether_anything_was_done(kitchen: Any) -> None:
    def result(resource: Any, outcome: Any, check_mode: bool) -> Any:
        return {"id": None, "dry": check_mode}

    kitchen.spec = fleet_spec(kitchen.spec.provider, replace(kitchen.fleet, result=result))
    for dry in (True, False):
        assert kitchen.ensure(named("a", size=1), check_mode=dry).values["jars"][0]["jar"]["dry"] is dry


def test_copies_of_one_source_take_turns(kitchen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    under_way, at_once = threading.Semaphore(1), []
    waited_for = threading.Event()

    class Awaited:
        """What becomes of a job; says so when another job waits for it."""

        def __init__(self, job: Any) -> None:
            self.future = in_background(job)

        def result(self) -> Any:
            if threading.current_thread() is not threading.main_thread():
                waited_for.set()
            return self.future.result()

    def meet() -> None:
        alone = under_way.acquire(blocking=False)
        at_once.append(not alone)
        if alone:
            assert waited_for.wait(NOBODY_WAITS_LONGER), "nobody else came"
            under_way.release()
        waited_for.set()

    monkeypatch.setattr(run, "in_background", Awaited)
    kitchen.pantry.seed("golden")
    kitchen.pantry.meet = meet
    kitchen.ensure(named("a", "b", filled_from="golden"))
    assert at_once == [False, False]


def test_a_source_that_somebody_deletes_meanwhile_is_told_with_its_place(kitchen: Any) -> None:
    kitchen.pantry.seed("golden")
    kitchen.pantry.meet = lambda: kitchen.pantry.jars["j-1"].update(state="GONE")
    with pytest.raises(BoxfleetError) as caught:
        kitchen.ensure(named("a", "b", filled_from="golden"))
    assert str(caught.value).startswith("1 of 2 jars failed. b: jars[1].filled_from: 'golden' is no jar of this pantry")
    assert caught.value.actions == ["a: create"]


def test_what_is_neither_there_nor_to_be_made_is_no_source(kitchen: Any) -> None:
    entries = [{"name": "copy", "filled_from": "a"}, {"name": "a", "state": "absent"}]
    with pytest.raises(InvalidInput, match=r"^jars\[0\].filled_from: 'a' is no jar of this pantry. Nothing was"):
        kitchen.ensure(entries)


def test_a_source_that_is_changed_in_the_same_task_is_copied_afterwards(kitchen: Any) -> None:
    kitchen.pantry.seed("golden", size=1)
    report = kitchen.ensure([{"name": "copy", "filled_from": "golden"}, {"name": "golden", "size": 2}])
    assert report.actions == ["copy: create", "golden: grow"]
    assert [verb for verb, _path in kitchen.pantry.changes()] == ["PATCH", "POST"]
    assert kitchen.pantry.sizes() == {"golden": 2, "copy": 2}


def test_a_copy_whose_source_failed_is_not_tried_and_says_why(kitchen: Any) -> None:
    kitchen.pantry.seed("golden")
    kitchen.pantry.faults["PATCH", "/jars/j-1"] = BoxfleetError("the shelf broke")
    with pytest.raises(BoxfleetError, match=r"^2 of 2 jars failed. copy: Could not create jar copy: ") as caught:
        kitchen.ensure([{"name": "copy", "filled_from": "golden"}, {"name": "golden", "size": 2}])
    copy, golden = caught.value.details["jars"]
    assert copy["msg"] == "Could not create jar copy: its source, golden, failed. Nothing was done for it."
    assert golden["msg"] == "Could not grow jar golden (j-1): the shelf broke."
    assert not copy["changed"]
    assert kitchen.pantry.changes() == [("PATCH", "/jars/j-1")]


# Ends


def test_one_that_fails_does_not_stop_the_others(kitchen: Any) -> None:
    kitchen.pantry.seed("a", "b", "c")
    kitchen.pantry.faults["PATCH", "/jars/j-2"] = Refused("it is glued", 409)
    with pytest.raises(BoxfleetError) as caught:
        kitchen.ensure(named("a", "b", "c"), defaults={"size": 2})
    assert str(caught.value) == (
        "1 of 3 jars failed. b: Could not grow jar b (j-2): it is glued. Nothing went wrong with the other 2 jars. "
        "Run the task again: it looks first, and does only what is missing."
    )
    assert caught.value.actions == ["a: grow", "c: grow"]
    assert [entry["failed"] for entry in caught.value.details["jars"]] == [False, True, False]
    assert kitchen.ensure(named("a", "b", "c"), defaults={"size": 2}).actions == ["b: grow"]


def test_one_that_fails_after_a_change_is_told_as_changed_with_its_id(kitchen: Any) -> None:
    kitchen.pantry.seed("a", "b")
    kitchen.pantry.faults["GET", "/jars/j-2"] = BoxfleetError("the shelf broke", advice="Mend the shelf")
    with pytest.raises(BoxfleetError) as caught:
        kitchen.ensure(named("a", "b"), defaults={"size": 2})
    assert caught.value.actions == ["a: grow", "b: grow"]
    failed = caught.value.details["jars"][1]
    assert (failed["id"], failed["changed"], failed["failed"], failed["actions"]) == ("j-2", True, True, ["grow"])
    assert "Mend the shelf" in str(caught.value)
    assert "Run the task again" not in str(caught.value)


def test_what_went_well_is_told_with_its_warnings_though_another_failed(kitchen: Any) -> None:
    group: Any = SimpleNamespace(kind=kitchen.fleet.kind())
    found: list[Any] = [
        Found(Entry("", SimpleNamespace(name=name, id=None), frozenset()), group, None)  # type: ignore[arg-type]
        for name in "ab"
    ]
    done: Any = Outcome("jar", "jar a", Steps({}), ["create"], ["Mind the lid."], None, {})
    well = End(found[0], "a", outcome=done, result={"id": "j-1"})
    assert reported(kitchen.fleet, [well]).outcomes == [done]
    with pytest.raises(BoxfleetError) as caught:
        reported(kitchen.fleet, [well, End(found[1], "b", error=BoxfleetError("no"))])
    assert caught.value.warnings == ["Mind the lid."]


def test_a_change_whose_answer_was_lost_is_made_once(kitchen: Any) -> None:
    kitchen.pantry.lost = [("POST", "/shelves/all/jars")]
    report = kitchen.ensure(named("a", "b"), defaults={"size": 1})
    assert report.actions == ["a: create", "b: create"]
    assert Counter(jar["name"] for jar in kitchen.pantry.jars.values()) == {"a": 1, "b": 1}


def test_ten_of_many_failures_are_told_and_each_has_its_entry(kitchen: Any) -> None:
    ids = kitchen.pantry.seed(*(f"a{number}" for number in range(30)))
    for jar_id in ids[:25]:
        kitchen.pantry.faults["PATCH", f"/jars/{jar_id}"] = BoxfleetError("the shelf broke")
    with pytest.raises(BoxfleetError) as caught:
        kitchen.ensure([{"id": jar_id, "size": 2} for jar_id in ids])
    told = str(caught.value)
    assert told.startswith("25 of 30 jars failed. a0: Could not grow jar a0 (j-1): the shelf broke. a1: ")
    assert "the shelf broke. And 15 more. Nothing went wrong with the other 5 jars. " in told
    assert told.count("the shelf broke") == 10
    assert sum(entry["failed"] for entry in caught.value.details["jars"]) == 25


@pytest.mark.parametrize("where", ["look", "source"])
def test_a_fault_of_the_collection_with_one_thing_loses_nothing_of_the_others(kitchen: Any, where: str) -> None:
    kitchen.pantry.seed("a", size=3, state="BUSY" if where == "look" else "READY")
    kitchen.pantry.faults["GET", "/jars/j-1"] = KeyError("sise")
    # nobody knows whether that can be
    a, b = {"name": "a", "size": 2}, {"name": "b", "size": 1}
    if where == "source":
        a = {"name": "c", "filled_from": "a"}
        b = {"name": "b", "filled_from": "a"}
    with pytest.raises(Fault) as caught:
        kitchen.ensure([a, b])
    failed, well = sorted(caught.value.details["jars"], key=lambda entry: not entry["failed"])
    assert "please report it: KeyError: 'sise'." in failed["msg"]
    assert (well["failed"], well["actions"]) == (False, ["create"])
    assert f"{well['name']}: create" in caught.value.actions
    assert "KeyError" in caught.value.trace
    assert "Nothing went wrong with the other jar" in str(caught.value)


def test_what_was_changed_is_told_even_if_it_cannot_be_shown(kitchen: Any) -> None:
    def broken(*_: Any) -> Any:
        raise KeyError("sise")

    kitchen.spec = fleet_spec(kitchen.spec.provider, replace(kitchen.fleet, result=broken))
    with pytest.raises(Fault, match="2 of 2 jars failed") as caught:
        kitchen.ensure(named("a", "b"), defaults={"size": 1})
    assert caught.value.actions == ["a: create", "b: create"]
    assert [entry["changed"] for entry in caught.value.details["jars"]] == [True, True]
