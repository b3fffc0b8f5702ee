# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a dry run foresees, so that a task which names what an earlier one would make is told from one with a typo.

A dry run makes nothing: whoever looks for a server in a data centre that an earlier task would make finds no data
centre. What would be made is noted in a folder that Ansible's processes share and that ends with the run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..module_utils._core.task import TaskSpec
from .steps import run

FILE = "boxfleet-foreseen"
# So many names of what a task is about are told.
SHOWN = 3


class Foreseen:
    """What the tasks of a dry run would make, by its key and its name; of each account apart.

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
        account = [spec.provider.name, {name: args.get(name) for name in spec.provider.options}, surroundings]
        names = spec.names(args)
        missing = result.get("missing")
        told = {key: value for key, value in result.items() if key != "missing"}
        if result.get("failed"):
            if not missing or self._hash(account, missing["key"], str(missing["value"])) not in self._noted():
                return told
            about = ", ".join([*names[:SHOWN], *(["…"] if len(names) > SHOWN else [])])
            text = (
                f"{name.rpartition('.')[2]} {about}".rstrip()
                + f": what would be changed is known once {missing['option']} {missing['value']!r} is there, which an "
                "earlier task of this dry run would make."
            )
            told = {key: value for key, value in told.items() if key not in ("failed", "exception")}
            told = {**told, "changed": True, "msg": text, "warnings": [*told.get("warnings", ()), text]}
            if run.listening:
                told["boxfleet"] = {"unknown": text}
        elif not result.get("changed"):
            return told
        self._note([self._hash(account, spec.key, one) for one in names])
        return told

    def _noted(self) -> set[str]:
        return set(self._file.read_text(encoding="ascii").split()) if self._file.exists() else set()

    def _note(self, hashes: list[str]) -> None:
        with self._file.open("a", encoding="ascii") as file:
            file.write("".join(f"{one}\n" for one in hashes))

    @staticmethod
    def _hash(account: Any, key: str, name: str) -> str:
        """A thing: what identifies its account may be secret."""
        return hashlib.sha256(json.dumps([account, key, name], sort_keys=True, default=str).encode()).hexdigest()
