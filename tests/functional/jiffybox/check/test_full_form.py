# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Monitoring checks of a service that shows all their parameters, which the recorded one does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.desired import DesiredCheck
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.task import ensure_check
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from tests.conftest import start_sandbox

WISH = {"name": "up", "box": "web1", "check_type": "http", "port": 80, "domainname": "example.com", "path": "/"}


@pytest.fixture(scope="module")
def sandbox_server() -> Iterator[Any]:
    with start_sandbox("--boot-seconds", "20", "--form", "full_checks") as sandbox:
        yield sandbox


@pytest.mark.parametrize(("option", "value"), [("timeout", 5), ("active", False), ("username", "me")])
def test_what_it_shows_makes_a_difference(sandbox: Any, client: Client, option: str, value: Any) -> None:
    sandbox.seed(1)
    login = {"password": "geheim-4711"} if option == "username" else {}
    for wish, actions in (
        (WISH, ["create"]),
        (WISH, []),
        ({**WISH, **login, option: value}, ["create", "delete"]),
        ({**WISH, **login, option: value}, []),
    ):
        assert ensure_check(client, DesiredCheck(**wish), check_mode=False).actions == actions
    [check] = client.get_checks().values()
    assert check[option] == value


def test_what_is_not_asked_for_stays(sandbox: Any, client: Client) -> None:
    sandbox.seed(1)
    ensure_check(client, DesiredCheck(**WISH, timeout=5), check_mode=False)
    replaced = ensure_check(client, DesiredCheck(name="up", check_interval=60), check_mode=False)
    assert replaced.actions == ["create", "delete"]
    assert replaced.values["monitoring_check"]["timeout"] == 5
