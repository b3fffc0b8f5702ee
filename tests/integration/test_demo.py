# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What make demo says before it begins. What it shows are examples, which have tests of their own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.integration.conftest import CHECKOUT


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The program, whose playbooks are only noted."""
    monkeypatch.syspath_prepend(str(CHECKOUT / "tools"))
    import demo

    @contextmanager
    def sandbox() -> Iterator[str]:
        yield "http://127.0.0.1:1"

    monkeypatch.setattr(demo, "sandbox", sandbox)
    monkeypatch.setattr(demo, "run", lambda command, url: print("runs", command[-1]) or 0)
    monkeypatch.setattr(demo, "full_circle", lambda folder: print("runs the full circle") or 0)
    monkeypatch.setattr("signal.signal", lambda number, handler: None)
    yield demo
    del sys.modules["demo"]


def test_what_the_second_part_lacks_is_the_first_line(
    demo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reasons = ["machines need root: run this with sudo", "programs are missing: ip (apt-get install iproute2)"]
    monkeypatch.setattr(demo, "missing", lambda base: reasons)
    assert demo.main() == 0
    assert capsys.readouterr().out.splitlines() == [
        f"==> Without its second part, boxes to log in to (examples/full_circle.yml): {'; '.join(reasons)}",
        "==> Three boxes, from creation to deletion, on a sandbox of their own: examples/quickstart.yml",
        "runs examples/quickstart.yml",
    ]


def test_where_nothing_is_missing_both_parts_are_shown(
    demo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "missing", lambda base: [])
    assert demo.main() == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1::2] == ["runs examples/quickstart.yml", "runs the full circle"]
    assert "Without" not in said[0]
