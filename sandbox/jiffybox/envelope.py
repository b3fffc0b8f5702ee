# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The envelope around every answer, and what PHP makes of maps. API reference: Transport."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sandbox._core.answer
from sandbox._core.answer import Answer


def result(value: Any, messages: tuple[tuple[str, str], ...] = ()) -> Answer:
    """The result of a call and its messages, pairs of type (``error``, ``success`` …) and text."""
    return Answer({"messages": [{"type": kind, "message": text} for kind, text in messages], "result": value})


def refusal(text: str) -> Answer:
    return result(False, (("error", text),))


class Refused(sandbox._core.answer.Refused):
    """The call breaks a rule of the service; the text is the German error message."""

    def __init__(self, text: str) -> None:
        super().__init__(refusal(text), text)


def php_map(entries: Mapping[Any, Any]) -> dict[str, Any] | list[Any]:
    """A map as PHP sends it: its keys are strings, and an empty one is an empty list."""
    return {str(key): value for key, value in entries.items()} or []


def php_value(value: Any) -> Any:
    """The value with every empty map in it, at any depth, turned into an empty list."""
    if isinstance(value, dict):
        return php_map({key: php_value(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return [php_value(inner) for inner in value]
    return value
