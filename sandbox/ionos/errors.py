# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service says when it says no."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox._core.answer import Answer, Refused

BODY = "100"
READ_ONLY = "105"
NOT_IN_REFERENCE = "107"
NOT_ALLOWED = "109"
PLATFORM = "200"

# What is said with a status when nothing more is known.
WORDS = {
    400: ("101", "Parse error"),
    401: ("315", "Unauthorized"),
    403: ("313", "Access denied"),
    404: ("309", "Resource does not exist"),
    405: ("305", "Method not allowed"),
    412: ("310", "Precondition failed: the resource has another ETag"),
    415: ("306", "Unsupported media type"),
    429: ("316", "Rate limit exceeded"),
    503: ("320", "Service in maintenance"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One of the reasons for a refusal."""

    code: str
    text: str


def error(status: int, *messages: Message) -> Answer:
    """A refusal; without messages, in the words that belong to the status."""
    said = messages or (Message(*WORDS.get(status, ("300", "An unexpected error occurred"))),)
    data = {"httpStatus": status, "messages": [{"errorCode": it.code, "message": it.text} for it in said]}
    return Answer(data, status)


def refused(status: int, *messages: Message) -> Refused:
    """The exception that is the refusal."""
    return Refused(error(status, *messages), "; ".join(message.text for message in messages))


def not_found() -> Refused:
    return refused(404)


def by_platform(text: str) -> Refused:
    """Refused for what it would do, not for how it is written."""
    return refused(422, Message(PLATFORM, text))


@dataclass(slots=True)
class Problems:
    """What is wrong with a body: all of it is said at once."""

    found: list[Message] = field(default_factory=list)

    def add(self, where: str, text: str, code: str = BODY) -> None:
        """``where`` is the place in the body, such as ``(root).properties.cores``."""
        self.found.append(Message(code, f"[{where}] {text}"))

    def check(self) -> None:
        """Raises Refused if there is anything."""
        if self.found:
            raise refused(422, *self.found)
