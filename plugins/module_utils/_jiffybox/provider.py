# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""JiffyBox as a provider: its account, and how its service says yes and no."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Mapping

from ansible.module_utils.common.parameters import env_fallback

from .._core.auth import TokenInPath
from .._core.dialect import Answer, Dialect, Failure, Request, words_of
from .._core.errors import InvalidInput, NoUsableAnswer, Refused
from .._core.http import HttpOptions
from .._core.provider import Account, Provider, http_options, needed
from .._core.url import checked_url
from .client import VERSION, Client
from .cost import costs

TOKEN_SHAPE = re.compile(r"[A-Za-z0-9]{32}")
# How the service says that there were too many calls (Limits). It carried out nothing then.
TOO_MANY = "Zu viele Aufrufe"


class JiffyBoxDialect(Dialect):
    """The envelope {"messages": […], "result": …} (Transport): false and null are a no, whatever the HTTP status."""

    account_advice = "Check api_token (or JIFFYBOX_API_TOKEN) and that api_url is the service that issued it"

    def failure(self, request: Request, answer: Answer, retry_codes: tuple[int, ...] = ()) -> Failure | None:
        """What the answer says went wrong; None for a success."""
        plain = super().failure(request, answer, retry_codes)
        if plain is not None and not isinstance(plain.problem, Refused):
            return plain
        words = self.words(answer)
        if any(TOO_MANY in text for text in words):
            problem = Refused(
                f"the service says there were too many requests: {words_of(words[0])}", answer.status, words
            )
            return Failure(problem, unchanged=True, slow_down=True, retry_after=plain.retry_after if plain else None)
        if plain is not None:
            return plain
        if not isinstance(answer.data, dict) or "result" not in answer.data:
            reason = f"{request} was answered with JSON of an unexpected shape ({type(answer.data).__name__})"
            advice = "Check that api_url is the address of a JiffyBox API"
            return Failure(NoUsableAnswer(reason, advice=advice), again=False)
        errors = self._texts(answer, ("error",))
        result = answer.data["result"]
        if result is False or result is None or (errors and len(errors) == len(self._texts(answer))):
            return Failure(self.refused(request, answer), unchanged=True, again=False)
        return None

    def refused(self, request: Request, answer: Answer) -> Refused:
        """The error for a no; the advice is about the account where the service speaks of the token."""
        path = request.path[len(VERSION) :] if request.path.startswith(VERSION) else request.path
        error = super().refused(replace(request, path=path), answer)
        if "api-token" in " ".join(error.messages).lower():
            error.advice = self.account_advice
        return error

    def words(self, answer: Answer) -> tuple[str, ...]:
        """The texts of all messages that do not tell of a success."""
        return self._texts(answer, ("error", "warning", "notice", None)) or super().words(answer)

    def _texts(self, answer: Answer, types: tuple[Any, ...] = ()) -> tuple[str, ...]:
        """The texts of the messages of these types; of all if none is given."""
        messages = answer.data.get("messages") if isinstance(answer.data, dict) else None
        entries = messages if isinstance(messages, list) else []
        return tuple(
            str(entry.get("message", ""))
            for entry in entries
            if isinstance(entry, dict) and (not types or entry.get("type") in types)
        )


def account(api_token: str, api_url: str, http: HttpOptions | None = None) -> Account:
    """An account by its token.

    :raises InvalidInput: the token or the URL is not of the right shape.
    """
    if not TOKEN_SHAPE.fullmatch(api_token):
        raise InvalidInput(
            "api_token",
            None,
            f"must be 32 letters and digits; this one has {len(api_token)} characters",
            advice="Copy it from the control panel of the service, without spaces or quotes",
        )
    if api_token.lower() in api_url.lower():
        raise InvalidInput("api_url", None, "must not hold the token; api_token is its only place")
    url = checked_url("api_url", api_url)
    if url.endswith(VERSION):
        raise InvalidInput("api_url", api_url, f"must end before {VERSION}, which is added by itself")
    return Account(url, TokenInPath(api_token), JiffyBoxDialect(), http or HttpOptions())


def _account(options: Mapping[str, Any]) -> Account:
    url = needed(
        options,
        "api_url",
        "JIFFYBOX_API_URL",
        "The public JiffyBox service was switched off in May 2024, so name the endpoint that you use; "
        "a sandbox started with make sandbox listens on http://127.0.0.1:8765",
    )
    return account(needed(options, "api_token", "JIFFYBOX_API_TOKEN"), url, http_options(options))


JIFFYBOX: Provider[Client] = Provider(
    name="jiffybox",
    title="JiffyBox",
    options={
        "api_token": {"type": "str", "no_log": True, "fallback": (env_fallback, ["JIFFYBOX_API_TOKEN"])},
        "api_url": {"type": "str", "fallback": (env_fallback, ["JIFFYBOX_API_URL"])},
    },
    account=_account,
    client=Client,
    secret_shape=TOKEN_SHAPE,
    costs=costs,
)
