# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A monitoring check as a resource: observed, planned and changed.

The API cannot change a check. A difference is resolved by a new check, and the old one goes when that is ready; in
between there are two of the same name. What is observed is therefore always a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import List

from ..._core.converge import Run, Step, Steps, View
from ..._core.errors import InvalidInput, Missing, WaitFailed, WaitTimeout
from ..._core.wait import Deadline
from ..._core.watch import Watch
from .. import status
from ..client import Client, Json
from ..kinds import CHECK
from .check_types import refuse_foreign_options
from .creation import Creation, creation_of
from .desired import DesiredCheck
from .model import API_NAMES, describe, groups_of, settings_of
from .wanted import WantedCheck

Checks = List[Json]


class CheckResource:
    """Compares the checks of one name, or the one with an id, with what is desired.

    The actual state is these checks in the order of their ids. Every wait of the task shares one deadline,
    desired.wait_timeout seconds from here.
    """

    what = "monitoring check"

    def __init__(self, client: Client, desired: DesiredCheck) -> None:
        self.client = client
        self.desired = desired
        self.wanted = WantedCheck(client, desired)
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)
        self._all: Checks = []

    # What is there

    @property
    def title(self) -> str:
        """The check, by what the task names it."""
        return f"{self.what} {self.desired.name or self.desired.id}"

    def observe(self) -> Checks:
        """The checks as they are; waits while one is in flight, but never before creating one that is missing."""
        found = self._find()
        seen = [self._at_rest(check) if self._must_wait(check, found) else check for check in found]
        return [check for check in seen if check is not None]

    def _find(self) -> Checks:
        name, check_id = self.desired.name, self.desired.id
        if name is None and check_id is not None:
            check = CHECK.by_id(self.client, check_id)
            return [check] if check else []
        self._all = sorted(CHECK.all(self.client), key=lambda check: int(check["id"]))
        return [check for check in self._all if check["name"] == name or check["id"] == check_id]

    def _must_wait(self, check: Json, found: Checks) -> bool:
        if status.settled(check):
            return False
        actions = self.plan(found).actions
        if status.leaving(check):
            return self.desired.wait and "create" not in actions
        return self.desired.wait or bool(actions)

    def _at_rest(self, check: Json) -> Json | None:
        return self._watch(check).until(lambda seen: seen is None or status.settled(seen), self.deadline)

    def _watch(self, check: Json) -> Watch[Json]:
        return CHECK.watch(self.client, check)

    # What has to be done

    def plan(self, actual: Checks) -> Steps[Checks]:
        """The way from there: away with what failed, then what is missing, then away with what that replaces.

        :raises InvalidInput: it is not allowed, or something it needs does not exist.
        """
        before = self.view(actual)
        staying = _staying(actual)
        if self.desired.state == "absent":
            return Steps(before, self._deletion("delete", staying, self.view([])))
        kept = self.kept(actual)
        failed = [check for check in staying if status.failed(check)]
        working = [check for check in staying if not status.failed(check)]
        steps = self._deletion("delete_failed", failed, self.view(working))
        end = kept
        if end is None:
            creation = self.creation(actual)
            end = creation.becomes
            steps += (self._creation_step(creation, working),)
        refuse_foreign_options(str(end["checkType"]), self.desired.options_of_a_type)
        replaced = [check for check in working if check is not kept]
        return Steps(before, (*steps, *self._deletion("delete", replaced, self._shown(end, []))))

    def counting(self, actual: Checks) -> Json | None:
        """The check that stands for the name: the one as desired, else the newest; None if there is none."""
        staying = _staying(actual)
        wanted = self.desired.state == "present"
        return (self.kept(staying) if wanted else None) or _newest(staying)

    def kept(self, actual: Checks) -> Json | None:
        """The check that is as desired already, the oldest if there are several; None if one must be created."""
        fit = (check for check in _staying(actual) if not status.failed(check) and not self.wanted.differences(check))
        return next(fit, None)

    def creation(self, actual: Checks) -> Creation:
        """How to make the check that is missing.

        :raises InvalidInput: it cannot be made of what is given.
        """
        staying = _staying(actual)
        if self.desired.name is None:
            raise self._not_without_a_name(staying)
        source = self._source(staying)
        creation = creation_of(source, self.wanted.parameters(), self.wanted.groups)
        missing = _listed(creation.missing())
        if missing and source is not None:
            rule = f"needs {missing} too, which check {describe(source)} does not have"
            raise InvalidInput("check_type", self.desired.check_type, rule)
        if missing:
            rule = f"is no monitoring check of this account, and to create it the task needs {missing}"
            advice = f"If it should exist already: {CHECK.similar(self._all, self.desired.name)}" if self._all else ""
            raise Missing("name", self.desired.name, rule, advice, ("monitoring_check",))
        return creation

    def view(self, checks: Checks) -> View:
        """The checks as diff mode shows them: the one that counts, and the ids of the others."""
        shown = self.counting(checks)
        if shown is None:
            identity = {"id": self.desired.id} if self.desired.name is None else {"name": self.desired.name}
            return {**identity, "state": "absent"}
        return self._shown(shown, [check for check in _staying(checks) if check is not shown])

    def _source(self, staying: Checks) -> Json | None:
        """Where a new check takes from what the task does not say."""
        if self.desired.clone_from and all(map(status.failed, staying)):
            return CHECK.pick(self._all, self.desired.clone_from, "clone_from")
        return _newest(staying)

    def _not_without_a_name(self, staying: Checks) -> InvalidInput:
        if not staying:
            advice = "A change gives a check a new id, so better say which one by its name"
            return InvalidInput("id", self.desired.id, "is no monitoring check of this account", advice=advice)
        [check] = staying
        what = "failed" if status.failed(check) else f"has another {_listed(self.wanted.differences(check))}"
        rule = f"is check {describe(check)}, which {what}; to change a check is to replace it by one with a new id"
        return InvalidInput("id", self.desired.id, rule, advice="Give its name too, so that the next run finds it")

    def _shown(self, check: Json, others: Checks) -> View:
        comparable = self.desired.state == "present" and self.desired.check_type in (None, check["checkType"])
        # What the service does not report is taken to be as wanted, as in the comparison.
        settings = {**(self.wanted.settings if comparable else {}), **settings_of(check)}
        values = {
            **{option: settings.get(option) for option in API_NAMES},
            "password": self._password_shown(check),
            "contact_groups": sorted(group["name"] for group in groups_of(check)),
        }
        return {
            "name": check["name"],
            "state": "error" if status.failed(check) else "present",
            **{option: value for option, value in values.items() if value is not None},
            "other_checks": [other["id"] for other in others],
        }

    def _password_shown(self, check: Json) -> str | None:
        if not check.get("password"):
            return None
        return "(set, another one)" if self.wanted.password_differs(check) else "(set)"

    # Doing it

    def _deletion(self, action: str, doomed: Checks, after: View) -> tuple[Step[Checks], ...]:
        if not doomed:
            return ()

        def delete(actual: Checks, run: Run) -> Checks:
            for check in doomed:
                self.client.delete_check(check["id"])
            if run.wait:
                for check in doomed:
                    self._watch(check).until_changed(check, lambda seen: seen is None, self.deadline)
            return [check for check in actual if check["id"] not in [other["id"] for other in doomed]]

        names = _listed(map(describe, doomed))
        return (Step(action, f"delete monitoring check {names}", after, delete),)

    def _creation_step(self, creation: Creation, replaced: Checks) -> Step[Checks]:
        def create(actual: Checks, run: Run) -> Checks:
            if creation.source is None:
                check = self.client.create_check(creation.body)
            else:
                check = self.client.duplicate_check(self._ready_to_copy(creation.source)["id"], creation.body)
            if run.wait:
                self._until_ready(check, replaced)
                # another one of the name may have come to be at the same time
                return self._find()
            return [*actual, check]

        what = "replace" if replaced else "create"
        names = _listed(map(describe, replaced)) or self.desired.name
        title = f"{what} monitoring check {names}"
        return Step("create", title, self._shown(creation.becomes, replaced), create, again_late=True)

    def _until_ready(self, check: Json, replaced: Checks) -> Json:
        def ready(seen: Json | None) -> bool:
            return seen is not None and status.settled(seen) and not status.failed(seen)

        try:
            return self._watch(check).until_changed(check, ready, self.deadline) or check
        except (WaitFailed, WaitTimeout) as error:
            if replaced:
                error.now = f"What it was to replace, {_listed(map(describe, replaced))}, is still in place"
            error.advice = error.advice or "Run the task again: it removes the check that failed and makes a new one"
            raise

    def _ready_to_copy(self, source: Json) -> Json:
        check = source if status.settled(source) else self._at_rest(source)
        if check is None:
            raise WaitFailed(f"the check to clone, {describe(source)}, is gone")
        return check


def _listed(names: Iterable[str]) -> str:
    """The names in a sentence: "port, domainname and path"."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _staying(checks: Checks) -> Checks:
    """The checks that are not being deleted."""
    return [check for check in checks if not status.leaving(check)]


def _newest(checks: Checks) -> Json | None:
    """The newest that works; if none does, the newest; None if there is none."""
    working = [check for check in checks if not status.failed(check)]
    return next(reversed(working or checks), None)
