# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What may be mistyped in parameters that Ansible has refused: named first, in full, with the nearest name."""

from __future__ import annotations

from typing import Any, Iterator, Mapping

from .suggest import nearest

Spec = Mapping[str, Mapping[str, Any]]


def complaint(spec: Spec, params: Any, said: str) -> str:
    """What is wrong with parameters.

    :param params: as the user gave them.
    :param said: what Ansible says of them.
    """
    return " ".join([*typos(spec, params), said])


def typos(spec: Spec, params: Any, place: str = "") -> Iterator[str]:
    """A sentence for each option, and each value of a choice, that is near one that exists."""
    for name, value in params.items() if isinstance(params, Mapping) else ():
        option = spec.get(name)
        if option is None:
            meant = nearest(str(name), spec)
            if meant:
                yield f"{place}{name}: there is no such option. {meant}"
            continue
        choices, inside = option.get("choices"), option.get("options")
        for index, entry in enumerate(value if isinstance(value, list) else [value]):
            where = f"{place}{name}[{index}]" if isinstance(value, list) else f"{place}{name}"
            if inside:
                yield from typos(inside, entry, f"{where}.")
            elif choices and not option.get("no_log") and isinstance(entry, str) and entry not in map(str, choices):
                meant = nearest(entry, map(str, choices))
                if meant:
                    yield f"{where}: {entry!r} is not one of its values. {meant}"
