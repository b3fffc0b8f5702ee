# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A failover address, and an instance that is too new for one."""

from __future__ import annotations

from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.failover_ip.record import FAILOVER_IP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.instance.record import INSTANCE_TASK
from tests.functional.ovh.test_service import calls, done
from tests.functional.ovh.world import REGION, client_of

FAILOVER = "198.18.0.19"


def posted(ovh: Server) -> int:
    """How often it was asked for, since the last call."""
    return sum(call.startswith("POST ") and call.endswith("/attach") for call in calls(ovh))


def leads_to(name: str) -> dict[str, Any]:
    """The address leads to the instance of this name."""
    return {"project": "sandbox", "ip": FAILOVER, "instance": name}


def test_an_instance_whose_addresses_come_late_is_waited_for(ovh: Server) -> None:
    ovh.fault("POST", "*/instance", "late_addresses")
    new = {"project": "sandbox", "name": "web1", "region": REGION, "flavor": "b2-7", "image": "Debian 12"}
    assert done(client_of(ovh), INSTANCE_TASK, **new).actions == ["create"]
    posted(ovh)
    assert done(client_of(ovh), FAILOVER_IP_TASK, **leads_to("web1")).actions == ["attach"]
    assert posted(ovh) > 1
    assert done(client_of(ovh), FAILOVER_IP_TASK, **leads_to("web1")).actions == []


@pytest.mark.parametrize(
    ("shown", "options", "least", "most"),
    [
        (True, {}, 60, 75),
        (False, {"wait_timeout": 900}, 300, 315),
        (False, {"wait_timeout": 20}, 20, 35),
        (False, {"wait": False}, 0, 0),
    ],
    ids=["shown", "not shown", "less time", "no wait"],
)
def test_one_that_stays_refused_is_told(
    ovh: Server, shown: bool, options: dict[str, Any], least: int, most: int
) -> None:
    made = ovh.control("POST", "/instances", prefix="web", region=REGION)
    if not shown:
        ovh.control("POST", "/change", type="instance", id=made["ids"][0], values={"ipAddresses": []})
    ovh.fault("POST", "*/attach", "unaddressed", times=500)
    client = client_of(ovh)
    clock: Any = client.session.clock
    with pytest.raises(Refused, match=r"has no public address.*run the task again when ovh_info shows one") as told:
        done(client, FAILOVER_IP_TASK, **leads_to("web1"), **options)
    assert told.value.actions == []
    assert least <= clock.slept <= most


def test_what_is_refused_for_another_reason_is_told_at_once(ovh: Server) -> None:
    ovh.control("POST", "/instances", prefix="web", region=REGION)
    ovh.fault("POST", "*/attach", "iam_denied")
    with pytest.raises(Refused):
        done(client_of(ovh), FAILOVER_IP_TASK, **leads_to("web1"))
    assert posted(ovh) == 1
