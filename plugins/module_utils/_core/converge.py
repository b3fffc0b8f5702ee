# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Steps: what would have to be done, known before any of it is done; and the one way to do it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Generic, Protocol, Sequence, TypeVar

from .approval.gate import Gate
from .errors import BoxfleetError, Fault, NoUsableAnswer, OutcomeUnknown, Refused, Unreachable
from .http import HttpOptions
from .json_values import seen_as
from .wait import Clock, Deadline, backoff
from .watch import Tell

S = TypeVar("S")
View = Any  # a dict of plain values, as diff mode shows it

_MAY_COME = "The service may still carry it out"
_NOT_SHOWN = (
    "The service may still carry it out, and does not show it so far; it is not sent again, since two could come of it"
)
_RUN_AGAIN = "Run the task again: it looks first, and does only what is missing"
_LOOK_FIRST = "Look at the service in some minutes; then run the task again: it takes what is there by then"
# A call that was lost may arrive so many times api_timeout later.
PATIENCE = 2
# Seconds for which a service may not show what it made.
HIDDEN = 120.0
# What may keep a look from succeeding, and no more do so with the next one.
_PASSING = (Refused, NoUsableAnswer, Unreachable)


@dataclass
class Run:
    """What a step learns from the run it is part of, and tells it.

    :ivar wait: whether the step has to wait until its change is complete.
    :ivar actions: the names of the changes made so far; a step adds those it makes besides its own.
    :ivar warnings: what the reader should know of the run.
    """

    wait: bool = True
    actions: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Step(Generic[S]):
    """One change.

    :ivar action: its name in results, such as "start".
    :ivar what: the same for error messages, such as "start box web1 (10001)"; follows "Could not". It tells steps of
        one name apart, and of these each keeps it while it is to do.
    :ivar after: what will be true when it is done, as diff mode shows it.
    :ivar make: makes the change: takes the actual state and the run, returns the actual state after it.
    :ivar again_late: whether a call that was lost could still arrive and do harm if the step is made again, since the
        service would make two things of one name; then it is looked for with patience first.
    :ivar once: whether a call that was lost is not sent again by this run even then, since the service may take
        minutes to show what it made; it is looked for as long as that.
    """

    action: str
    what: str
    after: View
    make: Callable[[S, Run], S]
    again_late: bool = False
    once: bool = False

    def leads(self, steps: Sequence[Step[S]], among: Sequence[Step[S]]) -> bool:
        """Whether it is the first of these steps.

        :param among: the steps that it was planned with. Others of its name tell that the words count, too: each new
            task of a schedule, each port. The only one of its name may be left half done, such as a deletion of two.
        """
        if not steps or steps[0].action != self.action:
            return False
        return steps[0].what == self.what or [step.action for step in among].count(self.action) == 1


@dataclass(frozen=True)
class Steps(Generic[S]):
    """The way from the actual state to the desired one.

    :ivar before: the actual state, as diff mode shows it.
    :ivar steps: the changes in their order; none if nothing is to be done.
    :ivar warnings: what the reader should know although it changes nothing.
    """

    before: View
    steps: tuple[Step[S], ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def after(self) -> View:
        """What will be true when all steps are done."""
        return self.steps[-1].after if self.steps else self.before

    @property
    def actions(self) -> list[str]:
        """The names of the steps."""
        return [step.action for step in self.steps]


class Resource(Protocol[S]):
    """Something that can be compared with what is wanted of it."""

    @property
    def what(self) -> str:
        """The sort of thing it is, such as "box"."""

    @property
    def title(self) -> str:
        """What tells it from all others of the account, such as "box web"; known once it was observed."""

    def observe(self) -> S:
        """The actual state; waits while it is changing."""

    def plan(self, actual: S) -> Steps[S]:
        """What has to be done from there; calls nothing that changes anything."""

    def view(self, actual: S) -> View:
        """The actual state as diff mode shows it."""


class Service(Protocol):
    """What has to be known of the session that the steps of a resource use."""

    options: HttpOptions
    clock: Clock
    tell: Tell
    gate: Gate

    @property
    def accepted(self) -> int:
        """How many changes of this thread the service has accepted."""

    @property
    def unknown(self) -> int:
        """How many changes of this thread were sent, and nobody knows whether they were carried out."""


@dataclass(frozen=True)
class Outcome(Generic[S]):
    """What a run did, or in check mode would do.

    :ivar what: the sort of thing it is about.
    :ivar title: the thing, as in the headline of the diff.
    :ivar planned: the steps as they were planned at first.
    :ivar actions: the names of the changes made (check mode: to be made).
    :ivar warnings: what the reader should know.
    :ivar actual: the actual state at the end (check mode: at the beginning).
    :ivar after: what is true at the end, as diff mode shows it (check mode, or not waited for: what will be).
    """

    what: str
    title: str
    planned: Steps[S]
    actions: list[str]
    warnings: list[str]
    actual: S
    after: View


def converge(resource: Resource[S], service: Service, *, check_mode: bool, wait: bool = True) -> Outcome[S]:
    """Bring a resource to its desired state; in check mode only say how.

    When the outcome of a change is unknown, or the service refuses it because the world has moved on, nothing is
    assumed and nothing is sent twice: the resource is observed and planned anew. What the lost call did do is then
    no longer to do; what it did not do is. A change that the service accepted counts, whatever comes after it.

    :param service: the session that the steps use; a change with an unknown outcome is tried again as often, and with
        such pauses, as its options say.
    :param wait: whether to wait until the last step is complete; all others are always waited for.
    :raises NotApproved: a step is needed that nobody approved, where only such steps may be taken.
    :raises BoxfleetError: a step failed; with what is known about it, and the actions taken before.
    """
    actual = resource.observe()
    planned = resource.plan(actual)
    title, gate = resource.title, service.gate
    gate.check(title, planned)
    if check_mode:
        return Outcome(resource.what, title, planned, planned.actions, list(planned.warnings), actual, planned.after)
    run = Run()
    pauses = service.options.pauses()
    retries_left = service.options.retries
    steps = planned.steps
    while steps:
        step = steps[0]
        made_before, accepted_before, unknown_before = list(run.actions), service.accepted, service.unknown
        run.wait = wait or len(steps) > 1
        run.actions.append(step.action)
        service.tell(step.what, "under way", 0.0)
        made = False
        try:
            with gate.opened():
                actual = step.make(actual, run)
            made = True
            besides: tuple[Step[S], ...] = ()
            if len(steps) == 1 and wait and retries_left:
                # what the service did by itself besides, or two tasks at once
                again = resource.plan(actual)
                gate.check(title, again)
                besides = again.steps
        except Exception as error:
            problem = error if isinstance(error, BoxfleetError) else Fault.from_exception(error)
        else:
            steps = steps[1:] or besides
            retries_left -= bool(besides)
            continue
        # a step may wait for what a lost call leads to, and then fail for another reason
        lost = isinstance(problem, OutcomeUnknown) or service.unknown > unknown_before
        accepted = made or service.accepted > accepted_before
        if not (accepted or lost):
            run.actions = made_before
        if not _worth_a_look(problem, accepted or lost):
            raise _failed(problem, planned, step, run)
        if lost:
            service.tell(step.what, "unknown whether it was done, so it is looked for", 0.0)
            service.clock.sleep(next(pauses))
        patience = PATIENCE * service.options.timeout if lost and step.again_late else 0.0
        may_come = lost and step.once
        if may_come:
            patience = max(patience, HIDDEN)
        try:
            actual, again = _look_again(resource, steps, problem, may_come, Deadline(service.clock, patience))
            gate.check(title, again)
        except BoxfleetError as error:
            raise _failed(error, planned, step, run) from None
        still_to_do = step.leads(again.steps, steps)
        steps = again.steps
        if still_to_do and not accepted:
            run.actions = made_before
        passing = (lost and not step.once) or (isinstance(problem, Refused) and problem.passing)
        if may_come and still_to_do:
            problem.during(step.what, now=_NOT_SHOWN, advice=_LOOK_FIRST)
        if not retries_left or (still_to_do and (accepted or not passing)):
            raise _failed(problem, planned, step, run)
        retries_left -= 1
    after = seen_as(resource.view(actual), planned.after) if wait else planned.after
    return Outcome(resource.what, title, planned, run.actions, [*planned.warnings, *run.warnings], actual, after)


def _worth_a_look(problem: BoxfleetError, sent: bool) -> bool:
    """Whether the resource may yet become as desired: nobody knows what happened, or merely a look went wrong."""
    if isinstance(problem, (OutcomeUnknown, Refused)):
        return True
    return sent and isinstance(problem, (NoUsableAnswer, Unreachable, Fault))


def _look_again(
    resource: Resource[S], steps: Sequence[Step[S]], error: BoxfleetError, may_come: bool, patience: Deadline
) -> tuple[S, Steps[S]]:
    """The actual state and the steps left; if even that cannot be found out, the first error says so too.

    :param steps: those that were left before, the one that went wrong first.
    :param may_come: whether that one is not sent again, and may still be carried out.
    :param patience: until then that one is looked for again as long as it is still to do, or a look fails.
    """
    step, pauses = steps[0], backoff(1.0, 1.25, 12.0)
    while True:
        try:
            actual = resource.observe()
            planned = resource.plan(actual)
            if not step.leads(planned.steps, steps) or not patience.remaining():
                return actual, planned
        except BoxfleetError as second:
            if not (isinstance(second, _PASSING) and patience.remaining()):
                failed = f"Looking at it again failed too: {second}"
                error.now = " ".join(filter(None, [error.now, failed, _MAY_COME if may_come else ""]))
                raise error.during(step.what, advice=_LOOK_FIRST if may_come else _RUN_AGAIN) from None
        patience.clock.sleep(min(next(pauses), patience.remaining()))


def _failed(error: BoxfleetError, planned: Steps[S], step: Step[S], run: Run) -> BoxfleetError:
    error.actions = run.actions
    error.warnings = [*planned.warnings, *run.warnings]
    return error.during(step.what)
