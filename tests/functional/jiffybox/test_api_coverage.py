# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nothing of the API is out of reach of a task, and docs/api-coverage.md tells the truth about that."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.facts.desired import subsets_of
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import account
from sandbox.jiffybox.api import ROUTES
from tests.functional.coverage import fits, options_of

CHECKOUT = Path(__file__).resolve().parents[3]
MODULES = CHECKOUT / "plugins" / "modules"
MODULE_UTILS = CHECKOUT / "plugins" / "module_utils"
CLIENT = MODULE_UTILS / "_jiffybox" / "client.py"
COLLECTION = "ansible_collections.boxfleet.cloud.plugins.module_utils."


class Row(NamedTuple):
    """One line of the table of calls."""

    call: str
    method: str
    task: str


def cells() -> Iterator[list[str]]:
    """The cells of every line of every table."""
    text = (CHECKOUT / "docs" / "api-coverage.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("| ") and not line.endswith("| task |"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


ROWS = [
    Row(call.strip("`"), method.strip("`"), task) for call, method, task in (row for row in cells() if len(row) == 3)
]
TASKS = sorted({row[-1] for row in cells()})
METHODS = sorted(
    name for name in vars(Client) if inspect.isfunction(getattr(Client, name)) and not name.startswith("_")
)


def words_of(task: str) -> list[tuple[str, str, str]]:
    """What the code in a cell names, as (module, option, value); the value is empty if none is named."""
    module, *words = re.findall(r"`([^`]+)`", task)
    return [(module, *word.partition(": ")[::2]) for word in words] or [(module, "", "")]


@cache
def imported(file: Path) -> frozenset[Path]:
    """The files of module_utils that a file imports."""
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = ".".join([*package_of(file, node.level), *filter(None, [node.module])]).removeprefix(COLLECTION)
            names += [base, *(f"{base}.{alias.name}" for alias in node.names)]
    paths = (MODULE_UTILS / f"{name.replace('.', '/')}.py" for name in names)
    return frozenset(path for path in paths if path.exists())


def package_of(file: Path, level: int) -> tuple[str, ...]:
    """What so many dots stand for in a file of module_utils, from there; nothing for an absolute import."""
    return file.relative_to(MODULE_UTILS).parts[:-level] if level else ()


def reachable(file: Path) -> set[Path]:
    """The file, and all of module_utils that it imports directly or indirectly."""
    found, ahead = set(), [file]
    while ahead:
        path = ahead.pop()
        if path not in found:
            found.add(path)
            ahead += imported(path)
    return found


@cache
def called(file: Path) -> frozenset[str]:
    """The methods of a client that the file's code names: client.get_box, self.client.get_box."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return frozenset(node.attr for node in attributes if ast.unparse(node.value).rpartition(".")[2] == "client")


class Recorder:
    """A session that notes what would be sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    account = "x"
    clock = Clock()

    def send(self, request: Request) -> Answer:
        self.sent.append(f"{request.verb} {request.path.removeprefix('/v1.0')}")
        return Answer(200, {}, {"messages": [], "result": {}})


def sent_by(method: str) -> str:
    """The call that a method of the client makes."""
    client = Client(account("x" * 32, "http://127.0.0.1:9"))
    client.session = recorder = Recorder()  # type: ignore[assignment]
    parameters = inspect.signature(getattr(client, method)).parameters.values()
    # an answer with nothing in it has no shape
    with suppress(NoUsableAnswer):
        getattr(client, method)(*("x" for parameter in parameters if parameter.default is parameter.empty))
    [call] = recorder.sent
    return call


def test_every_call_that_the_sandbox_answers_is_in_the_table_once() -> None:
    def shape(call: str) -> str:
        return re.sub(r"\{[^}]*\}", "{}", call)

    assert sorted(shape(row.call) for row in ROWS) == sorted(shape(f"{verb} {path}") for verb, path, handler in ROUTES)


def test_every_method_of_the_client_is_in_the_table_once() -> None:
    assert sorted(row.method for row in ROWS) == METHODS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.method)
def test_a_method_makes_the_call_that_the_table_says(row: Row) -> None:
    assert fits(row.call, sent_by(row.method))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.method)
def test_the_module_that_the_table_names_uses_the_method(row: Row) -> None:
    [module] = {module for module, _option, _value in words_of(row.task)}
    users = [file for file in reachable(MODULES / f"{module}.py") - {CLIENT} if row.method in called(file)]
    assert users, f"{module} never calls {row.method}"


@pytest.mark.parametrize("task", TASKS)
def test_the_options_that_the_table_names_exist(task: str) -> None:
    for module, option, value in words_of(task):
        assert (MODULES / f"{module}.py").exists()
        if not option:
            continue
        documented = options_of(module)
        assert option in documented, f"{module} has no option {option}"
        if option == "gather_subset":
            assert subsets_of([value]) == {value}
        elif value:
            known = documented[option].get("choices") or ["true", "false"]
            assert value in known, f"{option} of {module} is never {value}"
