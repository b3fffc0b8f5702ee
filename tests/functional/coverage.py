# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the pages docs/*-coverage.md say, beside what modules have and do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from tests.functional.test_documentation import MODULES, documented, task_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
# begins the cell of what is left out, and the reason follows
NONE = "no task: "
# in the place of an id: the one of what the task before returned
LAST = "the id of what the task before returned"


class Row(NamedTuple):
    """One line of a table: a method of the client that users come from, its call, and the task that makes it."""

    method: str
    call: str
    task: str


def rows(page: str) -> list[Row]:
    """The lines of all tables of a page that name a method."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    found = ([cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| `"))
    return [Row(cells[0].strip("`"), cells[1].strip("`"), cells[2]) for cells in found if len(cells) == 3]


def fits(call: str, sent: str) -> bool:
    """Whether what was sent is the call that a table names, with names in braces in the place of ids."""
    parts = re.split(r"\{[^}]*\}", call)
    return bool(re.fullmatch("[^/]+".join(map(re.escape, parts)), sent))


def named(task: str) -> list[tuple[str, str, str]]:
    """The modules and options that a cell names, as (module, option, value); empty texts for what it does not name."""
    found, module = [], ""
    for code in re.findall(r"`([^`]+)`", task):
        module = code if code in MODULES else module
        option, _, value = code.partition(": ")
        found.append((module, "", "") if code in MODULES else (module, option, value))
    return found


@cache
def options_of(module: str) -> dict[str, Any]:
    """The options of a module by name, from its documentation, with fragments merged."""
    options: dict[str, Any] = documented("module")[module]["doc"]["options"]
    return options


def unknown(words: list[tuple[str, str, str]]) -> Iterator[str]:
    """Those of the words that name no option, or no value that it can have."""
    for module, path, value in words:
        known: Mapping[str, Any] = {"suboptions": options_of(module)} if module else {}
        for option in path.replace("[]", "").split(".") if path else ():
            known = known.get("suboptions", {}).get(option) or {}
        choices = known.get("choices") or ["true", "false"]
        if path == "gather_subset":
            choices = [*re.findall(r"V\((\w+)\)", str(known["description"])), *(known.get("choices") or ())]
        if path and (not known or (value and value not in choices)):
            yield f"{path}: {value}" if value else path


def calls_made(
    connect: Callable[[], Any], tasks: Mapping[str, list[dict[str, Any]]], provider: str, root: str
) -> dict[str, set[str]]:
    """The calls that each module makes when it carries out its tasks, which are its options by name.

    :param connect: a new client each time.
    :param root: what the paths of all calls begin with, and those of a page do not.
    """
    found: dict[str, set[str]] = {}
    for module, wishes in tasks.items():
        sent = found.setdefault(module, set())
        last: Any = {}
        for options in wishes:
            client = connect()
            client.session.send = _noting(client.session.send, sent, root)
            task = task_of(module)
            told = {**options, "id": last.get("id")} if options.get("id") == LAST else options
            report = task.task(client, task.wanted(told), False)
            last = report.values.get(module.removeprefix(f"{provider}_")) or last
    return found


def _noting(send: Callable[[Request], Answer], sent: set[str], root: str) -> Callable[[Request], Answer]:
    def noted(request: Request) -> Answer:
        sent.add(f"{request.verb} {request.path.removeprefix(root)}")
        return send(request)

    return noted


def untrue(lines: list[Row], made: Mapping[str, set[str]]) -> Iterator[str]:
    """What is wrong of the lines: a module that does not make the call, or a call that is said to be made by none."""
    for row in lines:
        callers = {module for module, calls in made.items() if any(fits(row.call, sent) for sent in calls)}
        if row.task.startswith(NONE):
            fine = not callers and len(row.task) > len(NONE) + 20
        else:
            fine = named(row.task)[0][0] in callers
        if not fine:
            yield f"{row.method}: {row.call} is made by {sorted(callers)}"
