# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the site: the guides of docs/ and a page for every plugin and role, with no network.

``python tools/build_docs.py FOLDER`` makes FOLDER/source of the checkout, and FOLDER/html of that. A warning of Sphinx
is an error, so every link within the site leads somewhere; links to other places are not followed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import yaml

CHECKOUT = Path(__file__).resolve().parent.parent
DOCS = CHECKOUT / "docs"
SITE = CHECKOUT / "tools" / "site"
GALAXY = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))
REPOSITORY = GALAXY["repository"]
RELEASE = f"{REPOSITORY}/releases/download/{GALAXY['version']}/boxfleet-cloud-{GALAXY['version']}.tar.gz"
INSTALL = f"ansible-galaxy collection install {RELEASE}"
# Pages that lie at the top of the checkout, as those who look for them there expect.
AT_THE_TOP = ("CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md")
LINK = re.compile(r"(?<=\]\()(?!https?:|#|mailto:)([^)\s#]+)(#[^)\s]*)?(?=\))")
CONTENTS = re.compile(r"^\.\. contents::\n(?: +:.*\n)+", re.MULTILINE)
# A plugin in a list of pages, which is shown by its name alone.
ENTRY = re.compile(r"^( +)(\w+)_(module|inventory|callback|role)$", re.MULTILINE)
LISTED = re.compile(r"^(?:.+ <)?([\w/-]+)>?$", re.MULTILINE)
# What a browser would fetch by itself.
LOADED = re.compile(r"""(?:src=|<link\b[^>]*href=|url\(|@import )["']?(?:https?:)?//[^"')\s]*""")


def pages() -> dict[Path, Path]:
    """Every page of the site that is written by hand: where it is in the checkout, and where in the site."""
    top = {CHECKOUT / name: Path(name) for name in AT_THE_TOP if (CHECKOUT / name).exists()}
    guides = {path: path.relative_to(DOCS) for path in sorted(DOCS.rglob("*.md"))}
    return {SITE / "index.md": Path("index.md"), **guides, **top}


def with_links(text: str, page: Path, known: dict[Path, Path]) -> str:
    """The text of a page, in which links to files that are no part of the site lead to the repository."""

    def link(match: re.Match[str]) -> str:
        target = Path(os.path.normpath(page.parent / match[1]))
        anchor = match[2] or ""
        if not target.exists():
            raise SystemExit(f"{page}: {match[1]} does not exist")
        if target in known:
            return os.path.relpath(known[target], known[page].parent) + anchor
        if DOCS in target.parents and target.is_file():
            return os.path.relpath(target.relative_to(DOCS), known[page].parent) + anchor
        kind = "tree" if target.is_dir() else "blob"
        return f"{REPOSITORY}/{kind}/main/{target.relative_to(CHECKOUT)}{anchor}"

    return LINK.sub(link, text)


def with_all(index: str, places: Iterable[Path]) -> str:
    """The first page, whose lists have pages that nobody has put into an order at their end."""
    listed = {*LISTED.findall(index), "index"}
    others = sorted(str(place.with_suffix("")) for place in places if str(place.with_suffix("")) not in listed)
    if not others:
        return index
    return "\n".join([index, "```{toctree}", ":caption: More", ":maxdepth: 1", "", *others, "```", ""])


def gather(source: Path) -> None:
    """Make the folder that Sphinx reads."""
    known = pages()
    for page, place in known.items():
        (source / place).parent.mkdir(parents=True, exist_ok=True)
        (source / place).write_text(with_links(page.read_text(encoding="utf-8"), page, known), encoding="utf-8")
    index = source / "index.md"
    index.write_text(with_all(index.read_text(encoding="utf-8"), known.values()), encoding="utf-8")
    for kind in ("*.png", "*.svg"):
        for picture in DOCS.rglob(kind):
            shutil.copy(picture, source / picture.relative_to(DOCS))
    for name in ("conf.py", "site.css"):
        shutil.copy(SITE / name, source / name)


def make_reference(folder: Path) -> None:
    """Make a page for every plugin and role."""
    settings = folder.parent.parent / "antsibull-docs.cfg"
    told = {"collection_url": REPOSITORY, "collection_install": INSTALL}
    lines = [f'{name} = {{\n  boxfleet.cloud = "{value}"\n}}\n' for name, value in told.items()]
    settings.write_text("".join(lines), encoding="utf-8")
    generate = ["antsibull-docs", "--config-file", settings, "collection", "--use-current", "--squash-hierarchy"]
    run(*generate, "--fail-on-error", "--dest-dir", folder, "boxfleet.cloud")
    for page in folder.glob("*.rst"):
        # the theme has the contents of a page beside it
        text = CONTENTS.sub("", page.read_text(encoding="utf-8"))
        page.write_text(ENTRY.sub(r"\1\2 <\2_\3>", text) if page.stem == "index" else text, encoding="utf-8")


def check_hosts(html: Path) -> None:
    """End where a page would load anything from elsewhere."""
    for path in (*html.rglob("*.html"), *html.rglob("*.css")):
        found = LOADED.search(path.read_text(encoding="utf-8"))
        if found:
            raise SystemExit(f"{path}: {found[0]} is loaded from elsewhere")


def run(*command: str | Path) -> None:
    """Run a program of this environment, and end where it fails."""
    own = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{own}{os.pathsep}{os.environ['PATH']}"}
    if subprocess.run([own / command[0], *command[1:]], check=False, env=environment).returncode:
        raise SystemExit(1)


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the site.")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    source, reference = folder / "source", folder / "source" / "reference"
    reference.mkdir(parents=True)
    gather(source)
    make_reference(reference)
    strict = ["--quiet", "--fail-on-warning", "--keep-going", "--jobs", "auto"]
    run("sphinx-build", *strict, "-b", "html", source, folder / "html")
    check_hosts(folder / "html")
    print(folder / "html" / "index.html")


if __name__ == "__main__":
    main()
