# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""IONOS Cloud as a provider: its account, and how its service says no."""

from __future__ import annotations

import re
from typing import Any, Mapping

from ansible.module_utils.common.parameters import env_fallback

from .._core.auth import Attempt, Auth, Basic, Bearer
from .._core.dialect import Answer, Dialect, Request
from .._core.errors import InvalidInput, Refused
from .._core.naming import snake_case
from .._core.provider import Account, Provider, check_alone, check_printable, http_options
from .._core.url import checked_url
from .client import VERSION, Client

URL = "https://api.ionos.com"
# Tokens are JSON Web Tokens: three parts in base64, of which the first two begin with a brace.
TOKEN_SHAPE = re.compile(r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}")
# Which part of a body the service speaks of: [(root).entities.volumes.items.[0].properties.sshKeys] …
_PLACE = re.compile(r"\(root\)\.((?:\w|\.|\[\d+\])+)")
# What is called otherwise here than at the API.
_OPTIONS = {
    "password": "user_password",
    "backupunit_id": "backup_unit_id",
    "firewallrules": "firewall_rules",
    "loadbalancers": "load_balancers",
    "balancednics": "nics",
}

# What to do about a no, by its status and the service's number for it; without one after any other of that status.
_ADVICE = {
    (403, "451"): "A managed service still holds it: delete that first, and run the task again some minutes later",
    (403, ""): (
        "The user may not do this: the groups that a user is in say what is allowed, see ionos_group; with several "
        "contracts, contract_number says which one is meant"
    ),
    (422, "184"): (
        "Give the other NICs that have the address other ones first (ips of ionos_nic), then take it out of ip_failover"
    ),
}


class WithContract(Auth):
    """Another way to sign, and which of the user's contracts is meant, on every call."""

    def __init__(self, auth: Auth, contract: int) -> None:
        self._auth = auth
        self._contract = str(contract)
        self.secrets = auth.secrets
        self.identity = f"{auth.identity} {contract}"

    def sign(self, attempt: Attempt) -> Attempt:
        """With the header."""
        return self._auth.sign(attempt).with_headers(X_Contract_Number=self._contract)


class IonosDialect(Dialect):
    """Plain HTTP, with {"httpStatus": …, "messages": [{"errorCode", "message"}]}. Reads and writes count apart."""

    account_advice = (
        "Check api_token (or IONOS_TOKEN), or username and password; a password alone does not do where the "
        "user logs in with a second factor"
    )

    def refused(self, request: Request, answer: Answer) -> Refused:
        """The error for a no; it names the options that the service's words are about."""
        error = super().refused(request, answer)
        numbers = ("", *(str(entry.get("errorCode")) for entry in _entries(answer)))
        known = (advice for (status, code), advice in _ADVICE.items() if status == answer.status and code in numbers)
        error.advice = next(known, error.advice)
        options = dict.fromkeys(option_at(place) for text in error.messages for place in _PLACE.findall(text))
        if options and not error.advice:
            error.advice = f"The options it is about: {', '.join(options)}"
        return error

    def words(self, answer: Answer) -> tuple[str, ...]:
        """The service's messages, each with its number."""
        told = tuple(_with_number(entry) for entry in _entries(answer) if entry.get("message"))
        return told or super().words(answer)

    def bucket(self, request: Request) -> str:
        """Which limit counts the request."""
        return "reads" if request.reads else "writes"

    def pause(self, answer: Answer) -> float:
        """With no call left at once, one comes back after a minute's share."""
        if answer.headers.get("x-ratelimit-remaining") != "0":
            return 0.0
        limit = answer.headers.get("x-ratelimit-limit", "")
        return 60 / int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 10 and int(limit) else 0.0


def option_at(place: str) -> str:
    """The option that a place in a body comes from: entities.volumes.items.[0].properties.sshKeys.

    It has the API's names in snake case, but for those that have another one here: volumes[0].ssh_keys.
    """
    words = [snake_case(word) for word in place.split(".") if word not in ("", "properties", "entities", "items")]
    return ".".join(_OPTIONS.get(word, word) for word in words).replace(".[", "[")


def _entries(answer: Answer) -> list[Mapping[str, Any]]:
    """The service's messages."""
    messages = answer.data.get("messages") if isinstance(answer.data, dict) else None
    return [entry for entry in messages if isinstance(entry, dict)] if isinstance(messages, list) else []


def _with_number(message: Mapping[str, Any]) -> str:
    return f"{message['message']} ({message['errorCode']})" if message.get("errorCode") else str(message["message"])


def _account(options: Mapping[str, Any]) -> Account:
    url = checked_url("api_url", options["api_url"] or URL, path=VERSION)
    url = url[: -len(VERSION)] if url.endswith(VERSION) else url
    token, user, password = (options[name] for name in ("api_token", "username", "password"))
    for name, variable in (
        ("api_token", "IONOS_TOKEN"),
        ("username", "IONOS_USERNAME"),
        ("password", "IONOS_PASSWORD"),
    ):
        if options[name] is not None and not options[name].strip():
            raise InvalidInput(name, None, f"is empty: is its variable set? Set it, or export {variable}")
    if token is None and (user is None or password is None):
        missing = "api_token" if user is None else "password"
        advice = "Set api_token, or export IONOS_TOKEN; or set username and password, or export IONOS_USERNAME and "
        raise InvalidInput(missing, None, "is not set", advice=f"{advice}IONOS_PASSWORD")
    for name, value in (("api_token", token), ("username", user), ("password", password)):
        if value is not None:
            check_printable(name, value)
    if token is not None:
        check_alone("api_token", token, "token")
    # with both the token is used, as the official tools do
    auth: Auth = Bearer(token) if token is not None else Basic(user, password)
    if options["contract_number"] is not None:
        auth = WithContract(auth, options["contract_number"])
    return Account(url, auth, IonosDialect(), http_options(options))


def _option(variable: str, kind: str = "str", **more: Any) -> dict[str, Any]:
    return {"type": kind, "fallback": (env_fallback, [variable]), **more}


IONOS: Provider[Client] = Provider(
    name="ionos",
    title="IONOS Cloud",
    options={
        "api_token": _option("IONOS_TOKEN", no_log=True),
        "username": _option("IONOS_USERNAME"),
        "password": _option("IONOS_PASSWORD", no_log=True),
        "contract_number": _option("IONOS_CONTRACT_NUMBER", "int"),
        "api_url": _option("IONOS_API_URL"),
    },
    account=_account,
    client=Client,
    secret_shape=TOKEN_SHAPE,
)
