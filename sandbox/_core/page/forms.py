# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The buttons and fields of the page: each form is one call of the control plane."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox._core.faults import ANSWER_KINDS
from sandbox._core.provider import Provider

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)([.][0-9]+)?")
STATUS = 503


@dataclass(frozen=True, slots=True)
class Field:
    """Something to fill in; with ``choices`` (a heading to what is below it), something to choose."""

    name: str
    label: str
    value: str = ""
    is_number: bool = False
    least: str = "0"
    choices: Mapping[str, Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """``value`` is sent under ``name`` when it is pressed."""

    label: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """``call`` is the verb and path of a control call; ``label`` says what the form is for."""

    call: str
    label: str
    buttons: tuple[Button, ...]
    fields: tuple[Field, ...] = ()


def clock_forms(step_seconds: float) -> tuple[Form, ...]:
    step = f"{step_seconds:g}"
    steps = (Button(f"+ one step ({step} s)", "advance", step),) if step_seconds else ()
    usual = (("1 min", 60), ("1 h", 3600), ("1 d", 86400))
    ahead = tuple(Button(f"+ {label}", "advance", str(seconds)) for label, seconds in usual)
    return (
        Form("POST /settle", "Wait", (Button("Finish what is under way"),)),
        Form("POST /clock", "Move the clock by", (*steps, *ahead)),
        Form("POST /clock", "Move the clock by seconds", (Button("Move"),), (Field("advance", "Seconds", "10", True),)),
    )


def fault_forms(provider: Provider[Any]) -> tuple[Form, ...]:
    kinds = {"What becomes of the call": ANSWER_KINDS, f"Of {provider.title}": provider.fault_kinds}
    fields = (
        Field("method", "Method", choices={"": ("*", *provider.methods)}),
        Field("path", "Path", "*"),
        Field("kind", "Fault", choices=kinds),
        Field("status", "Status", str(STATUS), True, "200"),
        Field("seconds", "Seconds", "", True),
        Field("times", "Times", "1", True, "1"),
        Field("after", "After so many", "0", True),
    )
    return (Form("POST /faults", "Make calls fail", (Button("Add the fault"),), fields),)


CLEAR_FAULTS = Form("DELETE /faults", "Waiting faults", (Button("Clear the faults"),))
CLEAR_CALLS = Form("DELETE /requests", "Log", (Button("Empty the log"),))


def sent(form: Mapping[str, str]) -> dict[str, Any]:
    """What a filled form sends to the control plane: what looks like a number is one."""
    return {name: _value(text.strip()) for name, text in form.items() if text.strip()}


def _value(text: str) -> Any:
    if not NUMBER.fullmatch(text) or len(text) > 20:
        return text
    return float(text) if "." in text else int(text)
