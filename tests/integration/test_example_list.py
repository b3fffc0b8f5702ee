# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every playbook in examples/ is run by a test, so none goes bad unnoticed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = CHECKOUT / "examples"


def is_playbook(file: Path) -> bool:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    plays = content if isinstance(content, list) else []
    return any({"hosts", "ansible.builtin.import_playbook"} & set(play) for play in plays)


PLAYBOOKS = sorted(str(file.relative_to(EXAMPLES)) for file in EXAMPLES.rglob("*.yml") if is_playbook(file))


def named_in(test: Path) -> set[str]:
    """The files in examples/ that the code of a test names: ``… / "examples" / NAME`` or ``EXAMPLES / NAME``."""

    def is_folder(node: ast.expr) -> bool:
        last = node.right if isinstance(node, ast.BinOp) else node
        return ast.unparse(last) in ("'examples'", "EXAMPLES")

    paths = [node for node in ast.walk(ast.parse(test.read_text(encoding="utf-8"))) if isinstance(node, ast.BinOp)]
    names = [path.right for path in paths if is_folder(path.left)]
    return {str(name.value) for name in names if isinstance(name, ast.Constant)}


@pytest.fixture(scope="module")
def named() -> set[str]:
    return set().union(*map(named_in, (CHECKOUT / "tests").rglob("test_*.py")))


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_a_playbook_in_the_examples_is_run_by_a_test(named: set[str], playbook: str) -> None:
    assert playbook in named, (
        f"No test runs examples/{playbook}. Write one that does, in tests/machines if it logs in to boxes."
    )
