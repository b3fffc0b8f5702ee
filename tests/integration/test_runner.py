# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The project for ansible-runner in examples/runner, on one machine and over its parts transmit, worker and process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import start_sandbox
from tests.hostile.leaks import leaks
from tests.integration.conftest import BIN, CHECKOUT

EXAMPLES = CHECKOUT / "examples"
PLAYBOOK = EXAMPLES / "runner/project/box.yml"
GUIDE = (CHECKOUT / "docs" / "awx.md").read_text(encoding="utf-8")
# so long that a wait tells what it sees
BOOT_SECONDS = "7"


@pytest.fixture
def slow() -> Iterator[Any]:
    """A sandbox whose boxes take their time."""
    with start_sandbox("--boot-seconds", BOOT_SECONDS) as sandbox:
        yield sandbox


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return shutil.copytree(PLAYBOOK.parents[1], tmp_path / "project")


def environment(sandbox: Any, **more: str) -> dict[str, str]:
    ours = ("ANSIBLE", "JIFFYBOX", "BOXFLEET")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    return {**kept, "PATH": path, "JIFFYBOX_API_URL": sandbox.url, **more}


def runner(sandbox: Any, *arguments: object, sent: bytes = b"", **more: str) -> bytes:
    """What one of the programs of ansible-runner prints."""
    command = [str(BIN / "ansible-runner"), *map(str, arguments)]
    done = subprocess.run(command, input=sent, env=environment(sandbox, **more), capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()[-3000:]
    return done.stdout


def found(folder: Path, sandbox: Any) -> dict[str, list[str]]:
    """In which files below a folder the token is."""
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in folder.rglob("*") if path.is_file()}
    assert len(texts) > 5
    hits = {str(path): leaks(text, {"token": sandbox.token}) for path, text in texts.items()}
    return {path: hit for path, hit in hits.items() if hit}


def events(folder: Path) -> list[dict[str, Any]]:
    """The events of the run whose artifacts are below a folder, in their order."""
    read = [json.loads(path.read_text(encoding="utf-8")) for path in folder.rglob("job_events/*.json")]
    return sorted(read, key=lambda event: int(event["counter"]))


def test_the_guide_shows_what_is_run_here() -> None:
    project = f"examples/runner -p {PLAYBOOK.name}"
    assert f"$ ansible-runner run {project}\n" in GUIDE
    parts = ("transmit " + project, "ssh worker ansible-runner worker", "ansible-runner process here")
    assert f"$ ansible-runner {' | '.join(parts)}\n" in GUIDE


def test_a_run_creates_a_box_and_keeps_the_token_to_itself(sandbox: Any, project: Path) -> None:
    loud = ["-p", PLAYBOOK.name, "--ident", "1", "-vvvv"]
    said = runner(sandbox, "run", project, *loud, JIFFYBOX_API_TOKEN=sandbox.token)
    assert [box["name"] for box in sandbox.api("GET", "jiffyBoxes").values()] == ["runner-web1"]
    assert not leaks(said.decode(), {"token": sandbox.token})
    assert not found(project / "artifacts", sandbox)
    # and it is there to be found: the rest of the environment is
    assert sandbox.url in (project / "artifacts" / "1" / "command").read_text(encoding="utf-8")


def test_a_container_gets_the_token_by_name(sandbox: Any, project: Path, tmp_path: Path) -> None:
    """As the guide says; what stands for podman here notes how it is called."""
    option = '["--env=JIFFYBOX_API_TOKEN"]'
    assert f"`container_options: {option}`" in GUIDE
    with (project / "env" / "settings").open("a", encoding="utf-8") as settings:
        settings.write(f"process_isolation: true\ncontainer_image: boxfleet-ee\ncontainer_options: {option}\n")
    podman, called = tmp_path / "bin" / "podman", tmp_path / "called"
    podman.parent.mkdir()
    podman.write_text(f'#!/bin/sh\necho "$JIFFYBOX_API_TOKEN" "$@" >> {called}\n', encoding="utf-8")
    podman.chmod(0o755)
    path = os.pathsep.join([str(podman.parent), str(BIN), os.environ["PATH"]])
    runner(sandbox, "run", project, "-p", PLAYBOOK.name, "--ident", "1", JIFFYBOX_API_TOKEN=sandbox.token, PATH=path)
    (run,) = [line for line in called.read_text(encoding="utf-8").splitlines() if " run " in line]
    assert run.startswith(f"{sandbox.token} run ")
    assert "--env=JIFFYBOX_API_TOKEN " in run
    assert not found(project / "artifacts", sandbox)


def test_the_parts_create_a_box_and_its_events_tell_of_the_wait(slow: Any, project: Path, tmp_path: Path) -> None:
    sent = runner(slow, "transmit", project, "-p", PLAYBOOK.name)
    # only whoever does the work knows the token
    back = runner(slow, "worker", sent=sent, JIFFYBOX_API_TOKEN=slow.token)
    runner(slow, "process", tmp_path / "here", sent=back)
    assert [box["name"] for box in slow.api("GET", "jiffyBoxes").values()] == ["runner-web1"]
    told = events(tmp_path / "here")
    assert any(event["event"] == "runner_on_ok" for event in told)
    assert [event["stdout"] for event in told if "box runner-web1 (10001): still CREATING" in event["stdout"]]
    assert not found(tmp_path / "here", slow)
    assert not leaks(sent.decode(), {"token": slow.token})
