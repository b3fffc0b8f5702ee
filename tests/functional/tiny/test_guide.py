# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""docs/new-provider.md shows the small provider as it is, all of it is in there, and it is as sound as the others."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from running import ROOT
from tiny_account import FOLDER

GUIDE = (ROOT / "docs" / "new-provider.md").read_text(encoding="utf-8")
COLLECTIONS = FOLDER / "ansible_collections"
# What a path in the guide begins with, and where that is.
PLACES = {"plugins/": COLLECTIONS / "example" / "tiny" / "plugins", "sandbox/tiny/": FOLDER / "tiny"}
BLOCKS = re.findall(r"`([\w/]+\.py)`[^\n]*:\n\n```python\n(.*?)```", GUIDE, re.DOTALL)
# A line that stands for others.
GAP = re.compile(r"^ *# …\n", re.MULTILINE)


def place_of(name: str) -> Path:
    """The file that a path in the guide means."""
    start = next(start for start in PLACES if name.startswith(start))
    return PLACES[start] / name.removeprefix(start)


@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=[name for name, _block in BLOCKS])
def test_what_the_guide_shows_stands_in_the_file_in_this_order(name: str, block: str) -> None:
    text, at = place_of(name).read_text(encoding="utf-8"), 0
    for piece in GAP.split(block):
        found = text.find(piece.strip("\n"), at)
        assert found >= 0, f"{name} does not have, or not in this order:\n{piece}"
        at = found + len(piece.strip("\n"))


def test_every_piece_of_python_in_the_guide_is_of_a_file() -> None:
    assert len(BLOCKS) == GUIDE.count("```python") > 8


def test_the_guide_leaves_no_file_out() -> None:
    files = {str(file) for folder in PLACES.values() for file in folder.rglob("*.py") if file.stat().st_size}
    named = {str(place_of(name)) for name in re.findall(r"`((?:plugins|sandbox/tiny)/[\w/]+\.py)`", GUIDE)}
    assert named == files


def lines_of_code(file: Path) -> int:
    """Without imports, comments, docstrings, and the documentation of a plugin."""
    text = file.read_text(encoding="utf-8")
    code = {at for at, line in enumerate(text.splitlines(), 1) if line.strip() and not line.lstrip().startswith("#")}
    for node in ast.walk(ast.parse(text)):
        texts = isinstance(node, (ast.Expr, ast.Assign)) and isinstance(node.value, ast.Constant)
        if isinstance(node, (ast.Import, ast.ImportFrom)) or (texts and isinstance(node.value.value, str)):
            code -= set(range(node.lineno, node.end_lineno + 1))
    return len(code)


def test_the_guide_tells_how_much_it_is() -> None:
    [told] = re.findall(r"it has some (\d+) lines, and its sandbox (\d+)\.", GUIDE)
    there = [sum(map(lines_of_code, folder.rglob("*.py"))) for folder in PLACES.values()]
    assert there == pytest.approx([int(number) for number in told], abs=10)


def test_it_is_typed_as_strictly_as_the_rest(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    tree = tmp_path / "ansible_collections"
    (tree / "boxfleet").mkdir(parents=True)
    (tree / "boxfleet" / "cloud").symlink_to(ROOT)
    (tree / "example").symlink_to(COLLECTIONS / "example")
    (tmp_path / "tiny").symlink_to(FOLDER / "tiny")
    packages = ["-p", "ansible_collections.example.tiny.plugins.module_utils._tiny", "-p", "tiny"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", "--cache-dir", tmp_path, *packages],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
