# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Compares record sets of a DNS zone with what is desired of them, and has what is stored served."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Iterable, Iterator, Mapping

from ..._core.converge import Run, Step, Steps, View
from ..._core.errors import BoxfleetError, InvalidInput, Refused, WaitFailed
from ..._core.kind import Thing
from ..._core.shape import flag, listing, record, text, whole
from ..._core.suggest import did_you_mean
from ..._core.wait import Deadline, backoff
from ..._core.watch import Watch
from ..client import GONE, Client
from ..rights import Needs
from .desired import DesiredZone
from .edits import Edit, Key, Stored, as_served, described, edits, is_about
from .values import BARE, OWN_TYPES, as_stored, relative_hosts

RECORD = record({"id": whole, "fieldType": text, "target": text}, {"subDomain": text, "ttl": whole})
STATUS = record({"isDeployed": flag}, {"errors": listing(text), "warnings": listing(text)})
# Seconds until a record that was just made can be seen.
_LATE = 120
# Seconds until a refresh counts as done although the same warnings as before keep the zone from being called served.
_WARNED = 60
_RUNNING = 409


@dataclass(frozen=True)
class ZoneState:
    """A zone as it is.

    :ivar records: those that may matter.
    :ivar served: whether what is stored is what the world sees.
    :ivar warned: the warnings, and nothing else, for which the service does not call it served.
    :ivar there: whether the account has it.
    """

    records: tuple[Stored, ...] = ()
    served: bool = True
    warned: tuple[str, ...] = ()
    there: bool = True


class ZoneResource:
    """See Resource.

    :param one: the record set that the task is about, if it is about one alone.
    """

    what = "zone"

    def __init__(self, client: Client, desired: DesiredZone, needs: Needs, one: Key | None = None) -> None:
        self.client = client
        self.desired = desired
        self.needs = needs
        self.one = one
        self.zone = desired.name
        self.title = f"record set {described(one)} in zone {self.zone}" if one else f"zone {self.zone}"
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)
        self._where = ("domain", "zone", self.zone)
        # whether there has to be a refresh although warnings alone keep the zone from being called served
        self._unserved = not desired.record_sets and not desired.purge
        # those before anything was changed
        self._warned_before: tuple[str, ...] | None = None

    # What is there

    def observe(self) -> ZoneState:
        """What is stored, and whether it is served."""
        try:
            status = self._status() if self.desired.refresh else {"isDeployed": True}
            if self._warned_before is None:
                self._warned_before = _warnings(status)
            return ZoneState(self._records(), bool(status["isDeployed"]), _warnings_alone(status))
        except Refused as error:
            if error.status not in GONE:
                raise
            if any(one.state == "present" for one in self.desired.record_sets) or self.desired.purge:
                raise self._no_zone(error) from None
            return ZoneState(there=False)

    def _no_zone(self, error: Refused) -> BoxfleetError:
        def similar() -> str:
            try:
                names = [str(name) for name in self.client.get_all(*self._where[:2], shape=text)]
            except BoxfleetError:
                return ""
            return did_you_mean(self.zone, names, has="The account has")

        return InvalidInput("zone", self.zone, "is no zone of this account", similar) if error.status == 404 else error

    def _status(self) -> Thing:
        told: Thing = self.client.get(*self._where, "status", shape=STATUS)
        return told

    def _records(self) -> tuple[Stored, ...]:
        # a filter finds more than it says, and an empty name finds everything
        query: Mapping[str, Any] = {}
        if self.one:
            name, kind = self.one
            # texts are in records of TXT and of the service's own types
            alone = kind not in ("TXT", *OWN_TYPES)
            query = {"subDomain": name} if name else {"fieldType": kind} if alone else {}
        found = self.client.get_details(*self._where, "record", id_of="id", shape=RECORD, **query)
        return as_served(self.desired, map(self._stored, found))

    def _stored(self, told: Thing) -> Stored:
        kind = told["fieldType"].upper()
        key = ((told.get("subDomain") or "").lower(), kind)
        return Stored(key, as_stored(kind, told["target"], self.zone), told["target"], told.get("ttl") or 0, told["id"])

    def view(self, actual: ZoneState) -> View:
        """The record sets that the task is about, by name and type, and whether they are served."""
        sets: dict[str, dict[str, list[Stored]]] = {}
        for one in actual.records:
            if is_about(self.desired, one.key):
                sets.setdefault(one.key[0] or "@", {}).setdefault(one.key[1], []).append(one)
        served = {"served": actual.served} if self.desired.refresh else {}
        return {
            "zone": self.zone,
            "records": {name: {kind: _set(sets[name][kind]) for kind in sorted(sets[name])} for name in sorted(sets)},
            **served,
        }

    # What has to be done

    def plan(self, actual: ZoneState) -> Steps[ZoneState]:
        """The edits, and then one refresh.

        :raises InvalidInput: they cannot be made.
        """
        before, state = self.view(actual), actual
        warnings = [*self._relative_hosts(), *self._texts_left(actual)]
        steps: list[Step[ZoneState]] = []
        for edit in edits(self.desired, actual.records) if actual.there else []:
            state = replace(state, records=edit.applied(state.records), served=False)
            what = f"{edit.what} in zone {self.zone}"
            steps.append(Step(edit.action, what, self.view(state), partial(self._edit, edit), again_late=True))
        if actual.warned and not steps and not self._unserved:
            warnings.append(self._told(actual.warned, refreshed=False))
        elif self.desired.refresh and not state.served:
            after = self.view(replace(state, served=not actual.warned))
            # one whose answer was lost shows when it is over
            steps.append(Step("refresh", f"refresh zone {self.zone}", after, self._refresh, again_late=True))
        elif steps:
            last = steps[-1]
            steps[-1] = replace(last, make=partial(self._finish, last))
        self.client.rights.need(self.needs.of([step.action for step in steps], self.client.names))
        return Steps(before, tuple(steps), tuple(warnings))

    def _told(self, warned: Iterable[str], refreshed: bool) -> str:
        """Of a zone for which a refresh makes no difference."""
        words = f"served, and warns: {'; '.join(warned)}"
        if refreshed:
            return f"Zone {self.zone} was refreshed. The service still does not call it {words}. Correct what it names."
        again = "If what was stored last is not served, have it refreshed: ovh_domain_zone with nothing but zone."
        return f"The service does not call zone {self.zone} {words}. {again}"

    def _relative_hosts(self) -> Iterator[str]:
        for key, one in zip(self.desired.keys, self.desired.record_sets):
            for value in (one.values or ()) if one.state == "present" else ():
                for words in relative_hosts(key[1], value, self.zone):
                    yield f"Record set {described(key)} in zone {self.zone}: {words}"

    def _texts_left(self, actual: ZoneState) -> Iterator[str]:
        """What the world still sees as TXT, where a task wants that none is there."""
        gone = [
            key[0]
            for key, one in zip(self.desired.keys, self.desired.record_sets)
            if key[1] == "TXT" and one.state == "absent" and not one.values
        ]
        for key in sorted({one.key for one in actual.records if one.key[0] in gone and one.key[1] in OWN_TYPES}):
            if not is_about(self.desired, key):
                told = f"Record set {described(key)} in zone {self.zone} stays, and the world is told of it as TXT"
                yield f"{told}; to have it go, say type: {key[1]}"

    # Doing it

    def _edit(self, edit: Edit, actual: ZoneState, _run: Run) -> ZoneState:
        old, new = edit.old, edit.new
        self._unserved = True
        if new is not None and old is None:
            self.client.act(*self._where, "record", values={"fieldType": new.key[1], **_fields(new)})
        elif old is not None:
            try:
                self._send(old, new)
            except Refused as error:
                again = self._again(old) if error.status in GONE else None
                if again is None:
                    if error.status in GONE and new is None:
                        return replace(actual, records=edit.applied(actual.records), served=False)
                    raise
                self._send(again, new)
        return replace(actual, records=edit.applied(actual.records), served=False)

    def _send(self, old: Stored, new: Stored | None) -> None:
        where = (*self._where, "record", old.id)
        if new is None:
            self.client.delete(*where)
        else:
            self.client.change(*where, values=_fields(new))

    def _again(self, lost: Stored) -> Stored | None:
        """A record that has another id by now: the service gives new ones as it likes."""
        self.client.forget()
        sort = (lost.key, lost.own, lost.value)
        alike = [one for one in self._records() if (one.key, one.own, one.value) == sort]
        return next((one for one in alike if one.id != lost.id), None)

    def _finish(self, last: Step[ZoneState], actual: ZoneState, run: Run) -> ZoneState:
        """The last edit, where nobody asks for a refresh."""
        then = last.make(actual, run)
        return self._until_stored(then) if run.wait else then

    def _refresh(self, actual: ZoneState, run: Run) -> ZoneState:
        before = [] if actual.served else self._status().get("errors") or []
        self._ask_for_refresh()
        self._unserved = False
        if not run.wait:
            return replace(actual, served=True)
        patience = self.deadline.within(_WARNED)

        def deployed(seen: Thing | None) -> bool:
            errors = (seen or {}).get("errors") or []
            if errors and errors != before:
                advice = "Correct the record that it names, and run the task again"
                raise WaitFailed(f"the service cannot serve the zone: {'; '.join(errors)}", advice=advice)
            if seen is None or seen["isDeployed"]:
                return seen is not None
            as_before = _warnings_alone(seen) == (self._warned_before or None)
            return as_before and not patience.remaining()

        watch: Watch[Thing] = Watch(
            f"zone {self.zone}", self._status, lambda seen: bool(seen["isDeployed"]), _condition, self.client.tell
        )
        seen: Thing | None = self._status()
        if not deployed(seen):
            seen = watch.until(deployed, self.deadline)
        warned = _warnings_alone(seen) if seen else ()
        if warned:
            run.warnings.append(self._told(warned, refreshed=True))
        return self._until_stored(replace(actual, served=not warned, warned=warned))

    def _ask_for_refresh(self) -> None:
        """Have what is stored served. While another refresh runs, the service refuses one: it may be without ours."""
        pauses = backoff(1.0, 1.25, 12.0)
        while True:
            try:
                self.client.act(*self._where, "refresh")
                return
            except Refused as error:
                if error.status != _RUNNING or not self.deadline.remaining():
                    raise
            self.client.tell(f"zone {self.zone}", "being refreshed already", 0.0)
            self.deadline.clock.sleep(min(next(pauses), self.deadline.remaining()))

    def _until_stored(self, expected: ZoneState) -> ZoneState:
        """The zone once the list of its records shows what was just sent; after a while, as it is then."""
        seen = self.observe()
        patience = self.deadline.within(_LATE)
        pauses = backoff(1.0, 1.25, 12.0)
        while patience.remaining() and self.view(seen)["records"] != self.view(expected)["records"]:
            self.client.tell(f"zone {self.zone}", "changed, and not listed so yet", 0.0)
            patience.clock.sleep(min(next(pauses), patience.remaining()))
            self.client.forget()
            seen = self.observe()
        return seen


def _fields(one: Stored) -> dict[str, Any]:
    target = one.value if (one.own or one.key[1]) in BARE else one.target
    return {"subDomain": one.key[0], "target": target, "ttl": one.ttl}


def _set(records: list[Stored]) -> dict[str, Any]:
    """A record set as results show it."""
    return {"targets": sorted(one.value for one in records), "ttl": min(one.ttl for one in records)}


def _warnings_alone(status: Thing) -> tuple[str, ...]:
    """Those for which a zone is not called served; none where that has another reason."""
    return () if status.get("errors") else _warnings(status)


def _warnings(status: Thing) -> tuple[str, ...]:
    return () if status["isDeployed"] else tuple(status.get("warnings") or ())


def _condition(status: Thing) -> str:
    if status["isDeployed"]:
        return "served"
    words = [*(status.get("errors") or []), *(status.get("warnings") or [])]
    return f"not served yet ({'; '.join(words)})" if words else "not served yet"
