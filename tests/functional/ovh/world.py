# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account of OVHcloud at its sandbox, as the suite needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import HTTP_OPTIONS
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import Tell, silent
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.provider import OVH
from tests.functional.conftest import SandboxClock

APPLICATION = "0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"
CONSUMER = "fedcba9876543210fedcba9876543210"
KEYS = {"application_key": APPLICATION, "application_secret": SECRET, "consumer_key": CONSUMER}
CLIENT = {"client_id": "sandbox", "client_secret": SECRET}
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops"
REGION = "GRA11"
# The project that the sandbox has at first.
PROJECT_ID = "a3fecb7bf8ff8b827a0d2cec3ca0cf1b"
# What is another with every try.
PASSING = (
    *("id", "created", "creationDate", "creation", "since", "lastUse", "expiration", "ipAddresses", "credentialId"),
)
# Lists of a project.
IN_PROJECT = {
    "instance": ("instance",),
    "ssh key": ("sshkey",),
    "snapshot": ("snapshot",),
    "volume": ("volume",),
    "network": ("network", "private"),
    "failover address": ("ip", "failover"),
}


def client_of(ovh: Server, tell: Tell = silent, who: dict[str, str] | None = None, **options: Any) -> Client:
    """A client whose clock is the sandbox's; keyword arguments are options, without api_."""
    usual = {name: spec.get("default") for name, spec in HTTP_OPTIONS.items()}
    own = {**dict.fromkeys(OVH.options), **(who or KEYS)}
    named = {f"api_{name}": value for name, value in {"timeout": 10.0, "retries": 3, **options}.items()}
    account = OVH.account({**usual, **own, "endpoint": f"{ovh.url}/1.0", **named})
    return Client(account, SandboxClock(ovh), tell)


class OvhWorld:
    """See World.

    :ivar looks: what tells of further things: the kind, the name and the thing of each; states add to it.
    """

    def __init__(self, ovh: Server) -> None:
        self.ovh = ovh
        self.secrets = (SECRET, CONSUMER)
        self.project = ""
        self._admin: Client | None = None
        self.looks: list[Callable[[OvhWorld], Iterator[tuple[str, str, dict[str, Any]]]]] = []

    def reset(self) -> None:
        """Begin anew, with things in the project that no task is about."""
        self.looks = []
        self._admin = None
        self.ovh.control("POST", "/reset")
        admin = self.admin()
        [self.project] = admin.get_all("cloud", "project", shape=str)
        here = ("cloud", "project", self.project)
        admin.create(*here, "sshkey", values={"name": "other", "publicKey": PUBLIC_KEY})
        self.ovh.control("POST", "/instances", count=1, prefix="other", region=REGION, flavor="b2-7", image="Debian 12")
        # names are not unique
        self.ovh.control("POST", "/instances", count=1, prefix="twice", region=REGION)
        self.ovh.control("POST", "/instances", count=1, prefix="twice", region=REGION)
        self.settle()

    def connect(self, tell: Tell = silent) -> Client:
        """A new client, whose clock is the sandbox's."""
        return client_of(self.ovh, tell)

    def admin(self) -> Client:
        """A client that needs no consumer key."""
        self._admin = self._admin or client_of(self.ovh, who=CLIENT)
        return self._admin

    def settle(self) -> None:
        """Let everything that is in flight come to its end."""
        self.ovh.advance(3600)

    def fault(self, kind: str, after: int, **more: Any) -> None:
        """Make one request fail, after so many others."""
        self.ovh.fault("*", "*", kind, after=after, **more)

    def heal(self) -> None:
        """Take away all faults."""
        self.ovh.control("DELETE", "/faults")

    def changes(self) -> list[Any]:
        """The requests that could have changed something, since the last call."""
        changes = [(entry["verb"], entry["path"]) for entry in self.ovh.log() if entry["verb"] != "GET"]
        self.ovh.control("DELETE", "/requests")
        return changes

    def everything(self) -> dict[str, Any]:
        """All things of the account; two of a name are told apart by their order."""
        admin = self.admin()
        found: dict[str, Any] = {}
        for key in admin.get_details("me", "sshKey", id_of="keyName"):
            _note(found, "account key", key["keyName"], key)
        for credential in admin.get_details("me", "api", "credential", id_of="credentialId"):
            _note(found, "credential", "", credential)
        for kind, path in IN_PROJECT.items():
            for thing in admin.get_all("cloud", "project", self.project, *path):
                _note(found, kind, str(thing.get("name")), thing)
        for look in self.looks:
            for kind, name, thing in look(self):
                _note(found, kind, name, thing)
        return found


def _note(found: dict[str, Any], kind: str, name: str, thing: dict[str, Any]) -> None:
    key = f"{kind} {name}"
    key = f"{key}#{sum(other.startswith(f'{key}#') for other in found)}"
    found[key] = {name: _lasting(name, value) for name, value in thing.items() if name not in PASSING}


def _lasting(name: str, value: Any) -> Any:
    """What of a value is the same with every try: ids of others are not."""
    if name == "regions":
        return sorted(one["region"] if isinstance(one, dict) else one for one in value or [])
    return bool(value) if name in ("attachedTo", "routedTo") else value
