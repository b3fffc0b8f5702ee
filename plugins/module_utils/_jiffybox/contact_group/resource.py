# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A contact group as a resource: observed, planned and changed."""

from __future__ import annotations

from ..._core.converge import Run, Step, Steps, View
from ..._core.errors import InvalidInput, WaitFailed
from ..._core.wait import Deadline
from ..._core.watch import Watch
from .. import status
from ..client import Client, Json
from ..kinds import CONTACT_GROUP
from .desired import DesiredContactGroup
from .model import BUILT_IN, MaybeGroup, contacts_of, describe


class ContactGroupResource:
    """Compares one contact group with what is desired of it. The actual state is the API's group, or None.

    Every wait of the task shares one deadline, desired.wait_timeout seconds from here.
    """

    def __init__(self, client: Client, desired: DesiredContactGroup) -> None:
        self.client = client
        self.desired = desired
        self.deadline = Deadline(client.session.clock, desired.wait_timeout)
        self._groups: list[Json] = []

    # What is there

    def observe(self) -> MaybeGroup:
        """The group as it is; waits while it is in flight."""
        group = self._find()
        if group is not None and not status.settled(group) and (self.desired.wait or self.plan(group).steps):
            return self._watch(group).until(lambda seen: seen is None or status.settled(seen), self.deadline)
        return group

    def _find(self) -> MaybeGroup:
        if self.desired.id is not None:
            return CONTACT_GROUP.by_id(self.client, self.desired.id)
        self._groups = CONTACT_GROUP.all(self.client)
        return CONTACT_GROUP.by_name(self._groups, str(self.desired.name))

    def _watch(self, group: Json) -> Watch[Json]:
        return CONTACT_GROUP.watch(self.client, group)

    # What has to be done

    def plan(self, actual: MaybeGroup) -> Steps[MaybeGroup]:
        """The way from there, at most one step.

        :raises InvalidInput: it is not allowed, or something it needs does not exist.
        """
        step = self._step(None if actual is None or status.leaving(actual) else actual)
        if step and BUILT_IN in ((actual or {}).get("name"), self.desired.name):
            option, value = ("name", None) if self.desired.name == BUILT_IN else ("id", self.desired.id)
            rule = f"names the group {BUILT_IN}, which holds the customer's own address"
            advice = "The service lets nobody create, change or delete it; use another group"
            raise InvalidInput(option, value, rule, advice=advice)
        return Steps(self.view(actual), (step,) if step else ())

    def view(self, group: MaybeGroup) -> View:
        """The group as diff mode shows it."""
        if group is None or status.leaving(group):
            identity = {"name": self.desired.name} if self.desired.id is None else {"id": self.desired.id}
            return {**identity, "state": "absent"}
        state = "error" if status.failed(group) else "present"
        return {"name": group["name"], "state": state, "contacts": sorted(contacts_of(group))}

    def _step(self, group: MaybeGroup) -> Step[MaybeGroup] | None:
        if self.desired.state == "absent":
            return None if group is None else self._deletion(group)
        return self._creation() if group is None else self._update(group)

    def _changes(self, group: Json) -> Json:
        """What to send so that the group becomes as desired; all of it where the service gave up on the group."""
        name, contacts = self.desired.name, self.desired.addresses
        changes: Json = {}
        if name is not None and name != group["name"]:
            changes["name"] = name
        if contacts is not None and set(contacts) != set(contacts_of(group)):
            changes["contacts"] = contacts
        return {"name": group["name"], "contacts": contacts_of(group), **changes} if status.failed(group) else changes

    def _creation(self) -> Step[MaybeGroup]:
        desired = self.desired
        if desired.id is not None:
            advice = "Contact groups are created by name; the id is given by the service"
            raise InvalidInput("id", desired.id, "is no contact group of this account", advice=advice)
        name = str(desired.name)
        source = CONTACT_GROUP.pick(self._groups, desired.clone_from, "clone_from") if desired.clone_from else None
        contacts = desired.addresses or (contacts_of(source) if source else None)
        if not contacts:
            rule = "is no contact group of this account, and to create it the task needs contacts or clone_from"
            advice = f"If it should exist already: {CONTACT_GROUP.similar(self._groups, name)}"
            raise InvalidInput("name", name, rule, advice=advice)
        after = self.view({"name": name, "contacts": contacts})

        def create(_none: MaybeGroup, run: Run) -> MaybeGroup:
            if source is None:
                group = self.client.create_contact_group(name, contacts)
            else:
                source_id = self._at_rest(source)["id"]
                group = self.client.duplicate_contact_group(source_id, name, desired.addresses)
            return self._until_as_desired(group, run)

        return Step("create", f"create contact group {name}", after, create)

    def _update(self, group: Json) -> Step[MaybeGroup] | None:
        changes = self._changes(group)
        if not changes:
            return None

        def update(_group: MaybeGroup, run: Run) -> MaybeGroup:
            return self._until_as_desired(self.client.change_contact_group(group["id"], **changes), run)

        after = self.view({**group, **changes, "status": "STATUS_READY"})
        return Step("update", f"change contact group {describe(group)}", after, update)

    def _deletion(self, group: Json) -> Step[MaybeGroup]:
        def delete(_group: MaybeGroup, run: Run) -> MaybeGroup:
            self.client.delete_contact_group(group["id"])
            if not run.wait:
                return None
            return self._watch(group).until_changed(group, lambda seen: seen is None, self.deadline)

        return Step("delete", f"delete contact group {describe(group)}", self.view(None), delete)

    # Waiting for it

    def _until_as_desired(self, answer: Json, run: Run) -> MaybeGroup:
        def reached(seen: MaybeGroup) -> bool:
            return seen is not None and status.settled(seen) and not self._changes(seen)

        return self._watch(answer).until_changed(answer, reached, self.deadline) if run.wait else answer

    def _at_rest(self, source: Json) -> Json:
        """The source when it can be copied: at rest."""
        if status.settled(source):
            return source
        group = self._watch(source).until(lambda seen: seen is None or status.settled(seen), self.deadline)
        if group is None:
            raise WaitFailed(f"the group to clone, {describe(source)}, is gone")
        return group
