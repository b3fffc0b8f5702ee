# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every call of both APIs, with who may make it."""

from __future__ import annotations

from sandbox._core.routes import Route

from . import (
    accounts,
    activity,
    allocations,
    backups,
    client_servers,
    databases,
    deployment,
    file_calls,
    links,
    locations,
    nests,
    network,
    nodes,
    permissions,
    power,
    schedules,
    server_parts,
    servers,
    ssh_keys,
    startup,
    subusers,
    two_factor,
    users,
)
from .guards import Handler, account, application, client


def _admin(resource: str, *routes: tuple[str, str, Handler]) -> list[Route]:
    return [Route(verb, f"/application{path}", application(resource, handler)) for verb, path, handler in routes]


def _about(path: str, *routes: tuple[str, str, str, Handler]) -> list[Route]:
    """Calls about a server, each with the permission that subusers need."""
    start = f"/client/servers/{{server}}{path}"
    return [Route(verb, start + rest, client(permission, handler)) for verb, rest, permission, handler in routes]


def _own(*routes: tuple[str, str, Handler]) -> list[Route]:
    return [Route(verb, f"/client/account{path}", account(handler)) for verb, path, handler in routes]


APPLICATION = (
    *_admin(
        "users",
        ("GET", "/users", users.get_all),
        ("POST", "/users", users.create),
        ("GET", "/users/{user}", users.get),
        ("PATCH", "/users/{user}", users.update),
        ("DELETE", "/users/{user}", users.delete),
        ("GET", "/users/external/{external}", users.get),
    ),
    *_admin(
        "locations",
        ("GET", "/locations", locations.get_all),
        ("POST", "/locations", locations.create),
        ("GET", "/locations/{location}", locations.get),
        ("PATCH", "/locations/{location}", locations.update),
        ("DELETE", "/locations/{location}", locations.delete),
    ),
    *_admin(
        "nodes",
        ("GET", "/nodes", nodes.get_all),
        ("POST", "/nodes", nodes.create),
        ("GET", "/nodes/deployable", deployment.deployable),
        ("GET", "/nodes/{node}", nodes.get),
        ("PATCH", "/nodes/{node}", nodes.update),
        ("DELETE", "/nodes/{node}", nodes.delete),
        ("GET", "/nodes/{node}/configuration", nodes.configuration),
    ),
    *_admin(
        "allocations",
        ("GET", "/nodes/{node}/allocations", allocations.get_all),
        ("POST", "/nodes/{node}/allocations", allocations.create),
        ("DELETE", "/nodes/{node}/allocations/{allocation}", allocations.delete),
    ),
    *_admin("nests", ("GET", "/nests", nests.get_all), ("GET", "/nests/{nest}", nests.get)),
    *_admin(
        "eggs",
        ("GET", "/nests/{nest}/eggs", nests.get_eggs),
        ("GET", "/nests/{nest}/eggs/{egg}", nests.get_egg),
    ),
    *_admin(
        "servers",
        ("GET", "/servers", servers.get_all),
        ("POST", "/servers", servers.create),
        ("GET", "/servers/{server}", servers.get),
        ("GET", "/servers/external/{external}", servers.get),
        ("PATCH", "/servers/{server}/details", server_parts.details),
        ("PATCH", "/servers/{server}/build", server_parts.build),
        ("PATCH", "/servers/{server}/startup", server_parts.startup),
        ("POST", "/servers/{server}/suspend", servers.suspend),
        ("POST", "/servers/{server}/unsuspend", servers.unsuspend),
        ("POST", "/servers/{server}/reinstall", servers.reinstall),
        ("DELETE", "/servers/{server}", servers.delete),
        ("DELETE", "/servers/{server}/force", servers.delete),
    ),
    *_admin(
        "server_databases",
        ("GET", "/servers/{server}/databases", databases.get_all),
        ("POST", "/servers/{server}/databases", databases.create),
        ("GET", "/servers/{server}/databases/{database}", databases.get),
        ("POST", "/servers/{server}/databases/{database}/reset-password", databases.reset_password),
        ("DELETE", "/servers/{server}/databases/{database}", databases.delete),
    ),
)
CLIENT = (
    Route("GET", "/client", account(client_servers.get_all)),
    Route("GET", "/client/permissions", account(permissions.get_all)),
    Route("GET", "/client/account", account(accounts.get, always=True)),
    Route("GET", "/client/account/two-factor", account(two_factor.get, always=True)),
    Route("POST", "/client/account/two-factor", account(two_factor.enable, always=True)),
    Route("POST", "/client/account/two-factor/disable", account(two_factor.disable, always=True)),
    Route("DELETE", "/client/account/two-factor", account(two_factor.disable, always=True)),
    *_own(
        ("PUT", "/email", accounts.change_email),
        ("PUT", "/password", accounts.change_password),
        ("PUT", "/username", accounts.change_username),
        ("GET", "/activity", activity.of_account),
        ("GET", "/api-keys", accounts.get_keys),
        ("POST", "/api-keys", accounts.create_key),
        ("DELETE", "/api-keys/{identifier}", accounts.delete_key),
        ("GET", "/ssh-keys", ssh_keys.get_all),
        ("POST", "/ssh-keys", ssh_keys.create),
        ("POST", "/ssh-keys/remove", ssh_keys.remove),
    ),
    Route("GET", "/client/servers/{server}", client("", client_servers.get, always=True)),
    Route(
        "GET",
        "/client/servers/{server}/websocket",
        client("websocket.connect", client_servers.websocket, admins_early=True),
    ),
    *_about(
        "",
        ("GET", "/resources", "", power.resources),
        ("POST", "/power", "", power.send),
        ("POST", "/command", "control.console", power.command),
        ("GET", "/activity", "activity.read", activity.of_server),
        ("GET", "/startup", "startup.read", startup.get),
        ("PUT", "/startup/variable", "startup.update", startup.update),
    ),
    *_about(
        "/settings",
        ("POST", "/rename", "settings.rename", startup.rename),
        ("POST", "/reinstall", "settings.reinstall", client_servers.reinstall),
        ("PUT", "/docker-image", "startup.docker-image", startup.change_image),
    ),
    *_about(
        "/files",
        ("GET", "/list", "file.read", file_calls.listing),
        ("GET", "/contents", "file.read-content", file_calls.contents),
        ("GET", "/download", "file.read-content", file_calls.download),
        ("GET", "/upload", "file.create", file_calls.upload),
        ("POST", "/write", "file.create", file_calls.write),
        ("PUT", "/rename", "file.update", file_calls.rename),
        ("POST", "/copy", "file.create", file_calls.copy),
        ("POST", "/delete", "file.delete", file_calls.delete),
        ("POST", "/create-folder", "file.create", file_calls.create_folder),
        ("POST", "/chmod", "file.update", file_calls.chmod),
        ("POST", "/compress", "file.archive", file_calls.compress),
        ("POST", "/decompress", "file.create", file_calls.decompress),
        ("POST", "/pull", "file.create", file_calls.pull),
    ),
    *_about(
        "/databases",
        ("GET", "", "database.read", databases.client_get_all),
        ("POST", "", "database.create", databases.client_create),
        ("POST", "/{database}/rotate-password", "database.update", databases.rotate),
        ("DELETE", "/{database}", "database.delete", databases.client_delete),
    ),
    *_about(
        "/network/allocations",
        ("GET", "", "allocation.read", network.get_all),
        ("POST", "", "allocation.create", network.create),
        ("POST", "/{allocation}", "allocation.update", network.update),
        ("POST", "/{allocation}/primary", "allocation.update", network.make_primary),
        ("DELETE", "/{allocation}", "allocation.delete", network.delete),
    ),
    *_about(
        "/users",
        ("GET", "", "user.read", subusers.get_all),
        ("POST", "", "user.create", subusers.create),
        ("GET", "/{user}", "user.read", subusers.get),
        ("POST", "/{user}", "user.update", subusers.update),
        ("DELETE", "/{user}", "user.delete", subusers.delete),
    ),
    *_about(
        "/schedules",
        ("GET", "", "schedule.read", schedules.get_all),
        ("POST", "", "schedule.create", schedules.create),
        ("GET", "/{schedule}", "schedule.read", schedules.get),
        ("POST", "/{schedule}", "schedule.update", schedules.update),
        ("POST", "/{schedule}/execute", "schedule.update", schedules.execute),
        ("DELETE", "/{schedule}", "schedule.delete", schedules.delete),
        ("POST", "/{schedule}/tasks", "schedule.update", schedules.create_task),
        ("POST", "/{schedule}/tasks/{task}", "schedule.update", schedules.update_task),
        ("DELETE", "/{schedule}/tasks/{task}", "schedule.update", schedules.delete_task),
    ),
    *_about(
        "/backups",
        ("GET", "", "backup.read", backups.get_all),
        ("POST", "", "backup.create", backups.create),
        ("GET", "/{backup}", "backup.read", backups.get),
        ("GET", "/{backup}/download", "backup.download", backups.download),
        ("POST", "/{backup}/lock", "backup.delete", backups.lock),
        ("POST", "/{backup}/restore", "backup.restore", backups.restore),
        ("DELETE", "/{backup}", "backup.delete", backups.delete),
    ),
)
# What the daemons answer, to whoever knows the address.
DAEMON = (
    Route("GET", "/download/file", links.download_file),
    Route("GET", "/download/backup", links.download_backup),
    Route("POST", "/upload/file", links.upload_file),
)
ROUTES = (*APPLICATION, *CLIENT, *DAEMON)
