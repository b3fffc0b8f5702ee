# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sandbox that docs/new-provider-sandbox.md shows, taken out of its text."""

from __future__ import annotations

import re
from pathlib import Path

from running import ROOT

GUIDE = ROOT / "docs" / "new-provider-sandbox.md"
FILE = re.compile(r"`sandbox/example/(\w+\.py)`:\n\n```python\n(.*?)```", re.DOTALL)
TOKEN = "example-token-0123456789"


def written_to(folder: Path) -> Path:
    """The folder, with the package ``example`` in it."""
    package = folder / "example"
    package.mkdir()
    for name, text in FILE.findall(GUIDE.read_text(encoding="utf-8")):
        (package / name).write_text(text, encoding="utf-8")
    return folder
