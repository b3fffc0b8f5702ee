# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file of steps: what a dry run would do, for somebody to approve, and for the run that does it.

docs/approved-runs.md describes it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from ...module_utils._core.approval.keyed import keyed, plain
from ...module_utils._core.errors import InvalidInput
from ...module_utils._core.suggest import nearest

VERSION = 1
KEY = "BOXFLEET_STEPS_KEY"
_OPTION = "boxfleet_approved_steps"
_AGAIN = "Make a new dry run with boxfleet_steps_file, and have that approved"
# What an entry of a task has, and of what sort it is.
_ENTRY = {"host": str, "task": str, "module": str, "provider": str, "account": str, "asked": str, "things": list}
_THING = {"title": str, "steps": list}
_STEP = {"action": str, "what": str, "changes": dict}


def steps_key() -> str:
    """The key of the user, which whoever approves has as well; empty if there is none."""
    return os.environ.get(KEY, "")


def write_steps(path: str, tasks: Sequence[Mapping[str, Any]], key: str) -> None:
    """Write what tasks would do; the file is there as a whole, or not at all.

    :raises OSError: it cannot be written.
    """
    written = datetime.now(UTC).isoformat(timespec="seconds")
    document = {"boxfleet_steps": VERSION, "written": written, "tasks": list(tasks)}
    # what JSON makes of the values is what is sealed
    document = json.loads(json.dumps(document, default=str))
    document["seal"] = _seal(document, key)
    folder = Path(path).resolve().parent
    number, new = tempfile.mkstemp(prefix=".boxfleet-steps-", dir=folder)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=1, ensure_ascii=False)
            file.write("\n")
        os.replace(new, path)
    except BaseException:
        os.unlink(new)
        raise


def _seal(document: Mapping[str, Any], key: str) -> dict[str, str]:
    if key:
        return {"kind": "signed", "value": keyed(f"seal {key}", document)}
    return {"kind": "checksum", "value": plain(document)}


def approved_steps(path: str, host: str, module: str, key: str) -> list[Mapping[str, Any]]:
    """What of a file was approved for the tasks of a module on a host: account, title, asked and steps of each thing.

    :raises InvalidInput: the file is none that can be relied on.
    """
    try:
        status = os.stat(path)
    except OSError as error:
        advice = nearest(path, sorted(map(str, Path(path).parent.glob("*.json"))))
        raise InvalidInput(_OPTION, path, f"cannot be read: {error.strerror}", advice=advice) from None
    return _by_task(path, (status.st_mtime_ns, status.st_size, status.st_ino), key).get((host, module), [])


@lru_cache(maxsize=4)
def _by_task(path: str, state: tuple[int, ...], key: str) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    """All things of a file, by host and module.

    :param state: of the file, so that one that has changed is read again.
    """
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for task in read_steps(path, key)["tasks"]:
        entries = found.setdefault((task["host"], task["module"]), [])
        about = {"account": task["account"], "asked": task["asked"]}
        entries += [{**about, "title": thing["title"], "steps": thing["steps"]} for thing in task["things"]]
    return found


def read_steps(path: str, key: str) -> dict[str, Any]:
    """The file as it was written.

    :raises InvalidInput: it is not, or cannot be read.
    """
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(_OPTION, path, f"cannot be read: {error.strerror}") from None
    except ValueError as error:
        rule = f"is no file of steps, or only a part of one ({error})"
        raise InvalidInput(_OPTION, path, rule, advice=_AGAIN) from None
    if not isinstance(document, dict) or "boxfleet_steps" not in document:
        raise InvalidInput(_OPTION, path, "is no file of steps", advice=_AGAIN)
    version = document["boxfleet_steps"]
    if version != VERSION:
        newer = isinstance(version, int) and version > VERSION
        advice = "Install the boxfleet.cloud that wrote it, or a newer one" if newer else _AGAIN
        raise InvalidInput(_OPTION, path, f"has version {version!r}, and this boxfleet.cloud reads {VERSION}", advice)
    seal = document.pop("seal", None)
    kind = seal.get("kind") if isinstance(seal, dict) else None
    if key and kind != "signed":
        raise InvalidInput(
            _OPTION, path, f"is not signed, and {KEY} is set", advice=f"Make the dry run with {KEY}, too"
        )
    if kind == "signed" and not key:
        raise InvalidInput(_OPTION, path, "is signed", advice=f"Export {KEY}, the key that the dry run had")
    if seal != _seal(document, key):
        rule = "is not as it was written: it was changed, or cut short"
        if key:
            rule = f"is not as it was written, or was signed with another {KEY}"
        raise InvalidInput(_OPTION, path, rule, advice=_AGAIN)
    _check_shape(path, document)
    return document


def _check_shape(path: str, document: Mapping[str, Any]) -> None:
    entries: list[tuple[Any, Mapping[str, type]]] = [(document, {"tasks": list})]
    if isinstance(document.get("tasks"), list):
        entries += [(task, _ENTRY) for task in document["tasks"]]
        things = [thing for task in document["tasks"] for thing in _listed(task, "things")]
        entries += [(thing, _THING) for thing in things]
        entries += [(step, _STEP) for thing in things for step in _listed(thing, "steps")]
    for entry, shape in entries:
        for name, sort in shape.items():
            if not isinstance(entry, dict) or not isinstance(entry.get(name), sort):
                raise InvalidInput(_OPTION, path, f"is no file of steps: {name} is missing somewhere", advice=_AGAIN)


def _listed(entry: Any, name: str) -> list[Any]:
    found = entry.get(name) if isinstance(entry, dict) else None
    return found if isinstance(found, list) else []
