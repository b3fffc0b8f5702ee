# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Failover addresses of a project: a table, and the instance that one leads to."""

from __future__ import annotations

from typing import Any, Iterable

from ..._core.converge import Run
from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.options import option
from ..._core.record.table import Change, Field, Parent, Part, Record
from .. import kinds, shapes
from ..client import Client
from ..instance.model import instance
from ..rules import NEEDS
from ..task import permitted, record_task


class RoutedTo(Part):
    """The instance that it leads to, by name or id."""

    name = "instance"

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """The instance."""
        return (("instance", "str | None", option()),)

    def view(self, resource: Any, thing: Thing) -> Any:
        """Its id."""
        return self.result(thing)

    def result(self, thing: Thing) -> Any:
        """Its id."""
        return thing.get("routedTo")

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """Have it lead there."""
        wanted = self._wanted(resource)
        if wanted == thing.get("routedTo"):
            return

        def reached(seen: Thing) -> bool:
            return bool(seen.get("routedTo") == wanted)

        def make(found: Thing, _run: Run) -> Thing:
            client = resource.client
            where = kinds.below(resource.parents[0], "ip", "failover", found["id"], "attach")
            answer = client.create(*where, values={"instanceId": wanted}, shape=shapes.FAILOVER_IP)
            left = found["status"]
            moving = client.begin(found["id"], answer, "attach", lambda seen: seen["status"] != left or reached(seen))
            return dict(moving)

        yield Change("attach", f"attach {resource.name} to instance {wanted}", {"instance": wanted}, make, reached)

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The address, leading there."""
        return {**thing, "routedTo": self._wanted(resource)}

    @staticmethod
    def _wanted(resource: Any) -> str:
        name = resource.desired.instance
        if not name:
            rule = "cannot be empty: the service moves such an address, and never takes it off"
            raise InvalidInput("instance", name, rule, advice="Name the instance that it shall lead to")
        kind = instance(resource.parents[0])
        found: Thing = resource.once("instance", lambda: kind.find(resource.client, name, "instance"))
        return str(found["id"])


def _never(*_given: Any) -> None:
    """It is there as long as it is paid for."""


FAILOVER_IP: Record[Client] = permitted(
    Record(
        key="failover_ip",
        kind=kinds.failover_ip,
        parents=(Parent("project", lambda: kinds.PROJECT),),
        fields=(Field("ip", fixed=True),),
        create=None,
        delete=_never,
        parts=(RoutedTo(),),
        identity=("ip",),
        states=("present",),
        no_creation="Such addresses are ordered; order one, or correct ip",
        values=lambda one: {**one, "ip": one.get("ip") or one.get("block")},
        more=lambda one: {name: one.get(name) for name in ("status", "block", "geoloc")},
    ),
    NEEDS["ovh_failover_ip"],
)
FAILOVER_IP_TASK = record_task(FAILOVER_IP, NEEDS["ovh_failover_ip"])
