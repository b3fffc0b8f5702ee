# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What somebody reads who watches a box being made."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.progress import Progress
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.desired import DesiredBox
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.task import ensure_box
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client

WISH = DesiredBox(name="web", distribution="debian_stretch_64bit", plan="CloudLevel 1", state="started")


def watched(client: Client) -> list[str]:
    """The lines that will be said of what this client waits for."""
    lines: list[str] = []
    client.tell = Progress(lines.append, client.session.clock)
    return lines


def test_a_box_that_takes_its_time_is_followed_to_the_end(sandbox: Any, connect: Callable[..., Client]) -> None:
    client = connect()
    lines = watched(client)
    ensure_box(client, WISH, check_mode=False)
    assert [re.sub(r"\(\d+ s\)$", "(N s)", line) for line in lines if "->" in line] == [
        "box web (10001): CREATING -> READY and not running (N s)",
        "box web (10001): READY and not running -> UPDATING (N s)",
        "box web (10001): UPDATING -> READY and running (N s)",
    ]
    assert "box web (10001): still CREATING" in lines[0]


def test_where_nothing_is_waited_for_nothing_is_said(sandbox: Any, connect: Callable[..., Client]) -> None:
    ensure_box(connect(), WISH, check_mode=False)
    client = connect()
    lines = watched(client)
    ensure_box(client, WISH, check_mode=False)
    assert lines == []
