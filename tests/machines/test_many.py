# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many machines at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.machines.conftest import Box

MANY = 20


@pytest.mark.long
def test_twenty_boxes_work_at_once(sandbox: Any, ansible: Any, key: Path) -> None:
    names = [f"box{number}" for number in range(MANY)]
    boxes = {
        "boxes": [{"name": name} for name in names],
        "defaults": {
            "state": "started",
            "plan": "CloudLevel 1",
            "distribution": "debian_trixie_64bit",
            "use_sshkey": True,
        },
        "parallel": MANY,
    }
    done = ansible.module("jiffybox_boxes", options=boxes)
    assert done.code == 0, done.output
    made = [Box(sandbox, entry["id"], key) for entry in sandbox.api("GET", "jiffyBoxes").values()]
    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(lambda box: box.run("echo $(hostname) > /srv/name; cat /srv/name"), made))
    assert sorted(answers) == sorted(names)
