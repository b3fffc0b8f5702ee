# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A witness from outside: the package ``py-dactyl``, unchanged, against the sandbox, in both APIs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
import requests
import urllib3
from pterodactyl_account import ADMIN, APPLICATION_KEY, CLIENT_KEY, STEP, USER, VANILLA, Sandbox
from pydactyl import PterodactylClient
from pydactyl.exceptions import BadRequestError, PterodactylApiError

Client = Any


@pytest.fixture
def api(sandbox: Sandbox) -> Client:
    """With the client key of an admin, which does everything."""
    return PterodactylClient(sandbox.url, CLIENT_KEY)


@pytest.fixture
def admin(sandbox: Sandbox) -> Client:
    """With an application key."""
    return PterodactylClient(sandbox.url, APPLICATION_KEY)


@pytest.fixture
def server(api: Client, sandbox: Sandbox) -> str:
    """The identifier of an installed server."""
    sandbox.control("POST", "/servers", count=1, allocations=3)
    return str(api.client.servers.list_servers()[0]["attributes"]["identifier"])


def test_a_first_server(admin: Client, api: Client, sandbox: Sandbox) -> None:
    """As the package's readme has it: a user, a server for him, power on, and how it is doing."""
    user = admin.user.create_user("alice", "alice@example.com", "Alice", "A", external_id="a-1", password="secret")
    number = user["attributes"]["id"]
    answer = admin.servers.create_server(
        name="My server",
        user_id=number,
        nest_id=1,
        egg_id=VANILLA,
        memory_limit=1024,
        swap_limit=0,
        disk_limit=2048,
        location_ids=[1],
        port_range=["1030-1040"],
        environment={"VANILLA_VERSION": "1.20"},
        start_on_completion=False,
        external_id="srv-1",
    )
    assert answer.status_code == 201
    made = answer.json()["attributes"]
    assert made["status"] == "installing"
    sandbox.settle()
    found = admin.servers.get_server_info(external_id="srv-1")
    assert (found["id"], found["status"]) == (made["id"], None)
    assert found["container"]["environment"]["VANILLA_VERSION"] == "1.20"
    listed = api.client.servers.list_servers(params={"type": "admin"})
    identifier = listed[0]["attributes"]["identifier"]
    assert api.client.servers.send_power_action(identifier, "start").status_code == 204
    sandbox.advance(STEP)
    load = api.client.servers.get_server_utilization(identifier)
    assert load["current_state"] == "running"
    with pytest.raises(BadRequestError):
        api.client.servers.send_power_action(identifier, "explode")


def test_users(admin: Client) -> None:
    made = admin.user.create_user("bob", "bob@example.com", "Bob", "B")["attributes"]
    admin.user.edit_user(made["id"], "bob", "bob@example.com", "Bobby", "B", external_id="b-1")
    assert admin.user.get_user_info(external_id="b-1")["attributes"]["first_name"] == "Bobby"
    assert [it["attributes"]["id"] for it in admin.user.list_users(email="bob@").data] == [made["id"]]
    with pytest.raises(PterodactylApiError, match="has already been taken"):
        admin.user.create_user("bob", "other@example.com", "B", "B")
    admin.user.delete_user(made["id"])
    assert len(admin.user.list_users()) == 2


def test_includes(admin: Client, sandbox: Sandbox) -> None:
    sandbox.control("POST", "/servers", count=2)
    servers = admin.servers.list_servers(includes=("allocations", "user", "egg"), params={"per_page": 1})
    found = servers.data[0]["attributes"]["relationships"]
    assert found["user"]["attributes"]["id"] == ADMIN
    assert found["allocations"]["data"][0]["attributes"]["port"] == 1025
    with_password = admin.user.get_user_info(ADMIN, includes=("servers",))["attributes"]
    assert len(with_password["relationships"]["servers"]["data"]) == 2


def test_pages(admin: Client, api: Client, sandbox: Sandbox) -> None:
    sandbox.control("POST", "/servers", count=120, prefix="s")
    servers = admin.servers.list_servers()
    assert len(servers) == 120
    assert servers.get_next_page_link().endswith("page=2")
    assert [len(page.data) for page in servers] == [50, 50, 20]
    assert [it["attributes"]["name"] for it in admin.servers.list_servers().collect()] == [
        f"s{number}" for number in range(1, 121)
    ]
    assert len(api.client.servers.list_servers().collect()) == 120
    assert len(admin.nodes.list_node_allocations(1).collect()) == 300


def client_with(sandbox: Sandbox, **how: Any) -> Client:
    return PterodactylClient(sandbox.url, APPLICATION_KEY, backoff_factor=0, **how)


def test_retries(sandbox: Sandbox) -> None:
    sandbox.fault("GET", "/application/nests", "status", status=429, times=2)
    assert len(client_with(sandbox).nests.list_nests()) == 4
    sandbox.fault("GET", "/application/nests", "status", status=502, times=1)
    with pytest.raises(requests.HTTPError):
        client_with(sandbox).nests.list_nests()
    sandbox.fault("GET", "/application/nests", "status", status=502, times=2)
    assert len(client_with(sandbox, extra_retry_codes=[502]).nests.list_nests()) == 4
    sandbox.fault("GET", "/application/nests", "status", status=429, times=9)
    with pytest.raises(requests.exceptions.RetryError):
        client_with(sandbox, retries=1).nests.list_nests()


def test_a_limit_that_passes(started: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch) -> None:
    panel = started("--rate", "application=2/60")
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        panel.advance(seconds)

    monkeypatch.setattr(urllib3.util.retry.time, "sleep", sleep)
    # the third one is refused and waits for as long as it is told to
    assert [len(client_with(panel).nests.list_nests()) for _ in range(3)] == [4, 4, 4]
    assert [entry["status"] for entry in panel.log()] == [200, 200, 429, 200]
    assert len(waited) == 1


def test_the_debug_log(admin: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    # other clients in this process silence the log, and the collection takes its secrets out of it
    monkeypatch.setattr(logging.getLogger("urllib3.connectionpool"), "filters", [])
    with caplog.at_level(logging.DEBUG, "urllib3"):
        admin.locations.list_locations()
    assert any('"GET /api/application/locations HTTP/1.1" 200' in record.getMessage() for record in caplog.records)


def test_keys_of_the_wrong_sort(sandbox: Sandbox, admin: Client) -> None:
    with pytest.raises(requests.HTTPError, match="403"):
        admin.client.account.get_account()
    with pytest.raises(requests.HTTPError, match="401"):
        PterodactylClient(sandbox.url, "ptlc_wrong").client.account.get_account()


def test_places(admin: Client) -> None:
    assert admin.locations.get_location_info(1)["attributes"]["short"] == "local"
    made = admin.nodes.create_node("two", "text", 1, "two.example.com", 1024, 2048)["attributes"]
    assert made["daemon_base"] == "/srv/daemon-data"
    changed = admin.nodes.edit_node(
        made["id"], "second", "text", 1, "two.example.com", True, False, False, 2048, 0, 2048, 0, 100, 2022, 8080
    )
    assert changed["attributes"]["memory"] == 2048
    assert admin.nodes.get_node_config(made["id"])["uuid"] == made["uuid"]
    assert admin.nodes.create_allocations(made["id"], "192.0.2.1", ["2000", "2003-2005"]).status_code == 204
    ports = admin.nodes.list_node_allocations(made["id"])
    assert len(ports) == 4
    assert admin.nodes.delete_allocation(made["id"], ports.data[0]["attributes"]["id"]).status_code == 204
    admin.nodes.delete_node(made["id"])
    assert len(admin.nodes.list_nodes()) == 1
    eggs = admin.nests.get_eggs_in_nest(1, includes=("variables",))["data"]
    assert eggs[4]["attributes"]["relationships"]["variables"]["data"]
    assert admin.nests.get_nest_info(1)["attributes"]["name"] == "Minecraft"
    # what the package sends for a location the panel does not know
    with pytest.raises(PterodactylApiError, match="Location Identifier"):
        admin.locations.create_location("fra", "Frankfurt")


def test_changes_of_a_server(admin: Client, sandbox: Sandbox) -> None:
    [number] = sandbox.control("POST", "/servers")["ids"]
    admin.servers.update_server_details(number, "new", USER, external_id="x")
    build = admin.servers.update_server_build(
        number,
        1,
        memory_limit=2048,
        swap_limit=0,
        disk_limit=4096,
        cpu_limit=100,
        io_limit=500,
        database_limit=1,
        backup_limit=1,
        allocation_limit=1,
        add_allocations=[2],
    )
    assert build.json()["attributes"]["limits"]["memory"] == 2048
    admin.servers.update_server_startup(number, environment={"VANILLA_VERSION": "1.21"})
    shown = admin.servers.get_server_info(number, includes=("allocations",))
    assert (shown["name"], shown["user"], shown["external_id"]) == ("new", USER, "x")
    assert shown["container"]["environment"]["VANILLA_VERSION"] == "1.21"
    assert len(shown["relationships"]["allocations"]["data"]) == 2
    for call in (admin.servers.suspend_server, admin.servers.unsuspend_server, admin.servers.reinstall_server):
        assert call(number).status_code == 204
    sandbox.settle()
    # the package asks for pages where the panel has none, and sends no body
    with pytest.raises(KeyError):
        admin.servers.list_server_databases(number)
    with pytest.raises(PterodactylApiError, match="database"):
        admin.servers.create_server_database(number)
    with pytest.raises(requests.HTTPError, match="404"):
        admin.servers.rebuild_server(number)
    assert admin.servers.delete_server(number, force=True).status_code == 204
    assert len(admin.servers.list_servers()) == 0


def test_files(api: Client, server: str) -> None:
    files = api.client.servers.files
    files.write_file(server, "a.txt", "one=1\n")
    assert files.get_file_contents(server, "a.txt", json=False).text == "one=1\n"
    assert requests.get(files.download_file(server, "a.txt"), timeout=60).text == "one=1\n"
    files.copy_file(server, "/a.txt")
    files.rename_file(server, "a copy.txt", "b.txt")
    files.create_folder(server, "folder")
    archive = files.compress_files(server, ["b.txt"])["attributes"]["name"]
    files.delete_files(server, ["b.txt"])
    files.decompress_file(server, archive)
    names = {it["attributes"]["name"] for it in files.list_files(server, "/")["data"]}
    assert {"a.txt", "b.txt", "folder", archive} <= names
    assert "/upload/file?token=" in files.get_upload_file_url(server)
    assert files.list_files(server, "folder")["data"] == []


def test_backups(api: Client, server: str, sandbox: Sandbox) -> None:
    backups, files = api.client.servers.backups, api.client.servers.files
    made = backups.create_backup(server)["attributes"]["uuid"]
    sandbox.settle()
    assert backups.get_backup_detail(server, made)["attributes"]["is_successful"]
    assert "/download/backup" in backups.get_backup_download(server, made)["attributes"]["url"]
    files.delete_files(server, ["server.jar"])
    backups.restore_backup(server, made)
    sandbox.settle()
    assert "server.jar" in {it["attributes"]["name"] for it in files.list_files(server)["data"]}
    backups.delete_backup(server, made)
    assert backups.list_backups(server)["data"] == []


def test_schedules(api: Client, server: str, sandbox: Sandbox) -> None:
    schedules = api.client.servers.schedules
    made = schedules.create_schedule(server, "nightly", "0", "4", "*", "*", "*")["attributes"]["id"]
    task = schedules.create_task(server, made, "power", "start")["attributes"]["id"]
    schedules.update_task(server, made, task, "power", "restart", "5")
    schedules.update_schedule(server, made, "weekly", "0", "4", "0", "*", "*")
    assert schedules.get_schedule_details(server, made)["attributes"]["name"] == "weekly"
    schedules.run_schedule(server, made)
    sandbox.settle()
    assert api.client.servers.get_server_utilization(server)["current_state"] == "running"
    assert len(schedules.list_schedules(server)["data"]) == 1
    schedules.delete_task(server, made, task)
    schedules.delete_schedule(server, made)


def test_the_rest_of_a_server(api: Client, server: str, sandbox: Sandbox) -> None:
    servers = api.client.servers
    assert servers.get_server(server)["uuid"].startswith(server)
    assert "control" in servers.list_permissions()["attributes"]["permissions"]
    assert servers.get_websocket(server)["data"]["token"]
    servers.settings.rename_server(server, "new", "text")
    servers.startup.update_variable(server, "VANILLA_VERSION", "1.19")
    assert servers.startup.list_variables(server)["data"][1]["attributes"]["server_value"] == "1.19"
    database = servers.databases.create_database(server, "data")["attributes"]["id"]
    servers.databases.rotate_database_password(server, database)
    listed = servers.databases.list_databases(server, include_passwords=True)["data"]
    assert listed[0]["attributes"]["relationships"]["password"]
    servers.databases.delete_database(server, database)
    sandbox.fault("POST", "*/network/allocations", "auto_allocations")
    port = servers.network.assign_allocation(server)["attributes"]["id"]
    servers.network.set_allocation_note(server, port, "mine")
    servers.network.set_primary_allocation(server, port)
    servers.network.unassign_allocation(server, 1)
    assert len(servers.network.list_allocations(server)["data"]) == 1
    person = servers.users.create_user(server, "new@example.com", ["file.read"])["attributes"]["uuid"]
    servers.users.update_user(server, person, ["file.read", "file.update"])
    assert len(servers.users.get_user(server, person)["attributes"]["permissions"]) == 3
    assert len(servers.users.list_users(server)["data"]) == 1
    servers.users.delete_user(server, person)
    with pytest.raises(requests.HTTPError, match="502"):
        servers.send_console_command(server, "say hi")
    servers.send_power_action(server, "start")
    sandbox.settle()
    servers.send_console_command(server, "say hi")
    servers.settings.reinstall_server(server)


def test_the_account(api: Client, sandbox: Sandbox) -> None:
    account = api.client.account
    sandbox.control("POST", "/password", user="admin", password="old secret")
    assert account.get_account()["attributes"]["admin"] is True
    account.update_email("root@example.com", "old secret")
    account.update_password("old secret", "new secret", "new secret")
    made = account.api_key_create("mine", ["127.0.0.1"])
    key = made["attributes"]["identifier"] + made["meta"]["secret_token"]
    again = PterodactylClient(sandbox.url, key)
    assert again.client.account.get_account()["attributes"]["email"] == "root@example.com"
    assert len(account.api_key_list()) == 2
    account.api_key_delete(made["attributes"]["identifier"])
    assert account.get_2fa_setup_code()["data"]["secret"]
    # the package sends no password, and uses a verb of older panels
    with pytest.raises(PterodactylApiError, match="password"):
        account.enable_2fa("000000")
    with pytest.raises(requests.HTTPError, match="405"):
        account.disable_2fa("new secret")
