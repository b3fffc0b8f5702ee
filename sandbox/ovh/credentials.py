# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Consumer keys: asked for, validated in the browser, used, revoked.

What a credential keeps beside what the API shows: ``_key`` and ``_token`` (hashes of the consumer key and of the token
in the address that validates it), ``_application`` (the application's key) and ``_redirection``.
"""

from __future__ import annotations

import hashlib
import secrets
import string
from dataclasses import replace
from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.request import Request
from sandbox._core.routes import Route

from . import rules
from .account import Account
from .call import VOID, Call, shown
from .dates import date_time, seconds
from .errors import bad, bad_value, coded, no_object
from .fields import Field, WrongType, WrongValue, list_of, network
from .store import Store

FIRST = 4_100_001
PENDING, VALIDATED, REFUSED, EXPIRED = "pendingValidation", "validated", "refused", "expired"
LETTERS = string.ascii_letters + string.digits
EVERYTHING = [{"method": method, "path": "/*"} for method in rules.METHODS]


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def made(store: Store, account: int, application: str, consumer: str, now: float, **more: Any) -> Document:
    """A new credential, which nobody has validated yet."""
    number = store.new_ids("credential", first=FIRST)
    value = {
        "credentialId": number,
        "applicationId": application_id(account),
        "status": PENDING,
        "creation": date_time(now),
        "expiration": None,
        "lastUse": None,
        "ovhSupport": False,
        "allowedIPs": None,
        "rules": EVERYTHING,
        "_key": hashed(consumer),
        "_application": application,
        **more,
    }
    credential = Document("credential", str(number), value, account=account)
    store.documents.put(credential)
    return credential


def application_id(account: int) -> int:
    return 10_000 + account


def with_hash(store: Store, name: str, secret: str) -> Document | None:
    """The credential of which this is the consumer key (``_key``) or the token for validation (``_token``)."""
    condition = f"kind = 'credential' AND json_extract(value, '$.{name}') = ?"
    return next(iter(store.documents.select(condition, hashed(secret))), None)


def status(credential: Document, now: float) -> str:
    """Where a credential is; its term can be over."""
    found, ends = str(credential.value["status"]), credential.value["expiration"]
    return EXPIRED if found == VALIDATED and ends and seconds(ends) <= now else found


def as_shown(call: Call, credential: Document) -> dict[str, Any]:
    used = call.store.last_use.get(credential.id)
    return {
        **shown(credential.value),
        "status": status(credential, call.now),
        "lastUse": None if used is None else date_time(used),
    }


# Without a signature


def ask(store: Store, request: Request, owners: dict[str, int], root: str, now: float) -> Answer:
    """``POST /auth/credential``: all it needs is an application's key."""
    application = request.headers.get("X-Ovh-Application", "")
    if application not in owners:
        raise coded(403, "INVALID_KEY", "Invalid application key")
    try:
        sent = request.json() if request.body.strip() else {}
    except ValueError:
        raise bad("Invalid JSON received") from None
    sent = sent if isinstance(sent, dict) else {}
    wanted = rules.parsed(sent.get("accessRules"))
    redirection, allowed = sent.get("redirection"), sent.get("allowedIPs")
    if redirection is not None and not isinstance(redirection, str):
        raise bad_value("redirection")
    consumer, token = (_random(length) for length in (32, 64))
    credential = made(
        store,
        owners[application],
        application,
        consumer,
        now,
        rules=wanted,
        allowedIPs=networks(allowed),
        _token=hashed(token),
        _redirection=redirection,
    )
    address = f"{root}/auth/?credentialToken={token}"
    return Answer({"validationUrl": address, "consumerKey": consumer, "state": credential.value["status"]})


def networks(sent: Any) -> list[str] | None:
    """The addresses from which a key may be used, None for all. Raises Refused."""
    try:
        return list_of(network)(sent) if sent else None
    except (WrongType, WrongValue):
        raise bad_value("allowedIPs") from None


def _random(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(length))


def visit(store: Store, request: Request, now: float) -> Answer:
    """``GET /auth/?credentialToken=…``: somebody opens the address, and grants what was asked for.

    ``refuse=1`` refuses it instead, ``duration`` is the term in seconds.
    """
    query = dict(request.query)
    credential = with_hash(store, "_token", query.get("credentialToken", ""))
    if credential is None or credential.value["status"] != PENDING:
        return page(404, "There is nothing to validate here.")
    term = query.get("duration", "")
    if term and not (term.isdecimal() and len(term) < 11):
        return page(400, "duration is a number of seconds.")
    refused = query.get("refuse", "0") not in ("", "0")
    changes = {
        "status": REFUSED if refused else VALIDATED,
        "expiration": date_time(now + int(term)) if term else None,
    }
    store.documents.put(replace(credential, value={**credential.value, **changes}))
    onward = credential.value.get("_redirection")
    if onward and not refused:
        return Answer(status=302, headers={"Location": onward})
    return page(200, "Refused." if refused else "Validated. The consumer key can be used now.")


def page(status: int, words: str) -> Answer:
    return Answer(f"<!DOCTYPE html>\n<p>{words}</p>\n".encode(), status, {"Content-Type": "text/html; charset=utf-8"})


# About itself


def current(call: Call) -> Answer:
    if call.credential is None:
        raise coded(403, "NOT_CREDENTIAL", "This credential does not exist")
    return Answer(as_shown(call, call.credential))


def details(call: Call) -> Answer:
    nichandle = call.listed("nichandle")[0].value["nichandle"]
    value = {
        "account": nichandle,
        "user": None,
        "description": None,
        "method": "account" if call.credential else "oauth2_client_credentials",
        "roles": [],
        "identities": [f"urn:v1:eu:identity:account:{nichandle}"],
        "allowedRoutes": call.credential.value["rules"] if call.credential else None,
    }
    return Answer(value)


def log_out(call: Call) -> Answer:
    if call.credential:
        call.change(call.credential, status=EXPIRED)
    return VOID


# Those of the account


def _application(credentials: Account, account: int) -> dict[str, Any]:
    return {
        "applicationId": application_id(account),
        "applicationKey": credentials.application,
        "name": "sandbox",
        "description": "The application of this sandbox",
        "status": "active",
    }


def plant_application(store: Store, account: int, credentials: Account) -> None:
    value = _application(credentials, account)
    store.documents.put(Document("application", str(value["applicationId"]), value, account=account))


def get_all(call: Call) -> Answer:
    found = call.narrowed(call.listed("credential"), "applicationId")
    wanted = call.query.get("status")
    ids = [it.value["credentialId"] for it in found if wanted in (None, "", status(it, call.now))]
    return Answer(ids)


def get(call: Call) -> Answer:
    return Answer(as_shown(call, call.item("credential", field="credentialId")))


def put(call: Call) -> Answer:
    credential = call.item("credential", field="credentialId")
    call.change(credential, **call.changes(Field("allowedIPs", list_of(network))))
    return VOID


def delete(call: Call) -> Answer:
    return call.removed(call.item("credential", field="credentialId"))


def application_of(call: Call) -> Answer:
    credential = call.item("credential", field="credentialId")
    found = call.get("application", str(credential.value["applicationId"]))
    if found is None:
        raise no_object("applicationId", credential.value["applicationId"])
    return Answer(shown(found.value))


def get_applications(call: Call) -> Answer:
    return Answer([it.value["applicationId"] for it in call.narrowed(call.listed("application"), "status")])


def get_application(call: Call) -> Answer:
    return Answer(shown(call.item("application", field="applicationId").value))


def delete_application(call: Call) -> Answer:
    """Its credentials are revoked with it."""
    application = call.item("application", field="applicationId")
    for credential in call.listed("credential"):
        if credential.value["applicationId"] == application.value["applicationId"]:
            call.removed(credential)
    return call.removed(application)


ROUTES = (
    Route("GET", "/auth/currentCredential", current),
    Route("GET", "/auth/details", details),
    Route("POST", "/auth/logout", log_out),
    Route("GET", "/me/api/credential", get_all),
    Route("GET", "/me/api/credential/{item}", get),
    Route("PUT", "/me/api/credential/{item}", put),
    Route("DELETE", "/me/api/credential/{item}", delete),
    Route("GET", "/me/api/credential/{item}/application", application_of),
    Route("GET", "/me/api/application", get_applications),
    Route("GET", "/me/api/application/{item}", get_application),
    Route("DELETE", "/me/api/application/{item}", delete_application),
)
# Calls that need no rule of their own.
ALWAYS = (("GET", "/auth/currentCredential"), ("POST", "/auth/logout"))
