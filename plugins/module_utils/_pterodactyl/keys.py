# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How a panel knows who calls: one key for each of its two APIs."""

from __future__ import annotations

from .._core.auth import Attempt, Auth
from .._core.dialect import Request
from .._core.errors import InvalidInput

# What the paths of both APIs begin with.
APPLICATION, CLIENT = "/api/application", "/api/client"
# Keys say by their beginning what they are for, but for those made before panels did so.
APPLICATION_KEY = "ptla_"
# Those of another panel, which began as this one.
PELICAN_KEYS = ("papp_", "pacc_")
WHERE = "In the panel it is made under Account, API Credentials"


class Keys(Auth):
    """A client key, which does what its owner may do in both APIs, and an application key, which one of them takes.

    :param client: the client key; None where only calls of the application API are made.
    :param application: the application key; None to make those calls with the client key, too.
    """

    def __init__(self, client: str | None, application: str | None) -> None:
        self._client = client
        self._application = application
        self.secrets = tuple(key for key in (client, application) if key)
        self.identity = " ".join(self.secrets)

    def need(self, request: Request) -> None:
        """See that there is a key for a call.

        :raises InvalidInput: the call takes a client key, and there is none.
        """
        if self._key(request.path) is None:
            rule = f"is not set, and {request} takes no application key: that one cannot use servers, only manage them"
            raise InvalidInput("client_key", None, rule, advice=f"Set it, or export PTERODACTYL_CLIENT_KEY. {WHERE}")

    def sign(self, attempt: Attempt) -> Attempt:
        """With the key of the API that is called."""
        return attempt.with_headers(Authorization=f"Bearer {self._key(attempt.path)}")

    def _key(self, path: str) -> str | None:
        return (self._application or self._client) if path.startswith(APPLICATION) else self._client
