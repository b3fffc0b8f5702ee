# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of OVHcloud is ordered and then always there, in the suite: zones, addresses, servers."""

from __future__ import annotations

from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.domain.task import RECORD_TASK, ZONE_TASK
from tests.functional.ovh.cases import after, nothing
from tests.functional.suite.case import Case, World


def of_record(*names: str) -> Any:
    """Whether a thing is a record of one of these names and types, stored or served."""
    return lambda key: any(
        key.startswith(f"{how} example.com {name} ") for how in ("record", "served") for name in names
    )


def unserved(*records: tuple[str, str, str]) -> Any:
    """Somebody stored records that nobody serves."""

    def make(world: World) -> None:
        client: Any = world.connect()
        for name, kind, target in records:
            values = {"subDomain": name, "fieldType": kind, "target": target}
            client.act("domain", "zone", "example.com", "record", values=values)

    return make


API = {"zone": "example.com", "name": "api", "type": "A", "values": ["192.0.2.1", "192.0.2.2"]}
MAIL = {"name": "mail", "type": "MX", "values": ["10 mx1.example.net."]}
TEXT = {"name": "api", "type": "TXT", "values": ['v=1 "quoted"', "two"], "ttl": 600}
ALIAS = {"name": "api", "type": "CNAME", "values": ["www"]}

CASES = [
    Case(
        "ovh_domain_record",
        RECORD_TASK,
        states={
            "absent": nothing,
            "there": after((RECORD_TASK, API)),
            "other": after((RECORD_TASK, {**API, "values": ["192.0.2.2", "192.0.2.9", "192.0.2.8"], "ttl": 300})),
            "not served": unserved(("api", "A", "192.0.2.1"), ("api", "A", "192.0.2.2")),
            "alias": after((RECORD_TASK, {"zone": "example.com", **ALIAS})),
        },
        wanted={
            "present": API,
            "added": {**API, "values": ["192.0.2.3"], "append": True, "ttl": 60},
            "without one": {**API, "values": ["192.0.2.2"], "state": "absent"},
            "absent": {**API, "values": None, "state": "absent"},
            "no such zone": {**API, "zone": "exmaple.com"},
        },
        mine=of_record("api A", "api CNAME"),
        thorough=(("other", "present"),),
        long=(("absent", "present"), ("there", "absent"), ("not served", "present")),
    ),
    Case(
        "ovh_domain_zone",
        ZONE_TASK,
        states={
            "plain": nothing,
            "there": after((ZONE_TASK, {"zone": "example.com", "record_sets": [MAIL, TEXT]})),
            "alias": after((RECORD_TASK, {"zone": "example.com", **ALIAS})),
        },
        wanted={
            "sets": {"zone": "example.com", "record_sets": [MAIL, TEXT]},
            "from an alias": {
                "zone": "example.com",
                "record_sets": [{"name": "api", "type": "CNAME", "state": "absent"}, TEXT, MAIL],
            },
            "these texts alone": {
                "zone": "example.com",
                "record_sets": [TEXT],
                "purge": True,
                "purge_types": ["TXT", "MX"],
            },
        },
        mine=of_record("api TXT", "api CNAME", "mail MX", " TXT", " MX"),
        thorough=(("alias", "from an alias"),),
        long=(("there", "these texts alone"),),
        waits=("plain", "sets"),
    ),
]
