# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account of IONOS Cloud at its sandbox, as the suite needs it."""

from __future__ import annotations

from typing import Any

from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import HTTP_OPTIONS
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import Tell, silent
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.kinds import inside, properties, state_of
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.provider import IONOS
from tests.functional.conftest import SandboxClock

TOKEN = "0123456789abcdef0123456789abcdef"
# What is another with every try.
PASSING = ("ips", "ipConsumers", "mac", "bootVolume", "bootServer", "version", "image", "ipFailover", "pciSlot")
PASSING_TOO = ("deviceNumber", "cpuArchitecture", "features", "ip", "vnet", "ipv4CidrBlock", "s3CanonicalUserId")


def client_of(ionos: Server, tell: Tell = silent, **options: Any) -> Client:
    """A client whose clock is the sandbox's; keyword arguments are options, without api_."""
    usual = {name: spec.get("default") for name, spec in HTTP_OPTIONS.items()}
    own = dict.fromkeys(IONOS.options)
    named = {f"api_{name}": value for name, value in {"timeout": 10.0, "retries": 3, **options}.items()}
    account = IONOS.account({**usual, **own, "api_url": ionos.url, "api_token": TOKEN, **named})
    return Client(account, SandboxClock(ionos), tell)


class IonosWorld:
    """See World."""

    def __init__(self, ionos: Server) -> None:
        self.ionos = ionos
        self.secrets = (TOKEN,)

    def reset(self) -> None:
        """Begin anew, with a data centre that the tasks work in, and things in it that no task is about."""
        self.ionos.control("POST", "/reset")
        client = self.connect()
        lans = [{"properties": {"name": "public", "public": True}}, {"properties": {"name": "inner"}}]
        other = {
            "properties": {"name": "other", "cores": 1, "ram": 1024},
            "entities": {
                "volumes": {"items": [{"properties": {"name": "other-disk", "size": 5, "licenceType": "OTHER"}}]},
                "nics": {"items": [{"properties": {"name": "other-nic", "lan": 1}}]},
            },
        }
        entities = {"lans": {"items": lans}, "servers": {"items": [other]}}
        client.create("datacenters", properties={"name": "shop", "location": "de/fra"}, entities=entities)
        client.create("datacenters", properties={"name": "twice", "location": "de/fra"})
        client.create("datacenters", properties={"name": "twice", "location": "de/fra"})
        self.settle()

    def connect(self, tell: Tell = silent) -> Client:
        """A new client, whose clock is the sandbox's."""
        return client_of(self.ionos, tell)

    def settle(self) -> None:
        """Let everything that is in flight come to its end."""
        self.ionos.advance(3600)

    def fault(self, kind: str, after: int, **more: Any) -> None:
        """Make one request fail, after so many others."""
        self.ionos.fault("*", "*", kind, after=after, **more)

    def heal(self) -> None:
        """Take away all faults."""
        self.ionos.control("DELETE", "/faults")

    def changes(self) -> list[Any]:
        """The requests that could have changed something, since the last call."""
        changes = [(entry["verb"], entry["path"]) for entry in self.ionos.log() if entry["verb"] != "GET"]
        self.ionos.control("DELETE", "/requests")
        return changes

    def everything(self) -> dict[str, Any]:
        """All things of the account; two of a name are told apart by their order."""
        client = self.connect()
        found: dict[str, Any] = {}
        for thing in client.get_all("datacenters", depth=7):
            self._note(client, found, "", thing)
        for thing in (thing for what in ("ipblocks", "snapshots") for thing in client.get_all(what)):
            self._note(client, found, "", thing)
        for thing in client.get_all("images"):
            if not properties(thing).get("public"):
                self._note(client, found, "", thing)
        for thing in client.get_all("um", "groups") + client.get_all("um", "users"):
            self._note(client, found, "", thing)
        return found

    def _note(self, client: Client, found: dict[str, Any], place: str, thing: dict[str, Any]) -> None:
        key = f"{place}/{thing['type']} {properties(thing).get('name') or properties(thing).get('email')}"
        key = f"{key}#{sum(other.startswith(f'{key}#') for other in found)}"
        lasting = {name: value for name, value in properties(thing).items() if name not in (*PASSING, *PASSING_TOO)}
        found[key] = {**lasting, "state": state_of(thing)}
        if thing["type"] in ("datacenter", "ipblock", "snapshot", "image"):
            found[key]["labels"] = client.get_labels(f"{thing['type']}s", thing["id"])
            found[key].pop("state")
        if thing["type"] == "group":
            where = ("um", "groups", thing["id"])
            found[key]["users"] = sorted(properties(user)["email"] for user in client.get_all(*where, "users"))
            found[key]["shares"] = sorted(str(properties(share)) for share in client.get_all(*where, "shares"))
        for what in thing.get("entities") or {}:
            for part in inside(thing, what):
                # volumes are listed in their data centre, NICs in their servers
                if (what, thing["type"]) in (("volumes", "server"), ("nics", "lan")):
                    found[key].setdefault(what, []).append(properties(part).get("name"))
                else:
                    self._note(client, found, key, part)
