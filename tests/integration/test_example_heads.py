# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An example says in its head what the first run shows, and that is what it shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.integration.test_example_list import EXAMPLES, PLAYBOOKS

# Those that run on any sandbox, and are not run whole by a test of their own that looks at all they show.
ANYWHERE = ["quickstart.yml", "keywords.yml", "retire.yml", "nightly_backups.yml"]


def first_run(playbook: str) -> str:
    """What the head of an example says of the first run."""
    head = (EXAMPLES / playbook).read_text(encoding="utf-8").partition("\n- name:")[0]
    paragraphs = re.split(r"\n#\n", head)
    return " ".join(" ".join(text.replace("# ", "") for text in paragraphs if "first run" in text.lower()).split())


def quoted(text: str) -> list[str]:
    """What it says in quotation marks, up to where it leaves something out."""
    return [quote.partition("…")[0].strip() for quote in re.findall(r'"([^"]+)"', text)]


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_the_head_of_an_example_says_what_the_first_run_shows(playbook: str) -> None:
    assert re.search(r"first run (shows|creates|schedules|says)", first_run(playbook))


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_a_sandbox_is_looked_for_where_it_listens(playbook: str) -> None:
    head = (EXAMPLES / playbook).read_text(encoding="utf-8").partition("\n- name:")[0]
    assert set(re.findall(r"http://127\.0\.0\.1:(\d+)", head)) <= {"8765"}


@pytest.mark.long
@pytest.mark.parametrize("playbook", ANYWHERE)
def test_the_first_run_shows_what_the_head_says(sandbox: Any, ansible: Any, playbook: str) -> None:
    output = " ".join(ansible.run("ansible-playbook", str(EXAMPLES / Path(playbook))).output.split())
    texts = quoted(first_run(playbook))
    assert texts
    for text in texts:
        if "No backup of the last 26 hours" not in text:
            assert text in output, output
