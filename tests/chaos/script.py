# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens in an episode, drawn from a seed: the same seed is the same playbook, faults and moments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.chaos.provider import Book, ChaosProvider
from tests.chaos.relay import Moment

# Ansible on its own, its process group as a terminal has it, and everything, as a container ends.
WHOM = ("leader", "group", "all")
KILLS = ("SIGINT", "SIGTERM", "SIGKILL", "SIGKILL")

ALONE = (("fault",), ("fault",), ("fault", "restart"), ("late", "fault"), ("kill",), ("kill", "fault"))
# Of two tasks that make the same thing at once, one has to see what the other did; so they live, and do not give up.
IN_A_CROWD = (("fault",), ("fault",), ("fault", "restart"))


@dataclass(frozen=True)
class Rough:
    """A run that is disturbed.

    :ivar book: what is played.
    :ivar faults: as the control plane takes them.
    :ivar moments: what happens at which request.
    :ivar api: options of the API for all its tasks.
    :ivar in_process: whether tasks may run in Ansible's own process.
    :ivar goes_on: whether the playbook goes on with the next task after one that failed.
    :ivar verbosity: the number of v in -vvv.
    """

    book: Book
    faults: tuple[Mapping[str, Any], ...]
    moments: tuple[Moment, ...]
    api: Mapping[str, Any]
    in_process: bool
    goes_on: bool
    verbosity: int

    def __str__(self) -> str:
        faults = [" ".join(f"{value}" for value in fault.values()) for fault in self.faults]
        return "; ".join([*faults, *map(str, self.moments), "in process" if self.in_process else "as modules"])


@dataclass(frozen=True)
class Script:
    """An episode: rough runs, after which one without faults must put all right, and one more must change nothing.

    Two playbooks that want the same things otherwise take turns, so that there is always something to do. The last one
    is that which must come true.
    """

    seed: int
    options: tuple[str, ...]
    roughs: tuple[Rough, ...]

    @property
    def books(self) -> tuple[Book, ...]:
        """The playbooks, that of the last run last."""
        return tuple(rough.book for rough in self.roughs)


def script(provider: ChaosProvider, seed: int) -> Script:
    """The episode of a seed."""
    dice = Random(f"{provider.name} {seed}")
    books = (provider.book(dice), provider.book(dice))
    rate = dice.choice(provider.rates)
    forms = dice.sample(provider.forms, min(dice.choice((0, 0, 1, 2)), len(provider.forms)))
    options = [*provider.options, *(word for form in forms for word in ("--form", form))]
    options += ["--rate", rate] if rate else []
    roughs = [_rough(provider, dice, books[number % 2]) for number in range(dice.choice((3, 4, 5, 6)))]
    return Script(seed, tuple(options), tuple(roughs))


def _rough(provider: ChaosProvider, dice: Random, book: Book) -> Rough:
    kinds = dice.choice(IN_A_CROWD if book.crowd else ALONE)
    faults: list[Mapping[str, Any]] = []
    moments: list[Moment] = []
    if "fault" in kinds:
        weights, table = zip(*provider.faults, strict=True)
        for fault in dice.choices(table, weights, k=dice.randint(1, 6)):
            times = {"times": dice.choice((1, 1, 1, 2, 3))}
            faults.append({"path": "*", **fault, **times, "after": _number(dice, 8 if fault["method"] == "*" else 2)})
    if "restart" in kinds:
        how = dice.choice(("SIGTERM", "SIGKILL"))
        moments.append(Moment(_number(dice, 20), "restart", dice.random() < 0.5, how, count=dice.choice((0, 1, 3))))
    if "late" in kinds:
        moments += [Moment(_number(dice, 4), "late", count=dice.choice((0, 1, 2))) for _time in range(2)]
    if "kill" in kinds:
        at, after = _number(dice, 20), dice.random() < 0.5
        moments.append(Moment(at, "kill", after, dice.choice(KILLS), dice.choice(WHOM)))
    return Rough(
        book,
        tuple(faults),
        tuple(moments),
        {"api_timeout": 2, "api_retries": 12 if book.crowd else dice.choice((0, 2, 4, 4)), "api_backoff_factor": 0.5},
        dice.random() < 0.8,
        dice.random() < 0.6,
        dice.choice((0, 0, 1, 3, 5)),
    )


def _number(dice: Random, mean: int) -> int:
    return int(dice.expovariate(1 / mean))
