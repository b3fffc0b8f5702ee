# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which thing is meant, by name or id."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, NoUsableAnswer, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.kind import Kind, id_like
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Deadline
from ansible_collections.boxfleet.cloud.tests.unit.own_time import OwnTime


class Account:
    """A client of an account with these things; ids are numbers or texts."""

    def __init__(self, *things: dict[str, Any]) -> None:
        self.things = list(things)
        self.asked: list[str] = []
        self.told: list[tuple[str, str]] = []

    def get(self, thing_id: Any) -> dict[str, Any]:
        self.asked.append(f"get {thing_id}")
        for thing in self.things:
            if thing["id"] == thing_id:
                return thing
        raise Refused("there is none", 404)

    def get_all(self) -> list[dict[str, Any]]:
        self.asked.append("get all")
        return self.things

    def forget(self) -> None:
        self.asked.append("forget")

    def tell(self, what: str, condition: str, seconds: float, tally: str = "") -> None:
        self.told.append((what, condition))


def kind(**more: Any) -> Kind[Any]:
    return Kind(
        "disk",
        "disks",
        get=lambda client, thing_id: client.get(thing_id),
        get_all=lambda client: client.get_all(),
        gone=lambda disk: disk.get("state") == "GONE",
        leaving=lambda disk: disk.get("state") == "LEAVING",
        settled=lambda disk: disk.get("state") != "BUSY",
        condition=lambda disk: str(disk.get("state")),
        **more,
    )


def disk(disk_id: Any, name: str, state: str = "READY") -> dict[str, Any]:
    return {"id": disk_id, "name": name, "state": state}


@pytest.mark.parametrize("order", [1, -1])
def test_an_id_is_meant_before_a_name_that_reads_like_it(order: int) -> None:
    things = [disk(10, "data"), disk(11, "10")][::order]
    assert kind().pick(things, "10", "disk")["id"] == 10
    client = Account(*things)
    assert kind().find(client, "10", "disk")["id"] == 10
    assert client.asked == ["get 10"]


def test_a_name_that_reads_like_an_id_is_found_where_no_id_is_it() -> None:
    assert kind().find(Account(disk(11, "10")), "10", "disk")["id"] == 11


def test_ids_can_be_texts() -> None:
    texts = kind(id_from=lambda text: text if text.startswith("d-") else None)
    client = Account(disk("d-1", "data"), disk("d-2", "d-1"))
    assert texts.find(client, "d-1", "disk")["id"] == "d-1"
    assert texts.find(client, "data", "disk")["id"] == "d-1"
    assert client.asked == ["get d-1", "get all"]


@pytest.mark.parametrize("wanted", ["9" * 19, "\u0661\u0662", "-1", "1.0", " 1", ""])
def test_what_can_be_no_id_is_not_asked_for_as_one(wanted: str) -> None:
    client = Account(disk(1, "data"))
    with pytest.raises(InvalidInput, match=r"is no disk of this account. The account has: data"):
        kind().find(client, wanted, "disk")
    assert client.asked == ["get all"]


def test_what_there_is_instead_is_said_of_its_owner() -> None:
    with pytest.raises(InvalidInput, match=r"is no disk of server web1\. Server web1 has: data\."):
        kind(owner="server web1").pick([disk(1, "data")], "system", "disk")


def test_several_of_a_name_are_told_with_ids_and_conditions() -> None:
    with pytest.raises(InvalidInput, match=r"disk: 'a' is the name of several disks: 1 \(READY\) and 2 \(BUSY\).*id"):
        kind().pick([disk(1, "a"), disk(2, "a", "BUSY")], "a", "disk")


def test_one_that_is_being_deleted_gives_way_to_its_successor() -> None:
    leaving, there = disk(1, "a", "LEAVING"), disk(2, "a")
    assert kind().by_name([leaving, there], "a") == there
    assert kind().by_name([leaving], "a") == leaving
    assert kind().by_name([leaving, disk(3, "a", "LEAVING")], "a") == leaving


def test_what_is_gone_and_still_listed_is_not_there() -> None:
    client = Account(disk(1, "a", "GONE"))
    assert kind().all(client) == []
    assert kind().by_id(client, 1) is None
    with pytest.raises(InvalidInput, match="There is none"):
        kind().find(client, "a", "disk")


def test_a_refusal_means_gone_only_where_a_new_list_agrees() -> None:
    class Strict(Account):
        def get(self, thing_id: Any) -> dict[str, Any]:
            raise Refused("not now", 403)

    client = Strict(disk(1, "a"))
    with pytest.raises(Refused, match="not now"):
        kind().by_id(client, 1)
    assert client.asked == ["forget", "get all"]
    assert kind().by_id(client, 2) is None


def test_a_refusal_that_tells_that_there_is_none_takes_no_list() -> None:
    client: Any = Account(disk(1, "a"))
    assert kind(unknown_codes=(404,)).by_id(client, 2) is None
    assert client.asked == ["get 2"]


def test_what_may_be_there_is_found_by_id_else_by_name() -> None:
    client: Any = Account(disk(1, "a"), disk(2, "1"))
    assert kind().find_any(client, "1", "disk") == disk(1, "a")
    assert client.asked == ["get 1"]
    assert kind().find_any(client, "a", "disk") == disk(1, "a")
    assert kind().find_any(client, "b", "disk") is None


def test_an_id_that_is_empty_is_none_and_not_left_out() -> None:
    client: Any = Account(disk(1, "a"))
    assert kind().meant(client, None, "a") == kind().meant(client, "1", "x") == disk(1, "a")
    for empty in ("", "x1"):
        with pytest.raises(InvalidInput, match="is not the id of any disk"):
            kind().meant(client, empty, "a")
    assert kind().meant(client, 0, "a") is None


def test_ids_of_a_shape_are_so_from_the_beginning_to_the_end() -> None:
    id_from = id_like("d-[0-9]+")
    assert [id_from(text) for text in ("d-12", "d-12x", "xd-12", "")] == ["d-12", None, None, None]


def test_an_answer_that_cannot_be_used_does_not_mean_gone() -> None:
    class Broken(Account):
        def get(self, thing_id: Any) -> dict[str, Any]:
            raise NoUsableAnswer("cut short")

    with pytest.raises(NoUsableAnswer):
        kind().by_id(Broken(), 1)


def look_after(*states: str) -> Callable[..., Any]:
    """A client whose disk is in one state after the other, look by look."""
    client = Account(disk(1, "a"))
    left = list(states)
    client.get = lambda thing_id: disk(1, "a", left.pop(0) if len(left) > 1 else left[0])  # type: ignore[method-assign]
    return client  # type: ignore[return-value]


def left_of_two(
    young: Callable[[float], list[dict[str, Any]]], made: dict[str, Any], **more: Any
) -> tuple[Any, list[str]]:
    """Which is left of one that was just made and what is there of younger ones by the time; and what was told."""

    class Two(Account):
        def __init__(self) -> None:
            super().__init__()
            self.session = self
            self.clock = OwnTime()

        def get(self, thing_id: Any) -> dict[str, Any]:
            self.things = [*young(self.clock.now()), made]
            return super().get(thing_id)

        def get_all(self) -> list[dict[str, Any]]:
            return [*young(self.clock.now()), {**made}]

    warnings: list[str] = []
    deleted: list[Any] = []
    client: Any = Two()
    disks = kind(unknown_codes=(404,), **more)
    kept = disks.only(client, made, lambda one: one["name"] == "a", lambda: deleted.append(made), warnings)
    assert bool(deleted) == (kept != made)
    return kept["id"], warnings


def test_of_two_that_came_to_be_at_once_the_younger_is_taken_away_by_its_maker() -> None:
    assert left_of_two(lambda now: [disk(2, "a")] if now < 20 else [], disk(1, "a")) == (1, [])
    assert left_of_two(lambda now: [disk(2, "a", "READY" if now < 20 else "LEAVING")], disk(1, "a")) == (1, [])


def test_one_that_showed_late_gives_way_to_a_younger_one_that_stays() -> None:
    young = [disk(2, "b"), disk(4, "a"), disk(3, "a")]
    told = "Disk a (3) came to be at the same time, so a (1) was deleted again."
    assert left_of_two(lambda now: young, disk(1, "a")) == (3, [told])


def test_of_two_of_one_age_neither_is_the_older() -> None:
    same: dict[str, Any] = {"age": lambda one: "2026-01-01T00:00:00"}
    assert left_of_two(lambda now: [disk(2, "a")] if now < 20 else [], disk(1, "a"), **same) == (1, [])


def test_a_younger_one_that_is_still_being_made_will_be_taken_away() -> None:
    assert left_of_two(lambda now: [disk(2, "a", "BUSY")], disk(1, "a")) == (1, [])


def test_one_that_is_not_waited_for_is_kept() -> None:
    assert left_of_two(lambda now: [disk(2, "a")], disk(1, "a", "BUSY")) == (1, [])


def test_an_older_one_is_kept() -> None:
    assert left_of_two(lambda now: [disk(1, "a"), disk(0, "a", "LEAVING")], disk(2, "a"))[0] == 1


def test_every_look_is_told() -> None:
    client: Any = look_after("BUSY", "BUSY", "READY")
    seen = kind().watch(client, disk(1, "a")).until(lambda one: one["state"] == "READY", Deadline(OwnTime(), 60))
    assert seen == disk(1, "a")
    assert client.told == [("disk a (1)", "BUSY"), ("disk a (1)", "BUSY"), ("disk a (1)", "READY")]


def test_a_change_that_begins_late_is_not_taken_for_one_that_failed() -> None:
    """Twice it looks as before; then it shows that the change was begun."""
    client: Any = look_after("READY", "READY", "BUSY", "DONE")
    watch = kind().watch(client, disk(1, "a"))
    seen = watch.until_changed(disk(1, "a"), lambda one: one["state"] == "DONE", Deadline(OwnTime(), 600))
    assert seen["state"] == "DONE"


def test_one_that_is_known_well_enough_by_its_id_is_not_looked_at() -> None:
    asked = []
    kind = Kind(
        "shelf",
        "shelves",
        get=lambda client, shelf_id: asked.append(shelf_id),
        get_all=lambda client: asked.append("all") or [{"id": "7", "name": "books"}],
        id_from=lambda text: text if text.isdigit() else None,
        unseen=lambda shelf_id: {"id": shelf_id},
    )
    assert kind.find(None, "8", "shelf") == kind.without_a_look("8") == {"id": "8"}
    assert asked == []
    assert kind.without_a_look("books") is None
    assert kind.find(None, "books", "shelf")["id"] == "7"
    assert asked == ["all"]
