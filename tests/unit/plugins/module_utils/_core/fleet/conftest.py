# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pantry: a tiny service with jars on shelves, in memory, for fleets of them."""

from __future__ import annotations

import json
import threading
from collections import Counter
from dataclasses import dataclass
from typing import Any, Callable

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Auth
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.client import ApiClient
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Outcome, Run, Step, Steps
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, OutcomeUnknown, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.kind import FleetKind, Source
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.fleet.task import fleet_spec
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.options import check_options, option
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import Account, Provider
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.table import Parent
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.seen import Seen
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock, Deadline
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import silent


class OwnTime(Clock):
    """A clock in which every thread sleeps as if it were alone, and none waits."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.unknown = 0
        self._own = threading.local()

    def now(self) -> float:
        return getattr(self._own, "time", 0.0)

    def sleep(self, seconds: float) -> None:
        self._own.time = self.now() + seconds


class Pantry:
    """The service. A jar that is made or changed is BUSY, one that is deleted LEAVING, until it was looked at twice.

    :ivar calls: what was asked, as verb and path.
    :ivar faults: an error to raise for a verb and path, each once.
    :ivar lost: verb and path of a change whose answer is lost, each once.
    :ivar meet: called within every call that changes something.
    """

    def __init__(self) -> None:
        self.shelves = {"s-1": {"id": "s-1", "name": "top"}, "s-2": {"id": "s-2", "name": "low"}}
        self.jars: dict[str, dict[str, Any]] = {}
        self.calls: list[tuple[str, str]] = []
        self.faults: dict[tuple[str, str], Exception] = {}
        self.lost: list[tuple[str, str]] = []
        self.meet: Callable[[], None] = lambda: None
        self._looks: Counter[str] = Counter()
        self._lock = threading.Lock()

    def seed(self, *names: str, shelf: str = "s-1", size: int = 1, state: str = "READY") -> list[str]:
        """Make jars; their ids."""
        return [self._make({"name": name, "size": size}, shelf, state)["id"] for name in names]

    def changes(self) -> list[tuple[str, str]]:
        """The calls that change something."""
        return [call for call in self.calls if call[0] != "GET"]

    def sizes(self) -> dict[str, int]:
        """What there is: name -> size."""
        return {jar["name"]: jar["size"] for jar in self.jars.values() if jar["state"] != "LEAVING"}

    def answer(self, verb: str, path: str, body: Any) -> Any:
        """The answer to one call."""
        if verb != "GET":
            self.meet()
        with self._lock:
            self.calls.append((verb, path))
            if (verb, path) in self.faults:
                raise self.faults.pop((verb, path))
            answer = self._answer(verb, path.strip("/").split("/"), body)
            if (verb, path) in self.lost:
                self.lost.remove((verb, path))
                raise OutcomeUnknown("no answer")
        return answer

    def _answer(self, verb: str, path: list[str], body: Any) -> Any:
        if path == ["shelves"]:
            return list(self.shelves.values())
        if path[0] == "shelves":
            if verb == "POST":
                return self._make(body, path[1], "BUSY")
            return [dict(jar) for jar in self.jars.values() if path[1] in ("all", jar["shelf"])]
        if path[1] not in self.jars:
            raise Refused("there is none", 404)
        jar = self.jars[path[1]]
        if verb == "DELETE":
            jar["state"] = "LEAVING"
        elif verb == "PATCH":
            jar.update(body, state="BUSY")
        else:
            self._look(jar)
        return dict(jar)

    def _make(self, values: dict[str, Any], shelf: str, state: str) -> dict[str, Any]:
        jar = {"id": f"j-{len(self.jars) + 1}", "shelf": shelf, "state": state, **values}
        self.jars[jar["id"]] = jar
        return dict(jar)

    def _look(self, jar: dict[str, Any]) -> None:
        self._looks[jar["id"]] += 1
        if jar["state"] in ("BUSY", "LEAVING") and self._looks[jar["id"]] % 2 == 0:
            jar["state"] = "GONE" if jar["state"] == "LEAVING" else "READY"


class PantrySession:
    """The session with a pantry."""

    def __init__(self, pantry: Pantry) -> None:
        self.pantry = pantry
        self.options = HttpOptions(retries=2)
        self.clock = OwnTime()
        self.account = "pantry"
        self.tell = silent
        self.gate = Gate()
        self.unknown = 0
        self._own = threading.local()

    @property
    def accepted(self) -> int:
        return getattr(self._own, "accepted", 0)

    def send(self, request: Request) -> Answer:
        body = json.loads(request.body) if request.body else None
        data = self.pantry.answer(request.verb, request.path, body)
        if not request.reads:
            self._own.accepted = self.accepted + 1
        return Answer(200, {}, data)


class PantryClient(ApiClient):
    """The calls."""

    def __init__(self, pantry: Pantry) -> None:
        super().__init__(Account("http://127.0.0.1:9", Auth()))
        self.session = PantrySession(pantry)  # type: ignore[assignment]

    def ask(self, verb: str, path: str, body: Any = None) -> Any:
        return self.call(verb, path, body).data


def jars(shelf: dict[str, Any]) -> Kind[PantryClient]:
    """The jars on a shelf."""
    return Kind(
        "jar",
        "jars",
        get=lambda client, jar_id: client.ask("GET", f"/jars/{jar_id}"),
        get_all=lambda client: client.ask("GET", f"/shelves/{shelf['id']}/jars"),
        id_from=lambda text: text,
        gone=lambda jar: jar["state"] == "GONE",
        leaving=lambda jar: jar["state"] == "LEAVING",
        settled=lambda jar: jar["state"] == "READY",
        condition=lambda jar: str(jar["state"]),
        owner="this pantry",
    )


SHELVES: Kind[PantryClient] = Kind(
    "shelf",
    "shelves",
    get=lambda client, shelf_id: client.ask("GET", f"/shelves/{shelf_id}"),
    get_all=lambda client: client.ask("GET", "/shelves"),
    owner="this pantry",
)
ALL = {"id": "all", "name": "all"}


@dataclass(frozen=True)
class Tag:
    """One word on a jar."""

    word: str = option("sweet", choices=("sweet", "sour"))

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class DesiredJar:
    """What is desired of a jar."""

    name: str | None = None
    id: str | None = None
    state: str = option("present", choices=("present", "absent"))
    size: int | None = option(least=1)
    lid: str | None = None
    cork: str | None = None
    filled_from: str | None = None
    secret: str | None = option(no_log=True)
    tags: tuple[Tag, ...] = option((), of=Tag)
    wait: bool = True
    wait_timeout: int = option(60, least=1)

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class DesiredJarOnShelf:
    """What is desired of a jar on a shelf."""

    shelf: str
    name: str | None = None
    id: str | None = None
    state: str = option("present", choices=("present", "absent"))
    size: int | None = None
    filled_from: str | None = None
    wait: bool = True
    wait_timeout: int = 60


class JarResource:
    """Compares a jar with what is desired of it."""

    what = "jar"

    def __init__(self, client: PantryClient, desired: Any, shared: Any, seen: Seen) -> None:
        self.client = client
        self.desired = desired
        self.seen: Seen | None = seen
        self.there, self.sources = seen.there, seen.sources
        self.shelf = seen.parents[0] if seen.parents else ALL
        self.kind = jars(self.shelf)
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)

    @property
    def title(self) -> str:
        """The jar."""
        return f"jar {self.desired.name or self.desired.id}"

    def observe(self) -> Any:
        seen, self.seen = self.seen, None
        jar = seen.thing if seen else self._find()
        if jar is not None and not self.kind.settled(jar):
            jar = self.kind.watch(self.client, jar).until(
                lambda one: one is None or self.kind.settled(one), self.deadline
            )
        return jar

    def _find(self) -> Any:
        if self.desired.id:
            return self.kind.by_id(self.client, self.desired.id)
        return self.kind.by_name(self.kind.all(self.client), self.desired.name)

    def plan(self, actual: Any) -> Steps[Any]:
        desired, before = self.desired, self.view(actual)
        if before["state"] == "absent":
            if desired.state == "absent":
                return Steps(before)
            return Steps(before, (self._creation(),))
        if desired.state == "absent":
            return Steps(before, (self._step("delete", actual, None, self._delete),))
        if desired.size in (None, actual["size"]):
            return Steps(before)
        if desired.size < actual["size"]:
            raise InvalidInput("size", desired.size, f"is less than {actual['size']}")
        return Steps(before, (self._step("grow", actual, {**actual, "size": desired.size}, self._grow),))

    def view(self, jar: Any) -> Any:
        if jar is None:
            return {"name": self.desired.name, "state": "absent"}
        return {"name": jar["name"], "state": "present", "size": jar["size"]}

    def _creation(self) -> Step[Any]:
        desired = self.desired
        if desired.id:
            raise InvalidInput("id", desired.id, "is no jar of this pantry")
        source = self.kind.pick(self.sources, desired.filled_from, "filled_from") if desired.filled_from else {}
        size = desired.size or source.get("size")
        if not size:
            raise InvalidInput(
                "name", desired.name, "needs a size", advice=lambda: self.kind.similar(self.there, desired.name)
            )

        def create(_jar: Any, run: Run) -> Any:
            body = {"name": desired.name, "size": size, "from": source.get("id")}
            made = self.client.ask("POST", f"/shelves/{self.shelf['id']}/jars", body)
            if not run.wait:
                return made
            return self.kind.watch(self.client, made).until_changed(made, self._settled, self.deadline)

        after = {"name": desired.name, "state": "present", "size": size}
        return Step("create", f"create jar {desired.name}", after, create)

    def _step(self, action: str, jar: Any, after: Any, make: Any) -> Step[Any]:
        return Step(action, f"{action} jar {self.kind.describe(jar)}", self.view(after), make)

    def _grow(self, jar: Any, run: Run) -> Any:
        grown = self.client.ask("PATCH", f"/jars/{jar['id']}", {"size": self.desired.size})
        return self.kind.watch(self.client, grown).until_changed(grown, self._settled, self.deadline)

    def _delete(self, jar: Any, run: Run) -> Any:
        leaving = self.client.ask("DELETE", f"/jars/{jar['id']}")
        return self.kind.watch(self.client, leaving).until_changed(leaving, lambda one: one is None, self.deadline)

    def _settled(self, jar: Any) -> bool:
        return jar is not None and self.kind.settled(jar)


def jar_result(resource: JarResource, outcome: Outcome[Any], check_mode: bool) -> dict[str, Any] | None:
    view = outcome.after
    if view["state"] == "absent":
        return None
    return {"id": (outcome.actual or {}).get("id"), "name": view["name"], "size": view["size"]}


def _to_come(desired: Any, source: Any) -> dict[str, Any]:
    size = source["size"] if source else desired.size
    return {"id": "", "name": desired.name, "state": "READY", "size": size}


JARS: FleetKind[Any, Any, Any] = FleetKind(
    one="jar",
    several="jars",
    kind=lambda: jars(ALL),
    item=DesiredJar,
    resource=JarResource,
    result=jar_result,
    alternatives=((("lid", "cork"), "a jar is closed once"),),
    source=Source("filled_from", _to_come, one_at_a_time=True),
    foreseeable=lambda jar: jar["state"] != "BUSY",
)
JARS_ON_SHELVES: FleetKind[Any, Any, Any] = FleetKind(
    one="jar",
    several="jars",
    kind=jars,
    item=DesiredJarOnShelf,
    resource=JarResource,
    result=jar_result,
    parents=(Parent("shelf", lambda: SHELVES),),
)
PANTRY: Provider[PantryClient] = Provider("pantry", "Pantry", {}, lambda options: Account("", Auth()), PantryClient)


class Kitchen:
    """A pantry, somebody who asks it, and the fleets of jars.

    :ivar fleet: a fleet of jars.
    """

    def __init__(self, fleet: FleetKind[Any, Any, Any]) -> None:
        self.fleet = fleet
        self.spec: TaskSpec = fleet_spec(PANTRY, fleet)
        self.pantry = Pantry()
        self.client = PantryClient(self.pantry)

    def ensure(self, entries: list[dict[str, Any]], check_mode: bool = False, **options: Any) -> Report:
        """Do the task."""
        return self.spec.task(self.client, self.spec.wanted({"jars": entries, **options}), check_mode)


@pytest.fixture
def kitchen() -> Kitchen:
    """Jars that are simply the pantry's; one can be filled from another."""
    return Kitchen(JARS)


@pytest.fixture
def shelved() -> Kitchen:
    """Jars on shelves."""
    return Kitchen(JARS_ON_SHELVES)
