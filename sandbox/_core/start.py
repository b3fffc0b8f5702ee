# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Starting a sandbox, or saying in one line why this Python cannot. Runs on Pythons that are too old for the rest."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

NEEDED = (3, 11)
REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"


def start(module: str, provider: str) -> int:
    """Run the sandbox of a provider, a class in a module, with the options of the command line; its exit code."""
    reason = why_not()
    if reason:
        print(reason, file=sys.stderr)
        return 1
    main = import_module(".command", __package__).main
    code: int = main(getattr(import_module(module), provider))
    return code


def why_not() -> str | None:
    """What this Python lacks, and the command that helps."""
    if sys.version_info < NEEDED:
        needed, found = (".".join(map(str, version)) for version in (NEEDED, sys.version_info[:3]))
        return f"a sandbox needs Python {needed} or newer, and {sys.executable} is {found}"
    if find_spec("aiohttp") is None:
        return f"{sys.executable} has no aiohttp: {sys.executable} -m pip install -r {REQUIREMENTS}"
    return None
