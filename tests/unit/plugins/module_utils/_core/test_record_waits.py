# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Until when a step waits: until the thing is as it was asked to be, or not at all."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Run
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import WaitFailed
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.desired import desired_record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import Change, Field, Record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import silent

OLD = {"id": 1, "name": "tea", "sugar": 1, "hot": False, "state": "ready"}
BUSY, DONE = {**OLD, "state": "busy"}, {**OLD, "sugar": 2, "hot": True}
TEA: Kind[Any] = Kind(
    "cup",
    "cups",
    get=lambda client, cup_id: client.looks.pop(0),
    get_all=lambda client: [OLD],
    settled=lambda cup: cup["state"] != "busy",
    gone=lambda cup: cup["state"] == "gone",
)


def heat(resource: Any, cup: Any, view: Any) -> Any:
    if resource.desired.boiled and not cup["hot"]:
        yield Change("heat", "heat it", {"hot": True}, lambda thing, run: None, reached=lambda thing: thing["hot"])


class OwnTime:
    """A clock that nobody waits for."""

    time = 0.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


def cup(*looks: Any, **options: Any) -> RecordResource[Any]:
    """A cup, and how it looks from one look to the next."""
    record: Record[Any] = Record(
        "cup",
        lambda: TEA,
        (Field("name"), Field("sugar", "int")),
        create=lambda client, values: {},
        change=lambda client, thing, values: OLD,
        delete=lambda client, thing, desired: None,
        options=(("boiled", "bool", False),),
        last=heat,
        broken=lambda thing: thing["state"] == "spilt",
    )
    client: Any = SimpleNamespace(
        looks=list(looks), tell=silent, session=SimpleNamespace(clock=OwnTime(), tell=silent, options=None)
    )
    return RecordResource(client, record, desired_record(record)(name="tea", **options))


@pytest.mark.parametrize("options", [{"sugar": 2}, {"boiled": True}], ids=["fields", "change"])
def test_a_change_is_waited_for_until_it_shows(options: Any) -> None:
    one = cup(OLD, {**DONE, "state": "busy"}, DONE, "never", **options)
    (step,) = one.plan(OLD).steps
    assert step.make(OLD, Run()) == DONE
    assert one.client.looks == ["never"]
    idle = cup("never", **options)
    (step,) = idle.plan(OLD).steps
    step.make(OLD, Run(wait=False))
    assert idle.client.looks == ["never"]


def test_what_ends_otherwise_is_an_error() -> None:
    spilt = cup(BUSY, {**DONE, "state": "spilt"}, sugar=2)
    with pytest.raises(WaitFailed):
        spilt.plan(OLD).steps[0].make(OLD, Run())
    with pytest.raises(WaitFailed, match=r"^cup tea is gone"):
        cup(boiled=True).plan(OLD).steps[0].make(None, Run())


def test_an_end_is_waited_for_unless_nobody_wants_to() -> None:
    one = cup(OLD, BUSY, {**OLD, "state": "gone"}, "never", state="absent")
    (step,) = one.plan(OLD).steps
    assert step.make(OLD, Run(wait=False)) is None
    assert len(one.client.looks) == 4
    assert step.make(OLD, Run()) is None
    assert one.client.looks == ["never"]


def test_what_is_under_way_is_waited_for_where_something_is_to_be_done_or_somebody_waits() -> None:
    for options, waited in (
        ({"wait": False}, False),
        ({"wait": False, "sugar": 2}, True),
        ({"wait": True}, True),
    ):
        one = cup(OLD, **options)
        one._find = lambda: BUSY  # type: ignore[method-assign]
        assert one.observe() == (OLD if waited else BUSY)
