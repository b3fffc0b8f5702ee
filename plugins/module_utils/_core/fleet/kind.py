# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""A kind of thing that can be asked for by the dozen: what a provider has to say of it, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Generic, Protocol, TypeVar

from ..client import ApiClient
from ..converge import Outcome, Resource
from ..kind import Kind, Thing
from ..record.table import Parent
from ..seen import Seen

ABSENT = "absent"


class Desired(Protocol):
    """What is desired of one thing, as far as a fleet has to know."""

    @property
    def name(self) -> str | None:
        """Its name; None where the id says which one."""

    @property
    def id(self) -> Any:
        """Its id; None where the name says which one."""

    @property
    def state(self) -> str:
        """ABSENT if it is not to exist."""

    @property
    def wait(self) -> bool:
        """Whether to wait until its last change is complete."""

    @property
    def wait_timeout(self) -> int:
        """Seconds that all waiting for it may take."""


C = TypeVar("C", bound=ApiClient)
D = TypeVar("D", bound=Desired)
S = TypeVar("S")


@dataclass(frozen=True)
class Source(Generic[D]):
    """How a thing is made from another of its kind.

    :ivar option: names that other one, by id or name.
    :ivar to_come: a thing that will be made, as far as making others from it needs it: has its name and an empty id;
        takes what is desired of it, and the thing that it is made from itself, None if from something else.
    :ivar one_at_a_time: whether the service makes one thing from a source, and then the next.
    """

    option: str
    to_come: Callable[[D, Thing | None], Thing]
    one_at_a_time: bool = False


def _nothing(client: Any) -> Any:
    return None


@dataclass(frozen=True)
class FleetKind(Generic[C, D, S]):
    """A kind of thing that comes in fleets.

    :ivar one: what a result calls one, such as "box".
    :ivar several: the option that lists them, such as "boxes".
    :ivar kind: the kind, of the parents.
    :ivar item: the dataclass of what is desired of one.
    :ivar resource: makes the resource of one: takes the client, what is desired, what all share, what was seen.
    :ivar result: one as results show it: takes its resource, the outcome, and whether it is check mode; has the id.
    :ivar share: what all of them share for the time of the task, such as prices that are asked for once.
    :ivar parents: what they are in, outermost first.
    :ivar alternatives: options of which an entry can have one, which then stands in place of whichever the defaults
        have; each with the rule behind it, such as "a box is made from one source".
    :ivar source: how one is made from another, if that can be; whatever is made from another waits for it.
    :ivar key: an option beside the name that tells one from all others, called the same in the thing; where an entry
        has it, it counts instead of the name. Empty for none.
    :ivar besides: options that go with the name where an entry has them, such as a region: things that differ in one
        can have one name. Called the same in the thing.
    :ivar foreseeable: whether a thing shows where it is going, so that it can be planned for; if None, when settled.
    """

    one: str
    several: str
    kind: Callable[..., Kind[C]]
    item: type[D]
    resource: Callable[[C, D, S, Seen], Resource[Any]]
    result: Callable[[Any, Outcome[Any], bool], dict[str, Any] | None]
    share: Callable[[C], S] = _nothing
    parents: tuple[Parent[C], ...] = ()
    alternatives: tuple[tuple[tuple[str, ...], str], ...] = ()
    source: Source[D] | None = None
    key: str = ""
    besides: tuple[str, ...] = ()
    foreseeable: Callable[[Thing], bool] | None = None

    @property
    def what(self) -> str:
        """What one is called in a sentence."""
        return self.one.replace("_", " ")

    @property
    def whats(self) -> str:
        """What several are called in a sentence."""
        return self.several.replace("_", " ")
