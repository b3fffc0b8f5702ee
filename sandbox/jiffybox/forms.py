# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Other forms that answers can have: for all requests by an option, for single ones by a fault.

Without them the service speaks as it was recorded. Each form is something that clients, documentation or PHP give
reason to expect. Some change an answer after it was made (``RESHAPE``), the others how things are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox._core.answer import Answer

OTHER_KEY = 1000

# What each form is, for --help and the documentation.
FORMS = {
    "empty_lists": "an empty map is []",
    "list_maps": "a list is a map with the keys 1, 2 and so on, as PHP sends one that lost its first entry",
    "strings": "flags and numbers are strings",
    "other_keys": "things are listed under other numbers than their ids",
    "null_results": "every refusal has the result null",
    "false_results": "every refusal has the result false, that of a taken name too",
    "no_profile": "no box has an activeProfile",
    "old_plans": "plans have neither cpus nor priceCap",
    "uncapped": "no plan has a cap: priceCap is 0",
    "running_status": "a box that runs has the status RUNNING instead of READY",
    "windows_listed": "the backups of all boxes come with day and time",
    "full_checks": "checks have all their parameters, timeout and active too, and null where there is none",
    "slow_groups": "a new contact group is STATUS_CREATING for a while",
    "born_running": "a new box runs as soon as it is READY",
    "born_backed_up": "a new box has automatic backups",
    "same_names": "several boxes can have one name",
    "live_changes": "FREEZE and PLAN are taken from a box that runs",
    "busy_changes": "a box that is in flight, copied or backed up takes changes that begin no other step",
    "status_needed": "a PUT of metadata alone is refused",
}


def reshaped(answer: Answer, form: Callable[[str], bool]) -> Answer:
    """The answer in the forms that are asked for."""
    envelope = answer.data
    if envelope["result"] in (False, None):
        for name, result in (("null_results", None), ("false_results", False)):
            if envelope["result"] is not result and form(name):
                envelope = {**envelope, "result": result}
        return Answer(envelope, answer.status, answer.headers)
    for name, change in RESHAPE.items():
        if form(name):
            envelope = {**envelope, "result": change(envelope["result"])}
    return Answer(envelope, answer.status, answer.headers)


def _everywhere(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The change at every depth, from the inside out."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return change({key: changed(inner) for key, inner in value.items()})
        if isinstance(value, list):
            return change([changed(inner) for inner in value])
        return change(value)

    return changed


def _of_maps(change: Callable[[dict[str, Any]], Any]) -> Callable[[Any], Any]:
    return _everywhere(lambda value: change(value) if isinstance(value, dict) else value)


def _without(*keys: str) -> Callable[[Any], Any]:
    return _of_maps(lambda value: {key: inner for key, inner in value.items() if key not in keys})


def _as_string(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else value


def _under_other_keys(value: Any) -> Any:
    """A map of things with ids, such as a list of them."""
    if not isinstance(value, dict):
        return value
    return {
        str(int(key) + OTHER_KEY) if isinstance(inner, dict) and str(inner.get("id")) == key else key: inner
        for key, inner in value.items()
    }


def _running(box: dict[str, Any]) -> dict[str, Any]:
    return {**box, "status": "RUNNING"} if box.get("running") is True and box.get("status") == "READY" else box


RESHAPE: dict[str, Callable[[Any], Any]] = {
    "other_keys": _under_other_keys,
    "no_profile": _without("activeProfile"),
    "old_plans": _without("cpus", "priceCap"),
    "uncapped": _of_maps(lambda value: {**value, "priceCap": 0} if "priceCap" in value else value),
    "running_status": _of_maps(_running),
    "empty_lists": _of_maps(lambda value: value or []),
    "list_maps": _everywhere(
        lambda value: (
            {str(number): inner for number, inner in enumerate(value, 1)} if isinstance(value, list) else value
        )
    ),
    # True alone is how the service says that a call was accepted.
    "strings": lambda value: value if value is True else _everywhere(_as_string)(value),
}
