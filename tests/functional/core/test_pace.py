# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The request limit, seen from the service."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.pace import Rate
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path))


def test_the_service_never_sees_more_calls_than_the_limit(sandbox: Any, connect: Callable[..., Client]) -> None:
    client = connect(rate=Rate(3, 60))
    for _call in range(10):
        client.get_plans()
    times = [entry["time"] for entry in sandbox.control("GET", "requests")["requests"]]
    assert len(times) == 10
    assert all(beyond - first >= 60 for first, beyond in zip(times, times[3:], strict=False))


@pytest.mark.parametrize("status", [429, 503])
def test_when_the_service_tells_one_to_slow_down_the_others_do_too(
    sandbox: Any, connect: Callable[..., Client], status: int
) -> None:
    """The one that is told gives up at once, so that nothing but the shared pace can slow the other."""
    told, other = connect(rate=Rate(100, 1)), connect(rate=Rate(100, 1))
    sandbox.fault("GET", "/plans", "status", status=status, retry_after=30)
    told.get_plans()
    assert told.session.clock.now() == pytest.approx(30)
    # the clock of the other still stands where both began
    other.get_distributions()
    assert other.session.clock.now() == pytest.approx(30)
