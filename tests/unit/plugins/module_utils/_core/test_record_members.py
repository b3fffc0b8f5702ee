# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What exists by itself and is put into a thing: what is listed, what stays, and what is taken out first."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Run
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.options import option
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.desired import desired_record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.members import Members
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import Field, Record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock

CLUB = {"id": 7, "name": "chess"}


def get_club(client: Any, club_id: Any) -> dict[str, Any]:
    return CLUB


KIND: Kind[Any] = Kind("club", "clubs", get=get_club, get_all=lambda client: [CLUB], unknown_codes=(404,))


@dataclass(frozen=True)
class Entry:
    """A person, and whether with a vote."""

    who: str = option(MISSING)
    votes: bool = False


class People(Members):
    """Those in a club; the client counts how often it is asked."""

    name, one, purge, entry = "people", "person", "purge_people", Entry

    def find(self, resource: Any) -> Any:
        resource.client.asked.append("find")
        return {entry.who[0]: {"votes": entry.votes} for entry in resource.desired.people}

    def listed(self, resource: Any, thing: Any) -> Any:
        if resource.client.gone:
            raise Refused("no such club", resource.client.gone)
        return dict(resource.client.people)

    def add(self, resource: Any, thing: Any, member: str, how: Any) -> Any:
        resource.client.asked.append(f"add {member} {how['votes']}")
        return thing

    update = add

    def remove(self, resource: Any, thing: Any, member: str, how: Any) -> Any:
        resource.client.asked.append(f"remove {member}")
        return thing

    def as_desired(self, how: Any, there: Any) -> bool:
        return bool(how == there)


def resource(gone: int = 0, **options: Any) -> RecordResource[Any]:
    """A club that has Ann, who votes, and Bob, who does not."""
    record: Record[Any] = Record(
        "club", lambda: KIND, (Field("name"),), create=None, delete=lambda *_: None, parts=(People(),)
    )
    people = {"a": {"votes": True}, "b": {"votes": False}}
    client: Any = SimpleNamespace(asked=[], gone=gone, people=people, session=SimpleNamespace(clock=Clock()))
    return RecordResource(client, record, desired_record(record)(name="chess", **options))


@pytest.mark.parametrize(
    ("entries", "purge", "actions", "left"),
    [
        ([Entry("ann", True)], False, [], ["a", "b"]),
        ([Entry("ann", True)], True, ["remove_person"], ["a"]),
        ([Entry("ann"), Entry("cid", True)], False, ["update_person", "add_person"], ["a", "b", "c"]),
        ([Entry("cid")], True, ["remove_person", "remove_person", "add_person"], ["c"]),
        ([], False, [], ["a", "b"]),
        ([], True, ["remove_person", "remove_person"], []),
    ],
)
def test_what_is_listed_is_put_in_and_the_rest_stays_unless_purged(
    entries: list[Entry], purge: bool, actions: list[str], left: list[str]
) -> None:
    club = resource(people=entries, purge_people=purge)
    there = club.observe()
    steps = club.plan(there)
    assert steps.actions == actions
    assert sorted(steps.after["people"]) == left
    told = club.record.result(KIND, club.becomes(there) or {})
    assert sorted(one["id"] for one in told["people"]) == left
    assert club.client.asked == (["find"] if entries else [])


def test_each_step_asks_for_one_of_them() -> None:
    club = resource(people=[Entry("ann"), Entry("cid", True)], purge_people=True)
    there = club.observe()
    for step in club.plan(there).steps:
        step.make(there, Run(wait=False))
    assert club.client.asked == ["find", "remove b", "add a False", "add c True"]


def test_nobody_looks_where_nothing_is_asked() -> None:
    club = resource(gone=500)
    assert club.observe() == CLUB
    assert club.record.result(KIND, CLUB)["people"] is None


def test_what_has_just_gone_has_nobody_in_it_and_any_other_refusal_is_told() -> None:
    assert resource(gone=404, people=[]).observe() == {**CLUB, "people": {}}
    with pytest.raises(Refused):
        resource(gone=403, people=[]).observe()
