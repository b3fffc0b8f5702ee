# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Backups of a server: a table, with their lock, how many are kept, and the way back to one."""

from __future__ import annotations

from typing import Any, Iterable

from ..._core.client import Json
from ..._core.converge import Run
from ..._core.errors import InvalidInput, OutcomeUnknown
from ..._core.kind import Thing, id_like
from ..._core.options import option
from ..._core.record.table import Change, Parent, Part, Record, Values
from ..._core.record.task import record_spec
from .. import tables
from ..client import CLIENT, Client
from ..kinds import CLIENT_SERVER, of_server
from ..provider import PANEL
from ..states import RESTORING
from ..usable import when_usable
from .kept import KEPT, LOCKED, has_failed, is_done, where

UNLOCKED, RESTORED = "unlocked", "restored"
STATES = ("present", LOCKED, UNLOCKED, RESTORED, "absent")


def _condition(backup: Thing) -> str:
    return "failed" if has_failed(backup) else "complete" if is_done(backup) else "being made"


BACKUP_KIND = of_server(
    "backup",
    "backups",
    "backups",
    id_from=id_like(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    settled=is_done,
    condition=_condition,
    age=lambda backup: backup.get("created_at") or "",
)


class Lock(Part):
    """Whether nobody can delete it. The panel has one call for both ways, so it is looked at right before."""

    name = "locked"
    along = True

    def asked(self, desired: Any) -> bool:
        """Whether the state says."""
        return desired.state in (LOCKED, UNLOCKED)

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """It is part of the option state."""
        return ()

    def goes_along(self, resource: Any) -> Any:
        """A new one is locked at once."""
        return self._wanted(resource)

    def view(self, resource: Any, thing: Thing) -> Any:
        """Whether it is."""
        return self.result(thing)

    def result(self, thing: Thing) -> bool:
        """Whether it is."""
        return bool(thing.get("is_locked"))

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The backup as it is wanted."""
        return {**thing, "is_locked": self._wanted(resource)}

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """The other way round than it is."""
        wanted = self._wanted(resource)
        if self.result(thing) == wanted:
            return

        def make(backup: Thing, _run: Run) -> None:
            seen = resource.kind.by_id(resource.client, backup["id"])
            if seen is not None and self.result(seen) != wanted:
                resource.client.act(*where(resource, backup["id"], "lock"))

        def reached(backup: Thing) -> bool:
            return self.result(backup) == wanted

        action = "lock" if wanted else "unlock"
        what = f"{action} backup {resource.name}"
        yield Change(action, what, {"locked": wanted}, make, reached, again_late=True)

    def _wanted(self, resource: Any) -> bool:
        return bool(resource.desired.state == LOCKED)


def _lines(patterns: Any) -> list[str]:
    """Patterns as the panel keeps them: without empty ones."""
    return [line.strip() for line in patterns or [] if line.strip()]


def _create(client: Client, server: Thing, values: Values, locked: bool = False) -> Json:
    sent = {"name": values["name"], "ignored": "\n".join(values.get("ignored_files") or []), "is_locked": locked}
    return client.create(CLIENT, "servers", server["identifier"], "backups", values=sent)


def _delete(client: Client, server: Thing, backup: Thing, _desired: Any) -> None:
    client.delete(CLIENT, "servers", server["identifier"], "backups", backup["id"])


def _check(desired: Any) -> None:
    if desired.truncate and desired.state != RESTORED:
        raise InvalidInput("truncate", True, f"needs state: {RESTORED}", advice="Leave it out")


def _refuse(resource: Any, backup: Thing | None) -> None:
    desired, kind = resource.desired, resource.kind
    if desired.state == "absent":
        if backup is not None and backup.get("is_locked"):
            rule = f"cannot be: backup {kind.describe(backup)} is locked"
            raise InvalidInput("state", "absent", rule, advice=f"Unlock it first, with state: {UNLOCKED}")
    elif desired.state == RESTORED:
        if backup is None:
            rule = f"is no backup of {kind.owner} that could be restored"
            raise InvalidInput("name", desired.name, rule, advice=kind.similar(resource.things, resource.name))
    elif backup is None:
        KEPT.check_room(resource)


def _last(resource: Any, backup: Thing, _view: Values) -> Iterable[Change]:
    """A restoration leaves no trace, so it is made once in every run."""
    if resource.desired.state != RESTORED or "restore" in resource.made or not backup.get("id"):
        return

    def make(there: Thing, run: Run) -> Thing:
        client, server = resource.client, resource.parents[0]
        try:
            client.act(*where(resource, there["id"], "restore"), values={"truncate": resource.desired.truncate})
        except OutcomeUnknown:
            seen = CLIENT_SERVER.by_id(client, server["identifier"])
            if seen is None or seen.get("status") != RESTORING:
                raise
        if run.wait:
            seen = {**server, "status": RESTORING}
            CLIENT_SERVER.watch(client, server).at_rest(seen, resource.deadline)
        return there

    yield Change("restore", f"restore {resource.kind.owner} from backup {resource.name}", {}, make)


BACKUP: Record[Client] = Record(
    key="backup",
    kind=BACKUP_KIND,
    parents=(Parent("server", lambda: CLIENT_SERVER),),
    fields=(
        tables.name("name", needed=True, fixed=True),
        tables.own(
            "ignored",
            "list[str]",
            api="ignored_files",
            fixed=True,
            same=lambda desired, actual: _lines(desired) == actual,
            sent=_lines,
        ),
    ),
    parts=(Lock(), KEPT),
    # a failed one is none, and stays until somebody deletes it
    among=lambda resource, backup: resource.desired.state == "absent" or not has_failed(backup),
    unique=False,
    create=_create,
    delete=_delete,
    before=KEPT.before,
    options=(("truncate", "bool", option(False)),),
    states=STATES,
    last=_last,
    becomes=lambda backup, values: {"ignored_files": [], **(backup or {}), **values},
    broken=has_failed,
    mends=False,
    check=_check,
    refuse=_refuse,
    more=tables.created("is_successful", "bytes", "checksum", "created_at", "completed_at"),
)
BACKUP_TASK = when_usable(record_spec(PANEL, BACKUP, timeout=3600))
