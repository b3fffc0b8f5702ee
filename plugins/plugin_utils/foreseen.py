# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a dry run foresees, so that a task which names what an earlier one would make is told from one with a typo.

A dry run makes nothing: whoever looks for a server in a data centre that an earlier task would make finds no data
centre. What would be made is noted in a folder that Ansible's processes share and that ends with the run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..module_utils._core.approval.keyed import plain
from ..module_utils._core.made import Made
from ..module_utils._core.task import TaskSpec
from .steps import run

FILE = "boxfleet-foreseen"
# So many names of what a task is about are told.
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
            if not missing or not self._has(account, missing["key"], missing["value"], args):
                return told
            told = _unknown(told, f"{name.rpartition('.')[2]} {_names(made)}".rstrip(), missing)
        elif not result.get("changed") or not made:
            return told
        with self._file.open("a", encoding="ascii") as file:
            for one in made:
                inside = {key: _hash(account, key, place) for key, place in one.inside.items()}
                file.write(json.dumps([_hash(account, one.key, one.name), inside]) + "\n")
        return told

    def _has(self, account: Any, key: str, value: Any, args: Mapping[str, Any]) -> bool:
        """Whether such a thing was noted, in what the arguments name, too, as far as they do."""
        wanted = _hash(account, key, value)
        lines = self._file.read_text(encoding="ascii").splitlines() if self._file.exists() else []
        return any(
            thing == wanted
            and all(place == _hash(account, option, args[option]) for option, place in inside.items() if option in args)
            for thing, inside in map(json.loads, lines)
        )


def _names(made: Sequence[Made]) -> str:
    """The first names of what a task is about, without what is in it."""
    names = [one.name for one in made if one.key == made[0].key]
    return ", ".join([*names[:SHOWN], *(["…"] if len(names) > SHOWN else [])])


def _unknown(failure: Mapping[str, Any], about: str, missing: Mapping[str, Any]) -> dict[str, Any]:
    """What becomes of a failure where what was missing is foreseen."""
    text = (
        f"{about}: what would be changed is known once {missing['option']} {missing['value']!r} is there, which an "
        "earlier task of this dry run would make."
    )
    told = {key: value for key, value in failure.items() if key not in ("failed", "exception")}
    told = {**told, "changed": True, "msg": text, "warnings": [*told.get("warnings", ()), text]}
    return {**told, "boxfleet": {"unknown": text}} if run.listening else told


def _hash(account: Any, key: str, name: Any) -> str:
    """A thing of an account; what tells the account may be secret."""
    return plain([account, key, str(name)])
