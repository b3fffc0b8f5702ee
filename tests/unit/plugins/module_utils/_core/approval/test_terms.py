# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands for the options of a task, and how a module is told the terms of a run."""

from __future__ import annotations

from typing import Any

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.keyed import asked_for
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.terms import (
    FREE,
    Terms,
    as_arguments,
    from_arguments,
)

ASKED = {"name": "web", "password": "geheim", "size": None}


def asked(params: dict[str, Any] = ASKED, key: str = "", secret: str = "token") -> str:
    return asked_for(params, ("api_token",), key, (secret,))


def test_the_same_options_have_the_same_hash_and_others_another() -> None:
    assert asked({**ASKED, "api_token": "x", "wait": False, "wait_timeout": 9}) == asked()
    assert asked({"name": "web", "password": "geheim"}) == asked()
    assert asked({**ASKED, "password": "geheim2"}) != asked()
    assert asked({**ASKED, "size": 1}) != asked()


def test_nobody_can_try_out_a_password_without_the_key() -> None:
    assert asked(secret="other") != asked()
    assert asked(key="mine") != asked()
    assert asked(key="mine", secret="other") == asked(key="mine")
    assert "geheim" not in asked()


def test_a_module_gets_the_terms_and_does_not_keep_them() -> None:
    terms = Terms(True, [{"account": "1", "title": "box web", "asked": "2", "steps": []}], "key", True, {"x": {}})
    params = {"name": "web", **as_arguments(terms)}
    assert from_arguments(params) == terms
    assert params == {"name": "web"}
    assert from_arguments({"name": "web", "_boxfleet": None, "_boxfleet_key": None}) == FREE
