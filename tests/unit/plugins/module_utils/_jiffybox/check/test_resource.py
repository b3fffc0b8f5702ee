# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing any number of checks of a name to one, at a service of a few lines that can fail as the real one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.approval.gate import Gate
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    BoxfleetError,
    InvalidInput,
    OutcomeUnknown,
    Refused,
    WaitFailed,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import HttpOptions
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.wait import Clock
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.watch import silent
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.desired import DesiredCheck
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.check.task import ensure_check

GROUPS = [{"id": 301, "name": "ops"}, {"id": 302, "name": "dev"}]
WISH = {"name": "up", "ip": "192.0.2.1", "check_type": "ssh", "port": 22, "contact_groups": ["ops"]}


def watching(check: dict[str, Any]) -> bool:
    return check["status"] in ("STATUS_READY", "STATUS_OFFLINE")


class Time(Clock):
    """A clock that a service lives by."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.passed += seconds


class Service:
    """A service whose checks stay in a transition for a while.

    ``ends`` are the statuses that new checks go through after that, ``lose`` how many of the next changes are carried
    out (True) or not (False) without an answer. ``watched`` is False once no check of the name was working.
    """

    def __init__(self, *checks: dict[str, Any], ends: Any = ("READY",), lose: Any = ()) -> None:
        self.session = SimpleNamespace(
            clock=Time(), options=HttpOptions(retries=9), accepted=0, unknown=0, tell=silent, gate=Gate()
        )
        self.tell = silent
        self.checks = {check["id"]: dict(check) for check in checks}
        self.steps = {
            check["id"]: [(5, "READY")] for check in checks if check["status"] in ("STATUS_CREATING", "STATUS_DELETING")
        }
        self.ends = ends
        self.lose = list(lose)
        self.changes: list[tuple[str, int]] = []
        self.watched = self._works()

    def forget(self) -> None:
        pass

    def _works(self) -> bool:
        return any(map(watching, self.checks.values()))

    def _move_on(self) -> None:
        for check_id, steps in list(self.steps.items()):
            while steps and self.session.clock.now() >= steps[0][0]:
                word = steps.pop(0)[1]
                if self.checks[check_id]["status"] == "STATUS_DELETING":
                    del self.checks[check_id], self.steps[check_id]
                    break
                self.checks[check_id]["status"] = f"STATUS_{word}"

    def _change(self, verb: str, check_id: int, make: Any) -> Any:
        self._move_on()
        carried_out = self.lose[0] if self.lose else True
        if carried_out:
            self.changes.append((verb, check_id))
            answer = make()
        if self.lose:
            self.lose.pop(0)
            raise OutcomeUnknown("no answer")
        return answer

    def get_contact_groups(self) -> dict[str, Any]:
        return {str(group["id"]): {**group, "contacts": [], "status": "STATUS_READY"} for group in GROUPS}

    def get_checks(self) -> dict[str, Any]:
        self._move_on()
        # the key is not always the id
        return {str(check_id + 9): dict(check) for check_id, check in self.checks.items()}

    def get_check(self, check_id: int) -> dict[str, Any]:
        self._move_on()
        if check_id not in self.checks:
            raise Refused("no such check", 200)
        return dict(self.checks[check_id])

    def create_check(self, parameters: dict[str, Any]) -> Any:
        def make() -> dict[str, Any]:
            check_id = max(self.checks, default=500) + 1
            groups = [group for group in GROUPS if group["id"] in parameters["contactgroups"]]
            self.checks[check_id] = {
                "password": None,
                **parameters,
                "id": check_id,
                "contactgroups": groups,
                "status": "STATUS_CREATING",
            }
            began = self.session.clock.now()
            self.steps[check_id] = [(began + 5 * number, word) for number, word in enumerate(self.ends, 1)]
            return dict(self.checks[check_id])

        return self._change("POST", 0, make)

    def duplicate_check(self, check_id: int, changes: dict[str, Any]) -> Any:
        source = self.checks[check_id]
        groups = [group["id"] for group in source["contactgroups"]]
        return self.create_check({**source, "contactgroups": groups, **changes})

    def delete_check(self, check_id: int) -> None:
        def make() -> None:
            others = [check for check in self.checks.values() if check["id"] != check_id]
            self.watched = self.watched and any(map(watching, others))
            self.checks[check_id]["status"] = "STATUS_DELETING"
            self.steps[check_id] = [(self.session.clock.now() + 5, "DELETED")]

        self._change("DELETE", check_id, make)


def check(number: int = 501, status: str = "READY", port: int = 22, groups: Any = (301,), **more: Any) -> Any:
    return {
        "id": number,
        "name": "up",
        "ip": "192.0.2.1",
        "checkType": "ssh",
        "port": port,
        "contactgroups": [group for group in GROUPS if group["id"] in groups],
        "status": f"STATUS_{status}",
        **more,
    }


def ensure(service: Service, check_mode: bool = False, **options: Any) -> Any:
    return ensure_check(service, DesiredCheck(**{**WISH, **options}), check_mode)  # type: ignore[arg-type]


families = st.lists(
    st.tuples(
        st.sampled_from(["READY", "READY", "ERROR", "CREATING", "DELETING", "OFFLINE"]),
        st.sampled_from([22, 2222]),
        st.sampled_from([(301,), (302,), (301, 302)]),
    ),
    max_size=4,
).map(lambda members: [check(501 + index, *member) for index, member in enumerate(members)])


@given(family=families, state=st.sampled_from(["present", "absent"]), wait=st.booleans())
def test_of_any_checks_of_a_name_one_as_desired_is_left_and_the_dry_run_says_so(
    family: Any, state: str, wait: bool
) -> None:
    dry_service, service = Service(*family), Service(*family)
    dry = ensure(dry_service, check_mode=True, state=state, wait=wait)
    real = ensure(service, state=state, wait=wait)
    assert dry_service.changes == []
    assert (dry.changed, dry.actions, dry.before, dry.after) == (real.changed, real.actions, real.before, real.after)
    assert not ensure(service, state=state, wait=wait).changed
    service.session.clock.sleep(60)
    left = list(service.get_checks().values())
    assert len(left) == (1 if state == "present" else 0)
    for only in left:
        assert (only["port"], only["contactgroups"]) == (22, [GROUPS[0]])
        assert real.values["monitoring_check"]["id"] == only["id"]


# one of two deletions in one step is lost
@example(family=[check(501, groups=(302,)), check(502, groups=(302,))], lose=[True, True])
@given(family=families, lose=st.lists(st.booleans(), max_size=5))
def test_whichever_answers_are_lost_one_check_is_left_and_none_is_made_twice(family: Any, lose: list[bool]) -> None:
    service = Service(*family, lose=lose)
    dry = ensure(Service(*family), check_mode=True)
    real = ensure(service)
    assert (real.actions, real.after) == (dry.actions, dry.after)
    assert [change[0] for change in service.changes].count("POST") == dry.actions.count("create")
    assert len({changed for changed in service.changes if changed[0] == "DELETE"}) == len(
        [changed for changed in service.changes if changed[0] == "DELETE"]
    )
    assert len(service.get_checks()) == 1


@given(family=families, lose=st.lists(st.booleans(), max_size=4), stop=st.integers(1, 3))
def test_monitoring_never_has_a_gap_not_even_when_a_run_is_interrupted(family: Any, lose: Any, stop: int) -> None:
    service = Service(*family, lose=lose)
    began_watched = service.watched
    change = service._change

    def interrupted(*arguments: Any) -> Any:
        if len(service.changes) >= stop:
            raise KeyboardInterrupt
        return change(*arguments)

    service._change = interrupted  # type: ignore[method-assign]
    try:
        ensure(service)
    except KeyboardInterrupt:
        assert service.watched == began_watched
        service._change = change  # type: ignore[method-assign]
        ensure(service)
    assert service.watched == began_watched
    assert len(service.get_checks()) == 1


def test_a_creation_that_the_service_tries_once_more_is_waited_for() -> None:
    service = Service(ends=("ERROR_RETRY", "CREATING", "READY"))
    assert ensure(service).values["monitoring_check"]["status"] == "STATUS_READY"


def test_a_creation_whose_answer_is_lost_and_which_shows_late_is_not_made_twice() -> None:
    service = Service(lose=[True])
    listed = service.get_checks
    service.get_checks = lambda: listed() if service.session.clock.now() > 12 else {}  # type: ignore[method-assign]
    assert ensure(service).actions == ["create"]
    assert [verb for verb, _check in service.changes] == ["POST"]


def test_in_place_of_a_check_that_failed_a_copy_is_made_of_the_one_asked_for() -> None:
    service = Service(check(status="ERROR"), {**check(502, port=2222), "name": "golden"})
    wish = DesiredCheck(name="up", clone_from="golden")
    made = ensure_check(service, wish, False).values["monitoring_check"]  # type: ignore[arg-type]
    assert made["port"] == 2222


def test_a_check_that_works_is_changed_and_no_copy_is_made_in_its_place() -> None:
    service = Service(check(checkInterval=300), {**check(502, port=2222, checkInterval=300), "name": "golden"})
    wish = DesiredCheck(name="up", clone_from="golden", check_interval=60)
    made = ensure_check(service, wish, False).values["monitoring_check"]  # type: ignore[arg-type]
    assert (made["port"], made["check_interval"]) == (22, 60)


def test_a_check_is_copied_when_it_is_ready() -> None:
    service = Service({**check(status="CREATING"), "name": "golden"})
    duplicate, seen = service.duplicate_check, []

    def note(check_id: int, changes: Any) -> Any:
        seen.append(service.get_check(check_id)["status"])
        return duplicate(check_id, changes)

    service.duplicate_check = note  # type: ignore[method-assign]
    ensure_check(service, DesiredCheck(name="up", clone_from="golden"), False)  # type: ignore[arg-type]
    assert seen == ["STATUS_READY"]


def test_a_replacement_that_fails_leaves_the_old_check_in_place_and_the_next_run_repairs_it() -> None:
    service = Service(check(port=2222), ends=("ERROR_RETRY", "CREATING", "ERROR"))
    for _repetition in range(2):
        with pytest.raises(WaitFailed) as caught:
            ensure(service)
        assert "Could not replace monitoring check up (501): the service gave up: " in str(caught.value)
        assert "check up (502) is STATUS_ERROR. What it was to replace, up (501), is still in place." in str(
            caught.value
        )
        assert "Run the task again" in str(caught.value)
        assert [(one["id"], one["status"]) for one in service.checks.values()] == [
            (501, "STATUS_READY"),
            (502, "STATUS_ERROR"),
        ]
    service.ends = ("READY",)
    report = ensure(service)
    assert report.actions == ["delete_failed", "create", "delete"]
    assert [one["port"] for one in service.checks.values()] == [22]


def test_a_check_that_failed_is_made_anew_also_by_a_task_that_says_no_more_than_its_name() -> None:
    service = Service(check(status="ERROR"))
    report = ensure_check(service, DesiredCheck(name="up"), False)  # type: ignore[arg-type]
    assert report.actions == ["delete_failed", "create"]
    assert (report.before["state"], report.after["state"]) == ("error", "present")


def test_options_that_the_task_does_not_give_are_not_compared_and_taken_over() -> None:
    service = Service(check(checkInterval=60, timeout=5))
    assert not ensure(service).changed
    made = ensure(service, port=2222).values["monitoring_check"]
    assert (made["check_interval"], made["timeout"], made["port"]) == (60, 5, 2222)


def test_what_the_service_does_not_report_is_sent_but_cannot_differ() -> None:
    service = Service(check())
    assert not ensure(service, timeout=5, reminder_interval=60).changed
    ensure(service, port=2222, timeout=5)
    assert [one["timeout"] for one in service.checks.values()] == [5]


def test_an_address_in_another_spelling_is_no_difference() -> None:
    service = Service(check(ip="2001:db8::1"))
    assert not ensure(service, ip="2001:0DB8:0::1").changed


PASSWORDS = {"check_type": "ftp", "port": 21, "username": "me"}


@pytest.mark.parametrize(("there", "before"), [("alt-geheim", "(set, another one)"), (None, None)])
def test_another_password_is_a_difference_that_nobody_gets_to_see(there: str | None, before: str | None) -> None:
    service = Service(check(port=21, checkType="ftp", username="me", password=there))
    report = ensure(service, **PASSWORDS, password="neu-geheim")
    assert report.actions == ["create", "delete"]
    assert (report.before.get("password"), report.after["password"]) == (before, "(set)")
    assert "geheim" not in repr(report)
    assert [one["password"] for one in service.checks.values()] == ["neu-geheim"]
    assert not ensure(service, **PASSWORDS, password="neu-geheim").changed


def test_a_password_that_the_service_does_not_return_is_taken_to_be_right() -> None:
    service = Service(check(port=21, checkType="ftp", username="me"))
    assert not ensure(service, **PASSWORDS, password="neu-geheim").changed


def test_groups_named_by_the_check_itself_need_no_call() -> None:
    service = Service(check(groups=(301, 302)))
    service.get_contact_groups = None  # type: ignore[assignment]
    assert not ensure(service, contact_groups=["dev", "301"]).changed


def test_by_id_alone_a_difference_is_refused_with_the_reason_and_the_way_out() -> None:
    service = Service(check(port=2222))
    with pytest.raises(InvalidInput) as caught:
        ensure(service, name=None, id=501)
    assert "id: 501 is check up (501), which has another port; to change a check is to replace it" in str(caught.value)
    assert "Give its name too" in str(caught.value)
    assert not ensure(service, name=None, id=501, port=2222).changed
    assert ensure(service, name=None, id=501, state="absent").actions == ["delete"]
    assert not ensure(service, name=None, id=501, state="absent").changed
    with pytest.raises(InvalidInput, match="id: 501 is no monitoring check of this account"):
        ensure(service, name=None, id=501)


def test_a_new_name_for_an_id_replaces_the_check_and_the_second_run_finds_it_by_name() -> None:
    service = Service(check())
    for actions in (["create", "delete"], []):
        assert ensure(service, name="new", id=501).actions == actions
    assert [one["name"] for one in service.checks.values()] == ["new"]


@pytest.mark.parametrize("wait", [True, False])
def test_an_option_of_another_type_is_refused_even_where_only_the_service_knows_the_type(wait: bool) -> None:
    service = Service(check())
    with pytest.raises(BoxfleetError, match="path: does not go with check_type ssh, which takes port"):
        ensure_check(service, DesiredCheck(name="up", path="/", wait=wait), True)  # type: ignore[arg-type]
    assert service.changes == []
