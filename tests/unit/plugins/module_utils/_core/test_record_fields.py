# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields with secrets in them, things that are broken for good, and ends that wait for nothing."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Run
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.desired import desired_record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import (
    ANOTHER,
    AS_DESIRED,
    Field,
    Parent,
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


def test_what_stays_or_only_grows_is_not_changed() -> None:
    record = replace(JARS, fields=(Field("name"), Field("glass", fixed=True), Field("size", "int", grows=True)))
    jar = {**FIGS, "glass": "clear", "size": 2}
    for options, words in (
        ({"glass": "green"}, "^glass: 'green' cannot be changed: jar figs .7. has 'clear'. Leave the option out"),
        ({"size": 1}, "^size: 1 cannot become less: jar figs .7. has 2"),
    ):
        with pytest.raises(InvalidInput, match=words):
            resource(jar, record, **options).plan(jar)
    assert resource(jar, record, size=3, glass="clear").plan(jar).actions == ["update"]
    unknown = {**jar, "size": None}
    assert resource(unknown, record, size=1).plan(unknown).actions == ["update"]
    with pytest.raises(InvalidInput, match=r"^size: 3 cannot be changed"):
        resource(jar, replace(record, change=None), size=3).plan(jar)
    assert resource(jar, replace(record, change=None), size=2).plan(jar).actions == []


def test_a_broken_one_is_sent_what_it_has_and_what_is_asked_for_but_not_what_stays() -> None:
    sent: list[Any] = []
    record = replace(
        JARS,
        fields=(Field("name"), Field("glass", fixed=True), Field("size", "int")),
        change=lambda client, jar, values: sent.append(values) or {**jar, **values},
    )
    burnt = {**FIGS, "state": "burnt", "glass": "clear", "size": 2}
    steps = resource(burnt, record, size=3).plan(burnt)
    assert steps.before["state"] == "error"
    steps.steps[0].make(burnt, Run(wait=False))
    assert sent == [{"name": "figs", "size": 3}]


def test_a_new_one_is_sent_what_is_given_in_the_form_of_the_service() -> None:
    sent: list[Any] = []
    fields = (Field("name"), Field("size", "int", needed=True, sent=str), Field("pin", hidden=True), Field("lid"))
    record = replace(JARS, fields=fields, create=lambda client, values: sent.append(values) or {})
    new = resource(FIGS, record, size=0, pin="s3cr3t")
    (step,) = new.plan(None).steps
    step.make(None, Run(wait=False))
    assert sent == [{"name": "figs", "size": "0", "pin": "s3cr3t"}]
    assert "pin" not in step.after
    assert record.told({**FIGS, "size": 0, "pin": "s3cr3t"}) == {"name": "figs", "size": 0, "lid": None}
    with pytest.raises(InvalidInput, match=r"^name: 'figs' is no jar .* needs size"):
        resource(FIGS, record).plan(None)
    with pytest.raises(InvalidInput, match=r"^id: '9' is no jar"):
        resource(FIGS, record, size=1, id="9").plan(None)
    with pytest.raises(InvalidInput, match=r"^name: 'figs' is no jar"):
        resource(FIGS, replace(record, create=None), size=1).plan(None)


def test_what_cannot_be_is_refused_where_something_is_to_be_done_alone() -> None:
    def refuse(resource: Any, jar: Any) -> None:
        raise InvalidInput("lid", None, f"is locked on {jar and jar['id']}")

    record = replace(JARS, fields=(Field("name"), Field("lid")), refuse=refuse)
    jar = {**FIGS, "lid": "red"}
    assert resource(jar, record, lid="red").plan(jar).steps == ()
    with pytest.raises(InvalidInput, match="is locked on 7"):
        resource(jar, record, lid="blue").plan(jar)


def test_of_a_list_without_order_neither_order_nor_repetition_counts() -> None:
    tags = Field("tags", "list[str]", unordered=True)
    assert tags.as_desired(["b", "a", "b"], ["a", "b"])
    assert not tags.as_desired(["a"], ["a", "b"])
    assert tags.to_api(["b", "a", "b"]) == ["b", "a"]


def test_nothing_is_looked_for_by_an_empty_name() -> None:
    kitchen: Any = Parent("kitchen", lambda: JAR)
    desired = desired_record(replace(JARS, parents=(kitchen,)), timeout=9)
    assert (desired(kitchen="k", name="figs").wait, desired(kitchen="k", name="figs").wait_timeout) == (True, 9)
    assert desired(kitchen="k", name="", id="7").id == "7"
    for wrong in ({"kitchen": "", "name": "figs"}, {"kitchen": "k", "name": ""}):
        with pytest.raises(InvalidInput, match=r"must not be empty. Is the variable set that it comes from\?"):
            desired(**wrong)
    with pytest.raises(InvalidInput, match="wait_timeout: 0 must be at least 1"):
        desired(kitchen="k", name="figs", wait_timeout=0)
    numbered = desired_record(replace(JARS, id_type="int"))
    with pytest.raises(InvalidInput, match="id: 0 must be at least 1"):
        numbered(id=0)


def test_one_that_is_going_counts_as_gone() -> None:
    kind = replace(JAR, leaving=lambda jar: jar["state"] == "leaving")
    record = replace(JARS, kind=lambda: kind)
    jar = {**FIGS, "state": "leaving", "spices": {"salt": "old"}}
    assert resource(jar, record, spices={"pepper": "new"}).plan(jar).actions == ["create"]
    assert resource(jar, record).becomes(jar) == {"name": "figs"}
    assert resource(jar, record, state="absent").plan(jar).steps == ()
