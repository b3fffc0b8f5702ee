# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account of the small provider at its sandbox, as the suite needs it."""

from __future__ import annotations

from typing import Any

from running import Server
from tiny_account import TOKEN

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import HTTP_OPTIONS
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import Tell, silent
from ansible_collections.example.tiny.plugins.module_utils._tiny.client import Client
from ansible_collections.example.tiny.plugins.module_utils._tiny.provider import TINY
from tests.functional.conftest import SandboxClock

# What is another with every try.
PASSING = ("id", "created", "address")


def client_of(tiny: Server, tell: Tell = silent, **options: Any) -> Client:
    """A client whose clock is the sandbox's; keyword arguments are options, without api_."""
    usual = {name: spec.get("default") for name, spec in HTTP_OPTIONS.items()}
    named = {f"api_{name}": value for name, value in {"timeout": 10.0, "retries": 3, **options}.items()}
    account = TINY.account({**usual, "api_url": tiny.url, "api_token": TOKEN, **named})
    return Client(account, SandboxClock(tiny), tell)


class TinyWorld:
    """See World."""

    def __init__(self, tiny: Server) -> None:
        self.tiny = tiny
        self.secrets = (TOKEN,)

    def reset(self) -> None:
        """Begin anew, with servers that no task is about, on two pages, and a volume."""
        self.tiny.control("POST", "/reset")
        self.tiny.control("POST", "/servers", names=["db", "other", "other", "other"])
        self.connect().create("servers", "ser-1", "volumes", values={"name": "other", "gigabytes": 1})
        self.settle()

    def connect(self, tell: Tell = silent) -> Client:
        """A new client, whose clock is the sandbox's."""
        return client_of(self.tiny, tell)

    def settle(self) -> None:
        """Let everything that is in flight come to its end."""
        self.tiny.advance(120)

    def fault(self, kind: str, after: int, **more: Any) -> None:
        """Make one request fail, after so many others."""
        self.tiny.fault("*", "*", kind, after=after, **more)

    def heal(self) -> None:
        """Take away all faults."""
        self.tiny.control("DELETE", "/faults")

    def changes(self) -> list[Any]:
        """The requests that could have changed something, since the last call."""
        changes = [(entry["verb"], entry["path"]) for entry in self.tiny.log() if entry["verb"] != "GET"]
        self.tiny.control("DELETE", "/requests")
        return changes

    def everything(self) -> dict[str, Any]:
        """All things of the account; two of a name are told apart by their order."""
        client = self.connect()
        found: dict[str, Any] = {}
        for server in client.get_all("servers"):
            volumes = client.get_all("servers", server["id"], "volumes")
            for kind, thing in [("server", server), *(("volume", volume) for volume in volumes)]:
                same = sum(key.startswith(f"{kind} {thing['name']}#") for key in found)
                lasting = {name: value for name, value in thing.items() if name not in PASSING}
                found[f"{kind} {thing['name']}#{same}"] = lasting
        return found
