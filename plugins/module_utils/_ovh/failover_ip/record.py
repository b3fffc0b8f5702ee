# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Failover addresses of a project: a table, and the instance that one leads to."""

from __future__ import annotations

from typing import Any, Iterable

from ..._core.converge import Run
from ..._core.errors import InvalidInput, Refused
from ..._core.kind import Thing
from ..._core.options import option
from ..._core.record.table import Change, Field, Parent, Part, Record
from ..._core.wait import backoff
from .. import kinds, shapes
from ..client import Client
from ..instance.model import addresses, instance
from ..rules import NEEDS
from ..task import permitted, record_task

# Seconds for which an instance may have no public address yet, and for which one that it shows may be unknown.
_LATE, _PATIENCE = 300, 60
_NO_ADDRESS = "The instance may have no public address yet; run the task again when ovh_info shows one"


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

        def make(found: Thing, run: Run) -> Thing:
            client, answer = resource.client, self._attached(resource, found, wanted, run)
            left = found["status"]
            moving = client.begin(found["id"], answer, "attach", lambda seen: seen["status"] != left or reached(seen))
            return dict(moving)

        yield Change("attach", f"attach {resource.name} to instance {wanted}", {"instance": wanted}, make, reached)

    @staticmethod
    def _attached(resource: Any, found: Thing, wanted: str, run: Run) -> Thing:
        """Have it lead to an instance. It is refused while the service knows no public address of the instance."""
        client, project = resource.client, resource.parents[0]
        where = kinds.below(project, "ip", "failover", found["id"], "attach")
        patience, pauses = resource.deadline.within(_LATE if run.wait else 0), backoff(1.0, 1.25, 12.0)
        shown = False
        while True:
            try:
                answer: Thing = client.create(*where, values={"instanceId": wanted}, shape=shapes.FAILOVER_IP)
                return answer
            except Refused as error:
                there = instance(project).by_id(client, wanted) if error.status == 400 else None
                if there is None:
                    raise
                if not shown and (addresses(there, "public", 4) or addresses(there, "public", 6)):
                    shown, patience = True, patience.within(_PATIENCE)
                if not patience.remaining():
                    error.advice = _NO_ADDRESS
                    raise
            client.tell(f"failover address {resource.kind.describe(found)}", "refused, and tried again", 0.0)
            patience.clock.sleep(min(next(pauses), patience.remaining()))

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
