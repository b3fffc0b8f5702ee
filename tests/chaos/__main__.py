# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chaos from the command line: ``python -m tests.chaos --seeds 1-500``."""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.chaos.episode import Report
from tests.chaos.everyone import PROVIDERS, one
from tests.chaos.script import script


def main() -> int:
    """Play episodes and print what became of them; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--provider", choices=PROVIDERS, default="jiffybox")
    parser.add_argument("--seeds", type=_seeds, default=range(1, 21), metavar="FIRST-LAST", help="or one seed (1-20)")
    parser.add_argument("--processes", type=int, default=1, help="how many episodes are played side by side")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where all that the runs leave stays")
    parser.add_argument("--show", action="store_true", help="print what would happen, and play nothing")
    options = parser.parse_args()
    if options.show:
        for seed in options.seeds:
            print(shown(options.provider, seed))
        return 0
    began = time.time()
    total = Report()
    with ProcessPoolExecutor(options.processes) as pool:
        played = {pool.submit(one, options.provider, seed, options.keep): seed for seed in options.seeds}
        for done in as_completed(played):
            report = done.result()
            total.add(report)
            print(f"seed {played[done]}: {report.line()}", *report.wrong, sep="\n", flush=True)
    print(f"{total}\nin {time.time() - began:.0f} s")
    return bool(total.wrong)


def shown(name: str, seed: int) -> str:
    """What happens in an episode, for people."""
    played = script(PROVIDERS[name], seed)
    lines = [f"seed {seed}: sandbox {' '.join(played.options)}"]
    lines += [f"  playbook {'AB'[number]}: {book.plays}" for number, book in enumerate(played.books[:2])]
    return "\n".join(
        [*lines, *(f"  run {number} of {'AB'[number % 2]}: {rough}" for number, rough in enumerate(played.roughs))]
    )


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    sys.exit(main())
