# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who makes a call, and whether they may: everything that is checked before the call itself is looked at."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from typing import NamedTuple

from sandbox._core.documents import Document
from sandbox._core.request import Request

from . import credentials, oauth2, rules, signature
from .account import Account
from .errors import classed, coded, invalid_key, invalid_signature
from .store import Store

Form = Callable[[str], bool]


class Identity(NamedTuple):
    """An account, and the consumer key behind the call; None for a token."""

    account: int
    credential: Document | None


def owner(store: Store, request: Request, now: float) -> int | None:
    """Whose call it says it is; nothing else is checked."""
    token = bearer(request)
    if token is not None:
        return oauth2.owner(store, token, now)
    return store.numbers.get(request.headers.get("X-Ovh-Application", ""))


def bearer(request: Request) -> str | None:
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def identified(store: Store, people: Mapping[str, Account], request: Request, now: float, form: Form) -> Identity:
    """Who it is. Raises Refused, for the first of the reasons in their order."""
    token = bearer(request)
    if token is not None:
        account = oauth2.owner(store, token, now)
        if account is None:
            raise classed(401, "You must login first")
        return Identity(account, None)
    application = request.headers.get("X-Ovh-Application")
    if application is None:
        raise classed(401, "You must login first")
    if application not in people:
        raise invalid_key()
    consumer, timestamp = (request.headers.get(f"X-Ovh-{name}") for name in ("Consumer", "Timestamp"))
    if consumer is None:
        raise classed(401, "You must login first")
    if timestamp is None or not signature.is_timely(timestamp, now):
        if form("stale_is_signature"):
            raise invalid_signature()
        raise invalid_key() if form("stale_is_key") else coded(400, "QUERY_TIME_OUT", "Query out of time")
    credential = credentials.with_hash(store, "_key", consumer)
    if credential is None or credential.value["_application"] != application:
        raise coded(403, "NOT_CREDENTIAL", "This credential does not exist")
    if not signature.is_signed(request, people[application].secret, consumer, timestamp):
        raise invalid_signature()
    if credentials.status(credential, now) != credentials.VALIDATED or not _is_allowed_from(credential, request.remote):
        raise coded(403, "INVALID_CREDENTIAL", "This credential is not valid")
    return Identity(store.numbers[application], credential)


def _is_allowed_from(credential: Document, remote: str) -> bool:
    allowed = credential.value["allowedIPs"]
    return not allowed or any(ipaddress.ip_address(remote) in ipaddress.ip_network(block) for block in allowed)


def check_granted(credential: Document | None, request: Request, form: Form) -> None:
    """Raises Refused if no access rule of the consumer key allows the call. Tokens have none."""
    # what is compared is the path below the root of the API, as it was sent
    below = request.raw_path.split("/", 2)[-1] if request.prefix else request.raw_path.lstrip("/")
    path = request.path if form("decoded_rules") else f"/{below}"
    if request.raw_query and form("rules_see_query"):
        path += f"?{request.raw_query}"
    if (request.verb, request.path) in credentials.ALWAYS and not form("strict_credential"):
        return
    if credential and not rules.allows(credential.value["rules"], request.verb, path):
        raise coded(403, "NOT_GRANTED_CALL", "This call has not been granted")
