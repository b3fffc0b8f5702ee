# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The small provider of docs/new-provider.md: where its sandbox is started, and its account."""

from __future__ import annotations

from running import ROOT

FOLDER = ROOT / "tests" / "tiny_provider"
TOKEN = "tiny-token-0123456789"
