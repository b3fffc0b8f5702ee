# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What keeps a Python from running a sandbox is told in one line, with the command that helps."""

from __future__ import annotations

import ast
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from running import ROOT

from sandbox._core import start

# What runs before the Python is known to be new enough.
FIRST = [
    *("sandbox/__init__.py", "sandbox/_core/__init__.py", "sandbox/_core/start.py"),
    *(str(file.relative_to(ROOT)) for file in ROOT.glob("sandbox/*/__main__.py")),
    *(str(file.parent.relative_to(ROOT) / "__init__.py") for file in ROOT.glob("sandbox/*/__main__.py")),
]
PROVIDERS = sorted(file.parent.name for file in (ROOT / "sandbox").glob("*/__main__.py"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python without any library."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder)
    return folder / "bin" / "python"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_python_without_aiohttp_is_named_with_the_command_that_installs_it(bare: Path, provider: str) -> None:
    for program in (["-m", f"sandbox.{provider}"], [str(ROOT / "sandbox" / provider)]):
        done = subprocess.run([bare, *program], cwd=ROOT, capture_output=True, text=True, check=False)
        needs = f"{bare} -m pip install -r {ROOT / 'sandbox' / 'requirements.txt'}"
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"{bare} has no aiohttp: {needs}\n"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_it_can_be_started_as_a_file_from_anywhere(provider: str, tmp_path: Path) -> None:
    for file in (ROOT / "sandbox" / provider, ROOT / "sandbox" / provider / "__main__.py"):
        command = [sys.executable, file, "--port", "0"]
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            assert process.stdout.readline().startswith("listening on http://127.0.0.1:")
            process.terminate()
            assert process.wait() == 0


def test_a_python_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    assert start.start("sandbox.nowhere", "Nobody") == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == (
        "",
        f"a sandbox needs Python 3.11 or newer, and {sys.executable} is 3.10.4\n",
    )


@pytest.mark.parametrize("file", FIRST)
def test_what_says_so_can_be_read_by_a_python_that_is_too_old(file: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"), feature_version=(3, 7))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.module.startswith(("__future__", "importlib", "pathlib", "sandbox._core.start")), node.module
