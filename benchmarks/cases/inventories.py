# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inventories of growing size: from the source to a complete inventory."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.claims import Claim, borne_out, growth
from benchmarks.measuring import Result, Row, Sample, by_turns
from benchmarks.premade import server
from benchmarks.processes import Failed
from benchmarks.profiles import Profile, Table
from benchmarks.provider import Answers, Provider, Source
from benchmarks.services import Services

PARSE = Path(__file__).resolve().parent.parent / "inventory_parse.py"
STATIC = "static JSON"
GROUPED_LONGEST_ROW = 100
WITHOUT = "without its memory"
# Expressions by what they depend on, and how many groups come of them.
KINDS = {"shared values": 6, "own values": 14}

Run = tuple[Row, Callable[[int], Sample]]


def run(provider: Provider, services: Services, profile: Profile) -> Result:
    own, *peers = provider.inventories.sources
    result = Result(
        "Inventories",
        "parsing the source",
        [
            "Ansible parses a source with so many hosts. The time is that from the source to a complete inventory, "
            "without the start of Python and the import of Ansible. Answers are made beforehand, so that what is "
            f"measured is the client; calls are not counted. {STATIC} has the hosts and variables of {own.name}.",
        ],
        "hosts",
    )
    for table in profile.hosts:
        print(f"==> Inventories of {table.count} hosts, {table.latency_ms:g} ms", flush=True)
        result.rows += measured(table, provider, services, profile)
    claims = [Claim(own.name, peer.name, 1) for peer in peers]
    most = max(table.count for table in profile.hosts)
    result.checks = [*borne_out(claims, result, most, profile.latencies), *growth(result)]
    return result


def run_grouped(provider: Provider, services: Services, profile: Profile) -> Result:
    own, *peers = provider.inventories.sources
    result = Result(
        "Inventories with groups and variables",
        "parsing the source",
        [
            "Two keyed groups, a group by a condition and a variable, by expressions that come out the same for many "
            "hosts (shared values), or two variables, a keyed group and a group by expressions over the host's name "
            "(own values).",
            f"{own.name} remembers what an expression came to and what it depended on; {WITHOUT}, it has every "
            "expression evaluated for every host, as others have.",
        ],
        "hosts",
    )
    for count in profile.grouped:
        print(f"==> Inventories of {count} hosts with groups and variables", flush=True)
        result.rows += grouped(count, provider, services, profile)
    claims = [Claim(f"{own.name}: {kind}", f"{peer.name}: {kind}", 1) for peer in peers for kind in KINDS]
    claims += [Claim(f"{own.name}: {kind}", f"{own.name} {WITHOUT}: {kind}", 1.25) for kind in KINDS]
    result.checks = [*borne_out(claims, result, profile.grouped[-1], [0]), *growth(result)]
    return result


def measured(table: Table, provider: Provider, services: Services, profile: Profile) -> list[Row]:
    answers = made(table.count, provider, services)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name, server(answers, table.latency_ms) as url:
        folder = Path(name)
        runs: list[Run] = []
        for source in provider.inventories.sources:
            row = Row(source.name, table.count, table.latency_ms, own=source.own)
            runs.append((row, runner(write(folder, source, url, {}), table.count)))
        if not table.latency_ms:
            static = folder / "static.json"
            own, *_ = provider.inventories.sources
            parse(folder / own.file, "--static", static)
            runs.insert(1, (Row(STATIC, table.count), runner(static, table.count)))
        return by_turns(runs, profile.runs, profile.longest_row)


def grouped(count: int, provider: Provider, services: Services, profile: Profile) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name, server(made(count, provider, services)) as url:
        runs: list[Run] = []
        for kind, groups in KINDS.items():
            for source in provider.inventories.sources:
                folder = Path(name, kind)
                folder.mkdir(exist_ok=True)
                path = write(folder, source, url, expressions(kind, source))
                row = Row(f"{source.name}: {kind}", count, own=source.own)
                runs.append((row, runner(path, count, groups)))
                if source.own:
                    forgetful = Row(f"{source.name} {WITHOUT}: {kind}", count)
                    runs.append((forgetful, runner(path, count, groups, "--forgetful", source.name)))
        return by_turns(runs, profile.runs, min(profile.longest_row, GROUPED_LONGEST_ROW))


def made(count: int, provider: Provider, services: Services) -> Answers:
    """The answers of all APIs about so many things."""
    service = services.get(provider.program)
    service.fill(count, **provider.inventories.noted)
    return {**provider.inventories.peers(count), **provider.inventories.recorded(service)}


def expressions(kind: str, source: Source) -> dict[str, Any]:
    """Options of every inventory plugin that evaluate expressions."""
    if kind == "own values":
        return {
            "compose": {"fqdn": f"{source.called} ~ '.example.com'", "shouted": f"{source.called} | upper"},
            "groups": {"ends_in_one": f"{source.called}[-1:] == '1'"},
            "keyed_groups": [{"key": f"{source.called}[-1:]", "prefix": "shard"}],
        }
    return {
        "compose": {"ansible_user": f"{source.labels}.user | default('root')"},
        "groups": {"up": source.running},
        "keyed_groups": [
            {"key": f"{source.labels}.role | default('none')", "prefix": "role"},
            {"key": f"{source.labels}.env | default('none')", "prefix": "env"},
        ],
    }


def write(folder: Path, source: Source, url: str, more: Mapping[str, Any]) -> Path:
    path = folder / source.file
    path.write_text(json.dumps({**source.options(url), **more}), encoding="utf-8")
    return path


def runner(source: Path, hosts: int, groups: int = 0, *options: str) -> Callable[[int], Sample]:
    """Parses a source; fails unless there are so many hosts, and at least so many groups."""

    def run_once(number: int) -> Sample:
        done = parse(source, *options)
        if done["hosts"] != hosts or done["groups"] < groups:
            raise Failed(f"{done['hosts']:g} hosts, {done['groups']:g} groups")
        return Sample(done["seconds"], done["processor"], None, done["peak"])

    return run_once


def parse(source: Path, *options: str | Path) -> dict[str, float]:
    """What inventory_parse.py says of the source."""
    # An empty configuration, in place of the user's.
    config = source.parent / "ansible.cfg"
    config.touch()
    settings = {"ANSIBLE_CONFIG": str(config), "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    command: Iterable[str | Path] = [sys.executable, PARSE, source, *options]
    finished = processes.run(list(command), {**os.environ, **settings}, source.parent)
    result: dict[str, float] = json.loads(finished.output.splitlines()[-1])
    return result
