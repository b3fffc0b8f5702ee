# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A running JiffyBox sandbox as one of its accounts sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import requests
from running import Server, serving

TOKEN = "0123456789abcdef0123456789abcdef"
OTHER_TOKEN = "f" * 32
BOOT_SECONDS = 10


@dataclass
class Sandbox(Server):
    """Speaks to a running sandbox as one account; ``as_other`` gives one for another token."""

    token: str = TOKEN

    def as_other(self, token: str) -> Sandbox:
        return replace(self, token=token)

    def send(self, verb: str, path: str, /, **how: Any) -> requests.Response:
        """A request to the API, with whatever ``requests`` takes; nothing is checked."""
        return self.session.request(verb, f"{self.url}/{self.token}/v1.0{path}", **how)

    def call(self, verb: str, path: str, /, **fields: Any) -> Any:
        """The result of a call that must succeed."""
        envelope = self.send(verb, path, json=fields or None).json()
        assert not [message for message in envelope["messages"] if message["type"] == "error"], envelope
        return envelope["result"]

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def refusal(self, verb: str, path: str, /, **fields: Any) -> str:
        """The message of a call that must be refused, in the way the service refuses: with HTTP 200."""
        response = self.send(verb, path, json=fields or None)
        assert response.status_code == 200
        envelope = response.json()
        assert envelope["result"] is False
        assert [message["type"] for message in envelope["messages"]] == ["error"]
        return str(envelope["messages"][0]["message"])

    def name_taken(self, verb: str, path: str, /, **fields: Any) -> bool:
        """Whether a call is refused as one whose name is in use was recorded: with null instead of false."""
        text = "Der Name existiert bereits."
        envelope = self.send(verb, path, json=fields or None).json()
        return bool(envelope == {"messages": [{"type": "error", "message": text}], "result": None})

    def settle(self) -> None:
        """Let every step that is under way come to its end."""
        self.advance(BOOT_SECONDS)

    def create(self, name: str = "web", **more: Any) -> dict[str, Any]:
        """What the service answers to the creation of a box."""
        fields = {"name": name, "planid": 44, "distribution": "debian_trixie_64bit", **more}
        box: dict[str, Any] = self.call("POST", "/jiffyBoxes", **fields)
        return box

    def ready(self, name: str = "web", **more: Any) -> int:
        """The id of a new box that is READY and off."""
        number = self.create(name, **more)["id"]
        self.settle()
        return int(number)

    def running(self, name: str = "web") -> int:
        """The id of a new box that is READY and on."""
        number = self.ready(name)
        self.change(number, status="START")
        self.settle()
        return number

    def frozen(self, name: str = "web") -> int:
        """The id of a new box that is FROZEN."""
        number = self.ready(name)
        self.change(number, status="FREEZE")
        self.settle()
        return number

    def box(self, number: int) -> Any:
        return self.get(f"/jiffyBoxes/{number}")

    def change(self, number: int, **fields: Any) -> Any:
        return self.call("PUT", f"/jiffyBoxes/{number}", **fields)

    def exists(self, number: int) -> bool:
        return str(number) in self.get("/jiffyBoxes")


@contextmanager
def running(*options: str) -> Iterator[Sandbox]:
    """A sandbox with these options, until the block ends."""
    with serving(*options) as server:
        yield Sandbox(server.process, server.said, server.session)
