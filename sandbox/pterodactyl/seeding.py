# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the control plane has of its own here: things that are there at once, and what happens outside of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sandbox._core.control import check_fields
from sandbox._core.documents import Document
from sandbox._core.provider import ControlRoute

from . import allocations, daemon, eggs, files, keys, nodes, power, schedules, servers, users
from .account import RESOURCES, random_text
from .ports import LAST
from .store import Store
from .validation import unknown

if TYPE_CHECKING:
    from .provider import Pterodactyl

MOST = 20_000
POWERS = (power.OFFLINE, power.STARTING, power.RUNNING, power.STOPPING)
VANISHING = ("server", "user", "location", "node", "allocation", "database", "backup", "schedule", "subuser")


def _number(sent: Mapping[str, Any], name: str, default: int, least: int = 0, most: int = MOST) -> int:
    number = sent.get(name, default)
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}")
    return number


def _flag(sent: Mapping[str, Any], name: str, default: bool = False) -> bool:
    value = sent.get(name, default)
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false")
    return value


def _found(store: Store, kind: str, number: Any) -> Document:
    found = store.get(kind, number)
    if found is None:
        raise ValueError(f"there is no {kind} {number}")
    return found


def seed_servers(provider: Pterodactyl, sent: Mapping[str, Any]) -> Any:
    """``POST servers``: installed servers, with ports of their own."""
    known = (
        "count",
        "prefix",
        "user",
        "egg",
        "node",
        "running",
        "status",
        "external_id",
        "memory",
        "disk",
        "databases",
        "allocations",
        "backups",
        "files",
    )
    check_fields(sent, known)
    store: Store = provider.store
    count, prefix = _number(sent, "count", 1, 1), str(sent.get("prefix", "server"))
    node, egg = _found(store, "node", sent.get("node", 1)), _found(store, "egg", sent.get("egg", 5))
    owner = _found(store, "user", sent.get("user", 1))
    named, running = _flag(sent, "external_id"), _flag(sent, "running")
    row = {
        "description": "",
        "owner_id": owner.value["id"],
        "startup": egg.value["startup"],
        "image": egg.value["docker_image"],
        "skip_scripts": False,
        "memory": _number(sent, "memory", 512, 0, 10**9),
        "swap": 0,
        "disk": _number(sent, "disk", 1024, 0, 10**9),
        "io": 500,
        "cpu": 0,
        "threads": None,
        "oom_disabled": True,
        "database_limit": _number(sent, "databases", 2),
        "allocation_limit": _number(sent, "allocations", 2),
        "backup_limit": _number(sent, "backups", 2),
        "variables": {it.id: it.value["default_value"] for it in store.all("variable", egg)},
    }
    made = []
    for place, allocation in enumerate(_free(provider, node, count), 1):
        name = f"{prefix}{place}"
        own = {"name": name, "external_id": name if named else None, "status": sent.get("status")}
        server = servers.new(store, {**row, **own}, egg, [allocation], provider.now)
        if running:
            server = store.change(server, {"power": power.RUNNING, "power_since": provider.now})
        for path, text in egg.value["installs"] if _flag(sent, "files", True) else ():
            files.write(store, server, path, text.encode(), provider.now)
        made.append(store.change(server, {"installed_at": provider.now}))
    return {
        "ids": [server.value["id"] for server in made],
        "names": [server.value["name"] for server in made],
        "identifiers": [server.value["uuidShort"] for server in made],
    }


def _free(provider: Pterodactyl, node: Document, count: int) -> list[Document]:
    """So many free allocations; more are made where there are too few."""
    store: Store = provider.store
    free = [it for it in store.all("allocation", node) if servers.is_free(it)]
    if len(free) < count:
        last = max((it.value["port"] for it in store.all("allocation", node)), default=1024)
        if last + count - len(free) > LAST:
            raise ValueError(f"node {node.id} has no ports for {count} servers")
        ports = range(last + 1, last + 1 + count - len(free))
        allocations.add(store, node, ["127.0.0.1"], ports, provider.now)
        free = [it for it in store.all("allocation", node) if servers.is_free(it)]
    return free[:count]


def add_key(provider: Pterodactyl, sent: Mapping[str, Any]) -> Any:
    """``POST keys``: a key for somebody, who comes to be if need be."""
    check_fields(sent, ("user", "admin", "application", "permissions", "allowed_ips", "prefix"))
    store: Store = provider.store
    name, permissions = str(sent.get("user", "user")), sent.get("permissions")
    levels = permissions if isinstance(permissions, dict) else {}
    known = levels.keys() <= set(RESOURCES) and set(levels.values()) <= {0, 1, 2, 3}
    if permissions is not None and (not isinstance(permissions, dict) or not known):
        raise ValueError(f"permissions are numbers from 0 to 3, by {', '.join(RESOURCES)}")
    allowed = sent.get("allowed_ips", [])
    if not isinstance(allowed, list):
        raise ValueError("allowed_ips must be a list")
    user = store.first("user", "username", name)
    if user is None:
        row = {"username": name, "email": f"{name}@example.com", "first_name": name.title(), "last_name": "Example"}
        user = users.new(store, {**row, "root_admin": _flag(sent, "admin")}, provider.now)
    application = _flag(sent, "application")
    text = keys.made_up(application) if _flag(sent, "prefix", True) else random_text(48)
    keys.add(store, user, text, provider.now, permissions, [str(it) for it in allowed], is_application=application)
    return {"key": text, "user": user.value["id"], "uuid": user.value["uuid"]}


def set_password(provider: Pterodactyl, sent: Mapping[str, Any]) -> Any:
    """``POST password``: the password of a ``user``, by name."""
    check_fields(sent, ("user", "password"))
    user = provider.store.first("user", "username", str(sent.get("user", "admin")))
    if user is None:
        raise ValueError(f"there is no user {sent.get('user')}")
    provider.store.change(user, {"password": users.hashed(str(sent.get("password")))})
    return {"user": user.value["id"]}


def set_server(provider: Pterodactyl, sent: Mapping[str, Any]) -> Any:
    """``POST server``: another ``status`` (any text), ``power`` or ``transferring`` for a ``server``, at once."""
    check_fields(sent, ("server", "status", "power", "transferring"))
    store: Store = provider.store
    server = _found(store, "server", sent.get("server"))
    changes: dict[str, Any] = {}
    if "status" in sent:
        changes["status"] = sent["status"]
        daemon.forget(store, server, "install")
    if "power" in sent:
        if sent["power"] not in POWERS:
            raise ValueError(f"power must be one of {', '.join(POWERS)}")
        daemon.forget(store, server, "power")
        changes |= {"power": sent["power"], "power_since": provider.now}
    if "transferring" in sent:
        changes["transferring"] = _flag(sent, "transferring")
    server = store.change(server, changes)
    return {name: server.value[name] for name in ("id", "status", "power", "transferring")}


def set_node(provider: Pterodactyl, sent: Mapping[str, Any]) -> Any:
    """``POST node``: whether the daemon of a ``node`` is ``down``."""
    check_fields(sent, ("node", "down"))
    node = _found(provider.store, "node", sent.get("node", 1))
    provider.store.change(node, {"down": _flag(sent, "down")})
    return {"node": node.value["id"], "down": _flag(sent, "down")}


def add_egg(provider: Pterodactyl, sent: Mapping[str, Any]) -> Any:
    """``POST eggs``: one more egg in a ``nest``, or more variables for an ``egg``. Both happen in the web UI only."""
    check_fields(sent, ("nest", "egg", "name", "startup", "docker_images", "variables", "file_denylist"))
    store: Store = provider.store
    if "egg" in sent:
        egg = _found(store, "egg", sent["egg"])
    else:
        nest = _found(store, "nest", sent.get("nest", 1))
        name, images = str(sent.get("name", "Egg")), sent.get("docker_images", {"Default": "example/game:1"})
        shape = eggs.Egg(name, images, str(sent.get("startup", "./run")), "Done", "stop", ())
        egg = store.add("egg", eggs.row(shape, nest.value["id"], str(uuid4())), provider.now, parent=nest.id)
    if "file_denylist" in sent:
        egg = store.change(egg, {"config": {**egg.value["config"], "file_denylist": sent["file_denylist"]}})
    for variable in sent.get("variables", ()):
        if wrong := unknown(str(variable.get("rules"))):
            raise ValueError(f"the sandbox does not know the rules {', '.join(wrong)}")
        row = eggs.variable_row(eggs.Variable(**variable), egg.value["id"])
        store.add("variable", row, provider.now, parent=egg.id)
    return {"egg": egg.value["id"], "nest": egg.value["nest"]}


def write_file(provider: Pterodactyl, sent: Mapping[str, Any]) -> Any:
    """``POST files``: the game on a ``server`` writes a ``content`` to a ``path``."""
    check_fields(sent, ("server", "path", "content"))
    server = _found(provider.store, "server", sent.get("server"))
    path = files.clean(str(sent.get("path", "/file")))
    files.write(provider.store, server, path, str(sent.get("content", "")).encode(), provider.now)
    return {"path": path}


def vanish(provider: Pterodactyl, sent: Mapping[str, Any]) -> Any:
    """``POST vanish``: somebody else deletes the thing of this ``type`` and ``id``, at once."""
    check_fields(sent, ("type", "id"))
    kind, store = sent.get("type"), provider.store
    if kind not in VANISHING:
        raise ValueError(f"type must be one of {', '.join(VANISHING)}")
    found = _found(store, str(kind), sent.get("id"))
    if kind == "allocation" and found.value["server_id"] is not None:
        raise ValueError(f"allocation {found.id} belongs to server {found.value['server_id']}")
    _remove(store, found)
    return {"vanished": found.value["id"]}


def _remove(store: Store, thing: Document) -> None:
    """It goes with all that cannot be without it."""
    if thing.kind == "location":
        for node in store.all("node", thing):
            _remove(store, node)
    for server in store.all("server", thing) if thing.kind == "node" else ():
        servers.remove(store, server)
    for server in users.owned(store, thing) if thing.kind == "user" else ():
        servers.remove(store, server)
    remove = {
        "server": servers.remove,
        "node": nodes.remove,
        "user": users.remove,
        "schedule": schedules.remove,
    }.get(thing.kind, Store.drop)
    remove(store, thing)


CONTROLS = (
    ControlRoute("POST", "/servers", seed_servers),
    ControlRoute("POST", "/keys", add_key),
    ControlRoute("POST", "/password", set_password),
    ControlRoute("POST", "/server", set_server),
    ControlRoute("POST", "/node", set_node),
    ControlRoute("POST", "/eggs", add_egg),
    ControlRoute("POST", "/files", write_file),
    ControlRoute("POST", "/vanish", vanish),
)
