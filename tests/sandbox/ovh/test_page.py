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
    web = sandbox.ok("POST", f"{sandbox.project}/instance", sandbox.instance_body(name="web"))
    disk = {"region": "GRA11", "name": "data", "size": 10, "type": "classic"}
    data = sandbox.ok("POST", f"{sandbox.project}/volume", disk)
    sandbox.ok("POST", f"{sandbox.project}/network/private", {"name": "inside", "regions": ["GRA11"]})
    vps = sandbox.get("/vps")[0]
    sandbox.ok("POST", f"/vps/{vps}/reboot")
    things = sandbox.things()
    assert (things["instance web"], things["volume data"]) == (("BUILD …", "", ""), ("creating …", "", ""))
    assert (things[f"vps {vps}"][0], things["network inside"][0]) == ("rebooting …", "BUILDING …")
    sandbox.settle()
    sandbox.ok("POST", f"{sandbox.project}/instance/{web['id']}/snapshot", {"snapshotName": "before"})
    sandbox.ok("POST", f"{sandbox.project}/volume/{data['id']}/snapshot", {"name": "copy"})
    things = sandbox.things()
    assert (things["snapshot before"][0], things["volume-snapshot copy"][0]) == ("queued …", "creating …")
    assert things["network inside"] == ("ACTIVE", "", "")
    state, _price, addresses = things["instance web"]
    assert (state, addresses.count(".")) == ("ACTIVE", 3)
    assert (things[f"vps {vps}"][0], things["volume data"][0]) == ("running", "available")
