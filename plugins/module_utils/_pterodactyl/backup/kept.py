# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which backups of a server are kept, and how many there can be."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any, Iterable

from ..._core.converge import Run
from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.options import option
from ..._core.record.table import Change, Part
from ..client import CLIENT

LOCKED = "locked"


def is_done(backup: Thing) -> bool:
    """Whether it is not being made any more."""
    return backup.get("completed_at") is not None


def has_failed(backup: Thing) -> bool:
    """Whether it was not made; such a one holds nothing, and does not count."""
    return is_done(backup) and not backup.get("is_successful")


class Kept(Part):
    """The newest backups that are not locked; older ones are deleted where the task says how many are kept."""

    name = "kept"

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """How many, and of which names."""
        yield ("keep", "int | None", option(None, least=1))
        yield ("keep_like", "str", option("*"))

    def asked(self, desired: Any) -> bool:
        """Whether it is said how many."""
        return desired.keep is not None and desired.state != "absent"

    def look(self, resource: Any, thing: Thing) -> Thing:
        """The backup, with the names of all that are kept."""
        return {**thing, "kept": self._names(resource, thing, self._counted(resource, thing))}

    def view(self, resource: Any, thing: Thing) -> Any:
        """The names of those that are there."""
        gone = self._for_room(resource) if not thing.get("id") else []
        return self._names(resource, thing, [one for one in self._counted(resource, thing) if one not in gone])

    def result(self, thing: Thing) -> Any:
        """The names of those that are there, where it was asked for."""
        return thing.get("kept")

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The backup, with the names of those that will be left."""
        return {**thing, "kept": self._names(resource, thing, self._left(resource, thing))}

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """The end of those that are too many, the oldest first."""
        gone = [] if thing.get("id") else self._for_room(resource)
        too_many = [one for one in self._too_many(resource, thing) if one not in gone]
        left = [one for one in self._counted(resource, thing) if one not in gone]
        for backup in too_many:
            left = [one for one in left if one is not backup]
            yield _deletion(resource, backup, {"kept": self._names(resource, thing, left)})

    def before(self, resource: Any) -> Iterable[Change]:
        """The end of those that have to go so that there is room for a new one."""
        gone = self._for_room(resource)
        left = self._counted(resource, {})
        for backup in gone:
            left = [one for one in left if one is not backup]
            yield _deletion(resource, backup, {"kept": sorted(one["name"] for one in left)})

    def check_room(self, resource: Any) -> None:
        """See that the server can have one more.

        :raises InvalidInput: it cannot.
        """
        server, limit = resource.parents[0].get("name"), _limit(resource)
        if not limit:
            advice = "An admin allows some, with backup_limit of pterodactyl_server"
            raise InvalidInput("server", server, "may have no backups", advice=advice)
        if _too_few(resource) > len(self._for_room(resource)):
            rule = f"has as many backups as it may have ({limit})"
            advice = (
                "Delete one with state: absent, have older ones deleted with keep, or have an admin raise backup_limit "
                "of pterodactyl_server"
            )
            raise InvalidInput("server", server, rule, advice=advice)

    def _for_room(self, resource: Any) -> list[Thing]:
        """Those that have to go before a new one is made, as far as they may."""
        if not self.asked(resource.desired):
            return []
        return self._too_many(resource, {})[: max(0, _too_few(resource))]

    def _counted(self, resource: Any, thing: Thing) -> list[Thing]:
        """The others that count, the newest first: neither locked nor failed, and of a name that is meant."""
        others = [one for one in _all(resource) if one["id"] != thing.get("id")]
        counted = [one for one in others if self._counts(resource, one)]
        return sorted(counted, key=lambda one: str(one.get("created_at")), reverse=True)

    def _counts(self, resource: Any, backup: Thing) -> bool:
        is_meant = fnmatchcase(str(backup.get("name")), resource.desired.keep_like)
        return is_meant and not (backup.get("is_locked") or has_failed(backup))

    def _too_many(self, resource: Any, thing: Thing) -> list[Thing]:
        """Those that go, the oldest first. What is still being made stays."""
        room = resource.desired.keep - bool(self._itself(resource, thing))
        return [one for one in reversed(self._counted(resource, thing)[room:]) if is_done(one)]

    def _left(self, resource: Any, thing: Thing) -> list[Thing]:
        gone = self._too_many(resource, thing)
        return [one for one in self._counted(resource, thing) if one not in gone]

    def _names(self, resource: Any, thing: Thing, others: Iterable[Thing]) -> list[str]:
        return sorted([*(str(one.get("name")) for one in others), *self._itself(resource, thing)])

    def _itself(self, resource: Any, thing: Thing) -> list[str]:
        """The name of the one that the task is about, if it counts."""
        state = resource.desired.state
        is_locked = state == LOCKED or (bool(thing.get("is_locked")) and state != "unlocked")
        name = str(thing.get("name") or resource.desired.name)
        return [name] if fnmatchcase(name, resource.desired.keep_like) and not is_locked else []


KEPT = Kept()


def where(resource: Any, *more: str) -> tuple[str, ...]:
    """The path of the backups of the server."""
    return (CLIENT, "servers", resource.parents[0]["identifier"], "backups", *more)


def _all(resource: Any) -> list[Thing]:
    listed: list[Thing] = resource.client.get_once(*where(resource))
    return listed


def _limit(resource: Any) -> int:
    return (resource.parents[0].get("feature_limits") or {}).get("backups") or 0


def _too_few(resource: Any) -> int:
    """How many have to go so that there is room for one more."""
    return 1 + sum(not has_failed(one) for one in _all(resource)) - _limit(resource)


def _deletion(resource: Any, backup: Thing, after: dict[str, Any]) -> Change:
    def make(thing: Thing, _run: Run) -> Thing:
        resource.client.delete(*where(resource, backup["id"]))
        return thing

    return Change("delete", f"delete backup {resource.kind.describe(backup)}", after, make)
