# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a provider says so that its modules, fleets and roles take part: a table, a playbook from dice, and a look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.chaos.relay import Sent, Upstream

Facts = dict[str, Any]
# kind and name of a thing -> all things that are called so, as the service has them
Things = dict[str, list[Facts]]


Faults = tuple[tuple[int, Mapping[str, Any]], ...]

# An answer that comes after whoever asked has gone, and one that is only late.
SLOW_FAULTS: Faults = (
    (1, {"method": "*", "kind": "timeout", "seconds": 5}),
    (1, {"method": "*", "kind": "slow", "seconds": 3}),
)


def usual_faults(changes: str) -> Faults:
    """What a network and a service that is overloaded do, with how often it is drawn.

    :param changes: the verb by which the API changes what is there.
    """
    return (
        (3, {"method": "*", "kind": "reset_before"}),
        (3, {"method": "*", "kind": "reset_after"}),
        (3, {"method": "POST", "kind": "reset_after"}),
        (2, {"method": changes, "kind": "reset_after"}),
        (2, {"method": "DELETE", "kind": "reset_after"}),
        (2, {"method": "*", "kind": "status", "status": 503, "retry_after": 1}),
        (1, {"method": "*", "kind": "status", "status": 500}),
        (1, {"method": "*", "kind": "status", "status": 429, "retry_after": 1}),
        (2, {"method": "*", "kind": "status_after", "status": 502}),
        (2, {"method": "POST", "kind": "status_after", "status": 500}),
        (2, {"method": "*", "kind": "truncate"}),
        (1, {"method": "POST", "kind": "truncate"}),
        (1, {"method": "*", "kind": "html"}),
    )


@dataclass(frozen=True)
class Book:
    """A playbook, and what must be there when it has run.

    :ivar plays: as YAML has them, without the options of the API.
    :ivar wishes: things -> what must be true of them, None for a thing that must be gone.
    :ivar crowd: whether several hosts ask for the same things at once. What one of them tells, another one may have
        done.
    :ivar secrets: what no output may show.
    """

    plays: list[dict[str, Any]]
    wishes: Mapping[str, Facts | None]
    crowd: bool = False
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChaosProvider:
    """A provider that takes part.

    :ivar name: of the provider.
    :ivar program: the sandbox, a module of ``folder``.
    :ivar forms: options of the sandbox that are drawn, none or some of them.
    :ivar options: options that it always has, such as that names need not be unique.
    :ivar rates: limits that are drawn, "" for none.
    :ivar environment: what tells the modules where the service is; given its address.
    :ivar defaults: the modules or the group of them that module_defaults are for.
    :ivar furnish: makes what is there from the start; called once, the sandbox is empty.
    :ivar book: a playbook, drawn.
    :ivar faults: faults as the control plane takes them, with how often they are drawn.
    :ivar may_be_late: whether a request, a verb and a path, may come late without harm to anything but names that need
        not be unique.
    :ivar look: all things of the account.
    :ivar mine: whether a key of Things is of what playbooks are about; all others must stay as they are.
    :ivar deed: what a request does, a word.
    :ivar told: deeds -> what has to be told for them: tasks' actions, without the thing.
    :ivar at_once: deeds that one action may do to several things.
    :ivar unmade: kinds of faults that undo a change that was accepted; one that nobody heard of is not told then.
    :ivar tasks: beginning of the names of the provider's modules.
    """

    name: str
    program: str
    folder: Path
    options: tuple[str, ...]
    forms: tuple[str, ...]
    rates: tuple[str, ...]
    environment: Callable[[str], Mapping[str, str]]
    defaults: tuple[str, ...]
    furnish: Callable[[Upstream], None]
    book: Callable[[Random], Book]
    faults: Faults
    may_be_late: Callable[[str, str], bool]
    look: Callable[[Upstream], Things]
    mine: Callable[[str], bool]
    deed: Callable[[Sent], str]
    told: Mapping[str, frozenset[str]]
    at_once: frozenset[str] = frozenset()
    unmade: frozenset[str] = frozenset({"vanish"})
    tasks: str = "boxfleet.cloud."
    secrets: tuple[str, ...] = field(default=())
