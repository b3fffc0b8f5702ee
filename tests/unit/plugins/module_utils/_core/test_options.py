# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options told once: what Ansible is told of them, and what becomes of parameters."""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, dataclass
from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.options import (
    argument_spec,
    check_options,
    from_parameters,
    option,
)

Json = dict


@dataclass(frozen=True)
class Disk:
    """One of several."""

    size: int = option(MISSING, least=1, most=64, unit="GB")
    kind: str = option("hdd", choices=("hdd", "ssd"))

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class Desired:
    """Every form that an annotation has."""

    name: str
    count: int | None = None
    ratio: float | None = option(least=0, most=1)
    wait: bool = True
    password: str | None = option(no_log=True)
    state: str = option("present", choices=("present", "absent"))
    tags: list[str] | None = option(most=2)  # noqa: RUF009
    ports: tuple[int, ...] = option((80, 443))
    extra: Json | None = None
    labels: dict[str, str] = option({})  # noqa: RUF009
    disks: list[Disk] | None = option(of=Disk, aliases=["volumes"])  # noqa: RUF009
    root: Disk | None = option(of=Disk)  # noqa: RUF009
    secret: float | None = option(no_log=True, most=9)
    made: str = dataclasses.field(init=False, default="")

    def __post_init__(self) -> None:
        check_options(self)


DISK_SPEC = {
    "size": {"type": "int", "required": True},
    "kind": {"type": "str", "choices": ["hdd", "ssd"], "default": "hdd"},
}


def test_each_annotation_and_default_is_told_to_ansible() -> None:
    assert argument_spec(Desired) == {
        "name": {"type": "str", "required": True},
        "count": {"type": "int"},
        "ratio": {"type": "float"},
        "wait": {"type": "bool", "default": True},
        "password": {"type": "str", "no_log": True},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "tags": {"type": "list", "elements": "str"},
        "ports": {"type": "list", "elements": "int", "default": [80, 443]},
        "extra": {"type": "dict"},
        "labels": {"type": "dict", "default": {}},
        "disks": {"type": "list", "elements": "dict", "options": DISK_SPEC, "aliases": ["volumes"]},
        "root": {"type": "dict", "options": DISK_SPEC},
        "secret": {"type": "float", "no_log": True},
    }


def test_parameters_become_what_is_desired() -> None:
    wanted = from_parameters(
        Desired,
        {
            "name": "a",
            "count": None,
            "tags": ["x"],
            "ports": [1],
            "disks": [{"size": 1, "kind": "ssd"}, {"size": 2, "kind": None}],
            "root": {"size": 3},
            "unknown": 1,
            "made": "by hand",
        },
    )
    assert wanted == Desired("a", tags=["x"], ports=(1,), disks=[Disk(1, "ssd"), Disk(2)], root=Disk(3))
    assert wanted.made == ""


def test_a_secret_is_in_no_text_of_what_is_desired() -> None:
    assert "geheim" not in repr(Desired("a", password="geheim"))


def test_defaults_are_not_shared() -> None:
    Desired("a").labels["x"] = "y"
    assert Desired("b").labels == {}
    argument_spec(Desired)["labels"]["default"]["x"] = "y"
    assert argument_spec(Desired)["labels"]["default"] == {}


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"ratio": 1.01}, "ratio: 1.01 must be from 0 to 1."),
        ({"ratio": -0.01}, "ratio: -0.01 must be from 0 to 1."),
        ({"ratio": float("nan")}, "ratio: nan must be from 0 to 1."),
        ({"ratio": float("inf")}, "ratio: inf must be from 0 to 1."),
        ({"secret": 10.0}, "secret: must be at most 9."),
        ({"tags": ["a", "b", "c"]}, "tags: must be at most 2 (entries)."),
        ({"state": "absnt"}, "state: 'absnt' must be one of present, absent. Did you mean absent?"),
        ({"root": {"size": 0}}, "root.size: 0 must be from 1 to 64 (GB)."),
        ({"disks": [{"size": 1}, {"size": 65}]}, "disks[1].size: 65 must be from 1 to 64 (GB)."),
        ({"disks": [{"size": 1, "kind": "sdd"}]}, "disks[0].kind: 'sdd' must be one of hdd, ssd. Did you mean ssd"),
    ],
)
def test_what_breaks_a_rule_is_told_with_its_path(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        from_parameters(Desired, {"name": "a", **parameters})
    assert str(caught.value).startswith(message)
    assert caught.value.option == message.partition(":")[0]


@pytest.mark.parametrize("parameters", [{"ratio": 0}, {"ratio": 1.0}, {"tags": ["a", "b"]}, {"root": {"size": 64}}])
def test_bounds_are_within(parameters: dict[str, Any]) -> None:
    assert from_parameters(Desired, {"name": "a", **parameters})


@dataclass(frozen=True)
class Kept:
    """A list of bounded length, and an id that has the shape of a secret."""

    ports: tuple[int, ...] = option((), most=2)
    key_id: str | None = option(no_log=False)

    def __post_init__(self) -> None:
        check_options(self)


def test_entries_are_counted_and_what_is_no_secret_is_said_to_be_none() -> None:
    assert from_parameters(Kept, {"ports": [1, 2]}).ports == (1, 2)
    with pytest.raises(InvalidInput, match=r"ports: must be at most 2 \(entries\)"):
        from_parameters(Kept, {"ports": [1, 2, 3]})
    assert argument_spec(Kept)["key_id"]["no_log"] is False
    assert "no_log" not in argument_spec(Kept)["ports"]
