# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a record is found where several fields tell it from all others, and when a name has to be looked up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.desired import desired_record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import Field, Record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock

JAR: Kind[Any] = Kind("jar", "jars", get=lambda client, jar_id: {}, get_all=lambda client: client.jars)
FIGS = {"id": 7, "name": "figs", "tag": "a1", "shelf": {"id": 3, "name": "upper"}}
LIME = {"id": 8, "name": "lime", "tag": None, "shelf": {"id": 4, "name": "lower"}}


def find_shelf(client: Any, _parents: Any, wanted: str) -> dict[str, Any]:
    client.asked.append(wanted)
    return {"upper": FIGS, "lower": LIME}[wanted]["shelf"]  # type: ignore[return-value]


def resource(**options: Any) -> RecordResource[Any]:
    record: Record[Any] = Record(
        "jar",
        lambda: JAR,
        (
            Field("tag"),
            Field("name"),
            Field("shelf", found=find_shelf, named=lambda desired, shelf: desired == shelf["name"]),
        ),
        create=lambda client, values: {},
        change=lambda client, jar, values: {},
        delete=lambda client, jar: None,
        identity=("tag", "name"),
        each_identifies=True,
        seek=lambda resource: [one for one in (FIGS, LIME) if one["tag"]] if resource.desired.tag else [FIGS, LIME],
    )
    client: Any = SimpleNamespace(asked=[], session=SimpleNamespace(clock=Clock()))
    return RecordResource(client, record, desired_record(record)(**options))


def test_the_first_of_them_that_is_given_decides_and_the_others_can_be_changed() -> None:
    renamed = resource(tag="a1", name="dates")
    assert renamed.observe() == FIGS
    assert [step.after["name"] for step in renamed.plan(FIGS).steps] == ["dates"]
    assert renamed.view(None) == {"tag": "a1", "state": "absent"}


def test_where_it_is_not_given_the_next_one_does() -> None:
    assert resource(name="lime").observe() == LIME
    assert resource(name="figs").observe() == FIGS


def test_a_mistake_names_the_field_by_which_it_was_looked_for() -> None:
    missing = resource(name="nuts", id="9")
    with pytest.raises(InvalidInput, match="id: '9' is no jar"):
        missing.plan(None)


def test_a_name_is_looked_up_only_where_it_does_not_mean_what_is_there() -> None:
    idle = resource(name="figs", shelf="upper")
    assert idle.plan(FIGS).steps == ()
    assert idle.client.asked == []
    moved = resource(name="figs", shelf="lower")
    assert [step.after["shelf"] for step in moved.plan(FIGS).steps] == [LIME["shelf"]]
    assert moved.client.asked == ["lower"]
