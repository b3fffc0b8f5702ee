# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tarball, and where it is installed with no checkout in sight."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
# What may lie in a checkout besides.
STRAY = (
    *(
        "web.yml",
        "secrets.yml",
        "id_ed25519",
        "inventory.jiffybox.yml",
        "notes.md",
        "play.retry",
        "boxfleet-cloud-0.0.1.tar.gz",
    ),
    *(".env", ".ansible/tmp/facts.yml", ".vault/password.yml", "host_vars/localhost.yml", "group_vars/all/vault.yml"),
    *(
        "examples/.secret.yml",
        "examples/vault_password",
        "plugins/modules/__pycache__/x.pyc",
    ),
    *("plugins/modules/jiffybox_box.py.orig", "sandbox/state.db", "roles/jiffybox_fleet/files/id_ed25519"),
)


def tracked() -> list[str]:
    """What git knows, or would know."""
    list_files = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(list_files, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout.split("\0")
    return [name for name in names if name and (CHECKOUT / name).exists()]


@pytest.fixture(scope="session")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a checkout in which somebody has worked."""
    folder, copy = tmp_path_factory.mktemp("tarball"), tmp_path_factory.mktemp("checkout")
    for name in (*tracked(), *STRAY):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        if name in STRAY:
            (copy / name).write_text("secret\n")
        else:
            shutil.copy(CHECKOUT / name, copy / name)
    # as make venv does
    (copy / ".venv").mkdir()
    (copy / ".venv" / "cloud").symlink_to(copy, target_is_directory=True)
    subprocess.run(["ansible-galaxy", "collection", "build", "--output-path", folder], cwd=copy, check=True)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def installed(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the tarball is installed. Ansible sees no other collection, so not the checkout's either."""
    folder = tmp_path_factory.mktemp("collections")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ANSIBLE_COLLECTIONS_PATH", str(folder))
        environment.setenv("ANSIBLE_COLLECTIONS_SCAN_SYS_PATH", "false")
        subprocess.run(["ansible-galaxy", "collection", "install", "--offline", tarball, "-p", folder], check=True)
        yield folder / "ansible_collections" / "boxfleet" / "cloud"
