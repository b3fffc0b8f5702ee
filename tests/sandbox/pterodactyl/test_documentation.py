# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation lists is what there is."""

from __future__ import annotations

import re

from running import ROOT

from sandbox.pterodactyl.account import DEFAULT
from sandbox.pterodactyl.daemon import FAULTS
from sandbox.pterodactyl.eggs import NESTS
from sandbox.pterodactyl.forms import FORMS
from sandbox.pterodactyl.seeding import CONTROLS

TEXT = (ROOT / "docs" / "sandbox-pterodactyl.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    """The names in the first column of the table below a heading."""
    section = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| ")]
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def test_forms() -> None:
    rows = [f"| `{name}` | {words} |" for name, words in FORMS.items()]
    assert [row for row in rows if row not in TEXT] == []
    assert first_cells("Other forms") == list(FORMS)


def test_faults() -> None:
    assert sorted(first_cells("Servers and the clock")) == sorted(FAULTS)


def test_controls() -> None:
    assert first_cells("The control plane") == [f"{verb} /_sandbox{path}" for verb, path, _control in CONTROLS]


def test_eggs() -> None:
    names = [egg.name for nest in NESTS for egg in nest.eggs]
    listed = [f"{number} {name}" for number, name in enumerate(names, 1)]
    assert [entry for entry in listed if entry not in TEXT] == []


def test_keys() -> None:
    _name, key, _application = DEFAULT.split(":")
    assert f"key={key}\n" in TEXT
