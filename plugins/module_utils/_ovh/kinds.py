# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The kinds of things: where each is, how one is found, and how it is."""

from __future__ import annotations

from typing import Any

from .._core.kind import Kind, Thing, id_like
from .client import GONE, Client

PROJECT_ID = id_like(r"[0-9a-f]{32}")


def project_name(project: Thing) -> str:
    """What its owner calls a project."""
    return str(project.get("description") or project.get("projectName") or project.get("project_id"))


# A project that is named by its id is not looked at: its things are, and the right to look at those is enough.
PROJECT: Kind[Client] = Kind(
    "project",
    "projects",
    get=lambda client, project_id: {"project_id": project_id},
    get_all=lambda client: client.get_details("cloud", "project", id_of="project_id"),
    id_of=lambda project: project["project_id"],
    name_of=project_name,
    id_from=PROJECT_ID,
    age=lambda project: (str(project.get("creationDate")), project["project_id"]),
)


def in_project(project: Thing, what: str, several: str, *path: str, **more: Any) -> Kind[Client]:
    """A kind of thing of a project, that has the path below it and its id."""
    where = ("cloud", "project", str(project.get("project_id")), *path)
    told: dict[str, Any] = {
        "get": lambda client, thing_id: client.get(*where, thing_id),
        "get_all": lambda client: client.get_all(*where),
        "name_of": lambda thing: str(thing.get("name") or ""),
        "id_from": id_like(r"[\w.:-]+"),
        "owner": f"project {project_name(project)}",
        "unknown_codes": GONE,
    }
    return Kind(what, several, **{**told, **more})
