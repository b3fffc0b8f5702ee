# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page shows of boxes."""

from __future__ import annotations

from jiffybox_account import OTHER_TOKEN, Sandbox


def test_boxes_have_a_state_a_price_and_addresses(sandbox: Sandbox) -> None:
    sandbox.create("new")
    addresses = "198.18.0.1\n10.0.0.1\n2001:db8:0:100::/56"
    assert sandbox.things() == {"box new": ("CREATING …", "0.02 €/h", addresses)}
    sandbox.settle()
    assert sandbox.things()["box new"][0] == "READY"
    number = sandbox.running("web")
    sandbox.control("POST", "/ips", box=number, count=1)
    state, _price, held = sandbox.things()["box web"]
    assert (state, held.split("\n")[:3]) == ("READY (running)", ["198.18.0.2", "198.18.0.3", "10.0.0.2"])
    sandbox.frozen("cold")
    assert sandbox.things()["box cold"] == ("FROZEN", "0.005 €/h", "")


def test_checks_have_a_state_and_the_address_that_they_watch(sandbox: Sandbox) -> None:
    sandbox.running("web")
    groups = [int(number) for number in sandbox.get("/contactGroups")]
    asked = {"name": "answers", "ip": "198.18.0.1", "checkType": "ping", "contactgroups": groups}
    check = sandbox.call("POST", "/monitoring", **asked)
    assert sandbox.things()["check answers"] == ("STATUS_CREATING …", "", "198.18.0.1")
    sandbox.settle()
    assert sandbox.things()["check answers"] == ("STATUS_READY", "", "198.18.0.1")
    sandbox.call("DELETE", f"/monitoring/{check['id']}")
    sandbox.settle()
    assert sandbox.things().keys() == {"box web"}


def test_boxes_of_every_account_are_shown(sandbox: Sandbox) -> None:
    sandbox.ready("mine")
    sandbox.as_other(OTHER_TOKEN).ready("theirs")
    assert sandbox.things().keys() == {"box mine", "box theirs"}
    assert OTHER_TOKEN not in sandbox.session.get(f"{sandbox.url}/", headers={"Accept": "text/html"}).text
