# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The kinds of things: where each is, how one is found, and how it is."""

from __future__ import annotations

from typing import Any

from .._core.errors import InvalidInput
from .._core.kind import Kind, Thing, id_like
from .._core.shape import Shape
from . import shapes
from .client import DOING, GONE, Client

PROJECT_ID = id_like(r"[0-9a-f]{32}")
UUID = id_like(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def project_name(project: Thing) -> str:
    """What its owner calls a project."""
    return str(project.get("description") or project.get("projectName") or project.get("project_id"))


# A project that is named by its id is not looked at: its things are, and the right to look at those is enough.
PROJECT: Kind[Client] = Kind(
    "project",
    "projects",
    get=lambda client, project_id: client.get("cloud", "project", project_id, shape=shapes.PROJECT),
    get_all=lambda client: client.get_details("cloud", "project", id_of="project_id", shape=shapes.PROJECT),
    id_of=lambda project: project["project_id"],
    name_of=project_name,
    id_from=PROJECT_ID,
    unseen=lambda project_id: {"project_id": project_id},
    age=lambda project: (str(project.get("creationDate")), project["project_id"]),
)


def below(project: Thing, *path: str) -> tuple[str, ...]:
    """The path of something in a project."""
    return ("cloud", "project", str(project.get("project_id")), *path)


def condition(thing: Thing) -> str:
    """How a thing is, in a sentence."""
    state = str(thing.get("status") or "there")
    state = f"{state}, {thing[DOING]} asked for" if DOING in thing else state
    created = thing.get("created") or thing.get("creationDate")
    return f"{state}, of {created}" if created else state


def broken(thing: Thing) -> bool:
    """Whether the service gave up on a thing: error, error_extending and so on, or killed."""
    return str(thing.get("status")).lower().startswith(("error", "killed"))


def refuse_broken(resource: Any, thing: Thing, _changes: Any) -> tuple[()]:
    """No change of one that the service gave up on.

    :raises InvalidInput: it is such a one.
    """
    if broken(thing):
        rule = f"cannot be: {resource.kind.what} {resource.kind.describe(thing)} is {thing['status']}"
        raise InvalidInput("state", "present", rule, advice="Delete it with state: absent, and create it anew")
    return ()


def in_project(
    project: Thing, what: str, several: str, *path: str, shape: Shape[Any], unsettled: tuple[str, ...] = (), **more: Any
) -> Kind[Client]:
    """A kind of thing of a project, that has the path below it and its id.

    :param unsettled: the statuses of one that is in a transition.
    """
    where = below(project, *path)
    told: dict[str, Any] = {
        "get": lambda client, thing_id: client.watched(thing_id, lambda: client.get(*where, thing_id, shape=shape)),
        "get_all": lambda client: client.get_all(*where, shape=shape),
        "name_of": lambda thing: str(thing.get("name") or ""),
        "id_from": UUID,
        "settled": lambda thing: DOING not in thing and thing.get("status") not in unsettled,
        "condition": condition,
        "owner": f"project {project_name(project)}",
        "age": lambda thing: (str(thing.get("created") or thing.get("creationDate")), str(thing.get("id"))),
        "unknown_codes": GONE,
    }
    return Kind(what, several, **{**told, **more})


def ssh_key(project: Thing) -> Kind[Client]:
    """The SSH keys for instances."""
    # ids are made by the service, of letters and digits
    return in_project(project, "SSH key", "SSH keys", "sshkey", shape=shapes.SSH_KEY, id_from=id_like(r"[0-9a-f]{8,}"))


def group(project: Thing) -> Kind[Client]:
    """The groups of instances."""
    return in_project(project, "group", "groups", "instance", "group", shape=shapes.OFFER)


def snapshot(project: Thing) -> Kind[Client]:
    """The snapshots of instances."""
    unsettled = ("queued", "saving", "pending_delete", "importing")
    return in_project(
        project,
        "snapshot",
        "snapshots",
        "snapshot",
        shape=shapes.SNAPSHOT,
        unsettled=unsettled,
        gone=lambda one: one.get("status") == "deleted",
    )


def volume(project: Thing) -> Kind[Client]:
    """The volumes."""
    unsettled = (
        *("creating", "attaching", "detaching", "extending", "deleting", "uploading", "downloading", "retyping"),
        *("reserved", "maintenance", "backing-up", "restoring-backup", "awaiting-transfer", "snapshotting"),
    )
    return in_project(
        project,
        "volume",
        "volumes",
        "volume",
        shape=shapes.VOLUME,
        unsettled=unsettled,
        leaving=lambda one: one.get("status") == "deleting",
        gone=lambda one: one.get("status") == "deleted",
    )


def private_network(project: Thing) -> Kind[Client]:
    """The private networks."""
    return in_project(
        project,
        "private network",
        "private networks",
        *("network", "private"),
        shape=shapes.NETWORK,
        unsettled=("BUILDING", "DELETING"),
        leaving=lambda one: one.get("status") == "DELETING",
        id_from=id_like(r"pn-[\w-]+"),
    )


def failover_ip(project: Thing) -> Kind[Client]:
    """The addresses that can be moved from one instance to another."""
    return in_project(
        project,
        "failover address",
        "failover addresses",
        *("ip", "failover"),
        shape=shapes.FAILOVER_IP,
        unsettled=("operationPending",),
        name_of=lambda one: str(one.get("ip") or one.get("block") or one["id"]),
    )
