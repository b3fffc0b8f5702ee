# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules of the small provider say of their options is what they take."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import yaml

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec

FRAGMENTS = "ansible_collections.{}.plugins.doc_fragments.{}"
PLUGINS = "ansible_collections.example.tiny.plugins"
# What both say of an option, and what it is if nothing is said.
TOLD = {"type": "str", "elements": None, "choices": None, "default": None, "required": False}


def documented(name: str) -> dict[str, dict[str, Any]]:
    """The options of a module by its documentation, with those of its fragments."""
    text = yaml.safe_load(importlib.import_module(f"{PLUGINS}.modules.{name}").DOCUMENTATION)
    options = dict(text["options"])
    for fragment in text["extends_documentation_fragment"]:
        module = importlib.import_module(FRAGMENTS.format(*fragment.rsplit(".", 1)))
        options.update(yaml.safe_load(module.ModuleDocFragment.DOCUMENTATION)["options"])
    return options


@pytest.mark.parametrize("name", ["tiny_server", "tiny_servers", "tiny_volume"])
def test_documentation_and_argument_spec_say_the_same(name: str) -> None:
    module = importlib.import_module(f"{PLUGINS}.modules.{name}")
    [spec] = [value for value in vars(module).values() if isinstance(value, TaskSpec)]
    assert importlib.import_module(f"{PLUGINS}.action.{name}").ActionModule.spec is spec
    told, taken = (
        {option: {key: said.get(key, usual) for key, usual in TOLD.items()} for option, said in options.items()}
        for options in (documented(name), spec.argument_spec)
    )
    assert told == taken
