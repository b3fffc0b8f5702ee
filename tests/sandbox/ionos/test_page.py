# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page shows of what is in data centres."""

from __future__ import annotations

from ionos_account import Sandbox, boot_volume, nic


def test_what_is_in_a_data_centre_has_a_state_and_addresses(sandbox: Sandbox) -> None:
    datacenter = sandbox.datacenter()
    sandbox.public_lan(datacenter)
    body = {"name": "web", "cores": 2, "ram": 2048}
    entities = {"volumes": {"items": [boot_volume()]}, "nics": {"items": [nic()]}}
    sandbox.accepted("POST", f"{datacenter}/servers", {"properties": body, "entities": entities})
    under_way = sandbox.things()
    assert (under_way["server web"][0], under_way["volume boot"][0]) == ("BUSY …", "BUSY …")
    assert under_way["datacenter dc"][0] == "BUSY …"
    sandbox.settle()
    assert sandbox.things() == {
        "datacenter dc": ("AVAILABLE", "", ""),
        "server web": ("AVAILABLE (RUNNING)", "", "198.18.0.1"),
        "volume boot": ("AVAILABLE", "", ""),
        "lan public": ("AVAILABLE", "", ""),
    }
    sandbox.done("POST", "/ipblocks", {"properties": {"name": "mine", "location": "de/fra", "size": 2}})
    assert sandbox.things()["ipblock mine"] == ("AVAILABLE", "", "198.18.0.2\n198.18.0.3")
    sandbox.made(f"{datacenter}/loadbalancers", {"name": "front"})
    assert sandbox.things()["loadbalancer front"] == ("AVAILABLE", "", "198.18.0.4")
    sandbox.done("POST", f"{datacenter}/lans", {"properties": {"public": False}})
    assert f"lan {datacenter.rpartition('/')[2]}/2" in sandbox.things()
