# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The terms of a run: whether steps are written down, which of them were approved, what things cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Mapping, Sequence

from ..cost import Cost, from_table
from ..errors import BoxfleetError
from .gate import Gate
from .keyed import asked_for
from .steps import Approved, in_words, written_steps

if TYPE_CHECKING:
    from ..client import ApiClient
    from ..converge import Outcome
    from ..task import TaskSpec


@dataclass(frozen=True)
class Terms:
    """What whoever runs a playbook has said of the run as a whole.

    :ivar written: whether results tell their steps, for the summary and the file of steps.
    :ivar approved: what was approved, as the file has it: entries with account, title, asked and steps; None where
        everything may be done.
    :ivar key: what the hashes in that file are made with; empty for the secrets of the account.
    :ivar fail_on_drift: whether a dry run fails where something would be changed.
    :ivar prices: a table of prices, see cost.py.
    """

    written: bool = False
    approved: Sequence[Mapping[str, Any]] | None = None
    key: str = field(default="", repr=False)
    fail_on_drift: bool = False
    prices: Mapping[str, Any] = field(default_factory=dict)


FREE = Terms()


# How a module is told of the terms, besides its options; nobody else gives these.
_ARGUMENTS = ("_boxfleet", "_boxfleet_key")


def as_arguments(terms: Terms) -> dict[str, Any]:
    """The terms as arguments of a module."""
    told = {
        "written": terms.written,
        "approved": terms.approved,
        "fail_on_drift": terms.fail_on_drift,
        "prices": terms.prices,
    }
    return {"_boxfleet": told, **({"_boxfleet_key": terms.key} if terms.key else {})}


def from_arguments(params: dict[str, Any]) -> Terms:
    """The terms that a module was told, which are taken out of its arguments."""
    told, key = (params.pop(name, None) for name in _ARGUMENTS)
    return Terms(**told, key=key or "") if told else FREE


class Drifted(BoxfleetError):
    """Something is not as desired, in a run that only asks whether it is."""


class TaskTerms:
    """The terms of a run, for one task of one account."""

    def __init__(self, terms: Terms, spec: TaskSpec, params: Mapping[str, Any], client: ApiClient) -> None:
        self._terms = terms
        self._provider = spec.provider
        self._client = client
        self._costs = spec.provider.costs and spec.provider.costs(client)
        self._asked = ""
        if terms.written or terms.approved is not None:
            own = {name: params.get(name) for name in spec.argument_spec}
            self._asked = asked_for(own, spec.provider.argument_spec, terms.key, client.account.auth.secrets)

    def gate(self) -> Gate:
        """What the task's changes pass."""
        if self._terms.approved is None:
            return Gate()
        approved: dict[str, list[Approved]] = {}
        for one in self._terms.approved:
            if one["account"] == self._client.session.account:
                approved.setdefault(one["title"], []).append(Approved(one["asked"], one["steps"]))
        return Gate(approved, self._asked)

    def told(self, outcomes: Sequence[Outcome[Any]]) -> dict[str, Any]:
        """What the results of the task tell of its steps, by name."""
        if not self._terms.written or not outcomes:
            return {}
        things = [self._thing(outcome) for outcome in outcomes]
        told = {
            "provider": self._provider.name,
            "account": self._client.session.account,
            "asked": self._asked,
            "things": things,
        }
        return {"boxfleet": told, **({"cost": things[0]["cost"]} if len(things) == 1 else {})}

    def _thing(self, outcome: Outcome[Any]) -> dict[str, Any]:
        planned = outcome.planned
        return {
            "title": outcome.title,
            "steps": written_steps(planned.before, planned.steps),
            "cost": self._cost(outcome),
        }

    def _cost(self, outcome: Outcome[Any]) -> dict[str, Any]:
        """What a thing costs a month, before and after; None where nobody knows."""
        before, after = (self._priced(outcome.what, view) for view in (outcome.planned.before, outcome.planned.after))
        known = [one for one in (after, before) if one]
        return {
            "before": before.amount if before else None,
            "after": after.amount if after else None,
            "currency": known[0].currency if known else None,
            "note": next((one.note for one in known if one.note), ""),
        }

    def _priced(self, what: str, view: Any) -> Cost | None:
        told = from_table(self._terms.prices, self._provider.name, what, view)
        return self._costs(what, view) if told is None and self._costs else told

    def see_drift(self, outcomes: Sequence[Outcome[Any]], check_mode: bool) -> None:
        """See that everything is as desired, where a dry run is to tell whether it is.

        :raises Drifted: something is not.
        """
        if not (check_mode and self._terms.fail_on_drift):
            return
        told = [
            in_words(written_steps(outcome.planned.before, outcome.planned.steps))
            for outcome in outcomes
            if outcome.planned.steps
        ]
        if told:
            raise Drifted(
                f"what is there is not what is desired, which would take: {'; '.join(told)}",
                now="Nothing was changed",
                advice="Run the playbook to put it right, or change the playbook",
            )
