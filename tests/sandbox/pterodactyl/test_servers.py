# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers as admins make, change and delete them."""

from __future__ import annotations

from typing import Any

import pytest
from pterodactyl_account import ADMIN, PAPER, TF2, USER, VARIABLES, Sandbox, client, server

SERVERS = "/application/servers"


def test_a_server_is_installed(sandbox: Sandbox) -> None:
    answer = sandbox.ok("POST", SERVERS, server(external_id="web-1", start_on_completion=True), 201)
    assert (answer["object"], "meta" in answer) == ("server", False)
    made = answer["attributes"]
    assert (made["status"], made["container"]["installed"], made["suspended"]) == ("installing", 0, False)
    assert made["identifier"] == made["uuid"][:8]
    assert (made["nest"], made["egg"], made["user"], made["node"], made["allocation"]) == (1, 5, USER, 1, 1)
    assert made["limits"]["oom_disabled"] is True
    assert made["limits"]["threads"] is None
    environment = made["container"]["environment"]
    extra = {"STARTUP", "P_SERVER_LOCATION", "P_SERVER_UUID", "P_SERVER_ALLOCATION_LIMIT"}
    assert set(environment) == {*VARIABLES, *extra}
    assert environment["P_SERVER_ALLOCATION_LIMIT"] == 3
    path = client(made)
    assert sandbox.code(409, "GET", f"{path}/resources") == "ServerStateConflictException"
    assert sandbox.shown(path)["is_installing"] is True
    assert sandbox.get(f"{path}/websocket")["data"]["token"]
    sandbox.settle()
    after = sandbox.shown(f"{SERVERS}/external/web-1")
    assert (after["status"], after["container"]["installed"]) == (None, 1)
    assert sandbox.state(path) == "running"
    names = {it["name"] for it in sandbox.listed(f"{path}/files/list")}
    assert {"server.jar", "server.properties"} <= names


@pytest.mark.parametrize(
    ("wrong", "broken"),
    [
        ({"name": None}, ("name", "required")),
        ({"name": "x" * 192}, ("name", "max")),
        ({"user": 99}, ("user", "exists")),
        ({"egg": "x"}, ("egg", "exists")),
        ({"docker_image": "no;image"}, ("docker_image", "regex")),
        ({"limits": {"memory": -1}}, ("limits.memory", "min")),
        ({"limits": {"swap": -2}}, ("limits.swap", "min")),
        ({"limits": {"io": 5}}, ("limits.io", "between")),
        ({"limits": {"threads": "a"}}, ("limits.threads", "regex")),
        ({"environment": None}, ("environment", "array")),
        ({"allocation": {"default": 9999}}, ("allocation.default", "exists")),
        ({"allocation": {"default": 1, "additional": [9999]}}, ("allocation.additional.0", "exists")),
        ({"environment": {**VARIABLES, "SERVER_JARFILE": "x"}}, ("environment.SERVER_JARFILE", "regex")),
        ({"environment": {**VARIABLES, "VANILLA_VERSION": 1.5}}, ("environment.VANILLA_VERSION", "string")),
        ({"environment": {"SERVER_JARFILE": "x.jar"}}, ("environment.VANILLA_VERSION", "required")),
        ({"deploy": {"locations": []}}, ("deploy.port_range", "present")),
        ({"deploy": {"locations": []}}, ("deploy.dedicated_ip", "required_with")),
        ({"deploy": None}, ("deploy", "required")),
    ],
)
def test_what_a_server_cannot_be(sandbox: Sandbox, wrong: dict[str, Any], broken: tuple[str, str]) -> None:
    body = server(**wrong) if wrong.get("environment", 1) is not None else {**server(), "environment": None}
    assert broken in sandbox.broken("POST", SERVERS, body)
    assert sandbox.listed(SERVERS) == []


def test_feature_limits_must_be_there(sandbox: Sandbox) -> None:
    body = server()
    del body["feature_limits"]["databases"]
    assert sandbox.broken("POST", SERVERS, body) == {("feature_limits.databases", "present")}
    made = sandbox.server(feature_limits={"databases": None, "backups": None, "allocations": None})
    assert made["feature_limits"] == {"databases": 0, "backups": 0, "allocations": 0}


def test_eggs_have_the_last_word_on_variables(sandbox: Sandbox) -> None:
    wanted = {"egg": TF2, "environment": {"SRCDS_APPID": "232250", "SRCDS_MAP": "cp_dustbowl", "STEAM_ACC": ""}}
    assert sandbox.broken("POST", SERVERS, server(**wanted)) == {("environment.STEAM_ACC", "required")}
    wanted["environment"]["STEAM_ACC"] = "a" * 32
    made = sandbox.server(**wanted)
    assert made["container"]["environment"]["STEAM_ACC"] == "a" * 32
    paper = {"MINECRAFT_VERSION": None, "SERVER_JARFILE": "server.jar", "DL_PATH": None, "BUILD_NUMBER": "7"}
    made = sandbox.server(egg=PAPER, environment=paper, allocation={"default": 2})
    assert made["container"]["environment"]["MINECRAFT_VERSION"] == ""


def test_external_ids_are_unique_and_names_are_not(sandbox: Sandbox) -> None:
    sandbox.server(external_id="one")
    second = server(external_id="one", allocation={"default": 2})
    assert sandbox.broken("POST", SERVERS, second) == {("external_id", "unique")}
    sandbox.server(external_id="a/b", allocation={"default": 2})
    assert sandbox.shown(f"{SERVERS}/external/a%2Fb")["name"] == "web"
    assert sandbox.code(404, "GET", f"{SERVERS}/external/two") == "NotFoundHttpException"
    assert len(sandbox.listed(f"{SERVERS}?filter[name]=WEB")) == 2


def test_deploying_finds_a_place(sandbox: Sandbox) -> None:
    deploy = {"locations": [1], "dedicated_ip": False, "port_range": ["1100-1110", "1200"]}
    body = server(deploy=deploy)
    del body["allocation"]
    made = sandbox.made(SERVERS, body)
    [place] = sandbox.shown(f"{SERVERS}/{made['id']}?include=allocations")["relationships"]["allocations"]["data"]
    assert place["attributes"]["port"] in (*range(1100, 1111), 1200)
    body["deploy"] = {**deploy, "dedicated_ip": True}
    assert sandbox.code(400, "POST", SERVERS, body) == "NoViableAllocationException"
    body["deploy"] = {**deploy, "locations": [99]}
    assert sandbox.code(400, "POST", SERVERS, body) == "NoViableNodeException"
    body["deploy"] = {**deploy, "port_range": ["x"]}
    assert sandbox.code(400, "POST", SERVERS, body) == "InvalidPortMappingException"
    body["deploy"], body["limits"]["memory"] = deploy, 10**9
    assert sandbox.code(400, "POST", SERVERS, body) == "NoViableNodeException"


def test_a_daemon_that_does_not_answer_lets_no_server_come_to_be(sandbox: Sandbox) -> None:
    sandbox.control("POST", "/node", node=1, down=True)
    assert sandbox.code(504, "POST", SERVERS, server()) == "DaemonConnectionException"
    assert sandbox.listed(SERVERS) == []
    sandbox.control("POST", "/node", node=1, down=False)
    sandbox.fault("POST", f"{SERVERS}", "daemon_error")
    assert sandbox.code(500, "POST", SERVERS, server()) == "DaemonConnectionException"
    assert sandbox.server()["status"] is None


def test_installations_fail_in_two_ways(sandbox: Sandbox) -> None:
    sandbox.fault("POST", SERVERS, "install_fails")
    made = sandbox.server()
    path = f"{SERVERS}/{made['id']}"
    assert (made["status"], made["container"]["installed"]) == ("install_failed", 0)
    assert sandbox.code(409, "GET", f"{client(made)}/resources") == "ServerStateConflictException"
    sandbox.done("POST", f"{path}/reinstall")
    sandbox.settle()
    assert sandbox.shown(path)["status"] is None
    sandbox.fault("POST", f"{path}/reinstall", "install_fails")
    sandbox.done("POST", f"{path}/reinstall")
    sandbox.settle()
    after = sandbox.shown(path)
    assert (after["status"], after["container"]["installed"]) == ("reinstall_failed", 1)
    assert sandbox.state(client(made)) == "offline"


def test_an_installation_that_never_reports_back(sandbox: Sandbox) -> None:
    sandbox.fault("POST", SERVERS, "stuck")
    assert sandbox.server()["status"] == "installing"
    sandbox.fault("POST", SERVERS, "lengthy")
    made = sandbox.server(settle=False, allocation={"default": 2})
    sandbox.advance(90)
    assert sandbox.shown(f"{SERVERS}/{made['id']}")["status"] == "installing"
    sandbox.advance(20)
    assert sandbox.shown(f"{SERVERS}/{made['id']}")["status"] is None


def test_suspension_hides_what_goes_on(sandbox: Sandbox) -> None:
    made = sandbox.server(settle=False)
    path = f"{SERVERS}/{made['id']}"
    for _ in range(2):
        sandbox.done("POST", f"{path}/suspend")
        assert sandbox.shown(path)["status"] == "suspended"
    sandbox.settle()
    assert sandbox.shown(path)["suspended"] is True
    assert sandbox.code(409, "POST", f"{client(made)}/power", {"signal": "start"}) == "ServerStateConflictException"
    assert sandbox.code(409, "GET", f"{client(made)}/websocket") == "ServerStateConflictException"
    for _ in range(2):
        sandbox.done("POST", f"{path}/unsuspend")
        assert sandbox.shown(path)["status"] is None
    sandbox.done("POST", f"{client(made)}/power", {"signal": "start"})
    sandbox.settle()
    sandbox.done("POST", f"{path}/suspend")
    sandbox.done("POST", f"{path}/reinstall")
    assert sandbox.shown(path)["status"] == "installing"
    sandbox.done("POST", f"{path}/unsuspend")
    assert sandbox.shown(path)["status"] == "installing"
    sandbox.settle()
    assert sandbox.state(client(made)) == "offline"


def test_a_suspension_that_the_daemon_does_not_hear_of(sandbox: Sandbox) -> None:
    made = sandbox.server(settle=False)
    path = f"{SERVERS}/{made['id']}"
    sandbox.fault("POST", "*", "daemon_down", times=2)
    assert sandbox.code(504, "POST", f"{path}/suspend") == "DaemonConnectionException"
    assert sandbox.shown(path)["status"] is None
    assert sandbox.code(504, "POST", f"{path}/reinstall") == "DaemonConnectionException"
    sandbox.fault("POST", "*", "daemon_error")
    assert sandbox.code(500, "POST", f"{path}/suspend") == "DaemonConnectionException"
    sandbox.control("POST", "/server", server=made["id"], transferring=True)
    assert sandbox.code(409, "POST", f"{path}/suspend") == "ConflictHttpException"
    sandbox.control("POST", "/server", server=made["id"], status="suspended")
    assert sandbox.code(409, "POST", f"{path}/unsuspend") == "ConflictHttpException"


def test_details_wipe_what_they_are_not_sent(sandbox: Sandbox) -> None:
    made = sandbox.server(external_id="one", description="mine")
    path = f"{SERVERS}/{made['id']}/details"
    assert sandbox.broken("PATCH", path, {}) == {("name", "required"), ("user", "required")}
    after = sandbox.ok("PATCH", path, {"name": "new", "user": ADMIN, "external_id": "one"})["attributes"]
    assert (after["name"], after["user"], after["external_id"], after["description"]) == ("new", ADMIN, "one", "")
    after = sandbox.ok("PATCH", path, {"name": "new", "user": ADMIN, "description": None})["attributes"]
    assert after["external_id"] is None


def build(**more: Any) -> dict[str, Any]:
    limits = {"memory": 1024, "swap": -1, "disk": 0, "io": 500, "cpu": 0}
    return {"allocation": 1, "limits": limits, "feature_limits": {"databases": 1, "backups": 1}, **more}


def test_the_build_wipes_limits_that_it_is_not_sent(sandbox: Sandbox) -> None:
    made = sandbox.server(limits={"threads": "0-1"}, oom_disabled=False)
    path = f"{SERVERS}/{made['id']}/build"
    after = sandbox.ok("PATCH", path, build())["attributes"]
    assert after["feature_limits"] == {"databases": 1, "allocations": None, "backups": 1}
    assert after["limits"] == {**build()["limits"], "threads": "0-1", "oom_disabled": False}
    nothing = build(feature_limits={"databases": None, "backups": None}, oom_disabled="1")
    after = sandbox.ok("PATCH", path, nothing)["attributes"]
    assert after["feature_limits"] == {"databases": None, "allocations": None, "backups": 0}
    assert after["limits"]["oom_disabled"] is True
    old = {**build()["limits"], "allocation": 1, "feature_limits": {"databases": 0, "backups": 0}}
    assert sandbox.ok("PATCH", path, old)["attributes"]["limits"]["memory"] == 1024
    assert ("memory", "required_without") in sandbox.broken("PATCH", path, {**old, "limits": {}, "memory": None})
    assert ("memory", "required_without") in sandbox.broken("PATCH", path, {"allocation": 1})
    assert sandbox.broken("PATCH", path, build(limits={"memory": 1})) >= {("limits.io", "required_with")}


def ports(sandbox: Sandbox, made: dict[str, Any]) -> set[int]:
    shown = sandbox.shown(f"{SERVERS}/{made['id']}?include=allocations")
    return {it["attributes"]["id"] for it in shown["relationships"]["allocations"]["data"]}


def test_ports_come_and_go_without_a_word(sandbox: Sandbox) -> None:
    made, other = sandbox.server(), sandbox.server(allocation={"default": 2, "additional": [3]})
    path = f"{SERVERS}/{made['id']}/build"
    sandbox.ok("PATCH", path, build(add_allocations=[2, "4", 9999, 5], remove_allocations=[5, 3]))
    assert ports(sandbox, made) == {1, 4, 5}
    assert ports(sandbox, other) == {2, 3}
    after = sandbox.ok("PATCH", path, build(allocation=6, add_allocations=[6], remove_allocations=[1]))["attributes"]
    assert (after["allocation"], ports(sandbox, made)) == (6, {4, 5, 6})
    assert sandbox.code(400, "PATCH", path, build(allocation=6, remove_allocations=[6])) == "DisplayException"
    assert sandbox.code(400, "PATCH", path, build(allocation=7)) == "DisplayException"
    assert sandbox.broken("PATCH", path, build(allocation=2)) == {("allocation", "unique")}
    assert sandbox.broken("PATCH", path, build(allocation=9999)) == {("allocation", "exists")}
    assert sandbox.broken("PATCH", path, build(add_allocations=None)) == {("add_allocations", "array")}
    after = sandbox.ok("PATCH", path, build(allocation=6, add_allocations=[8], remove_allocations=[6]))["attributes"]
    assert (after["allocation"], ports(sandbox, made)) == (8, {4, 5, 8})


def test_ports_of_another_node_are_skipped(sandbox: Sandbox) -> None:
    row = sandbox.shown("/application/nodes/1")
    other = sandbox.made("/application/nodes", {**row, "name": "two"})
    where = f"/application/nodes/{other['id']}/allocations"
    sandbox.done("POST", where, {"ip": "192.0.2.1", "ports": ["2000"]})
    [elsewhere] = sandbox.listed(where)
    made = sandbox.server()
    sandbox.ok("PATCH", f"{SERVERS}/{made['id']}/build", build(add_allocations=[elsewhere["id"], 2]))
    assert ports(sandbox, made) == {1, 2}


def test_a_reinstallation_waits_for_no_signal(sandbox: Sandbox) -> None:
    made = sandbox.server()
    path = f"{SERVERS}/{made['id']}"
    sandbox.done("POST", f"{client(made)}/power", {"signal": "start"})
    assert sandbox.code(409, "POST", f"{path}/reinstall") == "DaemonConnectionException"
    assert sandbox.shown(path)["status"] is None


def test_the_startup_wants_everything(sandbox: Sandbox) -> None:
    made = sandbox.server()
    path = f"{SERVERS}/{made['id']}/startup"
    assert {field for field, _rule in sandbox.broken("PATCH", path, {})} == {
        "startup",
        "environment",
        "egg",
        "image",
        "skip_scripts",
    }
    body = {"startup": "java", "egg": 5, "image": "x", "skip_scripts": False, "environment": {}}
    after = sandbox.ok("PATCH", path, body)["attributes"]
    assert after["container"]["environment"]["VANILLA_VERSION"] == "latest"
    partly = {**body, "environment": {"VANILLA_VERSION": "1.20"}}
    assert sandbox.broken("PATCH", path, partly) == {("environment.SERVER_JARFILE", "required")}
    after = sandbox.send("PATCH", path, {**body, "egg": 99})
    assert after.status_code == 422
    rust = sandbox.ok("PATCH", path, {**body, "egg": 12})["attributes"]
    assert (rust["nest"], rust["egg"]) == (3, 12)


def test_deleting(sandbox: Sandbox) -> None:
    made = sandbox.server()
    path = f"{SERVERS}/{made['id']}"
    assert sandbox.code(400, "DELETE", f"/application/users/{USER}") == "DisplayException"
    sandbox.control("POST", "/node", node=1, down=True)
    assert sandbox.code(504, "DELETE", path) == "DaemonConnectionException"
    sandbox.done("DELETE", f"{path}/force")
    assert sandbox.code(404, "DELETE", path) == "NotFoundHttpException"
    free = sandbox.listed("/application/nodes/1/allocations?filter[server_id]=0&per_page=1000")
    assert len(free) == 300
    sandbox.done("DELETE", f"/application/users/{USER}")


def test_includes(sandbox: Sandbox) -> None:
    made = sandbox.server()
    names = ("allocations", "user", "subusers", "nest", "egg", "variables", "location", "node", "databases")
    shown = sandbox.shown(f"{SERVERS}/{made['id']}?include={','.join(names)},bananas")["relationships"]
    assert set(shown) == set(names)
    assert shown["location"]["attributes"]["short"] == "local"
    assert shown["variables"]["data"][0]["attributes"]["server_value"] == "server.jar"
    deep = sandbox.shown("/application/users/2?include=servers.node")["relationships"]["servers"]["data"]
    assert deep[0]["attributes"]["relationships"]["node"]["attributes"]["name"] == "node1"
    assert sandbox.code(500, "GET", f"{SERVERS}?include=transfer") == "TypeError"


def test_databases(sandbox: Sandbox) -> None:
    made = sandbox.server()
    path = f"{SERVERS}/{made['id']}/databases"
    body = {"database": "data", "remote": "%", "host": 1}
    answer = sandbox.ok("POST", path, body, 201)
    database = answer["attributes"]
    assert (database["database"], database["max_connections"]) == (f"s{made['id']}_data", None)
    assert answer["meta"]["resource"].endswith(f"{path}/{database['id']}")
    assert sandbox.broken("POST", path, body) == {("database", "unique")}
    assert sandbox.broken("POST", path, {"database": "a b", "remote": "x", "host": 9}) == {
        ("database", "regex"),
        ("remote", "regex"),
        ("host", "exists"),
    }

    def password() -> str:
        shown = sandbox.shown(f"{path}/{database['id']}?include=password,host")["relationships"]
        assert shown["host"]["attributes"]["port"] == 3306
        return str(shown["password"]["attributes"]["password"])

    before = password()
    sandbox.done("POST", f"{path}/{database['id']}/reset-password")
    assert password() != before
    sandbox.ok("POST", path, {**body, "database": "more"}, 201)
    assert sandbox.code(400, "POST", path, {**body, "database": "third"}) == "TooManyDatabasesException"
    assert "meta" not in sandbox.get(path)
    assert sandbox.listed(path)[0]["max_connections"] == 0
    sandbox.done("DELETE", f"{path}/{database['id']}")
    assert len(sandbox.listed(path)) == 1
