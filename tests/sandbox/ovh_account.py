# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A running OVHcloud sandbox as one of its accounts sees it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import requests
from running import Server, serving

APPLICATION = "0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"
CONSUMER = "fedcba9876543210fedcba9876543210"
CLIENT = "sandbox"
OTHER = ("1" * 16, "2" * 32, "3" * 32, "other")
ACCOUNTS = (":".join((APPLICATION, SECRET, CONSUMER, CLIENT)), ":".join(OTHER))
STEP = 4
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtleQ== web"
Json = dict[str, Any]


def signature(secret: str, consumer: str, verb: str, url: str, body: bytes, now: int) -> str:
    """As the reference has it, and not as the sandbox does it."""
    text = "+".join((secret, consumer, verb, url, body.decode(), str(now)))
    return "$1$" + hashlib.sha1(text.encode()).hexdigest()


@dataclass
class Sandbox(Server):
    """Speaks to a running sandbox as one account: signed, or with a token."""

    application: str = APPLICATION
    secret: str = SECRET
    consumer: str = CONSUMER
    token: str | None = None
    # seconds that the sandbox's clock is ahead, the same list for all who speak to it
    ahead: list[float] = field(default_factory=lambda: [0.0])

    def advance(self, seconds: float) -> None:
        super().advance(seconds)
        self.ahead[0] += seconds

    def reset(self) -> None:
        self.control("POST", "/reset")
        self.ahead[0] = 0.0

    def as_other(self) -> Sandbox:
        return replace(self, application=OTHER[0], secret=OTHER[1], consumer=OTHER[2])

    def with_key(self, consumer: str) -> Sandbox:
        return replace(self, consumer=consumer)

    def with_token(self, client: str = CLIENT, secret: str = SECRET) -> Sandbox:
        form = {"grant_type": "client_credentials", "scope": "all"}
        answer = self.session.post(f"{self.url}/auth/oauth2/token", data=form, auth=(client, secret))
        assert answer.status_code == 200, answer.text
        return replace(self, token=answer.json()["access_token"])

    @property
    def now(self) -> int:
        return int(self.session.get(f"{self.url}/1.0/auth/time").json())

    def send(
        self, verb: str, path: str, /, body: Any = None, headers: Mapping[str, str] | None = None, **how: Any
    ) -> requests.Response:
        """A signed request; nothing of the answer is checked. ``now`` and ``signature`` can be other ones."""
        url = f"{self.url}{path}" if path.startswith(("/v1", "/v2")) else f"{self.url}/1.0{path}"
        data = b"" if body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **(headers or {})}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        else:
            now = how.pop("now", None) or int(time.time() + self.ahead[0])
            made = signature(self.secret, self.consumer, verb, url, data, now)
            signed = {
                "X-Ovh-Application": self.application,
                "X-Ovh-Consumer": self.consumer,
                "X-Ovh-Timestamp": str(now),
                "X-Ovh-Signature": how.pop("signature", made),
            }
            sent = {**signed, **sent}
        return self.session.request(verb, url, data=data, headers=sent, **how)

    def ok(self, verb: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer to a call that must succeed."""
        response = self.send(verb, path, body, headers)
        assert response.status_code == 200, response.text
        return response.json()

    def get(self, path: str, **headers: str) -> Any:
        return self.ok("GET", path, **headers)

    def refusal(self, status: int, verb: str, path: str, body: Any = None) -> Json:
        """What is said by a call that must be refused with this status."""
        response = self.send(verb, path, body)
        assert response.status_code == status, (response.status_code, response.text)
        said: Json = response.json()
        return said

    def words(self, status: int, verb: str, path: str, body: Any = None) -> str:
        return str(self.refusal(status, verb, path, body)["message"])

    def settle(self, seconds: float = STEP) -> None:
        """Let every step that is under way come to its end."""
        self.advance(seconds)

    def changed(self, verb: str, path: str) -> list[bool]:
        """Of each time that this has been asked, whether it changed something."""
        return [it["changed"] for it in self.log() if (it["verb"], it["path"]) == (verb, path)]

    # Things that tests need

    @property
    def project(self) -> str:
        """The path of the first project."""
        return f"/cloud/project/{self.get('/cloud/project')[0]}"

    def flavor(self, name: str = "b2-7", region: str = "GRA11") -> str:
        found = self.get(f"{self.project}/flavor?region={region}")
        return str(next(it["id"] for it in found if it["name"] == name))

    def image(self, name: str = "Debian 12", region: str = "GRA11") -> str:
        found = self.get(f"{self.project}/image?region={region}")
        return str(next(it["id"] for it in found if it["name"] == name))

    def instance_body(self, region: str = "GRA11", **more: Any) -> Json:
        ids = {"flavorId": self.flavor(region=region), "imageId": self.image(region=region)}
        return {"name": "web", "region": region, **ids, **more}

    def instance(self, region: str = "GRA11", **more: Any) -> str:
        """The path of a new instance that runs."""
        made = self.ok("POST", f"{self.project}/instance", self.instance_body(region, **more))
        self.settle()
        return f"{self.project}/instance/{made['id']}"


def segment(text: str) -> str:
    """A text as one segment of a path."""
    return quote(text, safe="")


@contextmanager
def running(*options: str) -> Iterator[Sandbox]:
    """A sandbox with these options, until the block ends."""
    with serving(*options, program="sandbox.ovh") as server:
        yield Sandbox(server.process, server.said, server.session)
