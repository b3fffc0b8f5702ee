# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A JiffyBox account at the sandbox, as the suite needs it."""

from __future__ import annotations

from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import Tell, silent
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import account
from tests.functional.conftest import SandboxClock

BUILT_IN = "Stammdaten-E-Mail-Adresse"
# What is another with every try.
PASSING = ("id", "created", "runningSince", "host", "ips", "activeProfile", "plan", "jiffyBox", "ip", "contactgroups")


class JiffyBoxWorld:
    """See World."""

    def __init__(self, sandbox: Any) -> None:
        self.sandbox = sandbox
        self.secrets = (sandbox.token,)

    def reset(self) -> None:
        """Begin anew, with a box, a group and a check that no task is about."""
        self.sandbox.reset()
        self.sandbox.seed(1, "other")
        self.sandbox.control("POST", "ips", {"box": self.box("other1")["id"]})
        self.sandbox.api("POST", "contactGroups", {"name": "others", "contacts": ["other@example.com"]})
        check = {"name": "other", "checkType": "ping", "ip": self.box("other1")["ips"]["public"][0]}
        groups = [
            group["id"] for group in self.sandbox.api("GET", "contactGroups").values() if group["name"] == "others"
        ]
        self.sandbox.api("POST", "monitoring", {**check, "contactgroups": groups})
        self.settle()

    def box(self, name: str) -> Any:
        """The box of a name, as the service shows it."""
        return next(box for box in self.sandbox.api("GET", "jiffyBoxes").values() if box["name"] == name)

    def connect(self, tell: Tell = silent) -> Client:
        """A new client, whose clock is the sandbox's."""
        http = HttpOptions(timeout=10.0, retries=3, backoff_factor=0.1)
        return Client(account(self.sandbox.token, self.sandbox.url, http), SandboxClock(self.sandbox), tell)

    def settle(self) -> None:
        """Let everything that is in flight come to its end."""
        self.sandbox.advance(120)

    def fault(self, kind: str, after: int, **more: Any) -> None:
        """Make one request fail, after so many others."""
        self.sandbox.fault("*", "*", kind, after=after, **more)

    def heal(self) -> None:
        """Take away all faults."""
        self.sandbox.control("DELETE", "faults")

    def changes(self) -> list[Any]:
        """The requests that could have changed something, since the last call."""
        changes = self.sandbox.changes()
        self.sandbox.forget()
        return list(changes)

    def everything(self) -> dict[str, Any]:
        """All things of the account; two of a name are told apart by their order."""
        boxes = self._all("jiffyBoxes")
        names = {box["id"]: box["name"] for box in boxes}
        groups = self._all("contactGroups")
        checks = self._all("monitoring")
        ips = (self.sandbox.api("GET", "ips") or {}).items()
        backups = (self.sandbox.api("GET", "backups") or {}).items()
        found: dict[str, Any] = {}
        for kind, things in (("box", boxes), ("group", groups), ("check", checks)):
            for thing in things:
                same = sum(key.startswith(f"{kind} {thing['name']}#") for key in found)
                found[f"{kind} {thing['name']}#{same}"] = self._lasting(thing)
        for box_id, addresses in ips:
            floating = [one["ip"] for one in (addresses or {}).values() if one["floating"] == "true"]
            found[f"floating {names[int(box_id)]}"] = len(floating)
        for box_id, kept in backups:
            there = {kind: True for kind in ("daily", "weekly", "biweekly", "manual") if kind in kept}
            # an empty map can be a list
            schedule = self.sandbox.api("GET", f"backups/{box_id}") or {}
            found[f"backups {names[int(box_id)]}"] = {**there, "day": schedule.get("day"), "time": schedule.get("time")}
        return found

    def _all(self, module: str) -> list[Any]:
        return sorted((self.sandbox.api("GET", module) or {}).values(), key=lambda thing: thing["id"])

    def _lasting(self, thing: Any) -> Any:
        lasting = {key: value for key, value in thing.items() if key not in PASSING}
        if "plan" in thing:
            lasting["plan"] = thing["plan"]["id"]
        if "contactgroups" in thing:
            lasting["contactgroups"] = [group["name"] for group in thing["contactgroups"]]
        return lasting
