# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What there is in an account and on offer: the tables of jiffybox_info and jiffybox_facts. It only reads."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from functools import cached_property, partial
from typing import Any, Callable, List, TypeVar

from ..._core.background import side_by_side
from ..._core.errors import Refused
from ..._core.info import Lists, facts_spec, info_spec
from ..._core.naming import snake_fields
from .. import kinds
from ..backup.model import backups_result
from ..box.model import box_result
from ..catalogue import box_costs, distribution_result, plan_result, total_costs
from ..check.model import check_result
from ..client import Client, Json, as_map
from ..contact_group.record import contact_group_result
from ..ip.model import address_result
from ..provider import JIFFYBOX
from .desired import LEAST, FactsOptions

T = TypeVar("T")
Facts = List["dict[str, Any]"]

# calls under way at once
_AT_ONCE = 10
# what a check last found, as the service tells it
_STATE = ("code", "response")


class AccountFacts:
    """One method for every list. Nothing is asked twice, and nothing that the subsets asked for do not need."""

    def __init__(self, client: Client, options: FactsOptions) -> None:
        self.client = client
        self.options = options

    def boxes(self) -> Facts:
        """The boxes that pass the filters, with their costs."""
        return [{**box_result(box), **box_costs(box)} for box in self._boxes]

    def plans(self) -> Facts:
        """The plans on offer, or those of them that are named."""
        wanted = self.options.plan

        def listed() -> list[Json]:
            plans = self.client.get_plans().values()
            return [plan for plan in plans if not wanted or any(kinds.is_plan(plan, name) for name in wanted)]

        plans = _if_there(lambda: self.client.get_plan(wanted[0]), listed) if len(wanted) == 1 else listed()
        return _sorted("id", map(plan_result, plans))

    def distributions(self) -> Facts:
        """The distributions on offer, or those of them that are named."""
        wanted = self.options.distribution

        def listed() -> Facts:
            distributions = self.client.get_distributions().items()
            return [distribution_result(key, entry) for key, entry in distributions if not wanted or key in wanted]

        def one() -> dict[str, Any]:
            return distribution_result(wanted[0], self.client.get_distribution(wanted[0]))

        return _sorted("key", _if_there(one, listed) if len(wanted) == 1 else listed())

    def ips(self) -> Facts:
        """The addresses of the boxes."""
        boxes = self._of_boxes(self.client.get_ips, self.client.get_all_ips)
        return _sorted(
            "id",
            [address_result(address, box_id) for box_id, addresses in boxes.items() for address in addresses.values()],
        )

    def backups(self) -> Facts:
        """The backups and schedules of the boxes, an entry for each box."""
        boxes = self._of_boxes(self.client.get_backups, self.client.get_all_backups)
        # only the call for one box tells the schedule
        unsure = [box_id for box_id, backups in boxes.items() if "day" not in backups]
        asked = unsure if len(boxes) > 1 else []
        boxes.update(zip(asked, side_by_side([partial(self._backups_of, box_id) for box_id in asked], _AT_ONCE)))
        return _sorted("box", [{"box": box_id, **backups_result(backups)} for box_id, backups in boxes.items()])

    def _backups_of(self, box_id: int) -> Json:
        found = _if_there(lambda: self.client.get_backups(box_id), lambda: str(box_id) in self.client.get_boxes())
        return found[0] if found else {}

    def monitoring(self) -> Facts:
        """The checks of the boxes, with what they last found if that is asked for."""
        wanted = self._box_ids
        if wanted is not None and not wanted:
            return []
        checks = kinds.CHECK.all(self.client)
        checks = [check for check in checks if wanted is None or check.get("jiffyBox") in wanted]
        found = check_states(self.client, checks) if self.options.check_status else {}
        return _sorted(
            "id", [{**check_result(check), **snake_fields(found.get(check["id"], {}), _STATE)} for check in checks]
        )

    def contact_groups(self) -> Facts:
        """The contact groups of the account."""
        return _sorted("id", map(contact_group_result, kinds.CONTACT_GROUP.all(self.client)))

    def doc(self) -> Facts:
        """What the service says of itself, an entry for each of its modules."""
        return [
            {"name": name, "description": line, "calls": self.client.get_module_doc(name)}
            for name, line in sorted(self.client.get_doc().items())
        ]

    @cached_property
    def _boxes(self) -> list[Json]:
        """The boxes that pass the filters, as the service describes them."""
        if len(self.options.id) == 1:
            box = kinds.BOX.by_id(self.client, self.options.id[0])
            boxes = [] if box is None else [box]
        else:
            boxes = list(self.client.get_boxes().values())
        return sorted(filter(self.options.match, boxes), key=lambda box: int(box["id"]))

    @cached_property
    def _box_ids(self) -> set[int] | None:
        """The ids of the boxes that pass the filters, None for all boxes.

        When no more than their ids is asked for, they are not looked at for that, and some may not exist.
        """
        filters = self.options.filters
        if not filters:
            return None
        if filters == {"id"} and "boxes" not in self.options.subsets:
            return set(self.options.id)
        return {box["id"] for box in self._boxes}

    def _of_boxes(self, ask_one: Callable[[int], Json], ask_all: Callable[[], Json]) -> dict[int, Json]:
        """What belongs to the boxes that pass the filters, by box id; for one box it is asked of that box alone."""
        wanted = self._box_ids
        if wanted is not None and not wanted:
            return {}
        if wanted is not None and len(wanted) == 1:
            [box_id] = wanted
            found = _if_there(lambda: ask_one(box_id), lambda: str(box_id) in self.client.get_boxes())
            return dict(zip(wanted, found))
        answers = {int(box_id): as_map(answer) for box_id, answer in ask_all().items()}
        return {box_id: answer for box_id, answer in answers.items() if wanted is None or box_id in wanted}


def check_states(client: Client, checks: list[Json]) -> dict[int, Json]:
    """What each check last found, check id -> {code, response}, in as few calls as the API allows.

    Checks of one address are asked for together. An address that is not in use, since its box is frozen, is refused;
    its checks are asked for one by one then.
    """
    ids_by_address: dict[str, list[int]] = {}
    for check in checks:
        ids_by_address.setdefault(check["ip"], []).append(check["id"])
    found: dict[int, Json] = {}
    for address, ids in ids_by_address.items():
        if len(ids) > 1:
            with contextlib.suppress(Refused):
                found.update({int(key): state for key, state in client.get_check_status(address).items()})
        for check_id in ids:
            if check_id not in found:
                found[check_id] = next(iter(client.get_check_status(check_id).values()), {})
    return found


def _if_there(ask: Callable[[], T], listed: Callable[[], Any]) -> list[T]:
    """The answer, or nothing if the service refuses it because there is no such thing.

    :param listed: whether the service lists it; a refusal alone does not tell what is missing from any other error.
    """
    try:
        return [ask()]
    except Refused:
        if listed():
            raise
        return []


def _sorted(key: str, entries: Iterable[dict[str, Any]]) -> Facts:
    return sorted(entries, key=lambda entry: entry[key])


def _costs(told: dict[str, Any]) -> dict[str, Any]:
    """What the boxes cost together, where they are told."""
    return {"costs": total_costs(told["boxes"])} if "boxes" in told else {}


JIFFYBOX_LISTS = Lists(
    provider=JIFFYBOX,
    lists={
        "boxes": AccountFacts.boxes,
        "plans": AccountFacts.plans,
        "distributions": AccountFacts.distributions,
        "ips": AccountFacts.ips,
        "backups": AccountFacts.backups,
        "monitoring": AccountFacts.monitoring,
        "contact_groups": AccountFacts.contact_groups,
        "doc": AccountFacts.doc,
    },
    least=LEAST,
    options=FactsOptions,
    begin=AccountFacts,
    more=_costs,
)
INFO_TASK = info_spec(JIFFYBOX_LISTS)
FACTS_TASK = facts_spec(JIFFYBOX_LISTS)
