# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Contact groups: reading them, and bringing a service of a few lines to what is desired."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, Refused, WaitFailed
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import silent
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox import status
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.contact_group.record import (
    CONTACT_GROUP_TASK,
    contact_group_result,
)


class Time(Clock):
    """A clock that a service lives by."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.passed += seconds


class Service:
    """A service whose groups stay in a transition for a while and then end up READY, or as it is told."""

    def __init__(self, *groups: dict[str, Any], ends: str = "READY") -> None:
        self.session = SimpleNamespace(
            clock=Time(), options=HttpOptions(), accepted=0, unknown=0, tell=silent, gate=Gate()
        )
        self.tell = silent
        self.groups = {group["id"]: dict(group) for group in groups}
        self.ends = ends
        self.until: dict[int, float] = {}
        self.changes: list[str] = []

    def forget(self) -> None:
        pass

    def _begin(self, group_id: int, doing: str) -> dict[str, Any]:
        self.changes.append(doing)
        self.groups[group_id]["status"] = f"STATUS_{doing}"
        self.until[group_id] = self.session.clock.now() + 5
        return dict(self.groups[group_id])

    def get_contact_groups(self) -> dict[str, Any]:
        for group_id, until in list(self.until.items()):
            if self.session.clock.now() >= until:
                del self.until[group_id]
                if self.groups[group_id]["status"] == "STATUS_DELETING":
                    del self.groups[group_id]
                else:
                    self.groups[group_id]["status"] = f"STATUS_{self.ends}"
        return {str(group_id): dict(group) for group_id, group in self.groups.items()}

    def get_contact_group(self, group_id: int) -> dict[str, Any]:
        groups = self.get_contact_groups()
        if str(group_id) not in groups:
            raise Refused("no such group", 200)
        return groups[str(group_id)]

    def create_contact_group(self, name: str, contacts: list[str]) -> dict[str, Any]:
        group_id = max(self.groups, default=300) + 1
        self.groups[group_id] = {"id": group_id, "name": name, "contacts": contacts}
        return self._begin(group_id, "CREATING")

    def change_contact_group(self, group_id: int, **changes: Any) -> dict[str, Any]:
        self.groups[group_id].update(changes)
        return self._begin(group_id, "UPDATING")

    def delete_contact_group(self, group_id: int) -> None:
        self._begin(group_id, "DELETING")


def group(status: str = "READY", name: str = "ops", contacts: Any = ("a@example.com",), number: int = 301) -> Any:
    return {"id": number, "name": name, "contacts": list(contacts), "status": f"STATUS_{status}"}


def sent(contacts: list[str]) -> list[str]:
    """The contacts of a new group as the service gets them."""
    service = Service()
    ensure(service, name="ops", contacts=contacts)
    [group] = service.groups.values()
    return group["contacts"]


def ensure(service: Service, check_mode: bool = False, **options: Any) -> Any:
    return CONTACT_GROUP_TASK.task(service, CONTACT_GROUP_TASK.wanted(options), check_mode)  # type: ignore[arg-type]


def test_a_group_is_returned_with_the_same_keys_whatever_the_service_sends() -> None:
    assert contact_group_result({"id": 301, "name": "ops", "contacts": [], "status": "STATUS_READY"}) == {
        "id": 301,
        "name": "ops",
        "contacts": [],
        "status": "STATUS_READY",
    }
    assert contact_group_result({"id": 301, "name": "ops", "contacts": {"0": "a@example.com"}})["contacts"] == [
        "a@example.com"
    ]
    assert contact_group_result({"id": 301, "name": "ops"})["status"] is None


@pytest.mark.parametrize(
    ("word", "settled"),
    [
        ("READY", True),
        ("CREATED", True),
        ("UPDATED", True),
        ("OFFLINE", True),
        ("DEACTIVATED", True),
        ("ERROR", True),
        ("CREATING", False),
        ("ERROR_RETRY", False),
        ("DELETING", False),
        ("SOMETHING_NEW", False),
    ],
)
def test_only_a_status_known_to_be_final_ends_a_wait(word: str, settled: bool) -> None:
    thing = {"status": f"STATUS_{word}"}
    assert status.settled(thing) is settled
    assert status.failed(thing) is (word == "ERROR")
    assert not status.settled({})


@pytest.mark.parametrize("contact", ["a@example.com", "a.b+c@mail.example.com", "ü@exämple.de", "o'hara@example.com"])
def test_an_address_that_can_be_written_to_is_taken(contact: str) -> None:
    assert sent([contact]) == [contact]


@pytest.mark.parametrize(
    "contact", ["", "nobody", "a@", "@example.com", "a@b@c.de", "a b@example.com", "a@localhost", "a@x.de,b@x.de"]
)
def test_an_address_that_nobody_could_write_to_is_refused_before_any_call(contact: str) -> None:
    with pytest.raises(InvalidInput, match=r"contacts: .* is not an e-mail address"):
        sent(["a@example.com", contact])


def test_a_name_the_service_would_refuse_is_refused_before_any_call() -> None:
    with pytest.raises(InvalidInput, match=r"name: .* must have 1 to 30 characters; it has 31"):
        CONTACT_GROUP_TASK.wanted({"name": "x" * 31, "contacts": ["a@example.com"]})


def test_one_to_ten_different_addresses_are_taken() -> None:
    ten = [f"{number}@example.com" for number in range(10)]
    assert sent(ten + ten) == ten
    for contacts, count in (([], 0), ([*ten, "x@example.com"], 11)):
        with pytest.raises(InvalidInput, match=f"1 to 10 different addresses; there are {count}"):
            sent(contacts)


addresses = st.lists(st.sampled_from(["a@example.com", "b@example.com", "c@example.com"]), min_size=1, max_size=4)


@given(there=addresses, wanted=addresses)
def test_contacts_are_compared_as_a_set(there: list[str], wanted: list[str]) -> None:
    service = Service(group(contacts=there))
    report = ensure(service, name="ops", contacts=wanted)
    assert report.changed == (set(there) != set(wanted))
    assert set(service.groups[301]["contacts"]) == set(wanted)
    assert not ensure(service, name="ops", contacts=wanted).changed


statuses = st.sampled_from(["READY", "UPDATED", "ERROR", "CREATING", "UPDATING", "DELETING", "DELETED"])
wishes = st.fixed_dictionaries(
    {"state": st.sampled_from(["present", "absent"]), "contacts": st.just(["b@example.com"]), "wait": st.booleans()}
)


@given(beginning=statuses, wish=wishes)
def test_from_every_status_the_dry_run_is_right_and_the_second_run_idle(beginning: str, wish: dict[str, Any]) -> None:
    def service() -> Service:
        made = Service(group(beginning))
        if beginning in ("CREATING", "UPDATING", "DELETING"):
            made.until[301] = 5
        return made

    dry_service, real_service = service(), service()
    dry = ensure(dry_service, check_mode=True, name="ops", **wish)
    real = ensure(real_service, name="ops", **wish)
    assert dry_service.changes == []
    assert (dry.changed, dry.actions, dry.before, dry.after) == (real.changed, real.actions, real.before, real.after)
    assert (real.values["contact_group"] is None) == (wish["state"] == "absent")
    assert not ensure(real_service, name="ops", **wish).changed


def test_a_group_the_service_gave_up_on_is_told_at_once_and_mended_by_the_next_run() -> None:
    service = Service(ends="ERROR")
    with pytest.raises(WaitFailed, match=r"Could not create contact group ops: .*ops \(301\) is STATUS_ERROR"):
        ensure(service, name="ops", contacts=["a@example.com"])
    assert service.session.clock.now() < 10
    service.ends = "READY"
    report = ensure(service, name="ops", contacts=["a@example.com"])
    assert (report.before["state"], report.after["state"]) == ("error", "present")
    assert service.changes == ["CREATING", "UPDATING"]
    assert not ensure(service, name="ops", contacts=["a@example.com"]).changed


def test_a_group_that_is_listed_as_deleted_does_not_exist() -> None:
    service = Service(group("DELETED"))
    assert not ensure(service, id=301, state="absent").changed
    assert not ensure(service, name="ops", state="absent").changed


def test_of_two_groups_of_a_name_the_one_being_deleted_does_not_count() -> None:
    service = Service(group("DELETING"), group(number=302))
    assert ensure(service, name="ops").values["contact_group"]["id"] == 302
