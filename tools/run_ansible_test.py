# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ansible-test on the checkout: ``run_ansible_test.py sanity|units … [OPTION …]``.

ansible-test has wishes that a plain checkout on a machine with nothing but a package index does not meet:

* The collection must sit in a real folder ``ansible_collections/boxfleet/cloud``; a symbolic link will not do. So it
  gets a copy, of what git knows, in a temporary folder: for sanity of what users get, for units with the tests. That
  also keeps what it writes out of the checkout.
* To put pip into its virtual environments it downloads a script, from a host that is no package index, unless it
  finds the script in its cache. So a script is put there that installs pip from a wheel, which comes from the index.
* It must be the only one at work on the environments that its sanity tests share, in the home folder. So one run at a
  time makes those that it lacks; with all of them there, several can go on side by side.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

import yaml
from ansible_test._internal.host_configs import NativePythonConfig
from ansible_test._internal.python_requirements import get_venv_packages

CHECKOUT = Path(__file__).resolve().parent.parent
CACHE = Path.home() / ".ansible" / "test" / "cache"

GET_PIP = """\
# Installs pip from the wheel beside this file. Written by boxfleet.cloud's tools/run_ansible_test.py.
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "{wheel}"))

from pip._internal.cli.main import main

# the two options are for the script that this one stands in for
sys.exit(main(["install"] + [word for word in sys.argv[1:] if word not in ("--no-setuptools", "--no-wheel")]))
"""


@contextmanager
def alone() -> Iterator[None]:
    """No two processes of this user are in such a block at a time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "boxfleet.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def provide_pip() -> None:
    """Fill ansible-test's cache with the version of pip that this ansible-test wants, if it is not there yet."""
    version = get_venv_packages(NativePythonConfig(version="", path=""))["pip"]
    script = CACHE / f"get_pip_{version.replace('.', '_')}.py"
    if script.exists():
        return
    print(f"==> Fetching pip {version} for ansible-test", flush=True)
    pip = [sys.executable, "-m", "pip", "-qq", "download", "--no-deps", "--dest", CACHE, f"pip=={version}"]
    subprocess.run(pip, check=True)
    script.write_text(GET_PIP.format(wheel=f"pip-{version}-py3-none-any.whl"), encoding="utf-8")


def published() -> set[str]:
    """The files and folders that galaxy.yml packs, and itself, since it says the collection's version."""
    galaxy = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))
    directives = [directive.split() for directive in galaxy["manifest"]["directives"]]
    files = [name for verb, *names in directives if verb == "include" for name in names]
    folders = [names[0] for verb, *names in directives if verb == "recursive-include"]
    return {"galaxy.yml", *files, *folders}


def copy_collection(root: Path, wanted: set[str] | None = None) -> Path:
    """Copy the files that git tracks, or would track, into a collection tree below ``root``; return its folder.

    ``wanted`` are names of files and folders; None for all.
    """
    folder = root / "ansible_collections" / "boxfleet" / "cloud"
    list_files = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(list_files, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        paths = [name, *map(str, PurePath(name).parents[:-1])]
        if wanted is not None and wanted.isdisjoint(paths):
            continue
        if (CHECKOUT / name).exists():  # not so for a file just deleted
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, folder / name)
    return folder


def main() -> int:
    """Run ansible-test with the arguments of the command line; return its exit code."""
    command = ["ansible-test", *sys.argv[1:]]
    with tempfile.TemporaryDirectory(prefix="boxfleet-") as root:
        folder = copy_collection(Path(root), published() if "sanity" in command else None)
        with alone():
            provide_pip()
            if "sanity" in command:
                prime = subprocess.run([*command, "--prime-venvs"], cwd=folder, check=False, capture_output=True)
                if prime.returncode:
                    sys.stdout.buffer.write(prime.stdout + prime.stderr)
                    return prime.returncode
        return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
