# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Listings that the items of a loop share: for a second, and until one of them changes something."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.listings import Listings
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.pace import Rate
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.task import BOX_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import account
from tests.functional.conftest import SandboxClock


class Loop:
    """Items of a loop: a task each, with a client of its own, in one process."""

    def __init__(self, sandbox: Any, http: HttpOptions) -> None:
        self.sandbox = sandbox
        self.http = http
        self.clock = SandboxClock(sandbox)
        self.listings = Listings(young=1.0)

    def item(self, **options: Any) -> list[str]:
        """The calls that an item makes."""
        self.sandbox.forget()
        client = Client(account(self.sandbox.token, self.sandbox.url, self.http), self.clock, listings=self.listings)
        BOX_TASK.task(client, BOX_TASK.wanted(options), False)
        return [verb for verb, path in self.sandbox.calls()]


@pytest.fixture
def loop(sandbox: Any) -> Loop:
    sandbox.seed(3)
    return Loop(sandbox, HttpOptions())


def test_items_that_need_nothing_share_a_listing_for_a_second(loop: Loop) -> None:
    assert loop.item(name="web1") == ["GET"]
    assert loop.item(name="web2") == []
    loop.clock.sleep(0.9)
    assert loop.item(name="web3") == []
    loop.clock.sleep(0.2)
    assert loop.item(name="web1") == ["GET"]


def test_after_a_change_the_next_item_looks_anew(loop: Loop) -> None:
    assert loop.item(name="web1") == ["GET"]
    assert loop.item(name="web2", metadata={"role": "web"}) == ["PUT"]
    assert loop.item(name="web3") == ["GET"]


def test_a_box_that_an_item_made_is_found_by_the_next(loop: Loop) -> None:
    loop.item(name="web1")
    new = {"name": "new", "plan": "CloudLevel 1", "distribution": "debian_stretch_64bit", "settle": 0}
    assert "POST" in loop.item(**new)
    assert "POST" not in loop.item(**new)


def test_a_list_that_had_to_wait_for_its_turn_is_shared_too(
    sandbox: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path))
    sandbox.seed(3)
    loop = Loop(sandbox, HttpOptions(rate=Rate(1, 60)))
    assert loop.item(name="web1") == ["GET"]
    loop.clock.sleep(2)
    assert loop.item(name="web2") == ["GET"]
    assert loop.clock.now() > 60
    assert loop.item(name="web3") == []
