# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A witness from outside: every example of the guide to the package ``profitbricks`` runs as it is printed there.

The guide comes with the package. Put in are what it leaves open (``UUID`` and the like), the address, and brackets
around what Python 2 prints. Some examples have faults of their own, which are named here.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
from functools import partial
from typing import Any

import profitbricks.client
import pytest
from ionos_account import PASSWORD, USER, Sandbox, boot_volume, last, nic

Example = tuple[str, str]
# Not for Python, or a listing without a call.
NO_EXAMPLE = ("Installation", "Testing", "Examples")
FOR_A_SERVER = (("loadbalancer_id", "server_id"),)
OF_A_KIND = ("get_resource(resource_id", "get_resource(resource_type='datacenter', resource_id")
DISK_TYPE = ((" type=", " disk_type="),)
# Examples with faults of their own: what they end in, and what has to be written instead.
BROKEN: dict[str, tuple[type[Exception], tuple[tuple[str, str], ...]]] = {
    "Update a Data Center": (SyntaxError, (("name='New Name'\n", "name='New Name',\n"),)),
    "Create a Server": (TypeError, ((",\n    description='My new server',\n    location='de/fkb'", ""),)),
    "Create a Volume": (TypeError, DISK_TYPE),
    "Get a Firewall Rule": (TypeError, FOR_A_SERVER),
    "Create a Firewall Rule": (TypeError, FOR_A_SERVER),
    "Update a Firewall Rule": (TypeError, FOR_A_SERVER),
    "Get a Resource": (TypeError, (OF_A_KIND,)),
    "Component Build": (TypeError, (*DISK_TYPE, ("license_type=", "licence_type="))),
    "Composite Build": (TypeError, DISK_TYPE),
}


def examples() -> list[Example]:
    """The indented blocks below each heading, as one."""
    text = importlib.metadata.metadata("profitbricks").get_payload()
    found: dict[str, str] = {}
    heading = ""
    for line in str(text).splitlines():
        if line.startswith("#"):
            heading = line.strip("# ")
        elif line.startswith("    ") and not line.lstrip().startswith("*"):
            found[heading] = found.get(heading, "") + line[4:] + "\n"
        elif not line.strip() and heading in found:
            found[heading] += "\n"
    return [(heading, code) for heading, code in found.items() if heading not in NO_EXAMPLE]


EXAMPLES = examples()


@pytest.fixture
def ids(sandbox: Sandbox) -> dict[str, Any]:
    """What the examples name, under the names of the arguments that name it."""
    datacenter = sandbox.datacenter("de/fkb")
    block = sandbox.done("POST", "/ipblocks", {"properties": {"location": "de/fkb", "size": 2}})
    lan = sandbox.public_lan(datacenter)
    reserved = block["properties"]["ips"][0]
    server = sandbox.server(datacenter, nics=[nic(ips=[reserved])], volumes=[boot_volume(size=5)])
    card = f"{server}/nics/{sandbox.items(f'{server}/nics')[0]['id']}"
    rule = sandbox.made(f"{card}/firewallrules", {"protocol": "TCP"})
    balancer = sandbox.made(f"{datacenter}/loadbalancers", {"name": "lb"})
    disk = f"{datacenter}/volumes/{sandbox.items(f'{server}/volumes')[0]['id']}"
    snapshot = sandbox.done("POST", f"{disk}/create-snapshot", {"properties": {"name": "s"}})
    group = sandbox.made("/um/groups", {"name": "g"})
    person = {"firstname": "A", "lastname": "B", "email": "a@example.com", "password": "secret123"}
    return {
        "datacenter_id": last(datacenter),
        "server_id": last(server),
        "volume_id": last(disk),
        "nic_id": last(card),
        "lan_id": last(lan),
        "firewall_rule_id": last(rule),
        "loadbalancer_id": last(balancer),
        "snapshot_id": snapshot["id"],
        "ipblock_id": block["id"],
        "image_id": sandbox.control("POST", "/images", location="de/fkb")["id"],
        "cdrom_id": sandbox.image("debian:12_iso", "de/fkb"),
        "group_id": last(group),
        "user_id": last(sandbox.made("/um/users", person)),
        "resource_id": last(datacenter),
        "request_id": last(sandbox.get("/requests")["items"][0]["href"]),
        "reserved": reserved,
    }


def prepare(heading: str, sandbox: Sandbox, ids: dict[str, Any]) -> None:
    """What must be so before an example can work."""
    datacenter, server = f"/datacenters/{ids['datacenter_id']}", ids["server_id"]
    at = f"{datacenter}/servers/{server}"
    cdrom, group = {"id": ids["cdrom_id"]}, f"/um/groups/{ids['group_id']}"
    if heading in ("Attach a Volume", "Delete a LAN"):
        sandbox.done(
            "DELETE",
            f"{at}/{'volumes' if 'Volume' in heading else 'nics'}/"
            + ids["volume_id" if "Volume" in heading else "nic_id"],
        )
    elif heading in ("Retrieve an Attached CD-ROM", "Detach a CD-ROM"):
        sandbox.done("POST", f"{at}/cdroms", cdrom)
    elif heading in ("Get a Load Balanced NIC", "Remove a NIC Association"):
        sandbox.done("POST", f"{datacenter}/loadbalancers/{ids['loadbalancer_id']}/balancednics", {"id": ids["nic_id"]})
    elif heading == "Delete an IP Block":
        sandbox.done("DELETE", f"{at}/nics/{ids['nic_id']}")
    elif heading in ("Get a Share", "Update a Share", "Delete a Share"):
        sandbox.done("POST", f"{group}/shares/{ids['resource_id']}", {"properties": {}})
    elif heading == "Remove User from a Group":
        sandbox.done("POST", f"{group}/users", {"id": ids["user_id"]})


def filled_in(code: str, ids: dict[str, Any], sandbox: Sandbox) -> str:
    """The example with ids, and with what is printed in brackets."""
    only = {
        "get_image": "image_id",
        "delete_image": "image_id",
        "get_ipblock": "ipblock_id",
        "delete_ipblock": "ipblock_id",
    }
    for call, name in only.items():
        code = code.replace(f"{call}('UUID')", f"{call}('{ids[name]}')")
    code = named(code, ids)
    code = code.replace("lan_id=ID", f"lan_id='{ids['lan_id']}'")
    code = code.replace("'IP_address'", repr(ids["reserved"])).replace(
        "['nicUuid'] = 'UUID'", f"['nicUuid'] = '{ids['nic_id']}'"
    )
    code = code.replace("0d4f97f0-1689-11e7-97ce-525400f64d8d", sandbox.image("ubuntu:latest", "us/las"))
    return re.sub(r"print ((?:.|\n)*?\)\n?)(?=\n|\Z)", r"print(\1)", code)


def named(code: str, ids: dict[str, Any]) -> str:
    """The example with the ids that its arguments ask for."""
    for name, number in ids.items():
        code = re.sub(rf"\b{name}='[^']*'", f"{name}='{number}'", code)
    return code


@pytest.fixture
def namespace(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the guide says is there: the client, and the classes of the package. Its pauses move the clock."""
    service = profitbricks.client.ProfitBricksService
    at_home = partial(service, host_base=f"{sandbox.url}/cloudapi/v4", use_config=False)
    monkeypatch.setattr(profitbricks.client, "ProfitBricksService", at_home)
    monkeypatch.setattr(profitbricks.client.time, "sleep", sandbox.advance)
    monkeypatch.setenv("PROFITBRICKS_USERNAME", USER)
    monkeypatch.setenv("PROFITBRICKS_PASSWORD", PASSWORD)
    names = ("Datacenter", "Server", "Volume", "IPBlock", "LAN", "NIC", "FirewallRule", "LoadBalancer", "Group", "User")
    classes = {name: getattr(profitbricks.client, name) for name in names}
    return {**classes, "client": at_home(username=USER, password=PASSWORD), "os": os}


def test_the_guide_is_there() -> None:
    assert len(EXAMPLES) > 70
    assert set(BROKEN) <= {heading for heading, _code in EXAMPLES}


@pytest.mark.parametrize(("heading", "code"), EXAMPLES, ids=[heading for heading, _code in EXAMPLES])
def test_an_example_runs_as_printed(
    heading: str, code: str, sandbox: Sandbox, ids: dict[str, Any], namespace: dict[str, Any]
) -> None:
    prepare(heading, sandbox, ids)
    sandbox.control("DELETE", "/requests")
    code = filled_in(code, ids, sandbox)
    if heading in BROKEN:
        error, mends = BROKEN[heading]
        with pytest.raises(error):
            exec(code, dict(namespace))
        for wrong, right in mends:
            assert wrong in code
            code = code.replace(wrong, right)
        code = named(code, ids)
    exec(code, namespace)
    statuses = [entry["status"] for entry in sandbox.log()]
    assert heading == "Authenticating" or statuses
    assert [status for status in statuses if status not in (200, 202)] == []
    sandbox.settle()
    ended = [
        request["metadata"]["requestStatus"]["metadata"]["status"]
        for request in sandbox.get("/requests?depth=2")["items"]
    ]
    assert set(ended) == {"DONE"}
