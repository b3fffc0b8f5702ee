# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The errors this collection raises. Adapters turn them into what their caller expects, fail_json for a module."""

from __future__ import annotations

import sys
import traceback
from typing import Any, Callable, Iterable, Union

# What to do next, or how to find that out, for advice that takes its time and that perhaps nobody reads.
Advice = Union[str, Callable[[], str]]


class BoxfleetError(Exception):
    """Something went wrong, told so that a reader can act on it.

    :param reason: what went wrong, a sentence without its full stop.
    :param now: what is true now, a sentence or empty where nothing is known.
    :param advice: what to do next, a sentence or empty.
    :ivar actions: the changes that were made before it happened.
    :ivar warnings: what else the reader should know, as a report has it.
    :ivar details: what a task that fails in parts returns besides, by name.
    """

    def __init__(self, reason: str, now: str = "", advice: Advice = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.now = now
        self._advice = advice
        self.task = ""
        self.actions: list[str] = []
        self.warnings: list[str] = []
        self.details: dict[str, Any] = {}

    @property
    def advice(self) -> str:
        """What to do next, a sentence or empty; worked out when somebody asks for it."""
        if not isinstance(self._advice, str):
            self._advice = self._advice()
        return self._advice

    @advice.setter
    def advice(self, advice: str) -> None:
        self._advice = advice

    def during(self, task: str, now: str = "", advice: str = "") -> BoxfleetError:
        """Say what was being done ("start box web1 (10001)") and what is known; what is already said stays."""
        self.task = self.task or task
        self.now = self.now or now
        self.advice = self.advice or advice
        return self

    def __str__(self) -> str:
        first = f"Could not {self.task}: {self.reason}" if self.task else self.reason
        return " ".join(_sentence(text) for text in (first, self.now, self.advice) if text)


class InvalidInput(BoxfleetError):
    """An option has a value that breaks a rule; found before anything was changed.

    :param option: the option's name, with the path to it where it is nested.
    :param value: what it was set to; None where showing it helps nobody.
    :param rule: the rule it broke, to be read after "option: ".
    """

    def __init__(self, option: str, value: object, rule: str, advice: Advice = "") -> None:
        shown = "" if value is None else f" {value!r}"
        super().__init__(f"{option}:{shown} {rule}", advice=advice)
        self.option = option
        self.value = value

    def within(self, place: str) -> InvalidInput:
        """The same with the path to the option before its name: "boxes[2]" and "plan" -> "boxes[2].plan"."""
        self.option, self.reason = f"{place}.{self.option}", f"{place}.{self.reason}"
        return self


class Missing(InvalidInput):
    """An option names what does not exist.

    :param keys: what tasks that make such a thing call it, such as "lan"; the option's own name if nothing is given.
    :param needs: options that are not set. In a dry run they may be so since what they name by its id has none yet.
    :param those: an error for each thing that does not exist, where this one tells of several.
    """

    def __init__(
        self,
        option: str,
        value: object,
        rule: str,
        advice: Advice = "",
        keys: Iterable[str] = (),
        needs: Iterable[str] = (),
        those: Iterable[Missing] = (),
    ) -> None:
        super().__init__(option, value, rule, advice)
        self.keys = tuple(keys) or (own_name(option),)
        self.needs = tuple(needs)
        self.those = tuple(those) or (self,)

    def in_a_dry_run(self) -> None:
        """Say that it may yet come to be, and tell what."""
        told = f"{_sentence(self.advice)} " if self.advice else ""
        self.advice = f"{told}If a task before this one makes it, run that one without --check first"
        missing = [
            {"option": one.option, "value": one.value, "keys": list(one.keys), "needs": list(one.needs)}
            for one in self.those
        ]
        self.details = {**self.details, "missing": missing}


def own_name(option: str) -> str:
    """The name of an option without the path to it: nics[0].lan -> lan."""
    return option.rpartition(".")[2].partition("[")[0]


class Refused(BoxfleetError):
    """The service understood the call and said no; nothing was changed by it.

    :param status: HTTP status of the answer.
    :param messages: what the service said, in its own language.
    :ivar passing: whether it says so because the thing is in the middle of something, which the next look waits for.
    """

    def __init__(self, reason: str, status: int, messages: tuple[str, ...] = (), advice: str = "") -> None:
        super().__init__(reason, advice=advice)
        self.status = status
        self.messages = messages
        self.passing = False


class Unreachable(BoxfleetError):
    """The service could not be reached: the call was never sent."""


class NoUsableAnswer(BoxfleetError):
    """The call was sent, and no answer that can be read came back."""


class OutcomeUnknown(BoxfleetError):
    """A call that changes something was sent, and nobody knows whether it was carried out.

    It must not be sent again before somebody has looked.
    """


class Abandoned(BoxfleetError):
    """Ansible, which started the task, is gone, so nobody waits for the task any more."""

    def __init__(self) -> None:
        super().__init__(
            "Ansible, which started this task, is gone", advice="Run the task again: it goes on from what is there"
        )


class WaitFailed(BoxfleetError):
    """What was waited for can no longer come true."""


class WaitTimeout(BoxfleetError):
    """What was waited for did not come true in time; it may still."""


class MissingLibrary(BoxfleetError):
    """A Python library the collection needs is not installed where the code runs, or broken.

    :param library: its name on the package index.
    :param trace: the import error as text.
    """

    def __init__(self, library: str, trace: str) -> None:
        super().__init__(
            f"{sys.executable} cannot import {library} ({trace.strip().splitlines()[-1]})",
            advice=f"Install it: {sys.executable} -m pip install {library}",
        )
        self.details = {"exception": trace}


class Fault(BoxfleetError):
    """Something that nobody foresaw: a fault of the collection.

    :ivar trace: where it happened, as text.
    """

    def __init__(self, reason: str, trace: str) -> None:
        super().__init__(reason)
        self.trace = trace

    @classmethod
    def from_exception(cls, error: Exception) -> Fault:
        """The fault that shows itself by an exception."""
        reason = f"This is a fault in boxfleet.cloud, please report it: {type(error).__name__}: {error}"
        return cls(reason, "".join(traceback.format_exception(type(error), error, error.__traceback__)))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else text + "."
