# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The doc module, over HTTP."""

from __future__ import annotations

from jiffybox_account import Sandbox

from sandbox.jiffybox.api import ROUTES

MODULES = ["JiffyBoxes", "Backups", "Plans", "Distributions", "Ips", "Monitoring", "ContactGroups", "Doc"]


def test_every_module_is_listed_with_one_line(sandbox: Sandbox) -> None:
    modules = sandbox.get("/doc")
    assert list(modules) == MODULES
    assert all(line and "\n" not in line for line in modules.values())


def test_every_call_there_is_is_explained(sandbox: Sandbox) -> None:
    explained = [call for module in MODULES for call in sandbox.get(f"/doc/{module}")]
    assert len(explained) == len(ROUTES)
    for verb, path, _handler in ROUTES:
        assert any(call.startswith(f"{verb} {path.split('{')[0]}") for call in explained)
    create = sandbox.get("/doc/jiffyBoxes")["POST /jiffyBoxes"]
    assert {"name", "planid", "distribution", "backupid"} <= set(create["parameters"])


def test_an_unknown_module_is_told(sandbox: Sandbox) -> None:
    assert sandbox.refusal("GET", "/doc/Nothing") == "Das Modul Nothing existiert nicht."
