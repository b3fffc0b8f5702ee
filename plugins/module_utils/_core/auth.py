# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Ways to sign a call."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from typing import Mapping

from .errors import Refused


@dataclass(frozen=True)
class Attempt:
    """One attempt of a request, as it goes out.

    :ivar service: address of the service, without a trailing slash.
    :ivar path: path below it, percent-encoded, with its query.
    :ivar body: the very bytes; empty for none.
    """

    verb: str
    service: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def url(self) -> str:
        return self.service + self.path

    def with_headers(self, **headers: str) -> Attempt:
        """The same with more headers; _ in a name stands for -."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})


class Auth:
    """Says who calls. The base class says nothing, for services and calls that need no account.

    :ivar secrets: what must never be shown.
    :ivar identity: tells accounts apart, for pacing and caches, where only its hash is used. It stays the same while
        secrets are renewed, and says nothing of the service's address.
    """

    secrets: tuple[str, ...] = ()
    identity: str = ""

    def sign(self, attempt: Attempt) -> Attempt:
        """The attempt as the service wants it; asked anew for each."""
        return attempt

    def renew(self, problem: Refused) -> bool:
        """Whether another attempt, signed anew, may be accepted where one was refused like this."""
        return False


class TokenInPath(Auth):
    """The token is the first segment of every path."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.secrets = (token,)
        self.identity = token

    def sign(self, attempt: Attempt) -> Attempt:
        """With the token before the path."""
        return replace(attempt, path=f"/{self.token}{attempt.path}")


class Bearer(Auth):
    """The token is in the header Authorization."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.secrets = (token,)
        self.identity = token

    def sign(self, attempt: Attempt) -> Attempt:
        """With the header."""
        return attempt.with_headers(Authorization=f"Bearer {self.token}")


class Basic(Auth):
    """User and password are in the header Authorization."""

    def __init__(self, user: str, password: str) -> None:
        self._credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.secrets = (password, self._credentials)
        self.identity = user

    def sign(self, attempt: Attempt) -> Attempt:
        """With the header."""
        return attempt.with_headers(Authorization=f"Basic {self._credentials}")
