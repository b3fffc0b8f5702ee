# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write into the modules what Ansible wants each of them to document again: ``generate_docs.py [--check]``.

RETURN takes no documentation fragments. So what several modules return is told once, in ``tools/returned/``: in
``<provider>.yml`` what modules of a provider have in common, in ``all.yml`` what all modules have. A module says where
it goes, and this program writes it there, between two comments:

    # generated: plan
    name:
      description: Name of the plan.
    # end: plan

The second comment need not be there at first. An entry of ``tools/returned/`` can hold the first comment of another.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
MODULES = CHECKOUT / "plugins" / "modules"
RETURNED = CHECKOUT / "tools" / "returned"
BEGIN = re.compile(r"( *)# generated: (\w+)")


def entries(text: str) -> dict[str, list[str]]:
    """The lines below each key at the left margin, moved to the margin."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        key = re.fullmatch(r"(\w+):", line)
        if key:
            lines = found.setdefault(key[1], [])
        elif line.startswith("  "):
            lines.append(line[2:])
    return found


def filled(lines: list[str], known: Mapping[str, list[str]], with_comments: bool = True) -> list[str]:
    """The lines, with what is known between the comments; what was between them is gone.

    :raises KeyError: a comment names what is not known.
    """
    written: list[str] = []
    rest = list(lines)
    while rest:
        line = rest.pop(0)
        begin = BEGIN.fullmatch(line)
        if not begin:
            written.append(line)
            continue
        margin, name = begin.groups()
        end = f"{margin}# end: {name}"
        if end in rest:
            rest = rest[rest.index(end) + 1 :]
        inside = [margin + inner for inner in filled(known[name], known, with_comments=False)]
        written += [line, *inside, end] if with_comments else inside
    return written


def known_to(module: Path, returned: Path = RETURNED) -> dict[str, list[str]]:
    """What a module can name: the entries of its provider, told by the start of its name, and those of all."""
    files = [returned / "all.yml", returned / f"{module.stem.partition('_')[0]}.yml"]
    return {key: lines for file in files if file.exists() for key, lines in entries(file.read_text("utf-8")).items()}


def main() -> int:
    """Write the modules, or with --check only say which differ."""
    parser = argparse.ArgumentParser(description="Write what several modules return into their documentation.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a module is not as it should be")
    check = parser.parse_args().check
    different = 0
    for module in sorted(MODULES.glob("*.py")):
        text = module.read_text("utf-8")
        try:
            wanted = "\n".join(filled(text.splitlines(), known_to(module))) + "\n"
        except KeyError as name:
            sys.exit(f"{module.relative_to(CHECKOUT)}: tools/returned/ has no {name} for it")
        if wanted != text:
            different += 1
            print(f"{module.relative_to(CHECKOUT)}: run python tools/generate_docs.py" if check else f"wrote {module}")
            if not check:
                module.write_text(wanted, "utf-8")
    return int(check and different > 0)


if __name__ == "__main__":
    sys.exit(main())
