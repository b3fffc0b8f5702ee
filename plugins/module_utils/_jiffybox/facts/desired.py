# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants to know of an account, checked before any call is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from ..._core.errors import InvalidInput
from ..._core.info import chosen_subsets
from ..._core.json_values import same_json
from ..._core.options import check_options, option
from ..._core.selector import Selector, parsed
from .. import kinds
from ..box.model import distribution_of, metadata_of, plan_of
from ..client import Json

SUBSETS = ("boxes", "plans", "distributions", "ips", "backups", "monitoring", "contact_groups", "doc")
LEAST = ("boxes",)
STATUSES = (
    "READY",
    "FROZEN",
    "CREATING",
    "UPDATING",
    "CHANGING PLAN",
    "FREEZING",
    "THAWING",
    "DELETING",
    "RUNNING",
)
_FILTERS = ("name", "id", "status", "metadata", "label_selector", "plan", "distribution")


@dataclass(frozen=True)
class FactsOptions:
    """Which facts, and of which boxes; names and meanings as documented for jiffybox_info and jiffybox_facts.

    :ivar subsets: what gather_subset comes to, out of SUBSETS.
    :ivar selector: what label_selector says.
    :raises InvalidInput: a value breaks a rule.
    """

    gather_subset: tuple[str, ...] = ("min",)
    name: tuple[str, ...] = ()
    id: tuple[int, ...] = ()
    status: tuple[str, ...] = option((), choices=STATUSES)
    metadata: Json = field(default_factory=dict)
    label_selector: str = ""
    plan: tuple[str, ...] = ()
    distribution: tuple[str, ...] = ()
    check_status: bool = False
    subsets: frozenset[str] = field(init=False)
    selector: Selector = field(init=False)

    def __post_init__(self) -> None:
        check_options(self)
        for name in ("name", "plan", "distribution"):
            if not all(getattr(self, name)):
                raise InvalidInput(name, "", "must not be empty", advice="Leave it out to take all")
        for box_id in self.id:
            if box_id < 1:
                raise InvalidInput("id", box_id, "must be a positive number")
        object.__setattr__(self, "subsets", subsets_of(self.gather_subset))
        object.__setattr__(self, "selector", parsed("label_selector", self.label_selector))

    @property
    def filters(self) -> frozenset[str]:
        """The names of the filters that narrow down the boxes."""
        return frozenset(name for name in _FILTERS if getattr(self, name))

    def match(self, box: Json) -> bool:
        """Whether the box passes every filter."""
        metadata = metadata_of(box)
        return (
            (not self.name or any(fnmatchcase(box["name"], pattern) for pattern in self.name))
            and (not self.id or box["id"] in self.id)
            and (not self.status or box["status"] in self.status)
            and (not self.plan or any(kinds.is_plan(plan_of(box), plan) for plan in self.plan))
            and (not self.distribution or distribution_of(box) in self.distribution)
            and self.selector.matches(metadata)
            and all(_has(metadata, key, value) for key, value in self.metadata.items())
        )


def subsets_of(gather_subset: Iterable[str]) -> frozenset[str]:
    """The subsets that a gather_subset comes to.

    :raises InvalidInput: there is no subset of that name.
    """
    return chosen_subsets(gather_subset, SUBSETS, LEAST)


def _has(metadata: Json, key: str, value: Any) -> bool:
    """Whether the metadata has the value under the key; None means that it has no such key."""
    return key not in metadata if value is None else key in metadata and same_json(metadata[key], value)
