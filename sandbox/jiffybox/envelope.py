# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The envelope around every answer. API reference: Transport."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sandbox._core.answer
from sandbox._core.answer import Answer


def result(value: Any, messages: tuple[tuple[str, str], ...] = ()) -> Answer:
    """The result of a call and its messages, pairs of type (``error``, ``success`` …) and text."""
    return Answer({"messages": [{"type": kind, "message": text} for kind, text in messages], "result": value})


def refusal(text: str, value: bool | None = False) -> Answer:
    return result(value, (("error", text),))


class Refused(sandbox._core.answer.Refused):
    """The call breaks a rule of the service; the text is the German error message."""

    def __init__(self, text: str) -> None:
        super().__init__(refusal(text), text)


class NameTaken(sandbox._core.answer.Refused):
    """The name is in use. The one refusal that was recorded with the result null."""

    def __init__(self) -> None:
        super().__init__(refusal("Der Name existiert bereits.", None), "Der Name existiert bereits.")


def map_of(entries: Mapping[Any, Any]) -> dict[str, Any]:
    """A map as it is sent: its keys are strings."""
    return {str(key): value for key, value in entries.items()}
