# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a dry run foresees, so that a task which names what an earlier one would make is told from one with a typo.

A dry run makes nothing: whoever looks for a server in a data centre that an earlier task would make finds no data
centre. What would be made is noted in a folder that Ansible's processes share and that ends with the run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..module_utils._core.approval.keyed import plain
from ..module_utils._core.made import Made
from ..module_utils._core.task import TaskSpec
from .inventory.names import some_of
from .steps import run

FILE = "boxfleet-foreseen"
# So many names of what a task is about are told, and of what is missing.
SHOWN = 3


class Foreseen:
    """What the tasks of a dry run would make, of each account apart.

    :param folder: what the tasks of a run share.
    """

    def __init__(self, folder: str) -> None:
        self._file = Path(folder, FILE)

    def told(
        self, result: Mapping[str, Any], spec: TaskSpec, name: str, args: Mapping[str, Any], surroundings: Any
    ) -> dict[str, Any]:
        """The result of a task in check mode. One that failed since it names what would be there by now did not fail.

        What such a task would do is unknown, and what it is about is there then.

        :param name: the module's, for messages.
        :param args: the task's options as the user gave them.
        :param surroundings: what else decides whose account it is.
        """
        account = [spec.provider.name, {option: args.get(option) for option in spec.provider.options}, surroundings]
        made = spec.makes(args)
        missing = result.get("missing")
        told = {key: value for key, value in result.items() if key != "missing"}
        if result.get("failed"):
            awaited = self._awaited(account, missing, args) if missing else []
            if not awaited:
                return told
            told = _unknown(told, f"{name.rpartition('.')[2]} {_names(made)}".rstrip(), awaited, spec.only_tells)
        elif not result.get("changed"):
            return told
        self._note(account, made)
        return told

    def _note(self, account: Any, made: Sequence[Made]) -> None:
        lines: dict[str, None] = {}
        for one in made:
            inside = {key: _hash(account, key, place) for key, place in one.inside.items()}
            # its id is null, and whoever names it by that names nothing
            for name in (one.name, ""):
                lines[json.dumps([_hash(account, one.key, name), inside])] = None
        # all at once: tasks for other hosts write, too
        with self._file.open("ab", buffering=0) as file:
            file.write("".join(f"{line}\n" for line in lines).encode())

    def _awaited(self, account: Any, missing: Sequence[Mapping[str, Any]], args: Mapping[str, Any]) -> list[str]:
        """What is missing, as a sentence tells it; nothing unless all of it was noted.

        What has to be named, and is not, was noted if something of the kind was, whose id may have been meant.
        """
        here, nulls, awaited = self._noted(account, args), set(_nulls(args)), []
        for one in missing:
            if any(_hash(account, key, one["value"]) in here for key in one["keys"]):
                awaited.append(f"{one['option']} {one['value']!r}" if one["value"] else one["option"])
            elif one["needs"] and all(name in nulls and _hash(account, name, "") in here for name in one["needs"]):
                awaited += one["needs"]
            else:
                return []
        return list(dict.fromkeys(awaited))

    def _noted(self, account: Any, args: Mapping[str, Any]) -> set[str]:
        """All that was noted, in what the arguments name, too, as far as they do."""
        lines = self._file.read_bytes().splitlines(keepends=True) if self._file.exists() else []
        # one without its end is being written
        known = [json.loads(line) for line in lines if line.endswith(b"\n")]
        return {
            thing
            for thing, inside in known
            if all(place == _hash(account, key, args[key]) for key, place in inside.items() if args.get(key))
        }


def _names(made: Sequence[Made]) -> str:
    """The first names of what a task is about, without what is in it."""
    return some_of([one.name for one in made if one.key == made[0].key], SHOWN)


def _nulls(value: Any) -> Iterator[str]:
    """The options that are there and say nothing, in lists and maps, too."""
    for name, entry in value.items() if isinstance(value, Mapping) else ():
        if entry in (None, ""):
            yield name
        yield from _nulls(entry)
    for entry in value if isinstance(value, list) else ():
        yield from _nulls(entry)


def _unknown(failure: Mapping[str, Any], about: str, awaited: list[str], only_tells: bool) -> dict[str, Any]:
    """What becomes of a failure where what was missing is foreseen."""
    known = "what it tells is known once" if only_tells else "what would be changed is known once"
    there = "is there, which an earlier task of this dry run would make"
    if len(awaited) > 1:
        there = "are there, which earlier tasks of this dry run would make"
    text = f"{about}: {known} {some_of(awaited, SHOWN)} {there}."
    told = {key: value for key, value in failure.items() if key not in ("failed", "exception")}
    told = {**told, "changed": not only_tells, "msg": text, "warnings": [*told.get("warnings", ()), text]}
    return {**told, "boxfleet": {"unknown": text}} if run.listening and not only_tells else told


def _hash(account: Any, key: str, name: Any) -> str:
    """A thing of an account; what tells the account may be secret."""
    return plain([account, key, str(name)])
