# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The providers whose runs are attacked. Another one joins with an entry in PROVIDERS."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from running import ROOT
from tiny_account import FOLDER

# None of these is anywhere but where a run is told of it. The password of a check goes into addresses, so to speak.
SECRETS = {
    "password": "Ge\"heim'47-11 %ä+\\x",
    "mistyped password": "Pass\"wort'unter-falschem-Namen",
    "password of an entry": "Eintrag'mit\"Kennwort-0815",
}


@dataclass(frozen=True)
class Hosted:
    """A provider under attack.

    :ivar name: its name.
    :ivar token: of the account, in its shape; ``other`` is one that is put where no token belongs.
    :ivar sandbox: how its sandbox is started: module, folder, and options that make the token known to it.
    :ivar account: options of a task that say which account; the token is the variable "token".
    :ivar tasks: what a run does, with the variables "token", "other" and those of SECRETS, with _ for spaces; each may
        fail.
    :ivar calling: a task that only reads.
    :ivar plugin: its inventory.
    :ivar collections: folder with its collection, if that is not the collection itself.
    :ivar refusal: the body of a no in these words.
    :ivar listing: the body of a list of hosts, with these words wherever a host has words.
    """

    name: str
    token: str
    other: str
    sandbox: tuple[str, Path, tuple[str, ...]]
    account: Mapping[str, Any]
    tasks: tuple[dict[str, Any], ...]
    calling: dict[str, Any]
    plugin: str
    refusal: Callable[[str], bytes]
    listing: Callable[[list[str]], bytes]
    collections: Path | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> dict[str, str]:
        """All that must not be found, by name."""
        return {**SECRETS, "token": self.token, "token in a wrong place": self.other}


ACCOUNT = {"api_token": "{{ token }}", "api_url": "{{ url }}", "api_retries": 1, "api_backoff_factor": 0.01}
PASSWORD, MISTYPED, OF_ENTRY = "{{ password }}", "{{ mistyped_password }}", "{{ password_of_an_entry }}"


def jiffybox(module: str, **options: Any) -> dict[str, Any]:
    return {f"boxfleet.cloud.jiffybox_{module}": {**ACCOUNT, **options}}


def tiny(module: str, **options: Any) -> dict[str, Any]:
    return {f"example.tiny.tiny_{module}": {**ACCOUNT, **options}}


def envelope(result: Any, *messages: str) -> bytes:
    told = [{"type": "error", "message": message} for message in messages]
    return json.dumps({"messages": told, "result": result}).encode()


NEW = {"distribution": "debian_bookworm_64bit", "plan": "CloudLevel 1", "settle": 0}
MISUSE: tuple[dict[str, Any], ...] = (
    {"api_tokn": "{{ other }}"},
    {"name": "{{ other }}"},
    {"state": "{{ other }}"},
    {"wait": "{{ other }}"},
    {"{{ other }}": "x"},
    {"pasword": MISTYPED, "paswords": [MISTYPED, {"more": MISTYPED}]},
    {"api_url": "{{ url }}/{{ other }}"},
    {"api_token": "{{ other }}x"},
)

JIFFYBOX = Hosted(
    name="jiffybox",
    token="A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5",
    other="Z9y8X7w6V5u4T3s2R1q0P9o8N7m6L5k4",
    sandbox=("sandbox.jiffybox", ROOT, ("--boot-seconds", "0.3", "--token", "A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5")),
    account=ACCOUNT,
    tasks=(
        jiffybox("box", name="web", state="started", password=PASSWORD, metadata={"note": "x"}, **NEW),
        {
            **jiffybox("box", name="db", metadata={"api_token": "{{ other }}", "more": {"Password": MISTYPED}}, **NEW),
            "check_mode": True,
        },
        jiffybox("box", name="web", plan=PASSWORD, password=PASSWORD, force=True),
        jiffybox("boxes", boxes=[{"name": "a", "password": OF_ENTRY}, {"name": "b"}], defaults={**NEW, "wait": False}),
        jiffybox("boxes", boxes=[{"name": "a", "pasword": MISTYPED}], defaults={"pasword": MISTYPED}),
        jiffybox("boxes", boxes=["name=a password='{{ password_of_an_entry }}' pasword='{{ mistyped_password }}'"]),
        jiffybox("boxes", boxes="{{ other }}"),
        jiffybox("contact_group", name="ops", contacts=["{{ other }}"]),
        jiffybox("contact_group", name="ops", contacts=["a@example.com"]),
        jiffybox(
            "monitoring_check",
            name="up",
            box="web",
            check_type="http",
            port=80,
            path="/",
            domainname="example.com",
            username="me",
            password=PASSWORD,
            contact_groups=["ops"],
        ),
        jiffybox("backup", box="web", backup_id="{{ other | lower }}", state="absent"),
        jiffybox("ip", address="{{ other }}", box="web"),
        jiffybox("facts", gather_subset=["all"]),
        jiffybox("facts", gather_subset=["{{ other }}"]),
        *(jiffybox("box", **{"name": "web", **options}) for options in MISUSE),
    ),
    calling=jiffybox("box", name="web", state="absent", password=PASSWORD),
    plugin="boxfleet.cloud.jiffybox",
    refusal=lambda words: envelope(False, words),
    listing=lambda texts: envelope(
        {
            str(number): {
                "id": number,
                "name": text,
                "status": "READY",
                "running": True,
                "ips": {"public": ["198.51.100.1"]},
                "metadata": {"note": text, text: "x"},
                "distribution": text,
                "plan": {"id": 44, "name": text},
                "host": text,
            }
            for number, text in enumerate(texts, 1)
        }
    ),
)

TINY = Hosted(
    name="tiny",
    token="tiny-token-8246013579",
    other="tiny-token-9753108642",
    sandbox=("tiny", FOLDER, ("--step-seconds", "0.1", "--token", "tiny-token-8246013579")),
    account=ACCOUNT,
    tasks=(
        tiny("server", name="db", size="small", state="started"),
        tiny("volume", server="db", name="data", gigabytes=1, passphrase=PASSWORD),
        {**tiny("volume", server="db", name=PASSWORD, gigabytes=1, passphrase=PASSWORD), "check_mode": True},
        tiny("volume", server="db", name="data", gigabytes=1, pasphrase=MISTYPED),
        tiny("servers", servers=[{"name": "a", "pasword": OF_ENTRY}], defaults={"size": "{{ other }}"}),
        *(tiny("server", **{"name": "web", **options}) for options in MISUSE),
    ),
    calling=tiny("volume", server="db", name="data", state="absent", passphrase=PASSWORD),
    plugin="example.tiny.tiny",
    refusal=lambda words: json.dumps({"error": {"message": words}}).encode(),
    listing=lambda texts: json.dumps(
        {
            "items": [
                {
                    "id": f"ser-{number}{text}",
                    "name": text,
                    "state": "ON",
                    "created": text,
                    "size": text,
                    "address": text,
                }
                for number, text in enumerate(texts, 1)
            ]
        }
    ).encode(),
    collections=FOLDER,
)

PROVIDERS = (JIFFYBOX, TINY)
