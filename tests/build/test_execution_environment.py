# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-builder makes of the collection, as far as it goes without a registry of images."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.build.conftest import CHECKOUT

DEFINITION = CHECKOUT / "examples" / "awx" / "execution-environment.yml"


@pytest.fixture(scope="module")
def context(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``ansible-builder create`` writes, done as the head of the definition says."""
    folder = tmp_path_factory.mktemp("execution_environment")
    shutil.copy(DEFINITION, folder)
    shutil.copy(tarball, folder / "boxfleet-cloud.tar.gz")
    create = ["ansible-builder", "create", "--output-filename", "Containerfile"]
    subprocess.run(create, cwd=folder, check=True)
    return folder / "context"


def test_an_environment_gets_the_collection_and_nothing_else(context: Path, tarball: Path) -> None:
    build = context / "_build"
    files = {str(path.relative_to(build)) for path in build.rglob("*") if path.is_file()}
    scripts = {name for name in files if name.startswith("scripts/")}
    assert files - scripts == {"collections/boxfleet-cloud.tar.gz", "requirements.yml", "bindep.txt"}
    assert (build / "collections" / "boxfleet-cloud.tar.gz").read_bytes() == tarball.read_bytes()
    wanted = yaml.safe_load((build / "requirements.yml").read_text(encoding="utf-8"))
    assert wanted == {"collections": [{"name": "collections/boxfleet-cloud.tar.gz", "type": "file"}]}
    assert (build / "bindep.txt").read_text(encoding="utf-8").split() == ["openssh-clients", "[platform:rpm]"]


def test_an_environment_is_built_of_what_the_collection_supports(context: Path) -> None:
    text = (context / "Containerfile").read_text(encoding="utf-8")
    needed = yaml.safe_load((CHECKOUT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["requires_ansible"]
    assert needed == ">=2.18.0"
    assert 'ARG ANSIBLE_INSTALL_REFS="ansible-core>=2.18,<2.22 ansible-runner"' in text
    assert "ansible-galaxy collection install" in text
    assert "introspect.py introspect" in text


def test_an_environment_is_told_of_requests_alone(installed: Path) -> None:
    collections = installed.parents[2]
    ask = ["ansible-builder", "introspect", str(collections)]
    said = subprocess.run(ask, capture_output=True, check=True, text=True).stdout
    python = [line.partition("#")[0].strip() for line in yaml.safe_load(said)["python"]]
    assert (python, yaml.safe_load(said)["system"]) == (["requests"], [])
