# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields that cannot go along with the creation of a thing: they are changed right after."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import converge
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.desired import desired_record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import Field, Record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.task import record_spec
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import silent

CUP: Kind[Any] = Kind(
    "cup", "cups", get=lambda client, cup_id: client.cups[cup_id], get_all=lambda client: list(client.cups.values())
)


def create(client: Any, values: dict[str, Any]) -> Any:
    client.sent.append(values)
    client.cups[1] = {"id": 1, "size": 2, "full": False, **values}
    return client.cups[1]


def change(client: Any, cup: Any, values: dict[str, Any]) -> Any:
    client.sent.append(values)
    client.cups[cup["id"]] = {**cup, **values}
    return client.cups[cup["id"]]


def cup(unique: bool, **options: Any) -> RecordResource[Any]:
    record: Record[Any] = Record(
        "cup",
        lambda: CUP,
        (Field("name"), Field("size", "int"), Field("full", "bool", later=True)),
        create=create,
        change=change,
        delete=lambda *_: None,
        unique=unique,
    )
    session: Any = SimpleNamespace(
        clock=Clock(), options=HttpOptions(), tell=silent, accepted=0, unknown=0, gate=Gate()
    )
    client: Any = SimpleNamespace(cups={}, sent=[], session=session, tell=silent)
    return RecordResource(client, record, desired_record(record)(name="blue", **options))


def done(resource: RecordResource[Any], check_mode: bool = False) -> Any:
    outcome = converge(resource, resource.client.session, check_mode=check_mode)
    return outcome.actions, outcome.after


@pytest.mark.parametrize("unique", [True, False])
def test_what_cannot_go_along_is_changed_after_the_creation_as_the_dry_run_says(unique: bool) -> None:
    blue = cup(unique, size=3, full=True)
    after = {"name": "blue", "state": "present", "size": 3, "full": True}
    assert done(blue, check_mode=True) == (["create", "update"], after)
    assert (blue.becomes(None) or {})["full"] is True
    assert done(blue) == (["create", "update"], after)
    assert blue.client.sent == [{"name": "blue", "size": 3}, {"full": True}]
    assert done(blue)[0] == []


def test_where_it_is_not_given_a_creation_is_all() -> None:
    blue = cup(True, size=3)
    assert done(blue)[0] == ["create"]
    assert blue.client.sent == [{"name": "blue", "size": 3}]


def test_a_creation_that_came_to_be_twice_is_recognised_without_it() -> None:
    blue = cup(False, full=True)
    blue.client.cups[0] = {"id": 0, "name": "blue", "size": 2, "full": False}
    made = {"id": 1, "name": "blue", "size": 2, "full": False}
    assert blue._differing(made)
    assert blue._differing(made, new=True) == []


def test_a_task_returns_the_thing_as_it_is_and_in_a_dry_run_as_it_would_be() -> None:
    blue = cup(True)
    record = replace(blue.record, besides=lambda resource, thing: {"hint": "wash it"})
    spec = record_spec(SimpleNamespace(), record)  # type: ignore[arg-type]
    wanted = spec.wanted({"name": "blue", "full": True})
    dry, real = (spec.task(blue.client, wanted, check_mode) for check_mode in (True, False))
    assert dry.values["cup"] == {"id": None, "name": "blue", "size": None, "full": True}
    assert real.values == {"cup": {"id": 1, "name": "blue", "size": 2, "full": True}, "hint": "wash it"}
    assert spec.task(blue.client, wanted, True).values == real.values
    assert spec.task(blue.client, spec.wanted({"name": "blue", "size": 4}), True).values["cup"]["size"] == 4
    assert spec.task(blue.client, spec.wanted({"name": "blue", "state": "absent"}), True).values["cup"] is None
    assert spec.rules["required_one_of"] == [("name", "id")]


def test_who_does_not_wait_takes_the_first_answer() -> None:
    record = replace(cup(True).record, create=lambda client, values: {"id": 9, "size": 1, "full": False})
    spec = record_spec(SimpleNamespace(), record)  # type: ignore[arg-type]
    made = spec.task(cup(True).client, spec.wanted({"name": "blue", "wait": False}), False)
    assert made.values["cup"]["id"] == 9
    with pytest.raises(BoxfleetError):
        spec.task(cup(True).client, spec.wanted({"name": "blue", "size": 2}), False)


@pytest.mark.parametrize("unique", [True, False])
def test_what_may_be_made_twice_is_sent_again_late_or_never(unique: bool) -> None:
    blue = cup(unique)
    (step,) = blue.plan(None).steps
    assert (step.again_late, step.once) == (not unique, False)
    blue.record = replace(blue.record, created_once=True)
    assert blue.plan(None).steps[0].once
