# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What docs/limits.md sends people to exists."""

from __future__ import annotations

import re
from pathlib import Path

from tests.functional.test_documentation import documented

CHECKOUT = Path(__file__).resolve().parents[3]
TEXT = (CHECKOUT / "docs" / "limits.md").read_text(encoding="utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| it cannot")]
# What is an option of no module: a variable of Ansible, a value of results, a keyword.
OTHER_WORDS = {"host", "host_vars", "until"}


def test_modules_roles_and_examples_that_are_named_exist() -> None:
    named = set(re.findall(r"`(jiffybox_\w+)`", TEXT))
    modules, roles = set(documented("module")), {path.name for path in (CHECKOUT / "roles").iterdir()}
    assert len(named) > 8
    assert named <= modules | roles
    for example in re.findall(r"`(examples/[\w.]+)`", TEXT):
        assert (CHECKOUT / example).exists(), example


def test_options_that_are_named_exist() -> None:
    options = {name for module in documented("module").values() for name in module["doc"]["options"]}
    for word in re.findall(r"`([a-z_]+)(?:: [^`]*)?`", TEXT):
        if not word.startswith("jiffybox_") and word not in OTHER_WORDS:
            assert word in options, word


def test_every_limit_has_a_way_around_or_says_that_there_is_none() -> None:
    assert len(ROWS) > 15
    for row in ROWS:
        _, limit, way, _ = (cell.strip() for cell in row.split("|"))
        assert limit
        assert len(way) > 20, limit
