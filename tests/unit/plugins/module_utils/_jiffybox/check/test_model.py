# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Monitoring checks: reading them, what their types take, and how one is made of another."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.check_types import OF_A_TYPE, TYPES
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.creation import creation_of
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.desired import DesiredCheck
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.model import (
    active,
    check_result,
    settings_of,
)

SECRET = "geheim-4711"
RECORDED = {
    "id": 1234,
    "name": "web up",
    "jiffyBox": 12345,
    "ip": "188.93.14.211",
    "checkType": "http",
    "checkInterval": 300,
    "reminderInterval": 3600,
    "retryTolerance": 3,
    "status": "STATUS_READY",
    "port": 80,
    "path": "/index.html",
    "domainname": "www.example.com",
    "username": "me",
    "password": SECRET,
    "contactgroups": [{"id": 301, "name": "Stammdaten-E-Mail-Adresse"}],
}
VALUES: dict[str, Any] = {
    "port": 80,
    "domainname": "example.com",
    "path": "/",
    "username": "me",
    "password": SECRET,
    "ssl": True,
    "send_msg": "a",
    "expect_msg": "b",
    "dns_type": "A",
    "zone": "example.com",
    "expected_answer": "192.0.2.1",
}


def test_a_recorded_check_is_returned_with_all_its_fields_but_the_password() -> None:
    result = check_result(RECORDED)
    assert SECRET not in repr(result)
    assert "password" not in result
    assert (result["id"], result["jiffy_box"], result["check_type"], result["retry_tolerance"]) == (
        1234,
        12345,
        "http",
        3,
    )
    assert result["contactgroups"] == [{"id": 301, "name": "Stammdaten-E-Mail-Adresse"}]
    assert result["active"] is True
    assert result["ssl"] is result["timeout"] is None


def test_strings_for_numbers_and_bools_are_made_plain() -> None:
    result = check_result({**RECORDED, "port": "80", "timeout": "30", "ssl": "false", "active": "true"})
    assert (result["port"], result["timeout"], result["ssl"], result["active"]) == (80, 30, False, True)


def test_a_bare_check_has_the_same_keys() -> None:
    bare = check_result({"id": 1, "name": "x", "status": "STATUS_CREATING", "contactgroups": []})
    assert bare.keys() == check_result(RECORDED).keys()
    assert bare["contactgroups"] == []
    assert bare["active"] is None


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ({"status": "STATUS_DEACTIVATED", "active": True}, False),
        ({"status": "STATUS_DEACTIVATING"}, False),
        ({"status": "STATUS_READY"}, True),
        ({"status": "STATUS_CREATING"}, None),
        ({"status": "STATUS_CREATING", "active": "0"}, False),
    ],
)
def test_whether_a_check_is_active_is_read_from_what_is_certain(check: dict[str, Any], expected: bool | None) -> None:
    assert active(check) is expected


def test_only_what_the_service_reports_is_compared() -> None:
    settings = settings_of({**RECORDED, "ip": "2001:DB8:0::1"})
    assert settings["ip"] == "2001:db8::1"
    assert "timeout" not in settings
    assert "ssl" not in settings


@pytest.mark.parametrize("option", sorted(OF_A_TYPE))
@pytest.mark.parametrize("type_name", TYPES)
def test_a_type_takes_its_own_options_and_refuses_the_others_by_name(type_name: str, option: str) -> None:
    wish = {"name": "x", "check_type": type_name, option: VALUES[option]}
    if option in TYPES[type_name].options:
        assert DesiredCheck(**wish)
        return
    with pytest.raises(InvalidInput, match=f"{option}: does not go with check_type {type_name}, which takes") as caught:
        DesiredCheck(**wish)
    for own in TYPES[type_name].options:
        assert own in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": " "}, "name: ' ' must not be empty"),
        ({"ip": "web1"}, "ip: 'web1' is not an IPv4 or IPv6 address"),
        ({"ip": "198.18.0.0/15"}, "is not an IPv4 or IPv6 address"),
        ({"port": 0}, "port: 0 must be from 1 to 65535"),
        ({"port": 65536}, "must be from 1 to 65535"),
        ({"check_interval": 0}, "check_interval: 0 must be at least 1"),
        ({"retry_tolerance": -1}, "retry_tolerance: -1 must be at least 0"),
        ({"timeout": 0}, "timeout: 0 must be at least 1"),
        ({"wait_timeout": 0}, "wait_timeout: 0 must be at least 1"),
        ({"id": 0}, "id: 0 must be at least 1"),
        ({"contact_groups": []}, "contact_groups: must name at least one contact group"),
        ({"check_type": "gopher"}, "check_type: 'gopher' must be one of ping, portTcp"),
    ],
)
def test_bad_input_is_refused_before_any_call(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        DesiredCheck(**{"name": "x", **options})


def test_the_password_is_not_in_the_text_of_a_wish() -> None:
    assert SECRET not in repr(DesiredCheck(name="x", check_type="ftp", port=21, password=SECRET))


NEW = {"name": "x", "ip": "192.0.2.1", "checkType": "ping", "contactgroups": [301]}
GROUPS = [{"id": 301, "name": "ops"}]


def test_a_check_from_nothing_names_what_is_missing() -> None:
    assert creation_of(None, NEW, GROUPS).missing() == []
    assert creation_of(None, {"name": "x"}, None).missing() == ["ip or box", "check_type"]
    assert creation_of(None, {**NEW, "checkType": "dns", "port": 53}, GROUPS).missing() == [
        "dns_type",
        "zone",
        "expected_answer",
    ]


def test_a_check_of_the_same_type_is_a_duplicate_that_differs_in_what_is_wanted() -> None:
    creation = creation_of(RECORDED, {"path": "/new"}, None)
    assert (creation.source, creation.body, creation.missing()) == (RECORDED, {"path": "/new"}, [])
    assert creation.becomes == {**RECORDED, "id": None, "path": "/new"}
    assert creation_of(RECORDED, {"ip": "192.0.2.9"}, None).becomes["jiffyBox"] is None


def test_a_check_of_another_type_takes_over_what_fits() -> None:
    source = {**RECORDED, "status": "STATUS_DEACTIVATED"}
    creation = creation_of(source, {"checkType": "ftp", "port": 21}, None)
    assert creation.source is None
    assert creation.missing() == []
    assert creation.body == {
        "name": "web up",
        "ip": "188.93.14.211",
        "checkType": "ftp",
        "checkInterval": 300,
        "reminderInterval": 3600,
        "retryTolerance": 3,
        "active": False,
        "port": 21,
        "username": "me",
        "password": SECRET,
        "contactgroups": [301],
    }
    assert creation.becomes["status"] == "STATUS_DEACTIVATED"
    assert creation_of(RECORDED, {"checkType": "dns"}, None).missing() == ["dns_type", "zone", "expected_answer"]


def test_a_failed_check_is_made_again_and_not_duplicated() -> None:
    creation = creation_of({**RECORDED, "status": "STATUS_ERROR"}, {"name": "web up"}, None)
    assert creation.source is None
    assert creation.body["password"] == SECRET
    assert creation.becomes["status"] == "STATUS_READY"
    assert creation.becomes["contactgroups"] == RECORDED["contactgroups"]
