# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control plane under ``/_sandbox/``: what a test does to the sandbox itself. Plain JSON in and out."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from . import clock
from .answer import Answer, Refused
from .faults import parsed
from .guard import KEY_HEADER
from .provider import ControlRoute
from .service import Service

PREFIX = "/_sandbox"
# So many steps one after the other are waited for, and no more: one that is stuck never ends.
MOST_STEPS = 20


class ControlPlane:
    """The control calls of one sandbox: those that every sandbox has, and the provider's."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._provider = service.provider
        own = (
            ControlRoute("GET", "", self.greet),
            ControlRoute("POST", "/reset", self.reset),
            ControlRoute("GET", "/clock", self.get_clock),
            ControlRoute("POST", "/clock", self.advance_clock),
            ControlRoute("POST", "/settle", self.settle),
            ControlRoute("GET", "/requests", self.get_requests),
            ControlRoute("DELETE", "/requests", self.clear_requests),
            ControlRoute("GET", "/faults", self.get_faults),
            ControlRoute("POST", "/faults", self.add_fault),
            ControlRoute("DELETE", "/faults", self.clear_faults),
        )
        self._routes = {(verb, PREFIX + path): control for verb, path, control in (*own, *self._provider.controls)}

    async def respond(self, verb: str, path: str, body: bytes, has_key: bool) -> Answer:
        """The answer to a request whose path begins with PREFIX."""
        control = self._routes.get((verb, path.rstrip("/")))
        if not has_key and control != self.greet:
            return Answer({"error": f"the control plane wants its key in the header {KEY_HEADER}"}, 401)
        if control is None:
            known = [f"{known_verb} {known_path}" for known_verb, known_path in self._routes]
            return Answer({"error": "no such control call", "known": known}, 404)
        try:
            sent = _sent(body)
            with self._provider.store.transaction():
                self._provider.store.settle(self._provider.now)
                answer = control(self._provider, sent)
            if background := self._provider.background:
                await (background.reset() if control == self.reset else background.finish())
            return Answer(answer)
        except (ValueError, Refused) as error:
            return Answer({"error": str(error)}, 400)

    def greet(self, provider: Any, sent: Mapping[str, Any]) -> Any:
        """``GET`` of nothing more: what this is, without a key."""
        return {"sandbox": self._provider.name}

    def reset(self, provider: Any, sent: Mapping[str, Any]) -> Any:
        """``POST reset``: as if just started with an empty database."""
        self._provider.store.reset()
        self._service.faults.clear()
        self._service.log.clear()
        self._service.limiter.clear()
        return {"reset": True}

    def get_clock(self, provider: Any, sent: Mapping[str, Any]) -> Any:
        """``GET clock``: the sandbox's time and how far it is ahead of the real one."""
        return {"now": self._provider.now, "offset": clock.offset(self._provider.store)}

    def advance_clock(self, provider: Any, sent: Mapping[str, Any]) -> Any:
        """``POST clock`` ``{"advance": seconds}``."""
        seconds = sent.get("advance")
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds < 1e10:
            raise ValueError("advance must be a number of seconds, at least 0")
        clock.advance(self._provider.store, seconds)
        return self.get_clock(provider, {})

    def settle(self, provider: Any, sent: Mapping[str, Any]) -> Any:
        """``POST settle``: move the clock until nothing is under way; ``busy`` is how many things still are."""
        store = self._provider.store
        for _step in range(MOST_STEPS):
            if not self._busy():
                break
            clock.advance(store, max(self._provider.settings.step_seconds, 1.0))
            store.settle(self._provider.now)
        return {**self.get_clock(provider, {}), "busy": self._busy()}

    def _busy(self) -> int:
        return sum(thing.busy for thing in self._provider.things())

    def get_requests(self, provider: Any, sent: Mapping[str, Any]) -> Any:
        """``GET requests``: the log."""
        return {"requests": self._service.log.listed()}

    def clear_requests(self, provider: Any, sent: Mapping[str, Any]) -> Any:
        """``DELETE requests``."""
        self._service.log.clear()
        return {"requests": []}

    def get_faults(self, provider: Any, sent: Mapping[str, Any]) -> Any:
        """``GET faults``: those that still wait."""
        return {"faults": self._service.faults.listed()}

    def add_fault(self, provider: Any, sent: Mapping[str, Any]) -> Any:
        """``POST faults``: one more, see ``faults``."""
        self._service.faults.add(parsed(sent, self._provider.methods, self._provider.fault_kinds))
        return self.get_faults(provider, {})

    def clear_faults(self, provider: Any, sent: Mapping[str, Any]) -> Any:
        """``DELETE faults``."""
        self._service.faults.clear()
        return {"faults": []}


def check_fields(sent: Mapping[str, Any], known: Collection[str]) -> None:
    """Raises ValueError that names what was sent and is not known."""
    unknown = sorted(set(sent) - set(known))
    if unknown:
        raise ValueError(f"unknown field: {', '.join(unknown)}; known are {', '.join(known)}")


def _sent(body: bytes) -> dict[str, Any]:
    try:
        sent = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise ValueError("the body must be JSON") from None
    if not isinstance(sent, dict):
        raise ValueError("the body must be a JSON object")
    return sent
