# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A Python that cannot import requests is named, with the command that installs it."""

from __future__ import annotations

import venv
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The folder of a Python without any library."""
    folder = tmp_path / "bare"
    venv.create(folder)
    return folder


def look(ansible: Any, python: Path) -> dict[str, Any]:
    done = ansible.module("jiffybox_facts", "-e", f"ansible_python_interpreter={python}", options={"api_timeout": 30})
    result: dict[str, Any] = done.result
    assert result.pop("changed") is False
    return result


def test_a_python_without_requests_is_named_with_the_command_that_installs_it(ansible: Any, bare: Path) -> None:
    python = bare / "bin" / "python"
    assert look(ansible, python)["msg"] == (
        f"{python} cannot import requests (ModuleNotFoundError: No module named 'requests'). "
        f"Install it: {python} -m pip install requests."
    )


def test_of_a_broken_requests_its_own_words_are_told(ansible: Any, bare: Path) -> None:
    packages = next(bare.glob("lib/python*/site-packages"))
    (packages / "requests.py").write_text("raise RuntimeError('half an update')\n", encoding="utf-8")
    assert (
        "cannot import requests (RuntimeError: half an update). Install it: "
        in look(ansible, bare / "bin/python")["msg"]
    )
