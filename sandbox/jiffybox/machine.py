# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything one running sandbox consists of."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import web

from .faults import Faults
from .limiter import Limiter, Rate
from .request_log import RequestLog
from .store import Store

DEFAULT_TOKEN = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line says; see ``__main__``."""

    host: str = "127.0.0.1"
    port: int = 0
    db: str = ":memory:"
    tokens: tuple[str, ...] = (DEFAULT_TOKEN,)
    boot_seconds: float = 2.0
    latency_seconds: float = 0.0
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """``accounts`` are the customer numbers of the tokens, in their order."""

    settings: Settings
    store: Store
    accounts: tuple[int, ...]
    limiter: Limiter
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)

    @classmethod
    def build(cls, settings: Settings) -> Machine:
        """Raises sqlite3.Error when the database cannot be used."""
        store = Store(settings.db)
        with store.transaction():
            accounts = tuple(store.account(token) for token in settings.tokens)
        return cls(settings, store, accounts, Limiter(settings.rate))

    def position(self, token: str) -> int | None:
        """Where the token stands among the options; None when it is none of them."""
        return self.settings.tokens.index(token) if token in self.settings.tokens else None


MACHINE = web.AppKey("machine", Machine)
