# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ansible-doc says of every module and inventory plugin, beside what the code takes."""

from __future__ import annotations

import collections.abc
import dataclasses
import importlib
import json
import re
import subprocess
import sys
import types
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import provider as core_provider
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.in_process import InProcessAction

CHECKOUT = Path(__file__).resolve().parents[2]
PLUGINS = "ansible_collections.boxfleet.cloud.plugins"
MODULES = sorted(path.stem for path in CHECKOUT.glob("plugins/modules/*.py"))
INVENTORIES = sorted(path.stem for path in CHECKOUT.glob("plugins/inventory/*.py"))
GROUPS = yaml.safe_load((CHECKOUT / "meta" / "runtime.yml").read_text())["action_groups"]

NAMED_LIKE_A_SECRET = re.compile(
    r"pass(word|phrase|wd)?(_|$)|secret|token|credential|(private|api|access|consumer)_key"
)
FROM_THE_ENVIRONMENT = re.compile(r"environment variable E\((\w+)\) is used")
TO_A_LIST_OF_VALUES = re.compile(r"\b\w+_(facts|info)#module:|[MO]\([\w.]+_(facts|info)\)|O\(gather_subset")

every_module = pytest.mark.parametrize("name", MODULES)
every_plugin = pytest.mark.parametrize(
    ("kind", "name"), [("module", n) for n in MODULES] + [("inventory", n) for n in INVENTORIES]
)


@cache
def documented(kind: str) -> dict[str, dict[str, Any]]:
    """What ansible-doc says of all plugins of a kind, with fragments merged, by short name."""
    names = MODULES if kind == "module" else INVENTORIES
    command = [str(Path(sys.executable).with_name("ansible-doc")), "--json", "-t", kind]
    answer = subprocess.run(
        [*command, *(f"boxfleet.cloud.{name}" for name in names)], capture_output=True, check=True, text=True
    )
    return {name.rpartition(".")[2]: said for name, said in json.loads(answer.stdout).items()}


def task_of(name: str) -> TaskSpec:
    """The task that a module runs."""
    module = importlib.import_module(f"{PLUGINS}.modules.{name}")
    (spec,) = (value for value in vars(module).values() if isinstance(value, TaskSpec))
    return spec


def own_options(name: str) -> dict[str, Any]:
    """What a module takes besides the account and how to call it."""
    spec = task_of(name)
    return {key: option for key, option in spec.argument_spec.items() if key not in spec.provider.argument_spec}


def text_of(said: Any) -> str:
    return said if isinstance(said, str) else " ".join(said)


def as_documented(option: dict[str, Any]) -> dict[str, Any]:
    """What documentation and argument spec both say of an option."""
    told = {
        "type": option.get("type", "str"),
        "elements": option.get("elements"),
        "choices": option.get("choices"),
        "required": option.get("required", False),
        "default": option.get("default"),
        "aliases": sorted(option.get("aliases", [])),
    }
    inside = option.get("options") or option.get("suboptions") or {}
    return {**told, "options": {name: as_documented(inner) for name, inner in inside.items()}}


def as_annotated(annotation: Any) -> tuple[str, str | None]:
    """Type and elements that an annotation stands for."""
    parts = [part for part in typing.get_args(annotation) if part is not type(None)]
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        (annotation,) = parts
        return as_annotated(annotation)
    if origin in (list, tuple):
        return "list", as_annotated(parts[0])[0]
    plain = origin is None and annotation in (str, int, float, bool)
    return (annotation.__name__ if plain else "dict"), None


def flat(options: dict[str, Any], place: str = "") -> collections.abc.Iterator[tuple[str, dict[str, Any]]]:
    """Every option, those inside others too, as (name, spec)."""
    for name, option in options.items():
        yield f"{place}{name}", option
        yield from flat(option.get("options") or option.get("suboptions") or {}, f"{place}{name}.")


@every_module
def test_documentation_and_argument_spec_say_the_same(name: str) -> None:
    said = documented("module")[name]["doc"]["options"]
    taken = task_of(name).argument_spec
    assert {key: as_documented(option) for key, option in said.items()} == {
        key: as_documented(option) for key, option in taken.items()
    }


@pytest.mark.parametrize("name", [name for name in MODULES if task_of(name).read is None])
def test_argument_spec_and_dataclass_say_the_same(name: str) -> None:
    compare(own_options(name), task_of(name).desired)


@pytest.mark.parametrize("name", [name for name in MODULES if task_of(name).read is not None])
def test_a_module_for_many_takes_what_that_for_one_takes(name: str) -> None:
    own = own_options(name)
    (entries,) = (option["options"] for option in own.values() if option.get("elements") == "dict")
    (one,) = (other for other in map(own_options, MODULES) if set(other) == set(entries))
    for key, option in one.items():
        assert as_documented(entries[key]) == {**as_documented(option), "default": None, "required": False}, key
        if key not in own["defaults"]["options"]:
            assert key in ("name", "id")
        else:
            assert as_documented(own["defaults"]["options"][key]) == {**as_documented(option), "required": False}, key


def compare(own: dict[str, Any], desired: type) -> None:
    """Assert that options are the fields of a dataclass."""
    fields = {field.name: field for field in dataclasses.fields(desired) if field.init}  # type: ignore[arg-type]
    hints = typing.get_type_hints(desired)
    assert set(own) == set(fields)
    for key, option in own.items():
        field = fields[key]
        default = field.default if field.default_factory is dataclasses.MISSING else field.default_factory()
        assert (option["type"], option.get("elements")) == as_annotated(hints[key]), key
        assert option.get("required", False) == (default is dataclasses.MISSING), key
        if not option.get("required"):
            assert option.get("default") == (list(default) if isinstance(default, tuple) else default), key


@every_module
def test_what_is_named_like_a_secret_is_one(name: str) -> None:
    for place, option in flat(task_of(name).argument_spec):
        if NAMED_LIKE_A_SECRET.search(place.rpartition(".")[2]) and option["type"] not in ("bool", "int", "float"):
            assert option.get("no_log") is True, place


@every_module
def test_environment_variables_are_documented(name: str) -> None:
    said = documented("module")[name]["doc"]["options"]
    for key, option in task_of(name).argument_spec.items():
        _, variables = option.get("fallback", (None, []))
        assert FROM_THE_ENVIRONMENT.findall(text_of(said[key]["description"])) == variables, key


@pytest.mark.parametrize("name", INVENTORIES)
def test_inventory_takes_the_account_as_the_modules_do(name: str) -> None:
    said = documented("inventory")[name]["doc"]["options"]
    of_its_modules = next(task_of(module).provider for module in MODULES if module.startswith(f"{name}_"))
    for key, option in of_its_modules.argument_spec.items():
        assert as_documented(said[key]) == as_documented(option), key
        _, variables = option.get("fallback", (None, []))
        assert [variable["name"] for variable in said[key].get("env", [])] == variables, key


def test_options_of_every_account_are_documented_once() -> None:
    fragment = importlib.import_module(f"{PLUGINS}.doc_fragments.api").ModuleDocFragment
    assert set(yaml.safe_load(fragment.DOCUMENTATION)["options"]) == set(core_provider.HTTP_OPTIONS)


@every_module
def test_action_plugin_has_the_task_of_the_module(name: str) -> None:
    plugin = importlib.import_module(f"{PLUGINS}.action.{name}").ActionModule
    assert issubclass(plugin, InProcessAction)
    assert plugin.spec is task_of(name)


def test_there_is_an_action_plugin_for_every_module_and_no_other() -> None:
    assert sorted(path.stem for path in CHECKOUT.glob("plugins/action/*.py")) == MODULES


def test_every_module_is_in_the_action_group_of_its_provider() -> None:
    expected: dict[str, list[str]] = {}
    for name in MODULES:
        expected.setdefault(task_of(name).provider.name, []).append(name)
    assert {group: sorted(modules) for group, modules in GROUPS.items()} == expected


@every_module
def test_module_is_called_after_its_provider(name: str) -> None:
    assert name.startswith(f"{task_of(name).provider.name}_")


@every_module
def test_attributes_are_documented(name: str) -> None:
    attributes = documented("module")[name]["doc"]["attributes"]
    assert attributes["check_mode"]["support"] == "full"
    assert attributes["diff_mode"]["support"] in ("full", "none")
    assert attributes["action_group"]["membership"] == [f"boxfleet.cloud.{task_of(name).provider.name}"]


@every_module
def test_module_says_how_to_list_what_its_options_take(name: str) -> None:
    doc = documented("module")[name]["doc"]
    options = [option for _, option in flat(doc["options"])]
    told = [text_of(doc["description"]), *(text_of(option["description"]) for option in options)]
    assert any(TO_A_LIST_OF_VALUES.search(text) for text in told)


@every_module
def test_short_description_begins_as_readers_expect(name: str) -> None:
    first = documented("module")[name]["doc"]["short_description"].split()[0]
    assert first == ("Gathers" if name.endswith(("_facts", "_info")) else "Manages")


@every_plugin
def test_see_also_is_documented(kind: str, name: str) -> None:
    doc = documented(kind)[name]["doc"]
    assert doc.get("seealso")


@every_module
def test_what_is_returned_is_documented(name: str) -> None:
    attributes = documented("module")[name]["doc"]["attributes"]
    returned = documented("module")[name]["return"]
    assert "api_calls" in returned
    assert {"actions", "diff"} & set(returned) == (
        {"actions", "diff"} if attributes["diff_mode"]["support"] == "full" else set()
    )


def test_generated_documentation_is_up_to_date() -> None:
    command = [sys.executable, str(CHECKOUT / "tools" / "generate_docs.py"), "--check"]
    answer = subprocess.run(command, capture_output=True, check=False, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr


GUIDE = (CHECKOUT / "docs" / "development.md").read_text()
UTILS = CHECKOUT / "plugins" / "module_utils"
FILE = re.compile(r"`([\w./]+(?:\.py|/))`")


def section(heading: str) -> str:
    return GUIDE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_the_guide_names_files_that_exist() -> None:
    """Paths in docs/development.md, from the checkout, from module_utils or from a provider's folder."""
    named = {path for path in FILE.findall(GUIDE) if "/" in path.rstrip("/")}
    roots = [CHECKOUT, CHECKOUT / "plugins", UTILS, UTILS / "_jiffybox"]
    assert "_core/redact.py" in named
    folders = [
        path.parent.relative_to(CHECKOUT)
        for path in CHECKOUT.glob("*/*/*.py")
        if path.parts[-3] in ("plugins", "tests")
    ]
    assert {f"{folder}/" for folder in folders if not folder.name.startswith(("_", "."))} <= named
    assert [path for path in sorted(named) if not any((root / path).exists() for root in roots)] == []


def test_the_words_of_the_guide_stand_for_what_there_is() -> None:
    named = set(re.findall(r"`([A-Z]\w+)`", section("Words")))
    core = "\n".join(path.read_text() for path in (UTILS / "_core").rglob("*.py"))
    assert "Watch" in named
    assert named <= set(re.findall(r"^class (\w+)", core, re.MULTILINE))


def test_the_guide_finds_things_in_the_files_that_it_names() -> None:
    table = [line for line in section("Where do I find").splitlines() if line.startswith("| ") and "`" in line]
    assert len(table) > 20
    for where in (line.split(" | ")[1] for line in table):
        paths = [root / path for path in FILE.findall(where) for root in (UTILS, CHECKOUT)]
        text = "\n".join(path.read_text() for path in paths if path.is_file())
        names = re.findall(r"`([A-Za-z_]+)(?:\(\))?`", where)
        assert [name for name in names if text and not re.search(rf"\b{name}\b", text)] == [], where


def versions_in(said: Any) -> Iterator[str]:
    """Every version since which something is there."""
    if isinstance(said, dict):
        if said.get("version_added_collection") == "boxfleet.cloud":
            yield said["version_added"]
        for value in said.values():
            yield from versions_in(value)
    elif isinstance(said, list):
        for value in said:
            yield from versions_in(value)


@every_plugin
def test_nothing_is_said_to_come_with_a_release_after_this_one(kind: str, name: str) -> None:
    ours = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text())["version"]
    found = list(versions_in(documented(kind)[name]))
    assert found
    assert all(tuple(map(int, one.split("."))) <= tuple(map(int, ours.split("."))) for one in found)
