# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets that OVHcloud gives out while a task runs: tokens, and consumer keys with the links that validate them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.functional.core.raw import raw_server, reply
from tests.hostile.canary import Canary
from tests.hostile.providers import OVH, ovh
from tests.hostile.test_canary import ANSWERS, IN_PROCESS, LOUD, forms, obeyed, ways

pytestmark = pytest.mark.long

TOKEN = "eyJhbGciOiJFZERTQSJ9.T5o6k7e8n9-A1s2D3f4G5h6"
KEY, LINK = "N3u4E5r6K7e8y9A0b1C2d3E4f5G6h7I8", "L1n2K3z4U5r6F7r8E9i0G1a2B3e4W5o6"
GIVEN = replace(OVH, own={**OVH.own, "bearer token": TOKEN, "consumer key": KEY, "link": LINK})
CALLING = {
    "boxfleet.cloud.ovh_api": {
        "client_id": "sandbox",
        "client_secret": "{{ application_secret }}",
        "endpoint": "{{ url }}/1.0",
        "api_retries": 0,
        "path": "/me",
    }
}


@ways
def test_nothing_of_a_token_that_the_service_repeats_gets_through(way: str, tmp_path: Path) -> None:
    token = reply(json.dumps({"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"}).encode())
    words = forms(TOKEN)
    told = [make(GIVEN, [words[at]])[0] for at, (name, make) in enumerate(ANSWERS.items()) if name != "names"]
    told.append(reply(json.dumps(dict.fromkeys(("firstname", TOKEN), f"me {TOKEN}")).encode()))
    # a module asks for a token of its own
    answers = [token, *told] if way == "in process" else [one for each in told for one in (token, each)]
    with raw_server(*answers, b"") as server:
        canary = Canary(GIVEN, server.url, tmp_path)
        canary.play([{**CALLING, "loop": list(range(len(told)))}], *LOUD, BOXFLEET_IN_PROCESS=IN_PROCESS[way])
        assert len(server.seen) >= len(answers)
        assert sum(TOKEN.encode() in asked for asked in server.seen) == len(told)
    assert canary.found() == []
    assert obeyed(canary) == []


@ways
def test_a_new_key_and_its_link_are_nowhere_where_the_task_has_no_log(way: str, tmp_path: Path) -> None:
    link = f"https://www.ovh.com/auth/?credentialToken={LINK}"
    new = {"validationUrl": link, "consumerKey": KEY, "state": "pendingValidation"}
    task = ovh("credential", rules_for=["ovh_info"], wait=False)
    del task["boxfleet.cloud.ovh_credential"]["consumer_key"]
    with raw_server(reply(json.dumps(new).encode()), b"") as server:
        canary = Canary(GIVEN, server.url, tmp_path)
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": [{**task, "no_log": True}]}
        (canary.given / "playbook.yml").write_text(json.dumps([play]), encoding="utf-8")
        command = ("ansible-playbook", "-e", f"@{canary.secrets}", "playbook.yml", *LOUD)
        done = canary.run(*command, BOXFLEET_IN_PROCESS=IN_PROCESS[way])
        assert [asked.split()[1] for asked in server.seen] == [b"/1.0/auth/credential"]
    assert "changed=1" in done.output
    assert canary.found() == []
