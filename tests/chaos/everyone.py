# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who takes part."""

from __future__ import annotations

import traceback
from pathlib import Path

from tests.chaos.episode import Report, play
from tests.chaos.ionos import IONOS
from tests.chaos.jiffybox import JIFFYBOX
from tests.chaos.ovh import OVH
from tests.chaos.pterodactyl import PTERODACTYL
from tests.chaos.tiny import TINY

PROVIDERS = {provider.name: provider for provider in (JIFFYBOX, IONOS, OVH, PTERODACTYL, TINY)}


def one(name: str, seed: int, keep: Path | None) -> Report:
    """Play one episode; an error of this program itself is wrong, too."""
    try:
        return play(PROVIDERS[name], seed, keep)
    except Exception:
        return Report(episodes=1, wrong=[f"{name}, seed {seed}: {traceback.format_exc()}"])
