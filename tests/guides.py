# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the guides show: every block of every page, for the tests that run them.

A block that is a file has its name before it, in a line such as "`web.yml`:". One that cannot be run says why in a
comment before it: ``<!-- not run: it listens beyond this computer -->``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

CHECKOUT = Path(__file__).resolve().parent.parent
# Pages whose blocks have a test of their own.
RUN_BY = {
    "CONTRIBUTING.md": "tests/functional/core/test_contributing.py",
    "docs/approved-runs.md": "tests/integration/test_approved_runs.py",
    "docs/awx.md": "tests/integration/test_runner.py",
    "docs/install.md": "tests/build/test_install_guide.py",
    "docs/new-provider.md": "tests/functional/tiny/test_guide.py",
    "roles/jiffybox_failover/README.md": "tests/machines/test_role_readmes.py",
    "roles/jiffybox_fleet/README.md": "tests/machines/test_role_readmes.py",
    "roles/jiffybox_retire/README.md": "tests/machines/test_role_readmes.py",
    "roles/jiffybox_sandbox/README.md": "tests/integration/test_role_sandbox.py",
}
FENCE = re.compile(r"^ *```(\w*)$")
NAME = re.compile(r"^`([\w.-]+)`:$")
NOT_RUN = re.compile(r"^<!-- not run: (.+) -->$")


@dataclass(frozen=True)
class Block:
    """A block of a page. ``name`` is that of the file it is, ``why`` the reason why it is not run."""

    page: str
    line: int
    language: str
    text: str
    name: str = ""
    why: str = ""

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def commands(self) -> list[str]:
        """The lines that are typed; one that ends in a backslash goes on."""
        return [line.removeprefix("$ ") for line in self.text.replace("\\\n", " ").splitlines() if line[:2] == "$ "]


def pages() -> list[str]:
    """Every guide, and what the roles say of themselves, from the checkout."""
    found = [CHECKOUT / "README.md", *CHECKOUT.glob("docs/**/*.md"), *CHECKOUT.glob("roles/*/README.md")]
    return sorted(str(path.relative_to(CHECKOUT)) for path in found)


def blocks(page: str) -> list[Block]:
    """The blocks of a page, in their order."""
    found: list[Block] = []
    before = why = ""
    inside: list[str] | None = None
    start = (0, "", "", "")
    for number, line in enumerate((CHECKOUT / page).read_text(encoding="utf-8").splitlines(), 1):
        fence = FENCE.match(line)
        if fence and inside is None:
            name = NAME.match(before)
            start = (number, fence[1], name[1] if name else "", why)
            inside = []
        elif fence and inside is not None:
            at, language, called, reason = start
            found.append(Block(page, at, language, dedent("\n".join(inside)) + "\n", called, reason))
            inside, before, why = None, "", ""
        elif inside is not None:
            inside.append(line)
        elif line.strip():
            marker = NOT_RUN.match(line.strip())
            before, why = (before, marker[1]) if marker else (line.strip(), "")
    assert inside is None, f"{page} has a block that does not end"
    return found
