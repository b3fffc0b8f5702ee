# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Tiny as a provider: its account, and what its answers mean."""

from __future__ import annotations

import re
from typing import Any, Mapping

from ansible.module_utils.common.parameters import env_fallback

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Bearer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Dialect, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import Account, Provider, http_options
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.url import checked_url

from .client import Client

DEFAULT_URL = "https://api.tiny.example"


class TinyDialect(Dialect):
    """Plain HTTP, with the words in {"error": {"message": …}}. Reads and writes are counted apart."""

    account_advice = "Check api_token (or TINY_API_TOKEN)"

    def words(self, answer: Answer) -> tuple[str, ...]:
        """What the service says."""
        error = answer.data.get("error") if isinstance(answer.data, dict) else None
        return (str(error["message"]),) if isinstance(error, dict) and error.get("message") else super().words(answer)

    def bucket(self, request: Request) -> str:
        """Which limit counts the request."""
        return "reads" if request.reads else "writes"

    def pause(self, answer: Answer) -> float:
        """Every answer says how many calls are left, and for how long."""
        if answer.headers.get("x-rate-remaining") != "0":
            return 0.0
        try:
            return float(answer.headers.get("x-rate-reset", "0"))
        except ValueError:
            return 0.0


def _account(options: Mapping[str, Any]) -> Account:
    url = checked_url("api_url", options["api_url"], path="")
    return Account(url, Bearer(options["api_token"]), TinyDialect(), http_options(options))


TINY: Provider[Client] = Provider(
    name="tiny",
    title="Tiny",
    options={
        "api_token": {
            "type": "str",
            "required": True,
            "no_log": True,
            "fallback": (env_fallback, ["TINY_API_TOKEN"]),
        },
        "api_url": {"type": "str", "default": DEFAULT_URL, "fallback": (env_fallback, ["TINY_API_URL"])},
    },
    account=_account,
    client=Client,
    secret_shape=re.compile(r"tiny-token-[0-9]{10}"),
)
