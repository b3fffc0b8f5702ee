# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers whose texts are emptied, that get another egg or other ports, and that are too small."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.converge import Run
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import WaitFailed
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.record.resource import RecordResource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.node.record import NODE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.server.record import (
    SERVER_RECORD,
    SERVER_TASK,
)
from tests.functional.pterodactyl.cases import HERE, NODE, SERVER, after
from tests.functional.pterodactyl.used_cases import JAVA_8
from tests.functional.pterodactyl.world import PanelWorld

LOBBY = {"external_id": "lobby-1"}
RUST = {**LOBBY, "egg": "Rust", "environment": {"RCON_PASS": "hunter2hunter2"}}


def run(world: PanelWorld, options: dict[str, Any], check_mode: bool = False) -> Report:
    return SERVER_TASK.task(world.connect(), SERVER_TASK.wanted(options), check_mode)


@pytest.mark.parametrize("empty", ["", " "])
def test_cores_are_let_go_with_an_empty_text(world: PanelWorld, empty: str) -> None:
    after((SERVER_TASK, {**SERVER, **HERE, "threads": "0-1"}))(world)
    free = {**LOBBY, "threads": empty}
    assert run(world, free, check_mode=True).after["threads"] is None  # type: ignore[index]
    report = run(world, free)
    assert (report.actions, report.values["server"]["threads"]) == (["update"], None)
    assert run(world, free).actions == []


def test_a_new_server_without_cores_of_its_own_has_all(world: PanelWorld) -> None:
    new = {**SERVER, **HERE, "threads": ""}
    assert [run(world, new).actions for _time in (1, 2)] == [["create"], []]


def test_a_command_that_ends_with_a_line_break_is_kept_without(world: PanelWorld) -> None:
    new = {**SERVER, **HERE, "startup": "java -jar {{SERVER_JARFILE}}\n"}
    assert [run(world, new).actions for _time in (1, 2)] == [["create"], []]


def test_another_egg_brings_its_command_and_its_image(world: PanelWorld) -> None:
    after((SERVER_TASK, {**SERVER, **HERE}))(world)
    foreseen = run(world, RUST, check_mode=True)
    report = run(world, RUST)
    there = report.values["server"]
    assert there["startup"].startswith("./RustDedicated")
    assert there["image"] == "ghcr.io/pterodactyl/games:rust"
    assert (report.actions, report.warnings, report.after) == (["update"], [], foreseen.after)
    assert report.before["startup"].startswith("java ")  # type: ignore[index]
    assert run(world, RUST).actions == []


def test_another_egg_leaves_what_is_asked_for_and_what_it_has_too(world: PanelWorld) -> None:
    after((SERVER_TASK, {**SERVER, **HERE, "image": JAVA_8}))(world)
    paper = run(world, {**LOBBY, "egg": "Paper"})
    assert (paper.values["server"]["image"], paper.warnings) == (JAVA_8, [])
    assert "-Dterminal.ansi=true" in paper.values["server"]["startup"]
    there = run(world, {**RUST, "image": JAVA_8, "startup": paper.values["server"]["startup"]})
    assert there.values["server"]["image"] == JAVA_8
    assert there.values["server"]["startup"] == paper.values["server"]["startup"]
    assert there.warnings == []


def test_what_a_server_has_of_its_own_stays_with_another_egg_and_is_told(world: PanelWorld) -> None:
    after((SERVER_TASK, {**SERVER, **HERE, "startup": "./mine", "image": "example.com/mine"}))(world)
    report = run(world, RUST)
    assert (report.values["server"]["startup"], report.values["server"]["image"]) == ("./mine", "example.com/mine")
    words = (
        r"Server lobby \(2\) keeps its own startup command and image with egg Rust. If that does not fit, set startup"
    )
    assert [bool(re.match(words, text)) for text in report.warnings] == [True]
    assert run(world, RUST).warnings == []


def test_who_asks_for_gigabytes_is_told_of_the_unit(world: PanelWorld) -> None:
    (warned,) = run(world, {**SERVER, **HERE, "memory": 2}).warnings
    assert warned == "memory: 2 is 2 MiB. If GiB are meant, write 2048."
    assert run(world, {**LOBBY, "memory": 2}).warnings == []
    assert run(world, {**LOBBY, "memory": 64, "disk": 0}).warnings == []
    node = NODE_TASK.task(world.connect(), NODE_TASK.wanted({**NODE, "memory": 64}), True)
    assert [text[:10] for text in node.warnings] == ["memory: 64"]


def test_ports_that_are_not_named_stay_unless_they_are_to_go(world: PanelWorld) -> None:
    after((SERVER_TASK, {**SERVER, **HERE}))(world)
    named = {**LOBBY, "ports": ["1031"]}
    assert run(world, named).values["server"]["ports"] == ["127.0.0.1:1031", "127.0.0.1:1030"]
    assert run(world, {**named, "purge_ports": True}).values["server"]["ports"] == ["127.0.0.1:1031"]


def test_a_port_that_somebody_else_takes_meanwhile_is_told(world: PanelWorld) -> None:
    """The panel leaves it out without a word."""
    after((SERVER_TASK, {**SERVER, **HERE}))(world)
    wanted = SERVER_TASK.wanted({**LOBBY, "ports": ["1030", "1040"]})
    resource = RecordResource(world.connect(), SERVER_RECORD, wanted)
    there = resource.observe()
    (step,) = resource.plan(there).steps
    run(world, {"name": "other1", "ports": ["1040"]})
    with pytest.raises(WaitFailed, match=r"the panel left out 127.0.0.1:1040, which somebody else has by now"):
        step.make(there, Run())
