# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line of the benchmarks; run.py runs it in the environment that it needs."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import machine, plot, report
from benchmarks.beside import beside
from benchmarks.cases import clients, create, idle, inventories, loop, polls, rate, ready
from benchmarks.measuring import Check, Result
from benchmarks.profiles import FULL, QUICK, Profile
from benchmarks.provider import Provider
from benchmarks.providers import PROVIDERS
from benchmarks.services import Services, services
from tools.with_sandbox import CHECKOUT

Case = Callable[[Provider, Services, Profile], Result]

CASES: dict[str, Case] = {
    "idle": idle.run,
    "loop": loop.run,
    "create": create.run,
    "ready": ready.run,
    "rate": rate.run,
    "inventory": inventories.run,
    "groups": inventories.run_grouped,
    "clients": clients.run,
}
# Runs beside the others.
POLLS = "polls"
PLOTTED = ("idle", "inventory", "groups")
NAMES = [f"{provider.name}.{case}" for provider in PROVIDERS for case in provider.cases or (*CASES, POLLS)]
# What a full run finds is documentation; the rest is for whoever ran it.
DOCUMENTATION = CHECKOUT / "docs" / "performance"
SCRATCH = CHECKOUT / ".nox" / "benchmarks-results"


def main() -> int:
    """Measure, print, write; 1 if something that must hold does not, or could not be told."""
    options = parse_options()
    chosen = options.only or NAMES
    whole = not options.quick and not options.only
    folder: Path = options.output or (DOCUMENTATION if whole else SCRATCH)
    load = machine.load()
    about = machine.described(PROVIDERS, load)
    began = time.monotonic()
    try:
        results = measured(chosen, QUICK if options.quick else FULL)
    except KeyboardInterrupt:
        return 130
    for result in results.values():
        print(report.shown(result))
    checks = [check for result in results.values() for check in (*result.checks, complete(result))]
    checks += [machine.idle(load), machine.newest(PROVIDERS)] if whole else []
    print("What must hold:", report.must_hold(checks), sep="\n")
    command = "python benchmarks/run.py" + " --quick" * options.quick
    command += f" --only {','.join(chosen)}" * bool(options.only)
    write(results, checks, about, command, folder)
    print(f"\n{time.monotonic() - began:.0f} s. Written: {os.path.relpath(folder)}")
    return int(not all(check.passed for check in checks))


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python benchmarks/run.py", description="Measure the collection side by side with its peers."
    )
    parser.add_argument("--quick", action="store_true", help="a few minutes: less of everything, one run each")
    parser.add_argument(
        "--only",
        type=case_names,
        metavar="NAME,…",
        help=f"providers ({', '.join(provider.name for provider in PROVIDERS)}), cases ({', '.join([*CASES, POLLS])}) "
        f"or both, as in {NAMES[0]} (all)",
    )
    parser.add_argument(
        "--output",
        type=lambda text: Path(text).resolve(),
        metavar="FOLDER",
        help="where to write README.md and the plot (docs/performance after a full run, else a place git ignores)",
    )
    return parser.parse_args()


def case_names(text: str) -> list[str]:
    """The full names of what was asked for, in the order in which they are run."""
    asked = set(text.split(","))
    known = {name: {name, *name.split(".")} for name in NAMES}
    unknown = asked.difference(*known.values())
    if unknown:
        raise argparse.ArgumentTypeError(f"no such provider or case: {', '.join(sorted(unknown))}")
    return [name for name, ways in known.items() if asked & ways]


def measured(chosen: list[str], profile: Profile) -> dict[str, Result]:
    """Run the cases by their full names. Those that nearly always wait run beside the others."""
    results: dict[str, Result] = {}
    with services() as running:
        waiting = {}
        for provider in PROVIDERS:
            name = f"{provider.name}.{POLLS}"
            if name in chosen:
                waiting[name] = beside(partial(polls.run, provider, polls.prepare(provider, running)))
        for provider in PROVIDERS:
            for case, run in CASES.items():
                name = f"{provider.name}.{case}"
                if name in chosen:
                    results[name] = run(provider, running, profile)
        for name, future in waiting.items():
            print(f"==> Waiting for {name}", flush=True)
            results[name] = future.result()
    return results


def complete(result: Result) -> Check:
    """Check that there is something to see of everybody who takes part."""
    failed = [row.contender for row in result.rows if row.failure]
    there = f"not {', '.join(dict.fromkeys(failed))}" if failed else f"{len(result.rows)} rows"
    return Check(f"everything is measured: {result.title}", there, not failed)


def write(results: dict[str, Result], checks: list[Check], about: dict[str, str], command: str, folder: Path) -> None:
    """Write the report and the plot."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = folder / "growth.png"
    plot.draw([result for name, result in results.items() if name.split(".")[1] in PLOTTED], picture)
    text = report.markdown(list(results.values()), checks, about, command, picture.name)
    (folder / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
