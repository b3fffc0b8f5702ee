# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes hosts, with how few calls, and what is said of each."""

from __future__ import annotations

from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, NoUsableAnswer
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.hosts import HOSTS
from tests.functional.ovh.test_service import calls, limited
from tests.functional.ovh.world import REGION, client_of

EVERYTHING = {"sources": ["cloud", "dedicated", "vps"], "projects": [], "regions": [], "states": []}


@pytest.fixture
def there(ovh: Server) -> Server:
    """An account with some instances."""
    ovh.control("POST", "/instances", count=3, prefix="web", region=REGION, flavor="b2-7", image="Debian 12")
    ovh.control("POST", "/instances", count=1, prefix="db", region="SBG5", status="SHUTOFF")
    return ovh


def listed(ovh: Server, **options: Any) -> dict[str, dict[str, Any]]:
    """The hosts by name."""
    wanted = {**EVERYTHING, **options}
    hosts = [HOSTS.read(entry, {}) for entry in HOSTS.listing(client_of(ovh), wanted)]
    return {fields["name"]: fields for fields in hosts if HOSTS.lets_in(fields, wanted)}


def test_everything_that_can_be_logged_in_to_is_a_host_with_the_same_fields(there: Server) -> None:
    hosts = listed(there)
    assert [sum(host["source"] == source for host in hosts.values()) for source in EVERYTHING["sources"]] == [4, 2, 2]
    assert len({frozenset(host) for host in hosts.values()}) == 1
    web = hosts["web1"]
    assert (web["flavor"], web["image"], web["state"], web["region"]) == ("b2-7", "Debian 12", "running", REGION)
    assert web["project"] == "sandbox"
    for host in hosts.values():
        assert len(host["public_ipv4"]) == 1, host
        assert HOSTS.common(host)["public_ipv4"] == host["public_ipv4"]


def test_a_few_calls_are_enough(there: Server) -> None:
    calls(there)
    listed(there)
    asked = [call for call in calls(there) if not call.startswith("GET /auth")]
    assert len([call for call in asked if "/cloud/project/" in call]) == 3
    assert len([call for call in asked if call.startswith("GET /dedicated/")]) == 1
    assert len([call for call in asked if call.startswith(("GET /vps", "GET /ip"))]) <= 3


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({"sources": ["cloud"], "states": ["stopped"]}, {"db1"}),
        ({"sources": ["cloud"], "regions": [REGION]}, {"web1", "web2", "web3"}),
        ({"sources": ["cloud"], "projects": ["sandbox"], "regions": ["BHS5"]}, set()),
    ],
)
def test_what_is_asked_for_is_listed(there: Server, options: dict[str, Any], names: set[str]) -> None:
    assert set(listed(there, **options)) == names


def test_a_project_that_does_not_exist_is_told(there: Server) -> None:
    with pytest.raises(InvalidInput, match=r"is no project of this account\. Did you mean sandbox"):
        listed(there, projects=["sandbux"])


def test_vps_have_their_addresses_without_the_right_to_see_all_addresses(ovh: Server) -> None:
    rules = [{"method": "GET", "path": "/vps"}, {"method": "GET", "path": "/vps/*"}]
    client = client_of(ovh, who=limited(ovh, *rules))
    hosts = [HOSTS.read(entry, {}) for entry in HOSTS.listing(client, {**EVERYTHING, "sources": ["vps"]})]
    assert all(len(host["public_ipv4"]) == 1 for host in hosts)


@pytest.mark.parametrize("entry", [None, 7, {}, {"boxfleet_source": "cloud"}, {"boxfleet_source": "vps", "name": 7}])
def test_an_entry_that_is_none_is_told(entry: Any) -> None:
    with pytest.raises(NoUsableAnswer):
        HOSTS.read(entry, {})
