# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the command line says; see ``command``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .limiter import Rate

MEMORY = ":memory:"


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """How things that are machines are made: a base tree, the account's public key, the most megabytes of a disk, the
    SSH server (see ``sandbox.machines.needs``).
    """

    base: Path = Path("/")
    ssh_key: str | None = None
    disk_mb: int | None = None
    ssh_server: str = "sshd"


@dataclass(frozen=True, slots=True)
class Settings:
    """``accounts`` are as the provider's account option takes them, ``own`` are the provider's further options.

    ``local`` says that nobody but this computer reaches ``host``. ``control_key`` opens the control plane; None lets
    everybody in. ``made_up`` are lines for whoever started the sandbox: what it made up, and nobody else knows.
    """

    accounts: tuple[str, ...]
    host: str = "127.0.0.1"
    port: int = 0
    db: str = MEMORY
    step_seconds: float = 2.0
    latency_seconds: float = 0.0
    rates: Mapping[str, Rate] = field(default_factory=dict)
    machines: MachineSettings | None = None
    local: bool = True
    control_key: str | None = None
    made_up: tuple[str, ...] = ()
    own: Mapping[str, Any] = field(default_factory=dict)
