# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The doc module, over HTTP."""

from __future__ import annotations

import re

from jiffybox_account import Sandbox

from sandbox.jiffybox.api import ROUTES

# As recorded.
LINES = {
    "Monitoring": "Modul zur Monitoring-Verwaltung",
    "JiffyBoxes": "Modul zum Auflisten und Manipulieren von JiffyBoxen",
    "Doc": "Dokumentationsmodul",
    "Distributions": "Modul zum Auflisten von installierbaren Linux-Distributionen",
    "Ips": "Modul zum Auflisten und ändern von IP-Adressen",
    "Plans": "Modul zum Auflisten von JiffyBox-Tarifen",
    "Backups": "Modul zum Auflisten und Beantragen von Backups",
    "ContactGroups": "Modul zur Verwaltung von Kontaktgruppen",
}


def test_every_module_is_listed_with_its_recorded_line(sandbox: Sandbox) -> None:
    modules = sandbox.get("/doc")
    assert list(modules.items()) == list(LINES.items())


def test_a_module_is_explained_in_the_recorded_form(sandbox: Sandbox) -> None:
    nothing = {"must": {}, "may": {}}
    assert sandbox.get("/doc/doc") == {
        "description": "Dokumentationsmodul",
        "/": {
            "GET": {
                "description": "Hiermit bekommen Sie eine Übersicht aller verfügbaren Module mit einer"
                " Kurzbeschreibung, was diese machen.",
                "parameters": nothing,
            }
        },
        "/<module>": {
            "GET": {
                "description": "Hiermit lesen Sie die Kurzdokumentation eines Moduls aus. Eine Liste aller Module"
                " gibt es unter /.",
                "parameters": nothing,
            }
        },
    }


def test_every_call_there_is_is_explained_once_and_no_other(sandbox: Sandbox) -> None:
    explained = []
    for module in LINES:
        text = sandbox.get(f"/doc/{module}")
        assert text.pop("description") == LINES[module]
        for path, verbs in text.items():
            below = path.rstrip("/").replace("<", "{").replace(">", "}")
            explained += [f"{verb} /{module}{below}".lower() for verb in verbs]
    calls = [f"{verb} {path}".lower() for verb, path, _handler in ROUTES]
    assert sorted(map(shape, explained)) == sorted(map(shape, calls))
    create = sandbox.get("/doc/jiffyBoxes")["/"]["POST"]["parameters"]
    assert set(create["must"]) == {"name", "planid"}
    assert {"distribution", "backupid", "metadata"} <= set(create["may"])


def shape(call: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", call)


def test_an_unknown_module_is_told(sandbox: Sandbox) -> None:
    assert sandbox.refusal("GET", "/doc/Nothing") == "Das Modul Nothing existiert nicht"
