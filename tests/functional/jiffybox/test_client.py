# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every call of the client, against the sandbox."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import JIFFYBOX, account

MODULES = {"JiffyBoxes", "Backups", "Plans", "Distributions", "Ips", "Monitoring", "ContactGroups", "Doc"}


def test_boxes(sandbox: Any, client: Client) -> None:
    assert client.get_boxes() == {}
    box = client.create_box("web", 44, distribution="debian_stretch_64bit", password="x", use_sshkey=True, metadata={})
    assert box["status"] == "CREATING"
    sandbox.advance(30)
    assert client.get_boxes() == {str(box["id"]): client.get_box(box["id"])}
    copy = client.duplicate_box(box["id"], "copy", "CloudLevel 2", {"of": "web"})
    assert (copy["plan"]["id"], copy["metadata"]) == (45, {"of": "web"})
    sandbox.advance(30)
    assert client.change_box(box["id"], status="START")["status"] == "UPDATING"
    sandbox.advance(30)
    assert client.change_box(box["id"], metadata={"a": 1})["metadata"] == {"a": 1}
    client.delete_box(copy["id"])
    sandbox.advance(30)
    with pytest.raises(Refused, match=rf"GET jiffyBoxes/{copy['id']}: Der Kunde Nr\. \d+ hat keine JiffyBox Nr\."):
        client.get_box(copy["id"])


def test_backups(sandbox: Any, client: Client) -> None:
    [box_id] = sandbox.seed(1, running=False)
    assert client.schedule_backups(box_id, 3, 1) == {"dayid": 3, "timeid": 1}
    assert client.reschedule_backups(box_id, dayid=0) == {"dayid": 0, "timeid": 1}
    assert client.reschedule_backups(box_id, timeid=6) == {"dayid": 0, "timeid": 6}
    client.create_manual_backup(box_id)
    sandbox.advance(8 * 86400)
    backups = client.get_backups(box_id)
    made = {kind: backup for kind, backup in backups.items() if kind not in ("day", "time")}
    assert client.get_all_backups() == {str(box_id): made}
    assert {"daily", "manual", "day", "time"} <= backups.keys()
    client.restore_backup(box_id, "manual", backups["manual"]["id"])
    sandbox.advance(30)
    client.delete_backup(box_id, "manual", backups["manual"]["id"])
    client.unschedule_backups(box_id)
    assert client.get_backups(box_id) == {}


def test_plans_and_distributions(sandbox: Any, client: Client) -> None:
    assert client.get_plan(45) == client.get_plan("CloudLevel 2") == client.get_plans()["45"]
    key = "debian_stretch_64bit"
    assert client.get_distribution(key) == client.get_distributions()[key]


def test_ips(sandbox: Any, client: Client) -> None:
    first, second = sandbox.seed(2)
    sandbox.control("POST", "ips", {"box": first, "count": 1})
    floating = next(address for address in client.get_ips(first).values() if address["floating"] == "true")
    client.move_ip(first, floating["id"], second)
    sandbox.advance(30)
    assert str(floating["id"]) in client.get_all_ips()[str(second)]


def test_monitoring_and_contact_groups(sandbox: Any, client: Client) -> None:
    [box_id] = sandbox.seed(1)
    address = client.get_box(box_id)["ips"]["public"][0]
    group = client.create_contact_group("ops", ["ops@example.com"])
    sandbox.advance(30)
    assert client.change_contact_group(group["id"], contacts=["a@example.com"])["contacts"] == ["a@example.com"]
    sandbox.advance(30)
    other = client.duplicate_contact_group(group["id"], name="ops 2")
    sandbox.advance(30)
    assert client.get_contact_group(other["id"])["name"] == "ops 2"
    assert str(other["id"]) in client.get_contact_groups()
    check = client.create_check({"name": "ping", "ip": address, "checkType": "ping", "contactgroups": [group["id"]]})
    sandbox.advance(30)
    copy = client.duplicate_check(check["id"], {"name": "ping 2"})
    sandbox.advance(30)
    assert client.get_check(copy["id"])["name"] == "ping 2"
    assert len(client.get_checks()) == 2
    assert client.get_check_status(check["id"])[str(check["id"])]["code"] == 0
    assert len(client.get_check_status(address)) == 2
    client.delete_check(copy["id"])
    sandbox.advance(30)
    assert len(client.get_checks()) == 1
    client.delete_contact_group(other["id"])
    sandbox.advance(30)
    assert str(other["id"]) not in client.get_contact_groups()


def test_doc(client: Client) -> None:
    modules = client.get_doc()
    assert modules.keys() == MODULES
    assert all(isinstance(line, str) and line for line in modules.values())
    told = {module: client.get_module_doc(module) for module in modules}
    assert all(told.values())
    assert len({str(doc) for doc in told.values()}) == len(MODULES)
    with pytest.raises(Refused, match="GET doc/None%2Fof%20them"):
        client.get_module_doc("None/of them")


@pytest.mark.parametrize(
    ("token", "url", "rule"),
    [
        ("short", "https://api.example.com", "api_token: must be 32 letters and digits; this one has 5 characters"),
        ("x" * 31 + " ", "https://api.example.com", "api_token: must be 32 letters and digits"),
        ("x" * 33, "https://api.example.com", "api_token: must be 32 letters and digits; this one has 33 characters"),
        ("x" * 32, f"https://api.example.com/{'x' * 32}", "api_url: must not hold the token"),
        ("x" * 32, "https://api.example.com/v1.0/", "api_url: .* must end before /v1.0, which is added by itself"),
    ],
)
def test_a_token_of_the_wrong_shape_is_refused_without_being_shown(token: str, url: str, rule: str) -> None:
    with pytest.raises(InvalidInput, match=rule) as caught:
        account(token, url)
    assert token not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, r"api_url: is not set\. .*JIFFYBOX_API_URL.*switched off in May 2024.*make sandbox.*127\.0\.0\.1:8765"),
        ({"api_url": ""}, r"api_url: is empty: is its variable set\?"),
        ({"api_url": "http://127.0.0.1:9"}, r"api_token: is not set\. Set it, or export JIFFYBOX_API_TOKEN"),
        ({"api_url": "http://127.0.0.1:9", "api_token": " "}, r"api_token: is empty: is its variable set\?"),
    ],
)
def test_an_account_that_is_not_said_is_asked_for(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        JIFFYBOX.account(options)
