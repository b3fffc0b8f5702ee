# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Others of a name in other places: who mistypes a region makes a second one."""

from __future__ import annotations

from typing import Any, Callable, Iterator

from ..kind import Thing
from ..naming import beginning


def warns_of_namesakes(place: str, advice: str = "") -> Callable[[Any, Thing | None], Iterator[str]]:
    """What Record.warn is for things that are told apart by their name and where they are.

    A fleet that names one in several places means it.

    :param place: the field that says where one is.
    :param advice: what else to say, a sentence.
    """

    def warn(resource: Any, thing: Thing | None) -> Iterator[str]:
        kind, desired = resource.kind, resource.desired
        if thing is not None or desired.state == "absent" or resource.one_of_many:
            return
        for one in resource.things:
            if desired.name and kind.name_of(one) == desired.name and not kind.leaving(one):
                there = resource.record.read(one).get(place)
                told = (
                    f"{beginning(kind.what)} {kind.describe(one)} in {there} has the name, too, so this is another one."
                )
                yield f"{told} {advice}".strip()

    return warn
