# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the end of a thing leads to: steps of their own after it, also when the thing has just gone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Run, converge
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, OutcomeUnknown, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.desired import desired_record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import Change, Field, Record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import silent

CUP: Kind[Any] = Kind(
    "cup",
    "cups",
    get=lambda client, cup_id: client.cups.get(cup_id),
    get_all=lambda client: list(client.cups.values()),
    unknown_codes=(404,),
)
BOTH = ["delete", "wash"]


def wash(resource: Any, cup: Any, gone: bool) -> Any:
    """Its saucer is washed, once."""
    client = resource.client
    if not gone or cup["id"] in client.saucers:
        yield Change("wash", f"wash saucer {cup['id']}", {}, lambda thing, run: client.saucers.remove(cup["id"]))


def cup(delete: Any, **options: Any) -> RecordResource[Any]:
    record: Record[Any] = Record("cup", lambda: CUP, (Field("name"),), create=None, delete=delete, after=wash)
    session: Any = SimpleNamespace(
        clock=SimpleNamespace(now=Clock().now, sleep=lambda seconds: None),
        options=HttpOptions(),
        tell=silent,
        accepted=0,
        unknown=0,
        gate=Gate(),
    )
    cups = {1: {"id": 1, "name": "blue"}}
    client: Any = SimpleNamespace(cups=cups, saucers=[1, 2], session=session, tell=silent)
    return RecordResource(client, record, desired_record(record)(**{"name": "blue", "state": "absent", **options}))


def drop(client: Any, one: Any, _desired: Any) -> None:
    del client.cups[one["id"]]


def lose(client: Any, one: Any, desired: Any) -> None:
    drop(client, one, desired)
    raise OutcomeUnknown("the connection broke")


def refuse(*_: Any) -> None:
    raise Refused("no", 403)


def actions(resource: RecordResource[Any], check_mode: bool = False) -> list[str]:
    return converge(resource, resource.client.session, check_mode=check_mode).actions


@pytest.mark.parametrize("delete", [drop, lose])
def test_what_follows_is_done_when_the_thing_is_gone_as_the_dry_run_says(delete: Any) -> None:
    blue = cup(delete)
    assert actions(blue, check_mode=True) == BOTH
    assert (actions(blue), blue.client.cups, blue.client.saucers) == (BOTH, {}, [2])


def test_nothing_follows_where_there_was_none_and_where_one_is_to_be() -> None:
    blue = cup(drop)
    blue.client.cups.clear()
    assert actions(blue) == []
    assert actions(cup(drop, state="present")) == []


def test_what_has_not_come_to_pass_is_told() -> None:
    blue = cup(refuse)
    with pytest.raises(BoxfleetError) as failed:
        actions(blue)
    assert str(failed.value) == "Could not delete cup blue (1): no. Not done: wash saucer 1."
    assert (failed.value.actions, blue.client.saucers) == ([], [1, 2])


def test_so_it_is_with_one_that_is_too_many() -> None:
    blue = cup(drop)
    blue._delete_wholly(blue.client.cups[1], Run())
    assert (blue.client.cups, blue.client.saucers) == ({}, [2])
