# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users, locations, nodes, ports, nests and eggs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pterodactyl_account import Sandbox, server

USERS, LOCATIONS, NODES = "/application/users", "/application/locations", "/application/nodes"
ALICE = {"username": "Alice.A", "email": "alice@example.com", "first_name": "Alice", "last_name": "A"}


def test_users(sandbox: Sandbox) -> None:
    answer = sandbox.ok("POST", USERS, {**ALICE, "external_id": "a-1", "password": ""}, 201)
    alice = answer["attributes"]
    assert answer["meta"] == {"resource": f"{sandbox.api}{USERS}/{alice['id']}"}
    assert (alice["username"], alice["language"], alice["root_admin"], alice["2fa"]) == ("alice.a", "en", False, False)
    assert "password" not in alice
    assert alice["created_at"].endswith("+00:00")
    assert sandbox.shown(f"{USERS}/external/a-1") == alice
    path = f"{USERS}/{alice['id']}"
    assert sandbox.broken("PATCH", path, {"email": "x"}) == {
        ("email", "email"),
        ("username", "required"),
        ("first_name", "required"),
        ("last_name", "required"),
    }
    after = sandbox.ok("PATCH", path, {**ALICE, "root_admin": "1"})["attributes"]
    assert (after["external_id"], after["root_admin"]) == ("a-1", True)
    assert sandbox.ok("PATCH", path, {**ALICE, "external_id": ""})["attributes"]["external_id"] is None
    sandbox.done("DELETE", path)
    assert sandbox.code(404, "GET", path) == "NotFoundHttpException"


@pytest.mark.parametrize(
    ("wrong", "broken"),
    [
        ({"username": "ab"}, ("username", "p_username")),
        ({"username": "-abc"}, ("username", "p_username")),
        ({"username": "ADMIN"}, ("username", "unique")),
        ({"email": "Admin@example.com"}, ("email", "unique")),
        ({"email": "nobody"}, ("email", "email")),
        ({"language": "xx"}, ("language", "in")),
        ({"root_admin": "yes"}, ("root_admin", "boolean")),
        ({"first_name": 7}, ("first_name", "string")),
        ({"last_name": "x" * 192}, ("last_name", "between")),
    ],
)
def test_what_users_cannot_be(sandbox: Sandbox, wrong: dict[str, Any], broken: tuple[str, str]) -> None:
    assert sandbox.broken("POST", USERS, {**ALICE, **wrong}) == {broken}


def test_texts_of_refusals(sandbox: Sandbox) -> None:
    [(_code, words)] = sandbox.refusal(422, "POST", LOCATIONS, {})
    assert words == "The Location Identifier field is required."
    sandbox.user("bob", external_id="x")
    [(_code, words)] = sandbox.refusal(422, "POST", USERS, {**ALICE, "external_id": "x"})
    assert words == "The Third Party Identifier has already been taken."


def test_locations(sandbox: Sandbox) -> None:
    made = sandbox.made(LOCATIONS, {"short": "fra", "long": "Frankfurt"})
    path = f"{LOCATIONS}/{made['id']}"
    assert sandbox.broken("POST", LOCATIONS, {"short": "FRA"}) == {("short", "unique")}
    assert sandbox.broken("PATCH", path, {"long": "x"}) == {("short", "required")}
    assert sandbox.ok("PATCH", path, {"short": "fra"})["attributes"]["long"] == "Frankfurt"
    assert sandbox.ok("PATCH", path, {"short": "fra", "long": None})["attributes"]["long"] is None
    sandbox.done("DELETE", path)
    assert sandbox.code(400, "DELETE", f"{LOCATIONS}/1") == "HasActiveNodesException"


def node(**more: Any) -> dict[str, Any]:
    sizes = {"memory": 1000, "memory_overallocate": 0, "disk": 10000, "disk_overallocate": 0}
    where = {"location_id": 1, "fqdn": "n2.example.com", "scheme": "https", "daemon_listen": 8080, "daemon_sftp": 2022}
    return {"name": "node 2", **sizes, **where, **more}


def test_nodes(sandbox: Sandbox) -> None:
    answer = sandbox.ok("POST", NODES, node(description="mine", daemon_base="/srv/data", upload_size=50), 201)
    made = answer["attributes"]
    path = f"{NODES}/{made['id']}"
    assert answer["meta"]["resource"].endswith(path)
    assert (made["description"], made["daemon_base"], made["public"]) == (None, "/srv/data", True)
    assert made["allocated_resources"] == {"memory": 0, "disk": 0}
    assert sandbox.broken("PATCH", path, {"name": "x;"}) >= {("name", "regex"), ("memory", "required")}
    assert sandbox.broken("PATCH", path, {"daemon_base": None}) >= {("daemon_base", "required")}
    secret = sandbox.get(f"{path}/configuration")
    assert (secret["uuid"], len(secret["token_id"]), len(secret["token"])) == (made["uuid"], 16, 64)
    assert secret["api"]["ssl"]["enabled"] is True
    assert secret["system"] == {"data": "/srv/data", "sftp": {"bind_port": 2022}}
    after = sandbox.ok("PATCH", path, node(maintenance_mode=True))["attributes"]
    assert (after["daemon_base"], after["upload_size"]) == ("/var/lib/pterodactyl/volumes", 50)
    assert (after["mounts"], after["maintenance_mode"]) == ([], True)
    assert sandbox.get(f"{path}/configuration")["token"] == secret["token"]
    sandbox.ok("PATCH", path, node(reset_secret=True))
    assert sandbox.get(f"{path}/configuration")["token"] != secret["token"]
    sandbox.done("DELETE", path)
    sandbox.server()
    assert sandbox.code(400, "DELETE", f"{NODES}/1") == "HasActiveServersException"


def test_a_node_is_changed_though_its_daemon_does_not_answer(sandbox: Sandbox) -> None:
    sandbox.fault("PATCH", f"{NODES}/1", "daemon_down")
    wanted = node(name="other")
    assert sandbox.code(400, "PATCH", f"{NODES}/1", wanted) == "ConfigurationNotPersistedException"
    assert sandbox.shown(f"{NODES}/1")["name"] == "other"


def test_a_port_that_the_daemon_does_not_listen_on(started: Callable[..., Sandbox]) -> None:
    panel = started("--form", "fixed_ports")
    row = panel.shown(f"{NODES}/1")
    assert panel.ok("PATCH", f"{NODES}/1", {**row, "daemon_listen": 8443})["attributes"]["daemon_listen"] == 8443
    assert panel.code(504, "POST", "/application/servers", server()) == "DaemonConnectionException"
    assert panel.code(400, "PATCH", f"{NODES}/1", row) == "ConfigurationNotPersistedException"
    assert panel.server()["status"] is None


def test_where_a_server_would_fit(sandbox: Sandbox) -> None:
    sandbox.made(NODES, node(memory_overallocate=20))
    sandbox.made(NODES, node(name="hidden", public=False))
    sandbox.server()
    found = sandbox.get(f"{NODES}/deployable?memory=1200&disk=0")
    assert "meta" not in found
    assert [it["attributes"]["name"] for it in found["data"]] == ["node1", "node 2"]
    first = found["data"][0]["attributes"]
    assert (first["sum_memory"], first["sum_disk"]) == ("512", "1024")
    assert len(sandbox.listed(f"{NODES}/deployable?memory=1201&disk=0")) == 1
    assert sandbox.get(f"{NODES}/deployable?memory=1&disk=1&page=1")["meta"]["pagination"]["total"] == 2
    assert sandbox.code(400, "GET", f"{NODES}/deployable?memory=1&disk=1&location_ids[]=9") == "NoViableNodeException"
    assert sandbox.broken("GET", f"{NODES}/deployable?memory=x") == {("memory", "integer"), ("disk", "required")}
    unlimited = sandbox.made(NODES, node(name="minus", memory_overallocate=-1))
    names = [it["name"] for it in sandbox.listed(f"{NODES}/deployable?memory=995&disk=0")]
    assert unlimited["name"] not in names


def test_ports_are_made_once(sandbox: Sandbox) -> None:
    made = sandbox.made(NODES, node())
    path = f"{NODES}/{made['id']}/allocations"
    for alias in ("one", "two"):
        sandbox.done("POST", path, {"ip": "192.0.2.1", "ports": ["25565", "25570-25572"], "alias": alias})
    found = sandbox.listed(path)
    assert [it["port"] for it in found] == [25565, 25570, 25571, 25572]
    assert {(it["ip"], it["alias"], it["assigned"], it["notes"]) for it in found} == {("192.0.2.1", "one", False, None)}
    sandbox.done("POST", path, {"ip": "192.0.2.128/30", "ports": ["25565"]})
    sandbox.done("POST", path, {"ip": "2001:db8::1", "ports": ["25565"]})
    sandbox.done("POST", path, {"ip": "localhost", "ports": ["25565"]})
    assert len(sandbox.listed(path)) == 10
    assert len(sandbox.listed(f"{path}?filter[port]=25565&filter[ip]=192.0.2.1,127.0.0.1")) == 2
    assert len(sandbox.listed(f"{path}?filter[ip_alias]=ON")) == 4
    sandbox.done("DELETE", f"{path}/{found[0]['id']}")
    assert sandbox.code(404, "DELETE", f"{path}/1") == "NotFoundHttpException"
    sandbox.server()
    assert sandbox.code(400, "DELETE", f"{NODES}/1/allocations/1") == "ServerUsingAllocationException"
    [taken] = sandbox.listed(f"{NODES}/1/allocations?filter[server_id]=1&include=server")
    assert taken["relationships"]["server"]["attributes"]["id"] == 1


@pytest.mark.parametrize(
    ("ip", "ports", "code"),
    [
        ("192.0.2.1", ["1024"], "PortOutOfRangeException"),
        ("192.0.2.1", ["65536"], "PortOutOfRangeException"),
        ("192.0.2.1", ["80"], "InvalidPortMappingException"),
        ("192.0.2.1", ["2000-3000"], "TooManyPortsInRangeException"),
        ("192.0.2.0/24", ["2000"], "CidrOutOfRangeException"),
        ("2001:db8::/64", ["2000"], "CidrOutOfRangeException"),
        ("nowhere.invalid", ["2000"], "DisplayException"),
    ],
)
def test_ports_that_cannot_be(sandbox: Sandbox, ip: str, ports: list[str], code: str) -> None:
    assert sandbox.code(400, "POST", f"{NODES}/1/allocations", {"ip": ip, "ports": ports}) == code
    assert sandbox.broken("POST", f"{NODES}/1/allocations", {"ip": ip, "ports": [2000]}) == {("ports.0", "string")}


def test_nests_and_eggs(sandbox: Sandbox) -> None:
    nests = sandbox.listed("/application/nests")
    assert [nest["name"] for nest in nests] == ["Minecraft", "Source Engine", "Voice Servers", "Rust"]
    eggs = sandbox.get("/application/nests/1/eggs")
    assert "meta" not in eggs
    vanilla = sandbox.shown("/application/nests/1/eggs/5?include=variables,config,nest")
    assert (vanilla["name"], vanilla["nest"]) == ("Vanilla Minecraft", 1)
    assert vanilla["docker_image"] == vanilla["docker_images"]["Java 21"]
    included = vanilla["relationships"]
    assert included["config"]["object"] == "null_resource"
    variables = [it["attributes"] for it in included["variables"]["data"]]
    assert [it["env_variable"] for it in variables] == ["SERVER_JARFILE", "VANILLA_VERSION"]
    assert variables[0]["rules"] == r"required|regex:/^([\w\d._-]+)(\.jar)$/"
    assert variables[0]["created_at"].endswith(".000000Z")
    assert sandbox.code(404, "GET", "/application/nests/2/eggs/5") == "NotFoundHttpException"
    assert sandbox.code(405, "POST", "/application/nests") == "MethodNotAllowedHttpException"


def test_eggs_have_other_ids_elsewhere(started: Callable[..., Sandbox]) -> None:
    panel = started("--eggs-reversed")
    assert panel.listed("/application/nests/4/eggs")[0]["id"] == 1
    assert panel.listed("/application/nests/1/eggs")[0]["name"] == "Vanilla Minecraft"


def test_lists_in_pages(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/servers", count=120, prefix="s", external_id=True)
    first = sandbox.get("/application/servers")
    assert first["meta"]["pagination"] == {
        "total": 120,
        "count": 50,
        "per_page": 50,
        "current_page": 1,
        "total_pages": 3,
        "links": {"next": f"{sandbox.api}/application/servers?page=2"},
    }
    last = sandbox.get("/application/servers?page=3&per_page=50&include=user&filter[name]=s")
    assert last["meta"]["pagination"]["links"] == {"previous": f"{sandbox.api}/application/servers?page=2"}
    assert len(last["data"]) == 20
    assert sandbox.listed("/application/servers?page=9") == []
    assert len(sandbox.listed("/application/servers?per_page=0")) == 50
    assert len(sandbox.listed("/application/servers?per_page=500")) == 120
    assert sandbox.code(500, "GET", "/application/servers?per_page=-1")
    assert sandbox.code(500, "GET", "/application/servers?per_page=x")
    newest = sandbox.listed("/application/servers?sort=-id&per_page=2")
    assert [it["name"] for it in newest] == ["s120", "s119"]
    assert len(sandbox.listed("/client?type=admin-all&per_page=500")) == 100


def test_filters_hold_parts_of_texts(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/servers", count=12, prefix="Web_", external_id=True)
    assert len(sandbox.listed("/application/servers?filter[name]=WEB_1")) == 4
    assert len(sandbox.listed("/application/servers?filter[name]=b_2,b_3")) == 2
    assert len(sandbox.listed("/application/servers?filter[name]=w%25_7")) == 1
    assert len(sandbox.listed("/application/servers?filter[external_id]=12")) == 1
    assert sandbox.code(400, "GET", "/application/servers?filter[node]=1") == "InvalidFilterQuery"
    assert sandbox.code(400, "GET", "/application/servers?sort=name") == "InvalidSortQuery"
    assert len(sandbox.listed("/application/nests?filter[name]=x&sort=y")) == 4
    assert len(sandbox.listed("/application/users?filter[username]=admin")) == 1
