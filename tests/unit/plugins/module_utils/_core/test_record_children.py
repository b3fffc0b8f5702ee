# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Things in a thing: what is listed is compared one by one, and the rest goes only where that is asked for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Run
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.options import from_parameters
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.children import Children
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.desired import desired_record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import Field, Record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock

BOXES = [{"id": 1, "name": "nails", "size": 1}, {"id": 2, "name": "screws", "size": 2}]
SHED = {"id": 7, "name": "shed", "boxes": BOXES}


def asking(verb: str) -> Any:
    def ask(client: Any, *asked: Any) -> Any:
        client.asked.append((verb, *(one.get("id", one) if isinstance(one, dict) else one for one in asked[1:])))
        return {"id": 9}

    return ask


def no_giants(resource: Any, box: Any) -> None:
    if (resource.desired.size or 0) > 9:
        raise InvalidInput("size", resource.desired.size, "is too large")


BOX: Record[Any] = Record(
    "box",
    lambda shed: Kind("box", "boxes", get=lambda client, box_id: None, get_all=lambda client: shed["boxes"]),
    (Field("name"), Field("size", "int", needed=True), Field("lid", "str")),
    create=asking("create"),
    change=asking("change"),
    delete=lambda client, shed, box, desired: asking("delete")(client, shed, box),
    refuse=no_giants,
)


def shed(sent: Any = None, remove: Any = None, **options: Any) -> RecordResource[Any]:
    boxes = Children(
        "boxes",
        BOX,
        there=lambda thing: thing.get("boxes", []),
        put=lambda thing, there: {**thing, "boxes": there},
        sent=sent,
        purge="purge",
        remove=remove,
        removal="detach" if remove else "delete",
    )
    record: Record[Any] = Record(
        "shed",
        lambda: Kind("shed", "sheds", get=lambda client, shed_id: SHED, get_all=lambda client: [SHED]),
        (Field("name"),),
        create=lambda client, values, **along: client.asked.append(("create", values, along)) or {"id": 8},
        delete=lambda *_: None,
        parts=(boxes,),
    )
    client: Any = SimpleNamespace(asked=[], session=SimpleNamespace(clock=Clock()))
    return RecordResource(client, record, from_parameters(desired_record(record), {"name": "shed", **options}))


def carried_out(resource: RecordResource[Any], thing: Any) -> list[Any]:
    """What is asked for by the steps, one after the other."""
    for step in resource.plan(thing).steps:
        step.make(thing, Run(wait=False))
    return list(resource.client.asked)


def test_what_is_not_listed_stays_unless_it_is_purged() -> None:
    listed = [{"name": "nails", "size": 3, "lid": None}, {"name": "tacks", "size": 1}]
    assert carried_out(shed(boxes=listed), SHED) == [
        ("change", 1, {"size": 3}),
        ("create", {"name": "tacks", "size": 1}),
    ]
    purging = shed(boxes=listed, purge=True)
    assert [step.action for step in purging.plan(SHED).steps] == ["update_box", "create_box", "delete_box"]
    assert carried_out(purging, SHED)[2:] == [("delete", 2)]
    assert purging.plan(SHED).after["boxes"].keys() == {"nails", "tacks"}
    assert [box["name"] for box in purging.becomes(SHED)["boxes"]] == ["nails", "tacks"]  # type: ignore[index]
    assert shed(boxes=[{"name": "nails"}, {"name": "screws"}], purge=True).plan(SHED).steps == ()
    assert [step.action for step in shed(boxes=[], purge=True).plan(SHED).steps] == ["delete_box"] * 2
    assert shed(purge=True).plan(SHED).steps == ()


def test_a_mistake_is_told_with_the_place_it_stands_in() -> None:
    for entries, words in (
        ([{"name": "nails"}, {"name": "nails"}], r"^boxes\[1\].name: 'nails' is boxes\[0\] already"),
        ([{"name": "nails", "size": 10}], r"^boxes\[0\].size: 10 is too large"),
        ([{"name": "tacks"}], r"^boxes\[0\].name: 'tacks' is no box .* needs size"),
    ):
        with pytest.raises(InvalidInput, match=words):
            shed(boxes=entries).plan(SHED)
    with pytest.raises(InvalidInput, match=r"^boxes\[0\].size: 10 is too large"):
        shed(lambda values, inside: values, boxes=[{"name": "nails", "size": 10}]).plan(None)


def test_what_goes_along_with_the_creation_is_not_created_again() -> None:
    listed = [{"name": "tacks", "size": 1}]
    along = shed(lambda values, inside: values, boxes=listed)
    assert carried_out(along, None) == [("create", {"name": "shed"}, {"boxes": [{"name": "tacks", "size": 1}]})]
    assert [box["name"] for box in along.becomes(None)["boxes"]] == ["tacks"]  # type: ignore[index]
    assert [step.action for step in shed(boxes=listed).plan(None).steps] == ["create", "create_box"]


def test_what_is_purged_is_taken_away_as_its_thing_says() -> None:
    def detach(resource: Any, box: Any, thing: Any, run: Any) -> None:
        resource.client.asked.append(("detach", box["id"], thing["id"]))

    one = shed(remove=detach, boxes=[{"name": "nails"}], purge=True)
    (step,) = one.plan(SHED).steps
    assert (step.action, step.what) == ("detach_box", "detach box screws")
    assert carried_out(one, SHED) == [("detach", 2, 7)]


def test_one_that_is_renamed_stays_the_same_one() -> None:
    one = shed(boxes=[{"name": "tacks", "id": "1"}], purge=True)
    assert [step.action for step in one.plan(SHED).steps] == ["update_box", "delete_box"]
    assert carried_out(one, SHED) == [("change", 1, {"name": "tacks"}), ("delete", 2)]
    assert [box["id"] for box in one.becomes(SHED)["boxes"]] == [1]  # type: ignore[index]
    with pytest.raises(InvalidInput, match=r"^boxes\[0\].id: '9' is no box"):
        shed(boxes=[{"name": "tacks", "id": "9"}]).plan(SHED)
