# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A running panel as one of its users sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import requests
from running import Server, serving

SECRET = "0123456789abcdef0123456789abcdef"
CLIENT_KEY = f"ptlc_00000000001{SECRET}"
APPLICATION_KEY = f"ptla_00000000001{SECRET}"
USER_KEY = f"ptlc_00000000002{SECRET}"
PEOPLE = (f"admin:{CLIENT_KEY}:{APPLICATION_KEY}", f"user:{USER_KEY}")
ADMIN, USER = 1, 2
VANILLA, PAPER, TF2 = 5, 3, 11
STEP = 5
JSON = "application/json"
Json = dict[str, Any]
VARIABLES = {"SERVER_JARFILE": "server.jar", "VANILLA_VERSION": "latest"}


@dataclass
class Sandbox(Server):
    """Speaks to a running sandbox with one key."""

    key: str = CLIENT_KEY

    def with_key(self, key: str) -> Sandbox:
        return replace(self, key=key)

    def key_of(self, user: str, **more: Any) -> Sandbox:
        """The same sandbox with a new key, of somebody who may be new too."""
        return self.with_key(self.control("POST", "/keys", user=user, **more)["key"])

    @property
    def api(self) -> str:
        return f"{self.url}/api"

    def send(self, verb: str, path: str, /, body: Any = None, **how: Any) -> requests.Response:
        """A request to the API, with whatever ``requests`` takes; nothing is checked."""
        headers = {"Authorization": f"Bearer {self.key}", "Accept": JSON, **how.pop("headers", {})}
        url = path if path.startswith("http") else f"{self.api}{path}"
        return self.session.request(verb, url, json=body, headers=headers, allow_redirects=False, **how)

    def ok(self, verb: str, path: str, body: Any = None, status: int = 200, **how: Any) -> Any:
        """What a call answers that must succeed; None for nothing."""
        response = self.send(verb, path, body, **how)
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    def get(self, path: str) -> Any:
        return self.ok("GET", path)

    def shown(self, path: str) -> Json:
        """The attributes of a thing."""
        found: Json = self.get(path)["attributes"]
        return found

    def listed(self, path: str) -> list[Json]:
        """The attributes of the things in a list."""
        return [it["attributes"] for it in self.get(path)["data"]]

    def made(self, path: str, body: Any = None, status: int = 201) -> Json:
        """The attributes of a new thing."""
        found: Json = self.ok("POST", path, body, status)["attributes"]
        return found

    def done(self, verb: str, path: str, body: Any = None) -> None:
        """A call that answers nothing."""
        assert self.ok(verb, path, body, 204) is None

    def refusal(self, status: int, verb: str, path: str, body: Any = None, **how: Any) -> list[tuple[str, str]]:
        """Codes and words of a call that must be refused with this status."""
        response = self.send(verb, path, body, **how)
        assert response.status_code == status, response.text
        entries = response.json()["errors"]
        assert {entry["status"] for entry in entries} == {str(status)}
        return [(entry["code"], entry["detail"]) for entry in entries]

    def code(self, status: int, verb: str, path: str, body: Any = None, **how: Any) -> str:
        """The code of a refusal that has one reason."""
        [(code, _words)] = self.refusal(status, verb, path, body, **how)
        return code

    def broken(self, verb: str, path: str, body: Any = None) -> set[tuple[str, str]]:
        """Fields and rules of a body that must be refused."""
        response = self.send(verb, path, body)
        assert response.status_code == 422, response.text
        return {(it["meta"]["source_field"], it["meta"]["rule"]) for it in response.json()["errors"]}

    # Things that tests need

    def user(self, name: str = "alice", **more: Any) -> Json:
        usual = {"username": name, "email": f"{name}@example.com", "first_name": "A", "last_name": "B"}
        return self.made("/application/users", {**usual, **more})

    def server(self, settle: bool = True, **more: Any) -> Json:
        """A new server, installed unless told otherwise."""
        made = self.made("/application/servers", server(**more))
        if settle:
            self.settle()
        return self.shown(f"/application/servers/{made['id']}")

    def settle(self, seconds: float = 20 * STEP) -> None:
        """Let everything come to its end."""
        self.advance(seconds)

    def write(self, path: str, name: str, content: str) -> None:
        """A file, below the files of a server."""
        where = f"{path}/files/write?file={quote(name)}"
        assert (
            self.send("POST", where, data=content.encode(), headers={"Content-Type": "text/plain"}).status_code == 204
        )

    def read(self, path: str, name: str) -> str:
        response = self.send("GET", f"{path}/files/contents?file={quote(name)}")
        assert response.status_code == 200, response.text
        return response.text

    def state(self, path: str) -> str:
        """The power state as it is now, not as it was a while ago."""
        self.advance(21)
        return str(self.shown(f"{path}/resources")["current_state"])


def server(**more: Any) -> Json:
    """A server of the simplest sort, as it is created."""
    limits = {"memory": 512, "swap": 0, "disk": 1024, "io": 500, "cpu": 100, **more.pop("limits", {})}
    features = {"databases": 2, "allocations": 3, "backups": 2, **more.pop("feature_limits", {})}
    return {
        "name": "web",
        "user": USER,
        "egg": VANILLA,
        "docker_image": "ghcr.io/pterodactyl/yolks:java_21",
        "startup": "java -jar {{SERVER_JARFILE}}",
        "environment": VARIABLES,
        "limits": limits,
        "feature_limits": features,
        "allocation": {"default": 1},
        **more,
    }


def client(made: Json) -> str:
    """The path of a server in the client API."""
    return f"/client/servers/{made['identifier']}"


@contextmanager
def running(*options: str) -> Iterator[Sandbox]:
    """A sandbox with these options, until the block ends."""
    with serving(*options, program="sandbox.pterodactyl") as started:
        yield Sandbox(started.process, started.said, started.session)
