# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a creation needs first, such as room: steps of their own before it, and none where there is the thing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import converge
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.desired import desired_record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import Change, Field, Record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import silent

CUP: Kind[Any] = Kind(
    "cup", "cups", get=lambda client, cup_id: client.cups[cup_id], get_all=lambda client: list(client.cups.values())
)
PLACES = 2


def create(client: Any, values: dict[str, Any]) -> Any:
    assert len(client.cups) < PLACES
    number = max(client.cups, default=0) + 1
    client.cups[number] = {"id": number, **values}
    return client.cups[number]


def room(resource: Any) -> Any:
    """The oldest cup goes where all places are taken."""
    cups = resource.client.cups
    if len(cups) == PLACES:
        yield Change("smash", "smash a cup", {"places": 1}, lambda thing, run: cups.pop(min(cups)))


def cup(name: str, there: int, **options: Any) -> RecordResource[Any]:
    record: Record[Any] = Record(
        "cup", lambda: CUP, (Field("name"),), create=create, before=room, delete=lambda client, one, desired: None
    )
    session: Any = SimpleNamespace(
        clock=Clock(), options=HttpOptions(), tell=silent, accepted=0, unknown=0, gate=Gate()
    )
    cups = {number: {"id": number, "name": f"cup {number}"} for number in range(1, there + 1)}
    client: Any = SimpleNamespace(cups=cups, session=session, tell=silent)
    return RecordResource(client, record, desired_record(record)(name=name, **options))


def done(resource: RecordResource[Any], check_mode: bool = False) -> Any:
    outcome = converge(resource, resource.client.session, check_mode=check_mode)
    return outcome.actions, outcome.after


def test_what_a_creation_needs_comes_first_as_the_dry_run_says() -> None:
    blue, after = cup("blue", PLACES), {"name": "blue", "state": "present"}
    assert done(blue, check_mode=True) == (["smash", "create"], after)
    assert list(blue.client.cups) == [1, 2]
    assert blue.plan(None).steps[0].after == {"name": "blue", "state": "absent", "places": 1}
    assert done(blue) == (["smash", "create"], after)
    assert [one["name"] for one in blue.client.cups.values()] == ["cup 2", "blue"]
    assert done(blue)[0] == []


def test_nothing_comes_first_where_there_is_room_or_the_thing_or_none_is_wanted() -> None:
    assert done(cup("blue", PLACES - 1))[0] == ["create"]
    assert done(cup("cup 1", PLACES))[0] == []
    assert done(cup("blue", PLACES, state="absent"))[0] == []
