# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the JiffyBox service says yes and no, in the forms that were recorded of it (Transport, Limits)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import JiffyBoxDialect

CREATE = Request("POST", "/v1.0/jiffyBoxes")
TAKEN = {"type": "error", "message": "Der Name existiert bereits."}
TOO_MANY = {
    "type": "error",
    "message": "Zu viele Aufrufe. Bitte warten Sie einen moment und versuchen Sie es dann wieder.",
}
DELETED = {"type": "success", "message": "Der Monitoring-Check up(M501) wird geloescht"}


def failure(data: Any, status: int = 200) -> Any:
    return JiffyBoxDialect().failure(CREATE, Answer(status, {}, data))


@pytest.mark.parametrize("result", [True, {}, [], {"id": 1}, 0, ""])
@pytest.mark.parametrize("messages", [[], [DELETED], [{"type": "notice", "message": "So."}, TAKEN]])
def test_a_success_may_come_with_messages(result: Any, messages: list[Any]) -> None:
    assert failure({"messages": messages, "result": result}) is None


@pytest.mark.parametrize("status", [200, 400, 404])
@pytest.mark.parametrize("result", [None, False, {}])
def test_a_no_is_told_in_the_services_words_and_has_changed_nothing(status: int, result: Any) -> None:
    seen = failure({"messages": [TAKEN], "result": result}, status)
    assert (seen.unchanged, seen.again) == (True, False)
    assert isinstance(seen.problem, Refused)
    assert str(seen.problem) == "the service refused POST jiffyBoxes: Der Name existiert bereits."
    assert seen.problem.messages == (TAKEN["message"],)


def test_of_a_no_everything_is_told_but_what_tells_of_a_success() -> None:
    warning = {"type": "warning", "message": "Die Wartung beginnt um 22 Uhr."}
    seen = failure({"messages": [DELETED, warning, TAKEN], "result": False})
    assert seen.problem.messages == (warning["message"], TAKEN["message"])


@pytest.mark.parametrize("result", [None, False])
def test_a_no_without_a_word_is_one_all_the_same(result: Any) -> None:
    assert "without a message" in str(failure({"messages": [], "result": result}).problem)


@pytest.mark.parametrize("status", [200, 403, 429])
def test_after_too_many_calls_any_call_is_sent_again_after_a_pause(status: int) -> None:
    seen = failure({"messages": [TOO_MANY], "result": False}, status)
    assert (seen.unchanged, seen.again, seen.slow_down) == (True, True, True)


def test_after_a_fault_of_the_service_nobody_knows() -> None:
    seen = failure({"messages": [TAKEN], "result": False}, 500)
    assert (seen.unchanged, seen.again) == (False, True)
    assert "HTTP 500: Der Name existiert bereits." in str(seen.problem)


@pytest.mark.parametrize("data", [None, [], "x", 1, {}, {"messages": []}])
def test_what_is_no_envelope_leaves_open_what_happened(data: Any) -> None:
    seen = failure(data)
    assert isinstance(seen.problem, NoUsableAnswer)
    assert (seen.unchanged, seen.again) == (False, False)
    assert "Check that api_url is the address of a JiffyBox API" in str(seen.problem)


@pytest.mark.parametrize("messages", [None, "x", [None], [[]], [{"message": None}], {"type": "error"}])
def test_messages_of_another_shape_do_no_harm(messages: Any) -> None:
    assert isinstance(failure({"messages": messages, "result": False}).problem, Refused)


def test_a_wrong_token_is_told_with_where_to_look() -> None:
    wrong = {"type": "error", "message": "Der von Ihnen uebergebene API-Token ist ungueltig."}
    assert "Check api_token" in str(failure({"messages": [wrong], "result": False}).problem)
