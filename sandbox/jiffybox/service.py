# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything one running sandbox consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from sandbox.machines.host import Host

from .faults import Faults
from .limiter import Limiter, Rate
from .machines import Machines
from .request_log import RequestLog
from .store import Store

MEMORY = ":memory:"
DEFAULT_TOKEN = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """How boxes that are machines are made: a base tree, the account's public key, the most megabytes of a disk."""

    base: Path = Path("/")
    ssh_key: str | None = None
    disk_mb: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line says; see ``__main__``."""

    host: str = "127.0.0.1"
    port: int = 0
    db: str = MEMORY
    tokens: tuple[str, ...] = (DEFAULT_TOKEN,)
    boot_seconds: float = 2.0
    latency_seconds: float = 0.0
    rate: Rate | None = None
    machines: MachineSettings | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """``accounts`` are the customer numbers of the tokens, in their order. ``machines`` is None if boxes are none."""

    settings: Settings
    store: Store
    accounts: tuple[int, ...]
    limiter: Limiter
    machines: Machines | None = None
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)

    @classmethod
    def build(cls, settings: Settings) -> Service:
        """Raises sqlite3.Error when the database cannot be used."""
        store = Store(settings.db, settings.machines is not None)
        with store.transaction():
            accounts = tuple(store.account(token) for token in settings.tokens)
        return cls(settings, store, accounts, Limiter(settings.rate), cls._machines(settings, store))

    @staticmethod
    def _machines(settings: Settings, store: Store) -> Machines | None:
        if settings.machines is None:
            return None
        disks = None if settings.db == MEMORY else Path(f"{settings.db}.machines")
        host = Host(settings.machines.base, disks)
        return Machines(host, store, settings.boot_seconds, settings.machines.ssh_key, settings.machines.disk_mb)

    def position(self, token: str) -> int | None:
        """Where the token stands among the options; None when it is none of them."""
        return self.settings.tokens.index(token) if token in self.settings.tokens else None


SERVICE = web.AppKey("service", Service)
