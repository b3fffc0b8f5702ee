# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module jiffybox_monitoring_check, as a task."""

from __future__ import annotations

from typing import Any

import pytest

SECRET = "geheim-4711"
FTP = {
    "name": "up",
    "box": "web1",
    "check_type": "ftp",
    "port": 21,
    "username": "me",
    "password": SECRET,
    "contact_groups": ["Stammdaten-E-Mail-Adresse"],
}


@pytest.mark.long
def test_a_difference_is_told_beforehand_replaced_and_then_gone(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(1)
    first = ansible.module("jiffybox_monitoring_check", options=FTP).result
    assert first["actions"] == ["create"]
    sandbox.forget()
    change = {"name": "up", "port": 2121}
    dry = ansible.module("jiffybox_monitoring_check", "--check", "--diff", options=change)
    assert sandbox.changes() == []
    assert '-    "port": 21,' in dry.output
    assert "actions: create, delete" in dry.output
    real = ansible.module("jiffybox_monitoring_check", "--diff", options=change)
    assert dry.output.partition("actions:")[0] == real.output.partition("actions:")[0]
    assert real.result["monitoring_check"]["username"] == "me"
    assert real.result["monitoring_check"]["id"] != first["monitoring_check"]["id"]
    assert not ansible.module("jiffybox_monitoring_check", options=change).result["changed"]


@pytest.mark.each_ansible
def test_neither_the_old_nor_the_new_password_is_ever_shown(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(1)
    old = ansible.module("jiffybox_monitoring_check", "-vvvv", "--diff", options=FTP)
    new = ansible.module("jiffybox_monitoring_check", "-vvvv", "--diff", options={**FTP, "password": "anders-0815"})
    assert new.result["actions"] == ["create", "delete"]
    assert '-    "password": "(set, another one)"' in new.output
    for secret in (SECRET, "anders-0815", sandbox.token):
        assert secret not in old.output + new.output


REFUSED: list[tuple[dict[str, Any], str]] = [
    (
        {"check_type": "ping", "port": None},
        "password: does not go with check_type ping, which takes no option of its own.",
    ),
    ({"check_type": "gopher"}, "value of check_type must be one of: ping, portTcp"),
    ({"ip": "192.0.2.1"}, "parameters are mutually exclusive: ip|box"),
    ({"port": 99999}, "port: 99999 must be from 1 to 65535."),
]


def test_bad_input_is_told_before_any_call(sandbox: Any, ansible: Any) -> None:
    done = ansible.assert_refused(
        "jiffybox_monitoring_check", [({**FTP, **options}, message) for options, message in REFUSED]
    )
    assert SECRET not in done.output
    assert sandbox.calls() == []
