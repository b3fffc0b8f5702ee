# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A plain thing as a resource: observed and planned after its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Callable, Generic

from ..converge import Run, Step, Steps, View
from ..errors import BoxfleetError, InvalidInput, Missing, WaitFailed
from ..kind import Kind, Thing
from ..protection import LIFT, refuse_deletion
from ..seen import Seen
from ..wait import Deadline
from ..watch import Watch
from .table import C, Change, Field, Parent, Part, Record, Values


class RecordResource(Generic[C]):
    """Compares one thing with what is desired of it. The actual state is the API's object, or None if there is none.

    Every wait of the task shares one deadline, desired.wait_timeout seconds from here.

    :ivar parents: what the thing is in.
    :ivar things: all that were there with it when it was looked for.
    :ivar one_of_many: whether somebody, such as a fleet, looked at many at once and has this one made among them.
    :ivar made: the names of the changes made so far, but for those of fields.
    :ivar planned: the names of the steps planned last.
    :ivar asked_for_one: whether one was asked for that the service may make although the answer was lost.
    :ivar coming: a thing that is to be created, with those of its parts that were looked at so far.
    :ivar besides: what the task returns besides the thing.
    :ivar ending: of a thing that is not to exist, how it was when it was last seen at rest.
    :param seen: stands for the first look, so that it is not taken again.
    """

    def __init__(
        self,
        client: C,
        record: Record[C],
        desired: Any,
        seen: Seen | None = None,
        deadline: Deadline | None = None,
    ) -> None:
        self.client = client
        self.record = record
        self.desired = desired
        self.deadline = deadline or Deadline(client.session.clock, desired.wait_timeout)
        self.things: Sequence[Thing] = seen.there if seen else []
        self.one_of_many = seen is not None
        self._seen = seen
        self._parents: list[Thing] | None = list(seen.parents) if seen else None
        self.made: list[str] = []
        self.planned: list[str] = []
        self.coming: Thing = {}
        self.besides: Values = {}
        self.ending: Thing | None = None
        self.asked_for_one = False
        self._twins: list[Thing] = []
        self._found: Values = {}

    # What is there

    @property
    def parents(self) -> list[Thing]:
        """What the thing is in. Of a thing that is not to exist they may be missing; then they are empty.

        :raises InvalidInput: there is no such parent, or there are several.
        """
        if self._parents is None:
            found: list[Thing] = []
            for parent in self.record.parents:
                found.append(self._parent(parent, found))
            self._parents = found
        return self._parents

    def _parent(self, parent: Parent[C], parents: list[Thing]) -> Thing:
        wanted = getattr(self.desired, parent.option)
        if self.desired.state != "absent":
            return parent.kind(*parents).find(self.client, wanted, parent.option)
        missing = not all(parents)
        return {} if missing else parent.kind(*parents).find_any(self.client, wanted, parent.option) or {}

    @property
    def kind(self) -> Kind[C]:
        """Its kind, in its parents."""
        return self.record.kind(*self.parents)

    @property
    def name(self) -> str:
        """The thing in a sentence, before it is known."""
        named = [str(getattr(self.desired, name)) for name in self.identity if getattr(self.desired, name)]
        return " ".join(named) or str(self.desired.id)

    @property
    def identity(self) -> tuple[str, ...]:
        """The fields by which the thing is found."""
        given = tuple(name for name in self.record.identity if getattr(self.desired, name) is not None)
        return given[:1] if self.record.each_identifies else given

    @property
    def what(self) -> str:
        """What it is, in a sentence."""
        return self.kind.what

    @property
    def title(self) -> str:
        """The thing, with what it is in."""
        inside = ", ".join(f"{one.option} {getattr(self.desired, one.option)}" for one in self.record.parents)
        named = f"{self.what} {self.name}"
        return f"{named} in {inside}" if inside else named

    def observe(self) -> Thing | None:
        """The thing as it is; waits while it is in flight."""
        thing = self._looked(self._find())
        if thing is not None and self.record.cuts_short(self.desired, thing):
            return thing
        if thing is not None and not self.kind.settled(thing) and (self.desired.wait or self.plan(thing).steps):
            settled = self._watch(thing).until(lambda seen: seen is None or self.kind.settled(seen), self.deadline)
            return self._looked(settled)
        return thing

    @property
    def looks(self) -> bool:
        """Whether only further calls show all that is asked for, so that until they are made the plan is not whole."""
        return any(type(part).look is not Part.look for part in self._looked_at())

    def _looked_at(self) -> list[Part]:
        """The parts that matter: those that are asked for, and of a thing that is to go those that may keep it."""
        leaves = self.desired.state == "absent"
        return [part for part in self.record.parts if part.guards] if leaves else self._parts()

    def _looked(self, thing: Thing | None) -> Thing | None:
        """The thing with what of its parts that matter only further calls show."""
        if thing is None:
            return None
        for part in self._looked_at():
            thing = part.look(self, thing)
        if self.desired.state == "absent" and (self.ending is None or self.kind.settled(thing)):
            self.ending = thing
        return thing

    def _find(self) -> Thing | None:
        seen, self._seen = self._seen, None
        if seen:
            return seen.thing
        kind = self.kind
        if not all(self.parents):
            return None
        if self.desired.id is not None:
            return kind.meant(self.client, self.desired.id, "")
        found = self._among(self._listed())
        if found is None and self.asked_for_one and self.record.arrives(self):
            found = self._among(self._listed())
        return found

    def _listed(self) -> Sequence[Thing]:
        """Those that may be meant."""
        return self.record.seek(self) if self.record.seek else self.kind.all(self.client)

    def _among(self, things: Sequence[Thing]) -> Thing | None:
        self.things = things
        raced = self._raced()
        self._twins = raced[1:]
        return raced[0] if raced else self.meant(things)

    def _raced(self) -> list[Thing]:
        """Several that came to be since there was none, all as desired, the oldest first; else nothing.

        Two tasks at once make two, or one whose call arrives late. Which is whose, a lost answer leaves open; so all
        tasks keep the oldest.
        """
        there = [thing for thing in self.things if self._is_meant(thing) and not self.kind.leaving(thing)]
        alike = self.asked_for_one and not any(self._differing(thing, new=True) for thing in there)
        return sorted(there, key=self.kind.age) if alike and len(there) > 1 else []

    def meant(self, things: Sequence[Thing]) -> Thing | None:
        """The one of these that is desired, by its id or identity.

        :raises InvalidInput: there are several.
        """
        if self.desired.id is not None:
            return next((thing for thing in things if str(self.kind.id_of(thing)) == str(self.desired.id)), None)
        option = (*self.identity, *self.record.identity)[0]
        return self.kind.the_one([thing for thing in things if self._is_meant(thing)], option, self.name)

    def _is_meant(self, thing: Thing) -> bool:
        there = self.record.read(thing)
        fields = {one.name: one for one in self.record.fields}
        named = all(
            name in there and fields[name].as_desired(getattr(self.desired, name), there[name])
            for name in self.identity
        )
        return named and self.record.among(self, thing)

    def _watch(self, thing: Thing) -> Watch[Thing]:
        return self.kind.watch(self.client, thing)

    # What is desired

    def wanted(self, one: Field) -> Any:
        """The desired value of a field, None if it is not given.

        :raises InvalidInput: it names something that does not exist.
        """
        value = getattr(self.desired, one.name)
        if value is None or one.found is None:
            return value
        return self.once(one.name, partial(one.found, self.client, self.parents, value))

    def once(self, name: str, ask: Callable[[], Any]) -> Any:
        """What an option means, where the service has to be asked for that: asked for once in a task."""
        if name not in self._found:
            self._found[name] = ask()
        return self._found[name]

    # What has to be done

    def plan(self, actual: Thing | None) -> Steps[Thing | None]:
        """The way from there.

        :raises InvalidInput: it is not allowed, or something it needs does not exist.
        """
        there = None if actual is None or self.kind.leaving(actual) else actual
        steps = [*self._steps(there), *self._without_twins(there)]
        self.planned = [step.action for step in steps]
        if steps:
            self.record.refuse(self, there)
        if there is not None or not self.besides:
            self.besides = self.record.besides(self, there)
        return Steps(self.view(actual), tuple(steps), tuple(self.record.warn(self, there)))

    def view(self, thing: Thing | None) -> View:
        """The thing as diff mode shows it."""
        if thing is None or self.kind.leaving(thing):
            named = {name: getattr(self.desired, name) for name in self.identity}
            return {**({"id": self.desired.id} if self.desired.id is not None else named), "state": "absent"}
        return {**self.shown(thing), "state": "error"} if self.record.broken(thing) else self.shown(thing)

    def shown(self, thing: Thing) -> View:
        """A thing that is there, or as it will be, as diff mode shows it."""
        view = self._fields(thing)
        named = {name: view[name] for name in self.record.identity if name in view}
        parts = {part.name: part.view(self, thing) for part in self._parts()}
        return {**named, "state": "present", **view, **parts, **self.record.seen(thing)}

    def _fields(self, thing: Thing) -> Values:
        """The fields as diff mode shows them."""
        there = self.record.read(thing)
        return {
            one.name: one.viewed(there[one.name], getattr(self.desired, one.name, None))
            for one in self.record.shown
            if one.name in there and not (one.loose and getattr(self.desired, one.name, None) is None)
        }

    def becomes(self, actual: Thing | None) -> Thing | None:
        """The thing as the task will leave it, as far as that can be known; None if there will be none."""
        there = None if actual is None or self.kind.leaving(actual) else actual
        if self.desired.state == "absent":
            return None
        thing = self._completed(self._created()) if there is None else self.record.becomes(there, self._changes(there))
        for part in self._parts():
            # a new one has what goes along with it
            if there is not None or not part.along:
                thing = part.foreseen(self, thing)
        return self.record.ends(self.desired, thing)

    def _created(self) -> Thing:
        """The thing as its creation will leave it."""
        thing = self.record.becomes(None, self._values(self._source()))
        for part in self._along():
            thing = part.foreseen(self, thing)
        return thing

    def _completed(self, new: Thing) -> Thing:
        """A new thing with what could not go along with its creation."""
        later = self.given(later=True)
        return self.record.becomes(new, later) if later else new

    def _steps(self, thing: Thing | None) -> list[Step[Thing | None]]:
        if self.desired.state == "absent":
            if thing is not None and getattr(self.desired, "delete_protection", None) is not False:
                refuse_deletion(self.kind, thing, lift=LIFT if hasattr(self.desired, "delete_protection") else "")
            after = list(self._after(thing))
            return after if thing is None else [self._deletion(thing, after), *after]
        if thing is None:
            steps, then, later = [self._creation()], self._completed(self._created()), self.given(later=True)
            view = steps[0].after
            if later and self.record.change is not None:
                view = {**view, **self._fields(then)}
                steps.append(self._update(self.record.change, None, later, view))
            parts = [part for part in self._parts() if not part.along]
            return [*self._before(), *steps, *self._further(then, view, parts)]
        changes, view = self._changes(thing), self.view(thing)
        steps = []
        for change in self.record.first(self, thing, changes):
            view = {**view, **change.after}
            steps.append(self._step(change, view))
        then = self.record.becomes(thing, changes)
        if changes and self.record.change is not None:
            view = {**view, **self._fields(then), "state": "present"}
            steps.append(self._update(self.record.change, thing, changes, view))
        return [*steps, *self._further(then, view, self._parts())]

    def _further(self, then: Thing, view: View, parts: Sequence[Part]) -> Iterator[Step[Thing | None]]:
        """The steps after those of the fields."""
        for part in parts:
            for change in part.changes(self, then):
                view = {**view, **change.after}
                yield self._step(change, view)
            then = part.foreseen(self, then)
        for change in self.record.last(self, then, view):
            view = {**view, **change.after}
            yield self._step(change, view)

    def _differing(self, thing: Thing, new: bool = False) -> list[Field]:
        """The fields given that are not as desired; what the service does not show cannot be compared.

        :param new: leaves out what cannot go along with a creation.
        """
        there = self.record.read(thing)
        compared = [one for one in self.record.shown if one.name in there and not (new and one.later)]
        return [one for one in compared if not self._is_as_desired(one, there[one.name])]

    def _is_as_desired(self, one: Field, there: Any) -> bool:
        """Whether a field is as desired, or not asked for."""
        given = getattr(self.desired, one.name)
        if given is None or one.named(given, there):
            return True
        return self.wanted(one) is None or one.as_desired(self.wanted(one), there)

    def _changes(self, thing: Thing) -> Values:
        """What to send so that the thing becomes as desired, by the API's names.

        :raises InvalidInput: something differs that cannot be changed.
        """
        differing = self._differing(thing)
        for one in differing:
            wanted, there = getattr(self.desired, one.name), self.record.read(thing)[one.name]
            has = f"{self.kind.what} {self.kind.describe(thing)} has {there!r}"
            if one.fixed or self.record.change is None:
                advice = "Leave the option out, or delete it and create it anew"
                raise InvalidInput(one.name, wanted, f"cannot be changed: {has}", advice=advice)
            if one.grows and there is not None and wanted < there:
                raise InvalidInput(one.name, wanted, f"cannot become less: {has}", advice="Leave the option out")
        changes = {one.key: one.to_api(self.wanted(one)) for one in differing}
        changes = {**self.record.brings(self, thing, changes), **changes}
        if not (self.record.broken(thing) and self.record.mends):
            return changes
        there = self.record.values(thing)
        sent = (one.key for one in self.record.shown if not one.fixed and one.key in there)
        return {**{key: there[key] for key in sent}, **changes}

    def _values(self, source: Thing | None) -> Values:
        """What to send for a new thing, by the API's names: of a source what is not given."""
        there = {} if source is None else self.record.values(source)
        values = {one.key: there[one.key] for one in self.record.shown if one.key in there}
        return {**values, **self.given()}

    def given(self, later: bool = False) -> Values:
        """The values that are given and go along with a creation, or those that cannot, by the API's names."""
        fields = [one for one in self.record.fields if one.later is later and self.wanted(one) is not None]
        return {one.key: one.to_api(self.wanted(one)) for one in fields}

    def _parts(self) -> list[Part]:
        """The parts that are asked for."""
        return [part for part in self.record.parts if part.asked(self.desired)]

    def goes_along(self) -> Values:
        """What is sent of its parts with its creation, by their names.

        :raises InvalidInput: something is missing.
        """
        sent: Values = {}
        self.coming = self.record.becomes(None, self._values(self._source()))
        for part in self._along():
            sent[part.name] = part.goes_along(self)
            self.coming = part.foreseen(self, self.coming)
        return sent

    def _along(self) -> list[Part]:
        """Those of them that are sent with the creation."""
        return [part for part in self._parts() if part.along]

    def _source(self) -> Thing | None:
        wanted = self.desired.clone_from if self.record.copy else None
        return self.kind.pick(self.things, wanted, "clone_from") if wanted else None

    def _creation(self) -> Step[Thing | None]:
        record, kind, source = self.record, self.kind, self._source()
        if self.desired.id is not None or record.create is None:
            option = "id" if self.desired.id is not None else self.identity[0]
            rule = f"is no {kind.what} of {kind.owner}"
            advice = f"{kind.several.capitalize()} are created without an id; the id is given by the service"
            raise InvalidInput(option, getattr(self.desired, option), rule, advice=record.no_creation or advice)
        values, along = self.to_be_created(), self.goes_along()
        return Step(
            "create",
            f"create {kind.what} {self.name}",
            self.shown(self._created()),
            partial(self._create, record.create, source, values, along),
            again_late=not record.unique,
            once=record.created_once,
        )

    def to_be_created(self) -> Values:
        """What to send for a new thing, by the API's names.

        :raises InvalidInput: something is missing.
        """
        record, source = self.record, self._source()
        values = self._values(source)
        missing = [one.name for one in record.fields if one.needed and values.get(one.key) is None]
        if missing:
            also = " or clone_from" if record.copy and not source else ""
            raise self.incomplete(missing, also)
        return values

    def incomplete(self, missing: Sequence[str], also: str = "") -> Missing:
        """The error for a thing that does not exist, where the task says too little to create it.

        :param also: what would do instead, to be read behind the options that are missing.
        """
        record, kind, option = self.record, self.kind, self.identity[0]
        rule = f"is no {kind.what} of {kind.owner}, and to create it the task needs {' and '.join(missing)}{also}"
        # where only those were looked for that may be meant, none of them has a name like it
        there = kind.all(self.client) if record.seek else self.things
        advice = f"If it should exist already: {kind.similar(there, self.name)}" if there else ""
        error = Missing(option, self.name, rule, advice, (record.key,), missing)
        # that it is in such a place tells nobody what is missing
        error.value = getattr(self.desired, option)
        return error

    def _before(self) -> Iterator[Step[Thing | None]]:
        """The steps that a creation needs first."""
        view = self.view(None)
        for change in self.record.before(self):
            view = {**view, **change.after}
            yield Step(change.action, change.what, view, partial(self._make_apart, change))

    def _after(self, thing: Thing | None) -> Iterator[Step[Thing | None]]:
        """The steps that follow the end of a thing, of one that has just gone too."""
        ending = thing or self.ending
        for change in self.record.after(self, ending, thing is None) if ending else ():
            yield Step(change.action, change.what, self.view(None), partial(self._make_apart, change))

    def _update(
        self, change: Callable[..., Thing], thing: Thing | None, changes: Values, after: View
    ) -> Step[Thing | None]:
        def update(now: Thing | None, run: Run) -> Thing | None:
            return self._until_as_desired(change(self.client, *self.parents, thing or now, changes), run)

        who = self.kind.describe(thing) if thing else self.name
        return Step("update", f"change {self.kind.what} {who}", after, update)

    def _deletion(self, thing: Thing, after: Sequence[Step[Thing | None]]) -> Step[Thing | None]:
        def delete(_thing: Thing | None, run: Run) -> Thing | None:
            try:
                self.delete(thing, run)
            except BoxfleetError as error:
                # the next task may not find the thing, which alone tells what is to follow
                left = f"Not done: {' and '.join(step.what for step in after)}" if after else ""
                error.now = ". ".join(filter(None, [error.now, left]))
                raise
            return None

        return Step("delete", f"delete {self.kind.what} {self.kind.describe(thing)}", self.view(None), delete)

    def _without_twins(self, kept: Thing | None) -> Iterator[Step[Thing | None]]:
        """Away with what a race left."""
        if kept is None:
            return
        for twin in self._twins:
            what = f"delete {self.kind.what} {self.kind.describe(twin)}"
            yield Step("delete", what, self.view(kept), partial(self._delete_twin, kept, twin))

    def _step(self, change: Change, after: View) -> Step[Thing | None]:
        return Step(change.action, change.what, after, partial(self._make, change), change.again_late)

    # Doing it

    def _create(
        self,
        create: Callable[..., Thing],
        source: Thing | None,
        values: Values,
        along: Values,
        _none: Thing | None,
        run: Run,
    ) -> Thing | None:
        self.asked_for_one = not self.record.unique
        if source is not None and self.record.copy is not None:
            at_rest = self._watch(source).at_rest(source, self.deadline)
            thing = self.record.copy(self.client, *self.parents, at_rest, self.given())
        else:
            thing = create(self.client, *self.parents, values, **along)
        self.made.append("create")
        made = self._until_as_desired(thing, run, new=True)
        return made if self.record.unique or made is None else self._only(made, run)

    def _make(self, change: Change, thing: Thing | None, run: Run) -> Thing | None:
        """A change that is no change of a field."""
        if thing is None:
            raise WaitFailed(f"{self.kind.what} {self.name} is gone")

        def reached(seen: Thing | None) -> bool:
            return seen is not None and self.kind.settled(seen) and (change.reached is None or change.reached(seen))

        answer = change.make(thing, run)
        self.made.append(change.action)
        if not run.wait:
            return answer or thing
        answer = answer or self.kind.by_id(self.client, self.kind.id_of(thing)) or thing
        return self._looked(self._watch(answer).until_changed(answer, reached, self.deadline))

    def _make_apart(self, change: Change, _none: Thing | None, run: Run) -> None:
        """A change of something else, while there is no such thing yet, or no longer."""
        change.make({}, run)
        self.made.append(change.action)

    def delete(self, thing: Thing, run: Run) -> None:
        """Have a thing of the kind deleted."""
        self.record.delete(self.client, *self.parents, thing, self.desired)
        if run.wait:
            self._watch(thing).until_changed(thing, lambda seen: seen is None, self.deadline)

    def _delete_wholly(self, thing: Thing, run: Run) -> None:
        """Have a thing deleted that is one too many, with what goes after it."""
        after = list(self.record.after(self, thing, False))
        self.delete(thing, replace(run, wait=run.wait or bool(after)))
        for change in after:
            change.make({}, run)

    def _delete_twin(self, kept: Thing, twin: Thing, _thing: Thing | None, run: Run) -> Thing | None:
        self._delete_wholly(twin, run)
        self._twins = [other for other in self._twins if other is not twin]
        run.warnings.append(self.kind.told_of_twins(kept, twin))
        return kept

    def _until_as_desired(self, answer: Thing, run: Run, new: bool = False) -> Thing | None:
        def reached(seen: Thing | None) -> bool:
            return (
                seen is not None
                and self.kind.settled(seen)
                and not self.record.broken(seen)
                and not self._differing(seen, new)
            )

        if not run.wait:
            return answer
        return self._looked(self._watch(answer).until_changed(answer, reached, self.deadline))

    def _only(self, made: Thing, run: Run) -> Thing:
        def same(thing: Thing) -> bool:
            broken = self.record.broken(thing)
            return self._is_meant(thing) and not broken and not self._differing(thing, new=True)

        return self.kind.only(self.client, made, same, lambda: self._delete_wholly(made, run), run.warnings)
