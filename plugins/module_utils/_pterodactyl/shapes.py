# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the panel's objects look like, as far as anything here relies on it, and how they come out of their envelopes.

``{"object": "user", "attributes": {…, "relationships": {"servers": {"object": "list", "data": […]}}}}`` becomes the
attributes, with what was included under ``related``. What the key may not read is None there.
"""

from __future__ import annotations

from typing import Any, Mapping

from .._core.shape import Shape, anything, flag, listing, mapping, number, record, text, whole

_TIMES = {"created_at": text, "updated_at": text}
_LIMITS = record(
    {}, {**dict.fromkeys(("memory", "swap", "disk", "io", "cpu"), whole), "threads": text, "oom_disabled": flag}
)
_FEATURES = record({}, dict.fromkeys(("databases", "allocations", "backups"), whole))
_CRON = record({}, dict.fromkeys(("minute", "hour", "day_of_month", "month", "day_of_week"), text))
_CONTAINER = record({}, {"startup_command": text, "image": text, "environment": mapping(anything)})

_OF_APPLICATION: Mapping[str, Shape[Any]] = {
    "user": record(
        {"id": whole, "username": text, "email": text},
        {
            **dict.fromkeys(("uuid", "external_id", "first_name", "last_name", "language"), text),
            **dict.fromkeys(("root_admin", "admin", "2fa"), flag),
            **_TIMES,
        },
    ),
    "location": record({"id": whole, "short": text}, {"long": text, **_TIMES}),
    "node": record(
        {"id": whole, "name": text},
        {
            **dict.fromkeys(("uuid", "description", "fqdn", "scheme", "daemon_base"), text),
            **dict.fromkeys(("location_id", "memory", "memory_overallocate", "disk", "disk_overallocate"), whole),
            **dict.fromkeys(("upload_size", "daemon_listen", "daemon_sftp"), whole),
            **dict.fromkeys(("public", "behind_proxy", "maintenance_mode"), flag),
            "allocated_resources": mapping(number),
            **_TIMES,
        },
    ),
    # what there is of the client API has ip_alias and is_default
    "allocation": record(
        {"id": whole, "ip": text, "port": whole},
        {
            **dict.fromkeys(("alias", "ip_alias", "notes"), text),
            "assigned": flag,
            "is_default": flag,
        },
    ),
    "nest": record({"id": whole, "name": text}, {"uuid": text, "author": text, "description": text, **_TIMES}),
    "egg_variable": record(
        {"env_variable": text},
        {
            **dict.fromkeys(("name", "description", "default_value", "server_value", "rules"), text),
            **dict.fromkeys(("user_viewable", "user_editable", "is_editable"), flag),
        },
    ),
    "database_password": record({"password": text}),
    "database_host": record({"id": whole}, {"name": text}),
}
_OF_CLIENT: Mapping[str, Shape[Any]] = {
    "stats": record({"current_state": text}, {"is_suspended": flag, "resources": mapping(number)}),
    "backup": record(
        {"uuid": text},
        {
            **dict.fromkeys(("name", "checksum", "created_at", "completed_at"), text),
            **dict.fromkeys(("is_successful", "is_locked"), flag),
            "ignored_files": listing(text),
            "bytes": whole,
        },
    ),
    "server_schedule": record(
        {"id": whole, "name": text},
        {
            "cron": _CRON,
            **dict.fromkeys(("is_active", "is_processing", "only_when_online"), flag),
            **dict.fromkeys(("last_run_at", "next_run_at"), text),
            **_TIMES,
        },
    ),
    "schedule_task": record(
        {"id": whole},
        {
            **dict.fromkeys(("action", "payload"), text),
            **dict.fromkeys(("sequence_id", "time_offset"), whole),
            **dict.fromkeys(("is_queued", "continue_on_failure"), flag),
            **_TIMES,
        },
    ),
    "server_subuser": record(
        {"uuid": text, "email": text},
        {"username": text, "permissions": listing(text), "2fa_enabled": flag, "created_at": text},
    ),
    "api_key": record(
        {"identifier": text},
        {"description": text, "allowed_ips": listing(text), "last_used_at": text, "created_at": text},
    ),
    "ssh_key": record(
        {"name": text, "fingerprint": text},
        {"public_key": text, "created_at": text},
    ),
    "file_object": record(
        {"name": text},
        {
            **dict.fromkeys(("mode", "mode_bits", "mimetype", "created_at", "modified_at"), text),
            "size": whole,
            **dict.fromkeys(("is_file", "is_symlink"), flag),
        },
    ),
    "activity_log": record({}, {"event": text, "timestamp": text}),
    "system_permissions": record({"permissions": mapping(record({}, {"keys": mapping(anything)}))}),
    "signed_url": record({"url": text}),
    "server_variable": record({}, {"env_variable": text}),
    "subuser": record({}, {}),
}
# The two APIs show the same thing under the same name, with other attributes.
_APPLICATION_SERVER = record(
    {"id": whole, "identifier": text, "name": text},
    {
        **dict.fromkeys(("external_id", "uuid", "description", "status"), text),
        **dict.fromkeys(("user", "node", "allocation", "nest", "egg"), whole),
        "suspended": flag,
        "limits": _LIMITS,
        "feature_limits": _FEATURES,
        "container": _CONTAINER,
        **_TIMES,
    },
)
_CLIENT_SERVER = record(
    {"identifier": text, "name": text},
    {
        **dict.fromkeys(("uuid", "description", "status", "node", "invocation", "docker_image"), text),
        "internal_id": whole,
        **dict.fromkeys(("server_owner", "is_node_under_maintenance", "is_transferring"), flag),
        **dict.fromkeys(("is_suspended", "is_installing"), flag),
        "limits": _LIMITS,
        "feature_limits": _FEATURES,
        "sftp_details": record({}, {"ip": text, "port": whole}),
    },
)
_APPLICATION_EGG = record(
    {"id": whole, "name": text},
    {
        **dict.fromkeys(("uuid", "author", "description", "docker_image", "startup"), text),
        "nest": whole,
        "docker_images": mapping(text),
        "config": anything,
        "script": anything,
        **_TIMES,
    },
)
_CLIENT_EGG = record({"name": text}, {"uuid": text})
_APPLICATION_DATABASE = record(
    {"id": whole, "database": text},
    {"server": whole, "host": whole, "username": text, "remote": text, "max_connections": whole, **_TIMES},
)
_CLIENT_DATABASE = record(
    {"id": text, "name": text},
    {
        "host": record({}, {"address": text, "port": whole}),
        **dict.fromkeys(("username", "connections_from"), text),
        "max_connections": whole,
    },
)
# By the attribute that only one of both has.
_TWO_FORMS: Mapping[str, tuple[str, Shape[Any], Shape[Any]]] = {
    "server": ("user", _APPLICATION_SERVER, _CLIENT_SERVER),
    "egg": ("id", _APPLICATION_EGG, _CLIENT_EGG),
    "server_database": ("database", _APPLICATION_DATABASE, _CLIENT_DATABASE),
}
# What tells those apart that have no id of their own.
_IDS = {"backup": "uuid", "server_subuser": "uuid", "api_key": "identifier", "ssh_key": "fingerprint"}
_NOTHING = "null_resource"
_ENVELOPE = record({"object": text})
_PAGINATION = record({"current_page": whole, "total_pages": whole})
_META = record({}, {"pagination": _PAGINATION, "docker_images": mapping(text)})
_LIST = record({"data": listing(anything)}, {"meta": _META})


def thing(value: Any) -> dict[str, Any]:
    """One thing out of its envelope."""
    kind = _ENVELOPE(value)["object"]
    attributes = record({"attributes": mapping(anything)})(value)["attributes"]
    related = mapping(_related)(attributes.pop("relationships", None) or {})
    if kind in _TWO_FORMS:
        sign, first, second = _TWO_FORMS[kind]
        shape = first if sign in attributes else second
    else:
        known = _OF_APPLICATION.get(kind) or _OF_CLIENT.get(kind)
        if known is None:
            raise ValueError("an object of a sort that nobody knows")
        shape = known
    told = shape(attributes)
    named = {"id": told[_IDS[kind]]} if kind in _IDS else {}
    return {**told, **named, **({"related": related} if related else {})}


def _related(value: Any) -> Any:
    """What was included: one, several, or nothing that the key may read."""
    kind = _ENVELOPE(value)["object"]
    if kind == _NOTHING:
        return None
    return listing(thing)(_LIST(value)["data"]) if kind == "list" else thing(value)


def page(value: Any) -> dict[str, Any]:
    """A list, or a page of one: its things as ``data``, and ``meta``; the number of a page and of all, if there are."""
    found = _LIST(value)
    meta = found.get("meta") or {}
    return {"data": listing(thing)(found["data"]), "meta": meta, **(meta.get("pagination") or {})}


def created(value: Any) -> dict[str, Any]:
    """One thing that was made, with what stands beside it under ``meta``."""
    meta = mapping(anything)(value.get("meta") or {}) if isinstance(value, dict) else {}
    return {**thing(value), "meta": meta}


CONFIGURATION = record({"uuid": text, "token_id": text, "token": text}, {"remote": text})
