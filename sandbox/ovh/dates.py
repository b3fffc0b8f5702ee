# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the API writes times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def date_time(now: float) -> str:
    """ISO 8601 with an offset."""
    return datetime.fromtimestamp(int(now), UTC).isoformat()


def zulu(now: float) -> str:
    """As OpenStack writes it, below /cloud."""
    return date_time(now).replace("+00:00", "Z")


def day(now: float, days: int = 0) -> str:
    """A date, so many days later."""
    return (datetime.fromtimestamp(int(now), UTC) + timedelta(days=days)).date().isoformat()


def seconds(text: str) -> float:
    """Unix seconds of a time that the API has written."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
