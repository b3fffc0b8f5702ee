# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What READMEs show."""

from __future__ import annotations

import re

from tests.integration.conftest import CHECKOUT


def first_playbook(role: str) -> str:
    """The first playbook in the README of a role, as it stands there."""
    readme = (CHECKOUT / "roles" / role / "README.md").read_text(encoding="utf-8")
    return next(block for block in re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL) if "  hosts: " in block)
