# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service says when it says no."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from sandbox._core.answer import Answer, Refused

CLASSES = {
    400: "Client::BadRequest",
    401: "Client::Unauthorized",
    403: "Client::Forbidden",
    404: "Client::NotFound",
    405: "Client::MethodNotAllowed",
    409: "Client::Conflict",
    429: "Client::TooManyRequests",
    460: "Client::Expired",
}
WORDS = {
    400: "Invalid value(s) received",
    401: "You must login first",
    403: "User not granted for this request",
    404: "This service does not exist",
    409: "The object is busy",
    429: "Too many requests",
    460: "This service is expired",
    503: "Service is temporarily unavailable",
}
EXPIRED = 460


def http_code(status: int) -> str:
    """A status with its words."""
    words = "Expired" if status == EXPIRED else HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"
    return f"{status} {words}"


def class_of(status: int) -> str:
    return CLASSES.get(status, "Server::InternalServerError" if status >= 500 else "Client::BadRequest")


def failure(status: int) -> Answer:
    """An error of which no more is known than its status."""
    return Answer({"class": class_of(status), "message": WORDS.get(status, "Internal Server Error")}, status)


def coded(status: int, code: str, message: str) -> Refused:
    """In the old form, which has a code."""
    return Refused(Answer({"errorCode": code, "httpCode": http_code(status), "message": message}, status), message)


def classed(status: int, message: str, details: Mapping[str, str] | None = None, name: str = "") -> Refused:
    """In the new form, which has a class."""
    data: dict[str, Any] = {"class": name or class_of(status), "message": message}
    if details:
        data["details"] = dict(details)
    return Refused(Answer(data, status), message)


def no_route() -> Refused:
    return classed(404, "Got an invalid (or empty) URL")


def no_service() -> Refused:
    return classed(404, WORDS[404])


def no_object(field: str, value: object) -> Refused:
    """Said of what is below a service. It comes with neither code nor class."""
    message = f"The requested object ({field} = {value}) does not exist"
    return Refused(Answer({"message": message}, 404), message)


def bad(message: str) -> Refused:
    return classed(400, message)


def bad_value(*names: str) -> Refused:
    return bad(f"Invalid value(s) received: {', '.join(names)}")


def conflict(message: str, name: str = "") -> Refused:
    return classed(409, message, name=name)


def invalid_signature() -> Refused:
    return coded(400, "INVALID_SIGNATURE", "Invalid signature")


def invalid_key() -> Refused:
    return coded(403, "INVALID_KEY", "This application key is invalid")


def reshaped(answer: Answer, new: bool, old: bool) -> Answer:
    """An error with a class and without a code, or the other way round."""
    data = dict(answer.data)
    if new:
        data = {"class": class_of(answer.status), **data}
        for name in ("errorCode", "httpCode"):
            data.pop(name, None)
    elif old:
        code = data.get("errorCode") or class_of(answer.status).partition("::")[2].upper()
        data = {"errorCode": code, "httpCode": http_code(answer.status), **data}
        data.pop("class", None)
    return Answer(data, answer.status, answer.headers)
