# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page shows of a panel."""

from __future__ import annotations

from pterodactyl_account import Sandbox, client


def test_servers_have_a_state_and_what_they_listen_at(application: Sandbox) -> None:
    application.server(settle=False, name="lobby")
    assert application.things()["node node1"] == ("", "", "node1.example.com")
    state, _price, address = application.things()["server lobby"]
    assert (state, address.count(":")) == ("installing …", 1)
    application.settle()
    assert application.things()["server lobby"][0] == "offline"
    number = application.shown("/application/servers/1")["id"]
    application.ok("POST", f"/application/servers/{number}/suspend", status=204)
    assert application.things()["server lobby"][0] == "suspended"


def test_so_have_backups_and_databases_but_no_passwords(sandbox: Sandbox) -> None:
    path = client(sandbox.server(skip_scripts=True, feature_limits={"databases": 1, "backups": 2, "allocations": 0}))
    sandbox.made(f"{path}/backups", {"name": "nightly"}, 200)
    sandbox.made(f"{path}/databases", {"database": "data", "remote": "%"}, 200)
    things = sandbox.things()
    assert things["backup nightly"][0] == "being made …"
    assert [name for name in things if name.startswith("database ")] == ["database s1_data"]
    sandbox.settle()
    assert sandbox.things()["backup nightly"][0] == "made"
    sandbox.fault("POST", "*/backups", "backup_fails")
    sandbox.made(f"{path}/backups", {"name": "lost"}, 200)
    sandbox.settle()
    assert sandbox.things()["backup lost"][0] == "failed"
