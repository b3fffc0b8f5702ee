# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An answer as a provider gives it, and the exception that is one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

JSON_TYPE = "application/json; charset=utf-8"
EMPTY: Final = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """``data`` is sent as it is if it is bytes, else as JSON (so None is ``null``); left out, the body is empty."""

    data: Any = EMPTY
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_json(self) -> bool:
        return not isinstance(self.data, bytes)


class Refused(Exception):
    """The call ends with this answer, and nothing that it has done to the store so far remains."""

    def __init__(self, answer: Answer, text: str = "") -> None:
        super().__init__(text)
        self.answer = answer


def encoded(data: Any, indent: int | None = None) -> bytes:
    """The value as ASCII JSON, or the bytes that it already is."""
    return data if isinstance(data, bytes) else json.dumps(data, indent=indent).encode()
