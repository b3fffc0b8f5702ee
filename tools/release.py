# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a release: ``release.py VERSION [--dry-run]``, called by ``make release VERSION=…``.

In a copy of the checkout, the fragments become the changelog and the tarball is built. The tarball is installed into an
empty place with no checkout in sight, where sandbox and quickstart are run by their names. Only when all of that went
well, and without --dry-run, the changelog, the version and the tarball come into the checkout. Committing, tagging and
publishing are left to people.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml
from with_sandbox import CHECKOUT, free_port

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
TARBALL = re.compile(r"boxfleet-cloud-(\d+\.\d+\.\d+)\.tar\.gz")
# What a release changes in the checkout.
CHANGED = ("galaxy.yml", "CHANGELOG.md", "changelogs")
NEXT = """\
==> {version} is ready. What is left is for you:
    git add --all && git commit -m "release: {version}" && git tag {version}
    git push origin main {version}
    {tarball} belongs to the release {version} on GitHub, where docs/install.md fetches it
    ansible-galaxy collection publish {tarball}\
"""


def main() -> int:
    """Make the release that the command line names."""
    parser = argparse.ArgumentParser(prog="release.py", description="Make a release.")
    parser.add_argument("version")
    parser.add_argument("--dry-run", action="store_true", help="do all of it, but leave the checkout as it is")
    options = parser.parse_args()
    problem = complaint(CHECKOUT, options.version)
    if not problem and not options.dry_run and git("status", "--porcelain"):
        problem = "The checkout has changes that are not committed. Commit them, or take them back."
    if problem:
        print(problem, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="boxfleet-release-") as name:
        copy, empty = Path(name, "copy"), Path(name, "empty")
        copy_checkout(copy)
        tarball = build(copy, options.version)
        empty.mkdir()
        try_it(tarball, empty)
        if options.dry_run:
            print(f"==> {options.version} could be released; the checkout is as it was.")
            return 0
        for path in CHANGED:
            replace(copy / path, CHECKOUT / path)
        shutil.copy(tarball, CHECKOUT)
    print(NEXT.format(version=options.version, tarball=tarball.name))
    return 0


def complaint(checkout: Path, version: str) -> str:
    """Why this version cannot be released from the checkout; empty if it can."""
    if not VERSION.fullmatch(version):
        return f"{version!r} is no version such as 1.2.3."
    galaxy = yaml.safe_load((checkout / "galaxy.yml").read_text(encoding="utf-8"))
    if numbers(version) < numbers(galaxy["version"]):
        return f"{version} is older than {galaxy['version']}, which galaxy.yml has."
    changelog = checkout / "changelogs" / "changelog.yaml"
    released = yaml.safe_load(changelog.read_text(encoding="utf-8"))["releases"] if changelog.exists() else {}
    if version in released:
        return f"{version} was released already. Choose another number."
    if not list((checkout / "changelogs" / "fragments").glob("*.yml")):
        return "There is nothing to tell: changelogs/fragments is empty."
    texts = {path: path.read_text(encoding="utf-8") for path in [checkout / "README.md", *checkout.glob("docs/*.md")]}
    old = sorted(path.name for path, text in texts.items() if set(TARBALL.findall(text)) - {version})
    if old:
        return f"{', '.join(old)}: the tarball of another version is named. Say boxfleet-cloud-{version}.tar.gz."
    return ""


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout


def copy_checkout(folder: Path) -> None:
    """Copy what git knows, or would know."""
    for name in git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"):
        if name and (CHECKOUT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, folder / name)


def build(folder: Path, version: str) -> Path:
    """The tarball, built with its changelog in a copy of the checkout."""
    galaxy = folder / "galaxy.yml"
    galaxy.write_text(
        re.sub(r"(?m)^version: .*$", f"version: {version}", galaxy.read_text(encoding="utf-8")), encoding="utf-8"
    )
    run(["antsibull-changelog", "release", "--version", version], folder)
    run(["ansible-galaxy", "collection", "build"], folder)
    return folder / f"boxfleet-cloud-{version}.tar.gz"


def try_it(tarball: Path, folder: Path) -> None:
    """Install the tarball in an empty folder, and run the quickstart there as users without a checkout do."""
    mine = ("ANSIBLE", "BOXFLEET", "JIFFYBOX")
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(mine)},
        "ANSIBLE_HOME": str(folder / "home"),
        "ANSIBLE_COLLECTIONS_PATH": str(folder / "collections"),
        # the environment of this program knows the checkout
        "ANSIBLE_COLLECTIONS_SCAN_SYS_PATH": "false",
        "JIFFYBOX_API_URL": f"http://127.0.0.1:{port}",
        "JIFFYBOX_API_TOKEN": "0123456789abcdef0123456789abcdef",
    }
    install = ["ansible-galaxy", "collection", "install", "--offline", "-p", environment["ANSIBLE_COLLECTIONS_PATH"]]
    run([*install, str(tarball)], folder, environment)
    sandbox = ["ansible-playbook", "boxfleet.cloud.jiffybox_sandbox", "-e", f"jiffybox_sandbox_port={port}"]
    try:
        run(sandbox, folder, environment)
        run(["ansible-playbook", "boxfleet.cloud.jiffybox_quickstart"], folder, environment)
    finally:
        run([*sandbox, "-e", "jiffybox_sandbox_state=stopped"], folder, environment)


def run(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
    print("==>", *command, flush=True)
    subprocess.run(command, cwd=folder, env=environment, check=True)


def replace(source: Path, target: Path) -> None:
    """Have a file or folder be like another one; what git ignores in it goes, too."""
    if source.is_dir():
        shutil.rmtree(target)
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)


if __name__ == "__main__":
    sys.exit(main())
