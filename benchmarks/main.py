# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line of the benchmarks; run.py runs it in the environment that it needs."""

from __future__ import annotations

import argparse
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TypeVar

from benchmarks import machine, plot, report
from benchmarks.cases import clients, create, idle, inventories, polls, rate, ready
from benchmarks.measuring import Result
from benchmarks.profiles import FULL, QUICK, Profile
from benchmarks.services import Services, services
from tools.with_sandbox import CHECKOUT

T = TypeVar("T")
Case = Callable[[Services, Profile], Result]

CASES: dict[str, Case] = {
    "noop": idle.run,
    "create": create.run,
    "ready": ready.run,
    "rate": rate.run,
    "inventory": inventories.run,
    "clients": clients.run,
}
# Runs beside the others.
POLLS = "polls"
PLOTTED = ("noop", "inventory")
# What a full run finds is documentation; the rest is for whoever ran it.
DOCUMENTATION = CHECKOUT / "docs" / "performance"
SCRATCH = CHECKOUT / ".nox" / "benchmarks-results"


def main() -> int:
    """Measure, print, write; 1 if something that must hold does not."""
    options = parse_options()
    chosen = options.only or [*CASES, POLLS]
    whole = not options.quick and not options.only
    folder: Path = options.output or (DOCUMENTATION if whole else SCRATCH)
    about = machine.described()
    began = time.monotonic()
    try:
        results = measured(chosen, QUICK if options.quick else FULL)
    except KeyboardInterrupt:
        return 130
    for result in results.values():
        print(report.shown(result))
    print(
        "What must hold:", report.must_hold([check for result in results.values() for check in result.checks]), sep="\n"
    )
    command = "python benchmarks/run.py" + " --quick" * options.quick + f" --only {','.join(chosen)}" * (not whole)
    write(results, about, command, folder)
    print(f"\n{time.monotonic() - began:.0f} s. Written: {os.path.relpath(folder)}")
    return int(any(check.passed is False for result in results.values() for check in result.checks))


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python benchmarks/run.py", description="Measure the collection side by side with its peers."
    )
    parser.add_argument("--quick", action="store_true", help="a few minutes: less of everything, one run each")
    parser.add_argument("--only", type=case_names, metavar="CASE,…", help=f"some of {', '.join([*CASES, POLLS])} (all)")
    parser.add_argument(
        "--output",
        type=lambda text: Path(text).resolve(),
        metavar="FOLDER",
        help="where to write README.md and the plot (docs/performance after a full run, else a place git ignores)",
    )
    return parser.parse_args()


def case_names(text: str) -> list[str]:
    names = text.split(",")
    unknown = set(names) - {*CASES, POLLS}
    if unknown:
        raise argparse.ArgumentTypeError(f"no such case: {', '.join(sorted(unknown))}")
    return names


def measured(chosen: list[str], profile: Profile) -> dict[str, Result]:
    """Run the cases by name. The one that nearly always waits runs beside the others."""
    results: dict[str, Result] = {}
    with services() as running:
        waiting = [beside(partial(polls.run, *job)) for job in (polls.prepare(running) if POLLS in chosen else [])]
        for name, case in CASES.items():
            if name in chosen:
                results[name] = case(running, profile)
        if waiting:
            print("==> Waiting for boxes that take two minutes", flush=True)
            results[POLLS] = polls.result([future.result() for future in waiting])
    return results


def beside(job: Callable[[], T]) -> Future[T]:
    """Start a job beside everything else; nobody waits for it after Ctrl-C."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(job())
        except Exception as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future


def write(results: dict[str, Result], about: dict[str, str], command: str, folder: Path) -> None:
    """Write the report and the plot."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / "growth.png"
    plot.draw([results[name] for name in PLOTTED if name in results], picture)
    text = report.markdown(list(results.values()), about, command, picture.name)
    (folder / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
