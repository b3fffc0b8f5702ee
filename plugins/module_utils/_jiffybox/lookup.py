# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which thing is meant: by name or id, with help for typos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Callable

from .._core.errors import InvalidInput, Refused
from .._core.suggest import did_you_mean
from . import status
from .client import Client, Json


@dataclass(frozen=True)
class Kind:
    """A kind of thing that an account has, and that is meant by name or id.

    :ivar what: what one is called in a sentence.
    :ivar several: what more than one are called.
    :ivar get: asks for one by its id.
    :ivar get_all: asks for all; the "id" inside an entry counts, not its key.
    """

    what: str
    several: str
    get: Callable[[Client, int], Json]
    get_all: Callable[[Client], dict[str, Json]]

    def all(self, client: Client) -> list[Json]:
        """All that the account has."""
        return [thing for thing in self.get_all(client).values() if not status.gone(thing)]

    def by_id(self, client: Client, thing_id: int) -> Json | None:
        """The one with this id, or None if the account has none.

        A refusal alone does not tell "gone" from any other error, so it is checked against the list (Deleting).
        """
        try:
            thing = self.get(client, thing_id)
        except Refused:
            if any(thing["id"] == thing_id for thing in self.all(client)):
                raise
            return None
        return None if status.gone(thing) else thing

    def by_name(self, things: Iterable[Json], name: str, option: str = "name") -> Json | None:
        """The one with this name, or None. One that is being deleted counts only where there is no other.

        :raises InvalidInput: there are several.
        """
        named = [thing for thing in things if thing["name"] == name]
        found = [thing for thing in named if not status.leaving(thing)] or named[:1]
        if len(found) > 1:
            ids = " and ".join(str(thing["id"]) for thing in found)
            rule = f"is the name of several {self.several}: {ids}"
            raise InvalidInput(option, name, rule, advice="Say which by its id")
        return found[0] if found else None

    def find(self, client: Client, wanted: str, option: str) -> Json:
        """The one with this id or name, by the cheap call where it is an id.

        :raises InvalidInput: there is none, or there are several with the name.
        """
        thing = self.by_id(client, int(wanted)) if wanted.isdecimal() else None
        return thing or self.pick(self.all(client), wanted, option)

    def pick(self, things: list[Json], wanted: str, option: str) -> Json:
        """The one of these with this id or, if none has it, this name.

        :raises InvalidInput: there is none, or there are several with the name.
        """
        thing = next((thing for thing in things if str(thing["id"]) == wanted), None)
        thing = thing or self.by_name(things, wanted, option)
        if thing is None:
            rule = f"is no {self.what} of this account"
            raise InvalidInput(option, wanted, rule, advice=self.similar(things, wanted))
        return thing

    def similar(self, things: Iterable[Json], wanted: str) -> str:
        """A sentence naming those with a name like it."""
        return did_you_mean(wanted, {thing["name"] for thing in things})


BOX = Kind("box", "boxes", lambda client, box: client.get_box(box), lambda client: client.get_boxes())
CONTACT_GROUP = Kind(
    "contact group",
    "contact groups",
    lambda client, group: client.get_contact_group(group),
    lambda client: client.get_contact_groups(),
)
CHECK = Kind(
    "monitoring check",
    "monitoring checks",
    lambda client, check: client.get_check(check),
    lambda client: client.get_checks(),
)


def named_plan(plans: Iterable[Json], wanted: str) -> Json:
    """The plan with this id or name.

    :raises InvalidInput: the service does not offer it.
    """
    plans = list(plans)
    plan = next((plan for plan in plans if is_plan(plan, wanted)), None)
    if plan is None:
        advice = did_you_mean(wanted, [plan["name"] for plan in plans])
        raise InvalidInput("plan", wanted, "is not offered by the service", advice=advice)
    return plan


def is_plan(plan: Json, wanted: str) -> bool:
    """Whether ``wanted`` is the plan's id or its name."""
    return wanted in (str(plan.get("id")), plan.get("name"))


def named_distribution(distributions: dict[str, Json], key: str) -> Json:
    """The distribution with this key.

    :raises InvalidInput: the service does not offer it.
    """
    if key not in distributions:
        advice = did_you_mean(key, distributions)
        raise InvalidInput("distribution", key, "is not offered by the service", advice=advice)
    return distributions[key]
