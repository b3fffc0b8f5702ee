# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""examples/disaster_drill.yml: a box is lost and comes back, and no other box is ever touched."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.machines.conftest import Box

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "disaster_drill.yml"
CHECKSUM = "tar --create --sort=name --numeric-owner --directory=/srv drill | sha256sum"


def boxes(sandbox: Any) -> list[Any]:
    return list((sandbox.api("GET", "jiffyBoxes") or {}).values())


def arguments(ansible: Any, *more: str) -> list[str]:
    return [str(EXAMPLE), "-e", f"jiffybox_fleet_known_hosts={ansible.folder / 'known_hosts'}", *more]


def drill(ansible: Any, *more: str) -> Any:
    done = ansible.run("ansible-playbook", *arguments(ansible, *more))
    assert "WARNING" not in done.output
    assert "Traceback" not in done.output
    return done


def succeeds(ansible: Any) -> str:
    done = drill(ansible)
    assert done.code == 0, done.output
    assert "Alarm: nobody can log in to drill." in done.output
    assert re.search(r"drill was recovered in \d+\.\d seconds, from the start of the restore until all", done.output)
    return str(done.output)


@pytest.mark.long
def test_a_lost_box_is_recovered_also_where_an_earlier_drill_was_interrupted(
    sandbox: Any, ansible: Any, key: Path
) -> None:
    succeeds(ansible)
    box = Box(sandbox, boxes(sandbox)[0]["id"], key)
    assert box.facts["metadata"]["drill"] == "whole"
    before = box.run(CHECKSUM)

    # as a drill leaves it that is interrupted after the disaster
    sandbox.api("PUT", f"jiffyBoxes/{box.id}", {"metadata": {"drill": "damaged"}})
    box.run("rm -rf /srv/drill /etc/ssh /root/.ssh")
    succeeds(ansible)
    assert box.facts["metadata"]["drill"] == "whole"
    assert box.run(CHECKSUM) != before, "an earlier backup would do"
    assert len(boxes(sandbox)) == 1


@pytest.mark.long
def test_a_box_that_is_not_the_drills_own_is_left_alone(sandbox: Any, ansible: Any, make: Callable[..., Box]) -> None:
    shop = make("drill", metadata={"fleet": "shop"})
    shop.run("mkdir /srv/drill; echo precious > /srv/drill/file")
    sandbox.forget()
    for more in ([], ["-e", "jiffybox_fleet_name=shop"], ["--start-at-task", "The box runs and can be logged in to"]):
        done = drill(ansible, *more)
        assert done.code != 0
    assert sandbox.changes() == []
    assert shop.run("cat /srv/drill/file") == "precious"


@pytest.mark.long
def test_a_box_that_another_inventory_has_in_the_group_is_left_alone(
    sandbox: Any, ansible: Any, make: Callable[..., Box]
) -> None:
    shop = make("shop")
    shop.run("mkdir /srv/drill; echo precious > /srv/drill/file")
    sandbox.forget()
    inventory = ansible.folder / "inventory.ini"
    inventory.write_text(
        f"[disaster_drill]\nshop ansible_host={shop.address} ansible_user=root jiffybox_id={shop.id}"
        " ansible_ssh_common_args='-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null'\n"
    )
    done = drill(ansible, "-i", str(inventory), "--start-at-task", "Every host here is the drill's own box")
    assert done.code != 0
    assert "shop is not the drill's box. Nothing was changed on it." in done.output
    assert shop.run("cat /srv/drill/file") == "precious"
    assert sandbox.changes() == []
