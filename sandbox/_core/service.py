# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that one running sandbox consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .faults import Faults
from .limiter import Limiter
from .provider import Provider
from .request_log import RequestLog


@dataclass(frozen=True, slots=True)
class Service:
    """A provider, and what it needs to know nothing of."""

    provider: Provider[Any]
    limiter: Limiter
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)
