# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is protected by a label is not deleted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.protection import protected, refuse_deletion
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.desired import desired_record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import Field, Record
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock

JAR: Kind[Any] = Kind(
    "jar", "jars", get=lambda client, jar_id: {}, get_all=lambda client: client.jars, labels_of=lambda jar: jar["tags"]
)
JARS: Record[Any] = Record(
    "jar",
    lambda: JAR,
    (Field("name"), Field("tags", "Json")),
    create=lambda client, values: {},
    delete=lambda client, jar: None,
)


@pytest.mark.parametrize("value", [True, "true", "True", " yes ", "on", 1, "1"])
def test_a_value_that_means_yes_protects(value: Any) -> None:
    assert protected({"boxfleet_protected": value, "role": "web"})


@pytest.mark.parametrize("labels", [None, {}, {"protected": True}, {"boxfleet_protected": False}])
def test_anything_else_does_not(labels: Any) -> None:
    assert not protected(labels)
    for value in ("false", "no", "", None, 0, "0", [], {}):
        assert not protected({"boxfleet_protected": value})


def test_the_refusal_says_what_to_do() -> None:
    jar = {"id": 7, "name": "figs", "tags": {"boxfleet_protected": "true"}}
    told = r"state: 'absent' would delete it, but jar figs \(7\) is protected \(boxfleet_protected in its labels\)\. "
    with pytest.raises(InvalidInput, match=told + "If it is to go nevertheless, remove boxfleet_protected from its"):
        refuse_deletion(JAR, jar)
    with pytest.raises(InvalidInput, match="nevertheless, ask first"):
        refuse_deletion(JAR, jar, lift="ask first")
    for tags in ({}, {"env": "prod"}, {"boxfleet_protected": "false"}):
        refuse_deletion(JAR, {**jar, "tags": tags})


@pytest.mark.parametrize(("tags", "refused"), [({"boxfleet_protected": True}, True), ({}, False)])
def test_a_record_with_labels_is_protected_without_further_ado(tags: dict[str, Any], refused: bool) -> None:
    desired = desired_record(JARS)(name="figs", state="absent")
    jar = {"id": 7, "name": "figs", "tags": tags}
    client: Any = SimpleNamespace(jars=[jar], session=SimpleNamespace(clock=Clock()))
    resource = RecordResource(client, JARS, desired)
    if refused:
        with pytest.raises(InvalidInput, match=r"jar figs \(7\) is protected"):
            resource.plan(resource.observe())
    else:
        assert resource.plan(resource.observe()).actions == ["delete"]
    assert resource.plan(None).actions == []
