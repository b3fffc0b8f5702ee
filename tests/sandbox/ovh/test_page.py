# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page shows of projects and of what is ordered."""

from __future__ import annotations

from ovh_account import Sandbox


def test_what_an_account_has_from_the_start_is_shown(sandbox: Sandbox) -> None:
    things = sandbox.things()
    assert things["project sandbox"] == ("ok", "", "")
    assert things["zone example.com"] == ("", "", "")
    server = next(name for name in things if name.startswith("server "))
    state, _price, address = things[server]
    assert state == "ok (poweron)"
    assert things[f"ip {address}/32"] == ("", "", f"routed to {server.removeprefix('server ')}")


def test_what_is_under_way_is_busy(sandbox: Sandbox) -> None:
    sandbox.ok("POST", f"{sandbox.project}/instance", sandbox.instance_body(name="web"))
    sandbox.ok("POST", f"{sandbox.project}/volume", {"region": "GRA11", "name": "data", "size": 10, "type": "classic"})
    vps = sandbox.get("/vps")[0]
    sandbox.ok("POST", f"/vps/{vps}/reboot")
    things = sandbox.things()
    assert (things["instance web"], things["volume data"]) == (("BUILD …", "", ""), ("creating …", "", ""))
    assert things[f"vps {vps}"][0] == "rebooting …"
    sandbox.settle()
    things = sandbox.things()
    state, _price, addresses = things["instance web"]
    assert (state, addresses.count(".")) == ("ACTIVE", 3)
    assert (things[f"vps {vps}"][0], things["volume data"][0]) == ("running", "available")
