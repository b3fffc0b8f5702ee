# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a provider is to the core, and the options that every account has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Callable, Generic, Mapping, Pattern, TypeVar

from .auth import Auth
from .cost import Costs
from .dialect import Dialect
from .errors import InvalidInput
from .http import HttpOptions
from .pace import rate_from

C = TypeVar("C")

# What is no part of any token or key.
_COPIED_ALONG = re.compile(r"""[\s"']""")
# How to talk to the service, as the documentation fragment "api" describes it.
HTTP_OPTIONS: dict[str, dict[str, Any]] = {
    "api_timeout": {"type": "float", "default": 30.0},
    "api_retries": {"type": "int", "default": 4},
    "api_backoff_factor": {"type": "float", "default": 0.5},
    "api_retry_codes": {"type": "list", "elements": "int", "default": []},
    "api_rate": {"type": "str"},
    "api_max_answer": {"type": "int", "default": 32},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
}


def http_options(options: Mapping[str, Any]) -> HttpOptions:
    """From the options of a plugin.

    :raises InvalidInput: one of them breaks a rule.
    """
    return HttpOptions(
        timeout=options["api_timeout"],
        retries=options["api_retries"],
        backoff_factor=options["api_backoff_factor"],
        retry_codes=tuple(options["api_retry_codes"]),
        rate=rate_from("api_rate", options["api_rate"]) if options["api_rate"] else None,
        max_answer=options["api_max_answer"],
        validate_certs=options["validate_certs"],
        ca_path=options["ca_path"],
    )


def needed(options: Mapping[str, Any], name: str, variable: str, advice: str = "") -> str:
    """The value of an option that an account cannot do without.

    :param variable: the environment variable that stands in for it.
    :param advice: what to do, besides setting it; a sentence or two.
    :raises InvalidInput: it is not set, or empty.
    """
    value = options.get(name)
    how = f"Set it, or export {variable}"
    if value is None:
        raise InvalidInput(name, None, "is not set", advice=f"{how}. {advice}" if advice else how)
    if not str(value).strip():
        raise InvalidInput(name, None, f"is empty: is its variable set? {how}", advice=advice)
    return str(value)


def check_printable(name: str, value: str) -> None:
    """See that a header can hold it.

    :raises InvalidInput: it cannot.
    """
    if not value.isprintable():
        raise InvalidInput(name, None, "must not hold line breaks or control characters")


def check_alone(name: str, value: str, what: str) -> None:
    """See that nothing was copied along with a token or key, which ``what`` says it is.

    :raises InvalidInput: something was.
    """
    if _COPIED_ALONG.search(value):
        raise InvalidInput(name, None, f"must be the {what} alone, without quotes, blanks or Bearer before it")


@dataclass(frozen=True)
class Account:
    """Which account at which service, and how to talk to it.

    :ivar url: the service, http(s)://host[:port][/path].
    """

    url: str
    auth: Auth
    dialect: Dialect = field(default_factory=Dialect)
    http: HttpOptions = field(default_factory=HttpOptions)


@dataclass(frozen=True)
class Provider(Generic[C]):
    """A hoster, or a program that people host with.

    :ivar name: prefix of its modules, and its action group.
    :ivar title: its name for people.
    :ivar options: what a plugin has to be told of the account, as an argument spec.
    :ivar account: those options, and HTTP_OPTIONS, to the account.
    :ivar client: the account to the client; takes what ApiClient takes.
    :ivar secret_shape: what its tokens look like as a whole, so that one is not shown wherever it is put by mistake;
        None if they look like other things that people write.
    :ivar costs: makes, of a client, what tells the cost of a thing, where the service knows prices.
    """

    name: str
    title: str
    options: Mapping[str, Mapping[str, Any]]
    account: Callable[[Mapping[str, Any]], Account]
    client: Callable[..., C]
    secret_shape: Pattern[str] | None = None
    costs: Callable[[C], Costs] | None = None

    @property
    def argument_spec(self) -> dict[str, dict[str, Any]]:
        """The options of its account and of the calls."""
        return {**{name: dict(spec) for name, spec in self.options.items()}, **HTTP_OPTIONS}
