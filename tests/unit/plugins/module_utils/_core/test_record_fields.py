# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields with secrets in them, things that are broken for good, and ends that wait for nothing."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Run
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.desired import desired_record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import (
    ANOTHER,
    AS_DESIRED,
    Field,
    Record,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock

JAR: Kind[Any] = Kind(
    "jar",
    "jars",
    get=lambda client, jar_id: {},
    get_all=lambda client: client.jars,
    settled=lambda jar: jar["state"] != "cooking",
)


def _has(desired: Any, actual: Any) -> bool:
    return all(actual.get(name) == value for name, value in desired.items())


JARS: Record[Any] = Record(
    "jar",
    lambda: JAR,
    (Field("name"), Field("spices", "dict", masked=True, loose=True, same=_has)),
    create=lambda client, values: {},
    change=lambda client, jar, values: {},
    delete=lambda client, jar, desired: None,
    broken=lambda jar: jar["state"] == "burnt",
)
FIGS = {"id": 7, "name": "figs", "state": "ready", "spices": {"salt": "s3cr3t", "pepper": "p3pp3r"}}


def resource(jar: Any, record: Record[Any] = JARS, **options: Any) -> RecordResource[Any]:
    client: Any = SimpleNamespace(jars=[jar], session=SimpleNamespace(clock=Clock()))
    return RecordResource(client, record, desired_record(record)(name="figs", **options))


def test_of_a_map_of_secrets_only_what_is_as_desired_is_shown() -> None:
    steps = resource(FIGS, spices={"salt": "s3cr3t", "pepper": "new"}).plan(FIGS)
    assert steps.before["spices"] == {"salt": AS_DESIRED, "pepper": ANOTHER}
    assert steps.after["spices"] == {"salt": AS_DESIRED, "pepper": AS_DESIRED}
    assert "spices" not in resource(FIGS).view(FIGS)
    assert JARS.result(JAR, FIGS)["spices"] == ["pepper", "salt"]
    assert "s3cr3t" not in str(steps)


def test_a_broken_one_is_sent_everything_again_only_where_that_mends_it() -> None:
    burnt = {**FIGS, "state": "burnt"}
    assert resource(burnt).plan(burnt).actions == ["update"]
    assert resource(burnt, replace(JARS, mends=False)).plan(burnt).actions == []


def test_what_comes_along_with_a_change_is_sent_unless_it_is_asked_for() -> None:
    sent: list[Any] = []
    record = replace(
        JARS,
        fields=(*JARS.fields, Field("lid"), Field("label")),
        change=lambda client, jar, values: sent.append(values) or {**jar, **values},
        brings=lambda resource, jar, changes: {"lid": "red", "label": "hot"} if "spices" in changes else {},
    )
    jar = {**FIGS, "lid": "blue", "label": "sweet"}
    steps = resource(jar, record, spices={"pepper": "new"}, label="mine").plan(jar)
    assert (steps.after["lid"], steps.after["label"]) == ("red", "mine")
    steps.steps[0].make(jar, Run(wait=False))
    assert sent == [{"lid": "red", "spices": {"pepper": "new"}, "label": "mine"}]
    assert resource(jar, record, spices={"pepper": "p3pp3r"}).plan(jar).actions == []


def test_an_end_need_not_wait_for_what_is_under_way() -> None:
    cooking = {**FIGS, "state": "cooking"}
    record = replace(JARS, cuts_short=lambda desired, jar: desired.state == "absent")
    assert resource(cooking, record, state="absent").observe() == cooking
