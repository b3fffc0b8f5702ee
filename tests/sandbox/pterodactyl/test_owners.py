# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What owners and subusers do with a server: startup, settings, ports, databases, each other."""

from __future__ import annotations

import pytest
from pterodactyl_account import ADMIN, PAPER, USER, Sandbox, client


@pytest.fixture
def path(sandbox: Sandbox) -> str:
    """A server of the ordinary user's."""
    return client(sandbox.server())


def test_what_an_owner_sees(sandbox: Sandbox, user: Sandbox, path: str) -> None:
    answer = user.get(path)
    assert answer["meta"] == {"is_server_owner": True, "user_permissions": ["*"]}
    shown = answer["attributes"]
    assert (shown["server_owner"], shown["internal_id"], shown["node"]) == (True, 1, "node1")
    assert shown["invocation"] == "java -jar server.jar"
    assert shown["sftp_details"] == {"ip": "node1.example.com", "port": 2022}
    assert shown["egg_features"] == ["eula", "java_version", "pid_limit"]
    assert "external_id" not in shown
    ports = shown["relationships"]["allocations"]["data"]
    assert [(it["attributes"]["port"], it["attributes"]["is_default"]) for it in ports] == [(1025, True)]
    assert len(shown["relationships"]["variables"]["data"]) == 2
    assert user.shown(f"/client/servers/{shown['uuid']}") == shown
    assert "admin.websocket.errors" in sandbox.get(path)["meta"]["user_permissions"]
    assert sandbox.key_of("stranger").code(404, "GET", path) == "NotFoundHttpException"
    web = user.get(f"{path}/websocket")["data"]
    assert web["socket"].startswith("wss://node1.example.com:8080/api/servers/")


def test_whose_servers_are_listed(sandbox: Sandbox, user: Sandbox, path: str) -> None:
    sandbox.server(name="own", user=ADMIN, allocation={"default": 2})

    def names(asker: Sandbox, query: str = "") -> list[str]:
        return [it["name"] for it in asker.listed(f"/client{query}")]

    assert names(user) == ["web"]
    assert names(sandbox) == ["own"]
    assert names(sandbox, "?type=admin") == ["web"]
    assert names(sandbox, "?type=admin-all") == ["web", "own"]
    assert names(user, "?type=admin-all") == []
    sandbox.made(f"{path}/users", {"email": "admin@example.com", "permissions": ["user.read"]}, 200)
    assert names(sandbox) == ["web", "own"]
    assert names(sandbox, "?type=owner") == ["own"]
    for wanted in ("we", ":1025", "127.0.0.1:1025", path[-8:]):
        assert names(user, f"?filter[*]={wanted}") == ["web"], wanted
    assert names(user, "?filter[*]=:1026") == []


def test_startup_variables(sandbox: Sandbox, user: Sandbox, path: str) -> None:
    startup = user.get(f"{path}/startup")
    assert startup["meta"]["raw_startup_command"] == "java -jar {{SERVER_JARFILE}}"
    assert startup["meta"]["startup_command"] == "java -jar server.jar"
    assert "Java 17" in startup["meta"]["docker_images"]
    assert startup["data"][0]["attributes"]["is_editable"] is True
    answer = user.ok("PUT", f"{path}/startup/variable", {"key": "SERVER_JARFILE", "value": "x.jar"})
    assert answer["attributes"]["server_value"] == "x.jar"
    assert answer["meta"]["startup_command"] == "java -jar x.jar"
    assert sandbox.shown("/application/servers/1")["container"]["environment"]["SERVER_JARFILE"] == "x.jar"
    wrong = {"key": "SERVER_JARFILE", "value": "x"}
    assert user.broken("PUT", f"{path}/startup/variable", wrong) == {("value", "regex")}
    assert user.code(500, "PUT", f"{path}/startup/variable", {"key": "NOTHING", "value": "x"}) == "ErrorException"
    hidden = {"env": "HIDDEN", "default": "1", "rules": "required", "viewable": False}
    fixed = {"env": "FIXED", "default": "1", "rules": "required|int", "editable": False}
    sandbox.control("POST", "/eggs", egg=5, variables=[hidden, fixed])
    assert len(user.listed(f"{path}/startup")) == 3
    for key in ("HIDDEN", "FIXED"):
        assert (
            user.code(400, "PUT", f"{path}/startup/variable", {"key": key, "value": "2"}) == "BadRequestHttpException"
        )


def test_settings(sandbox: Sandbox, user: Sandbox, path: str) -> None:
    user.done("POST", f"{path}/settings/rename", {"name": "new", "description": "mine"})
    user.done("POST", f"{path}/settings/rename", {"name": "newer"})
    shown = user.shown(path)
    assert (shown["name"], shown["description"]) == ("newer", "mine")
    user.done("PUT", f"{path}/settings/docker-image", {"docker_image": "ghcr.io/pterodactyl/yolks:java_17"})
    assert user.broken("PUT", f"{path}/settings/docker-image", {"docker_image": "own"}) == {("docker_image", "in")}
    body = {"startup": "x", "egg": PAPER, "image": "own", "skip_scripts": True, "environment": {}}
    sandbox.ok("PATCH", "/application/servers/1/startup", body)
    image = {"docker_image": "ghcr.io/pterodactyl/yolks:java_8"}
    assert user.code(400, "PUT", f"{path}/settings/docker-image", image) == "BadRequestHttpException"
    assert user.ok("POST", f"{path}/settings/reinstall", status=202) == []
    assert user.shown(path)["status"] == "installing"


def test_ports(sandbox: Sandbox, user: Sandbox, path: str) -> None:
    where = f"{path}/network/allocations"
    assert user.code(400, "POST", where) == "AutoAllocationNotEnabledException"
    sandbox.fault("POST", where, "auto_allocations", times=3)
    taken = user.made(where, None, 200)
    assert (taken["ip"], taken["is_default"]) == ("127.0.0.1", False)
    assert user.made(f"{where}/{taken['id']}", {"notes": "mine"}, 200)["notes"] == "mine"
    assert user.broken("POST", f"{where}/{taken['id']}", {}) == {("notes", "present")}
    assert user.made(f"{where}/{taken['id']}/primary", None, 200)["is_default"] is True
    assert user.code(400, "DELETE", f"{where}/{taken['id']}") == "DisplayException"
    user.made(where, None, 200)
    assert user.code(400, "POST", where) == "DisplayException"
    user.done("DELETE", f"{where}/1")
    assert len(user.listed(where)) == 2
    assert user.code(404, "DELETE", f"{where}/1") == "NotFoundHttpException"
    row = {"allocation": taken["id"], "feature_limits": {"databases": 0, "backups": 0}}
    sizes = {"memory": 0, "swap": 0, "disk": 0, "io": 500, "cpu": 0}
    gone = {**row, "limits": sizes, "remove_allocations": [taken["id"]], "add_allocations": [7]}
    assert sandbox.ok("PATCH", "/application/servers/1/build", gone)["attributes"]["allocation"] == 7
    sandbox.ok(
        "PATCH", "/application/servers/1/build", {**row, "allocation": 7, "limits": sizes, "add_allocations": [8]}
    )
    [(_code, words)] = user.refusal(400, "DELETE", f"{where}/8")
    assert "no allocation limit" in words
    [again] = sandbox.listed(f"/application/nodes/1/allocations?filter[port]={taken['port']}")
    assert (again["notes"], again["assigned"]) == (None, False)


def test_databases(user: Sandbox, path: str) -> None:
    where = f"{path}/databases"
    made = user.made(where, {"database": "data", "remote": "%"}, 200)
    assert (made["name"], made["host"], made["connections_from"]) == (
        "s1_data",
        {"address": "127.0.0.1", "port": 3306},
        "%",
    )
    assert isinstance(made["id"], str)
    before = made["relationships"]["password"]["attributes"]["password"]
    assert "relationships" not in user.listed(where)[0]
    after = user.made(f"{where}/{made['id']}/rotate-password", None, 200)
    assert after["relationships"]["password"]["attributes"]["password"] != before
    assert user.listed(f"{where}?include=password")[0]["relationships"] == after["relationships"]
    user.made(where, {"database": "more", "remote": "10.0.0.1"}, 200)
    third = {"database": "third", "remote": "%"}
    assert user.code(400, "POST", where, third) == "TooManyDatabasesException"
    assert user.broken("POST", where, {"database": "a", "remote": "%"}) == {("database", "min")}
    user.done("DELETE", f"{where}/{made['id']}")
    assert user.code(404, "DELETE", f"{where}/{made['id']}") == "NotFoundHttpException"


def test_subusers(sandbox: Sandbox, user: Sandbox, path: str) -> None:
    where = f"{path}/users"
    bob = sandbox.key_of("bob")
    wanted = {"email": "bob@example.com", "permissions": ["control.start", "file.read", "no.such"]}
    made = user.made(where, wanted, 200)
    assert made["permissions"] == ["control.start", "file.read", "websocket.connect"]
    assert user.code(400, "POST", where, wanted) == "ServerSubuserExistsException"
    owner = {"email": "user@example.com", "permissions": ["file.read"]}
    assert user.code(400, "POST", where, owner) == "UserIsServerOwnerException"
    assert user.broken("POST", where, {"email": "x@example.com", "permissions": []}) == {("permissions", "required")}
    assert bob.get(path)["meta"] == {"is_server_owner": False, "user_permissions": made["permissions"]}
    bob.done("POST", f"{path}/power", {"signal": "start"})
    assert bob.code(403, "POST", f"{path}/power", {"signal": "jump"}) == "AccessDeniedHttpException"
    for verb, call, body in (("POST", "power", {"signal": "stop"}), ("GET", "backups", None), ("GET", "users", None)):
        assert bob.code(403, verb, f"{path}/{call}", body) == "AccessDeniedHttpException"
    user.made(f"{where}/{made['uuid']}", {"permissions": ["user.update", "user.create", "user.delete"]}, 200)
    assert bob.code(403, "POST", f"{path}/power", {"signal": "start"}) == "AccessDeniedHttpException"
    assert (
        bob.code(403, "POST", f"{where}/{made['uuid']}", {"permissions": ["file.read"]}) == "AccessDeniedHttpException"
    )
    more = {"email": "new@example.com", "permissions": ["file.read"]}
    assert bob.code(403, "POST", where, more) == "HttpForbiddenException"
    assert bob.code(403, "DELETE", f"{where}/{made['uuid']}") == "AccessDeniedHttpException"
    created = user.made(where, more, 200)
    assert created["username"].startswith("new")
    assert "new@example.com" in {it["email"] for it in sandbox.listed("/application/users")}
    included = sandbox.shown("/application/servers/1?include=subusers")["relationships"]["subusers"]["data"]
    assert [it["object"] for it in included] == ["subuser", "subuser"]
    user.done("DELETE", f"{where}/{made['uuid']}")
    assert bob.refusal(404, "GET", path) == [
        ("NotFoundHttpException", "The requested resource does not exist on this server.")
    ]


def test_what_a_server_shows_to_who_may_do_little(sandbox: Sandbox, user: Sandbox, path: str) -> None:
    """[T] Of ports only the first, without its note, no variables, and their values nowhere."""
    user.ok("POST", f"{path}/network/allocations/1", {"notes": "mine"})
    sizes = {"memory": 0, "swap": 0, "disk": 0, "io": 500, "cpu": 0}
    more = {"allocation": 1, "limits": sizes, "feature_limits": {"databases": 0, "backups": 1}, "add_allocations": [9]}
    sandbox.ok("PATCH", "/application/servers/1/build", more)
    bob = sandbox.key_of("bob")
    user.made(f"{path}/users", {"email": "bob@example.com", "permissions": ["backup.create"]}, 200)
    shown = bob.shown(f"{path}?include=subusers")
    [port] = shown["relationships"]["allocations"]["data"]
    assert (port["attributes"]["port"], port["attributes"]["notes"]) == (1025, None)
    assert {shown["relationships"][it]["object"] for it in ("variables", "subusers")} == {"null_resource"}
    assert shown["invocation"] == "java -jar [hidden]"
    assert len(user.shown(path)["relationships"]["allocations"]["data"]) == 2
    # who may not delete a backup cannot keep others from it
    assert bob.made(f"{path}/backups", {"is_locked": True}, 200)["is_locked"] is False


def test_passwords_of_databases_have_a_permission_of_their_own(sandbox: Sandbox, user: Sandbox, path: str) -> None:
    bob = sandbox.key_of("bob")
    user.made(f"{path}/users", {"email": "bob@example.com", "permissions": ["database.read"]}, 200)
    user.made(f"{path}/databases", {"database": "data", "remote": "%"}, 200)
    [seen] = bob.listed(f"{path}/databases?include=password")
    assert seen["relationships"]["password"]["object"] == "null_resource"


def test_the_log_of_activity(user: Sandbox, path: str) -> None:
    user.done("POST", f"{path}/power", {"signal": "start"})
    user.write(path, "/x", "x")
    newest = user.listed(f"{path}/activity?include=actor")
    assert [it["event"] for it in newest] == ["server:file.write", "server:power.start"]
    assert newest[0]["properties"] == {"file": "/x"}
    assert newest[0]["relationships"]["actor"]["attributes"]["username"] == "user"
    assert [it["event"] for it in user.listed(f"{path}/activity?filter[event]=power&sort=timestamp")] == [
        "server:power.start"
    ]
    assert user.get(f"{path}/activity?per_page=500")["meta"]["pagination"]["per_page"] == 100


def test_all_permissions(user: Sandbox) -> None:
    found = user.get("/client/permissions")
    assert found["object"] == "system_permissions"
    assert set(found["attributes"]["permissions"]["control"]["keys"]) == {"console", "start", "stop", "restart"}
    assert user.shown("/client/account")["id"] == USER
