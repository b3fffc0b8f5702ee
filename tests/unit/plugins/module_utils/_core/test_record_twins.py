# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several of one name: what two tasks at once made is put right, and what was there before is never touched."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Run
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.desired import desired_record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.namesakes import warns_of_namesakes
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import Field, Record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.seen import Seen
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import silent

CUP: Kind[Any] = Kind(
    "cup",
    "cups",
    get=lambda client, cup_id: next((one for one in client.cups if one["id"] == cup_id), None),
    get_all=lambda client: client.cups,
    leaving=lambda cup: cup.get("leaving", False),
)
FIRST, SECOND = {"id": 1, "name": "blue", "size": 2}, {"id": 2, "name": "blue", "size": 2}


def made(client: Any, values: Any) -> Any:
    """One is made, while another task makes the one that came before it."""
    new = {"id": 5, **values}
    client.cups += [*client.others, new]
    return new


def cup(*cups: Any, asked: bool = True, seen: Any = None, arrives: bool = False, **options: Any) -> RecordResource[Any]:
    """A cup that is desired, after one was asked for or not."""
    record: Record[Any] = Record(
        "cup",
        lambda: CUP,
        (Field("name"), Field("size", "int"), Field("shelf", fixed=True)),
        create=made,
        delete=lambda client, one, desired: client.cups.remove(one),
        identity=("name", "shelf"),
        unique=False,
        arrives=lambda resource: resource.client.cups.append(FIRST) or True if arrives else False,
        among=lambda resource, cup: not cup.get("lent"),
        warn=warns_of_namesakes("shelf", "Is that meant?"),
    )
    client: Any = SimpleNamespace(
        cups=list(cups), others=[], tell=silent, session=SimpleNamespace(clock=Clock(), tell=silent)
    )
    found = RecordResource(client, record, desired_record(record)(**{"name": "blue", **options}), seen)
    found.asked_for_one = asked
    return found


def test_of_what_a_race_left_the_oldest_is_kept_and_it_is_told() -> None:
    blue = cup(SECOND, FIRST, size=2)
    kept = blue.observe()
    assert kept is FIRST
    (step,) = blue.plan(kept).steps
    assert (step.action, step.what) == ("delete", "delete cup blue (2)")
    run = Run()
    assert step.make(kept, run) is FIRST
    assert blue.client.cups == [FIRST]
    assert run.warnings == ["Cup blue (1) came to be at the same time, so blue (2) was deleted again."]
    assert blue.plan(kept).steps == ()


@pytest.mark.parametrize(
    ("asked", "second"), [(False, SECOND), (True, {**SECOND, "size": 3})], ids=["there before", "another"]
)
def test_of_what_somebody_made_otherwise_nothing_is_deleted(asked: bool, second: Any) -> None:
    blue = cup(FIRST, second, asked=asked, size=2)
    with pytest.raises(InvalidInput, match="is the name of several cups"):
        blue.observe()


def test_one_that_is_going_is_no_twin() -> None:
    blue = cup(FIRST, {**SECOND, "leaving": True}, size=2)
    assert blue.observe() == FIRST
    assert blue.plan(FIRST).steps == ()


def test_one_that_shows_late_is_waited_for_only_by_who_asked_for_it() -> None:
    assert cup(arrives=True).observe() == FIRST
    assert cup(arrives=True, asked=False).observe() is None
    assert cup(FIRST, arrives=True, asked=False).observe() == FIRST


def test_who_makes_another_of_a_name_is_told_where_the_first_one_is() -> None:
    there = {**FIRST, "shelf": "upper"}
    told = "Cup blue (1) in upper has the name, too, so this is another one. Is that meant?"

    def warned(one: RecordResource[Any]) -> tuple[str, ...]:
        return one.plan(one.observe()).warnings

    assert warned(cup(there, shelf="lower")) == (told,)
    assert warned(cup(there, shelf="upper")) == ()
    assert warned(cup(there, shelf="lower", state="absent")) == ()
    assert warned(cup({**there, "leaving": True}, shelf="lower")) == ()
    assert warned(cup(shelf="lower", seen=Seen(None, [there]))) == ()


def test_one_that_cannot_be_meant_is_none_of_the_name() -> None:
    lent = {**FIRST, "lent": True}
    assert cup(lent, asked=False).observe() is None
    assert cup(lent, SECOND, asked=False).observe() == SECOND


@pytest.mark.parametrize(
    ("other", "left"), [(FIRST, [1]), ({**FIRST, "size": 3}, [1, 5]), ({**FIRST, "name": "red"}, [1, 5])]
)
def test_who_makes_one_while_another_comes_to_be_takes_the_own_one_away(other: Any, left: list[int]) -> None:
    blue = cup(asked=False, size=2)
    blue.client.others = [other]
    (step,) = blue.plan(blue.observe()).steps
    run = Run()
    step.make(None, run)
    assert [one["id"] for one in blue.client.cups] == left
    assert len(run.warnings) == (left == [1])
    # so that one whose answer is lost is looked for
    assert blue.asked_for_one
