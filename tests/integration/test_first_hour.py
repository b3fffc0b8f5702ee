# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What new users stumble over, as they read it: each with the words that get them on."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.integration.conftest import CHECKOUT

NEW = {"name": "web", "distribution": "debian_bookworm_64bit", "plan": "44"}
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")

STUMBLES = [
    ({"api_url": ""}, "api_url: is empty: is its variable set? Set it, or export JIFFYBOX_API_URL."),
    ({"api_token": ""}, "api_token: is empty: is its variable set? Set it, or export JIFFYBOX_API_TOKEN."),
    ({"api_url": "{url}/v1.0"}, "must end before /v1.0, which is added by itself."),
    (
        {"api_url": "https://{host}"},
        "It seems to speak plain http: correct api_url, https:// is for services with TLS.",
    ),
    ({"nam": "web"}, "nam: there is no such option. Did you mean name?"),
    (
        {"state": "absnt"},
        "state: 'absnt' is not one of its values. Did you mean absent? value of state must be one of",
    ),
    ({"plan": "cloudlevel 1"}, "plan: 'cloudlevel 1' is not offered by the service. Did you mean CloudLevel 1?"),
    ({"distribution": "debian"}, "distribution: 'debian' is not offered by the service."),
]


@pytest.mark.parametrize(("options", "words"), STUMBLES)
def test_a_stumble_is_told_with_what_to_do(sandbox: Any, ansible: Any, options: dict[str, str], words: str) -> None:
    host = sandbox.url.partition("//")[2]
    filled = {name: value.format(url=sandbox.url, host=host) for name, value in options.items()}
    done = ansible.module("jiffybox_box", options={**NEW, "api_retries": 0, **filled})
    assert done.code != 0
    assert words in done.result["msg"]
    assert sandbox.changes() == []


def test_without_an_address_nothing_is_called_and_the_sandbox_is_named(ansible: Any) -> None:
    del ansible.environment["JIFFYBOX_API_URL"]
    message = ansible.module("jiffybox_box", options=NEW).result["msg"]
    assert message.startswith("api_url: is not set. Set it, or export JIFFYBOX_API_URL.")
    assert "The public JiffyBox service was switched off in May 2024" in message
    assert "make sandbox" in message


def test_a_name_that_is_near_by_case_alone_is_the_only_suggestion(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(3, prefix="web")
    message = ansible.module("jiffybox_boxes", options={"boxes": [{"name": "Web1", "state": "started"}]}).result["msg"]
    assert "Did you mean web1?" in message
    assert "web2" not in message


def test_many_wrong_names_make_a_message_that_can_be_read(sandbox: Any, ansible: Any) -> None:
    sandbox.seed(3, prefix="web")
    wrong = [{"name": f"wbe-{number}", "state": "started"} for number in range(2000)]
    message = ansible.module("jiffybox_boxes", options={"boxes": wrong}).result["msg"]
    assert len(message) < 4000
    assert "And 1990 more." in message


def test_of_a_service_in_trouble_its_words_are_told_and_no_json(sandbox: Any, ansible: Any) -> None:
    sandbox.fault("GET", "/jiffyBoxes", "status", status=503, times=9)
    message = ansible.module("jiffybox_box", options={**NEW, "api_retries": 1, "api_backoff_factor": 0}).result["msg"]
    assert re.search(
        r"HTTP 503: Es ist ein interner Fehler aufgetreten\. \(127\.0\.0\.1:\d+, 2 tries in \d+ s\)", message
    )
    assert "{" not in message


def test_days_are_told_once_and_in_their_order(ansible: Any) -> None:
    options = {"box": "web", "state": "scheduled", "day": "mondy", "window": "00-04"}
    message = ansible.module("jiffybox_backup", options=options).result["msg"]
    assert "must be one of sunday, monday, tuesday, wednesday, thursday, friday, saturday" in message
    assert message.count("friday") == 1
    assert "Did you mean monday?" in message


def test_installing_says_how_to_replace_what_is_there() -> None:
    installing = README.partition("## Installing")[2].partition("## Supported")[0]
    assert "ansible-galaxy collection build --force" in installing
    assert "ansible-galaxy collection install --force" in installing
    assert "### Upgrading" in installing


def test_what_ansible_itself_shows_of_a_token_is_said_where_the_promise_is() -> None:
    promise = README.partition("- **The token stays in.**")[2].partition("\n\n")[0]
    assert "`-e api_token=…`" in promise
    assert "JIFFYBOX_API_TOKEN" in promise
