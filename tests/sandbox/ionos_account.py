# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A running IONOS Cloud sandbox as one of its accounts sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import requests
from running import Server, serving

USER = "user@example.com"
PASSWORD = "0123456789abcdef"
TOKEN = "0123456789abcdef0123456789abcdef"
OTHER = "other@example.com"
OTHER_TOKEN = "f" * 32
OTHER_CONTRACT = 31000002
# the second one works for two contracts
PEOPLE = (f"{USER}:{PASSWORD}:{TOKEN}", f"{OTHER}:{PASSWORD}:{OTHER_TOKEN}:{OTHER_CONTRACT},31000003")
STEP = 5
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 web"
Json = dict[str, Any]


@dataclass
class Sandbox(Server):
    """Speaks to a running sandbox as one account, to one version of its API."""

    token: str = TOKEN
    contract: int | None = None
    version: str = "v6"

    def as_other(self, token: str = OTHER_TOKEN, contract: int | None = OTHER_CONTRACT) -> Sandbox:
        return replace(self, token=token, contract=contract)

    def in_version(self, version: str) -> Sandbox:
        return replace(self, version=version)

    @property
    def api(self) -> str:
        return f"{self.url}/cloudapi/{self.version}"

    def send(self, verb: str, path: str, /, body: Any = None, **how: Any) -> requests.Response:
        """A request to the API, with whatever ``requests`` takes; nothing is checked."""
        headers = {"Authorization": f"Bearer {self.token}", **how.pop("headers", {})}
        if self.contract is not None:
            headers["X-Contract-Number"] = str(self.contract)
        url = path if path.startswith("http") else f"{self.api}{path}"
        return self.session.request(verb, url, json=body, headers=headers, **how)

    def get(self, path: str) -> Any:
        response = self.send("GET", path)
        assert response.status_code == 200, response.text
        return response.json()

    def items(self, path: str) -> list[Any]:
        """The things in a list, with their properties."""
        found: list[Any] = self.get(f"{path}?depth=1")["items"]
        return found

    def accepted(self, verb: str, path: str, body: Any = None) -> requests.Response:
        """The answer to a change that must be accepted."""
        response = self.send(verb, path, body)
        assert response.status_code == 202, response.text
        return response

    def settle(self, seconds: float = 20 * STEP) -> None:
        """Let every request come to its end."""
        self.advance(seconds)

    def done(self, verb: str, path: str, body: Any = None) -> Any:
        """The body of a change, None if it is empty, after its request is DONE."""
        response = self.accepted(verb, path, body)
        self.settle()
        status = self.get(response.headers["Location"])["metadata"]
        assert status["status"] == "DONE", status
        return response.json() if response.content else None

    def failed(self, response: requests.Response) -> str:
        """The message of a request that ends as FAILED."""
        self.settle()
        status = self.get(response.headers["Location"])["metadata"]
        assert status["status"] == "FAILED", status
        return str(status["message"])

    def refusal(self, status: int, verb: str, path: str, body: Any = None) -> list[tuple[str, str]]:
        """Codes and words of a call that must be refused with this status."""
        response = self.send(verb, path, body)
        assert response.status_code == status, response.text
        said = response.json()
        assert said["httpStatus"] == status
        return [(message["errorCode"], message["message"]) for message in said["messages"]]

    def words(self, verb: str, path: str, body: Any = None, status: int = 422) -> str:
        """The words of a refusal that has one reason."""
        [(_code, words)] = self.refusal(status, verb, path, body)
        return words

    def targets(self, response: requests.Response, kind: str) -> list[str]:
        """The ids of what a request made of a kind."""
        targets = self.get(response.headers["Location"])["metadata"]["targets"]
        return [target["target"]["id"] for target in targets if target["target"]["type"] == kind]

    def log_in(self, verb: str, path: str) -> int:
        """How often this has been asked."""
        return sum((entry["verb"], entry["path"]) == (verb, path) for entry in self.log())

    # Things that tests need

    def datacenter(self, location: str = "de/fra", **more: Any) -> str:
        """The path of a new data centre."""
        made = self.done("POST", "/datacenters", {"properties": {"name": "dc", "location": location, **more}})
        return f"/datacenters/{made['id']}"

    def made(self, collection: str, properties: Json, **entities: list[Any]) -> str:
        """The path of a new thing in a collection."""
        body: Json = {"properties": properties}
        if entities:
            body["entities"] = {name: {"items": items} for name, items in entities.items()}
        return f"{collection}/{self.done('POST', collection, body)['id']}"

    def server(self, datacenter: str, properties: Json | None = None, **entities: list[Any]) -> str:
        return self.made(
            f"{datacenter}/servers", {"name": "web", "cores": 2, "ram": 2048, **(properties or {})}, **entities
        )

    def volume(self, datacenter: str, **properties: Any) -> str:
        return self.made(f"{datacenter}/volumes", {"name": "data", "size": 10, "licenceType": "OTHER", **properties})

    def public_lan(self, datacenter: str) -> str:
        return self.made(f"{datacenter}/lans", {"name": "public", "public": True})

    def image(self, alias: str, location: str = "de/fra") -> str:
        """The id of an image."""
        found = [image for image in self.items("/images") if alias in image["properties"]["imageAliases"]]
        return str(next(image["id"] for image in found if image["properties"]["location"] == location))


def boot_volume(**properties: Any) -> Json:
    """A volume with an image, as it is made along with a server."""
    usual = {"name": "boot", "size": 10, "type": "HDD", "imageAlias": "debian:12", "sshKeys": [KEY]}
    return {"properties": {**usual, **properties}}


def nic(lan: Any = 1, rules: list[Json] | None = None, **properties: Any) -> Json:
    """A NIC, as it is made along with a server."""
    made: Json = {"properties": {"name": "eth0", "lan": lan, **properties}}
    return {**made, "entities": {"firewallrules": {"items": rules}}} if rules else made


def last(path: str) -> str:
    """The id that a path ends with."""
    return path.rsplit("/", 1)[-1]


@contextmanager
def running(*options: str) -> Iterator[Sandbox]:
    """A sandbox with these options, until the block ends."""
    with serving(*options, program="sandbox.ionos") as server:
        yield Sandbox(server.process, server.said, server.session)
