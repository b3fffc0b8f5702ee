# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""OAuth2: tokens for clients, and the clients themselves (service accounts).

A client is kept with ``_secret``, the hash of its secret; the id of a token is the hash of the token.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from dataclasses import replace
from urllib.parse import unquote

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.request import Request
from sandbox._core.routes import Route

from .account import Account
from .call import VOID, Call, shown
from .credentials import hashed
from .dates import date_time
from .fields import Field, list_of, one_of, text, word
from .store import Store

SECONDS = 3599
FLOWS = ("CLIENT_CREDENTIALS", "AUTHORIZATION_CODE")
FIELDS = (
    Field("name", word, needed=True),
    Field("description", text, needed=True),
    Field("callbackUrls", list_of(text)),
)


def plant(store: Store, account: int, credentials: Account) -> None:
    """The client that the account has from the start."""
    value = {
        "clientId": credentials.client,
        "name": credentials.client,
        "description": "",
        "flow": FLOWS[0],
        "callbackUrls": [],
        "identity": f"urn:v1:eu:identity:credential:sandbox-{account}/oauth2-{credentials.client}",
        "createdAt": date_time(0),
        "_secret": hashed(credentials.secret),
    }
    store.documents.put(Document("client", credentials.client, value, account=account))


def take(store: Store, request: Request, now: float) -> Answer:
    """A token for a client that shows its secret, as HTTP Basic or in the form."""
    form = dict(request.form())
    client, secret = _basic(request.headers.get("Authorization", "")) or (
        form.get("client_id", ""),
        form.get("client_secret", ""),
    )
    if form.get("grant_type") != "client_credentials":
        return _failed(400, "unsupported_grant_type", "The grant type must be client_credentials")
    found = store.documents.get("client", client)
    if found is None or not hmac.compare_digest(found.value["_secret"], hashed(secret)):
        return _failed(401, "invalid_client", "Client authentication failed")
    token = secrets.token_urlsafe(48)
    value = {"client": client, "expires": now + SECONDS}
    store.documents.put(Document("token", hashed(token), value, account=found.account, parent=client))
    granted = {"access_token": token, "token_type": "Bearer", "expires_in": SECONDS, "scope": form.get("scope", "all")}
    return Answer(granted)


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _blank, sent = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, _colon, secret = base64.b64decode(sent.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return unquote(client), unquote(secret)


def _failed(status: int, error: str, words: str) -> Answer:
    return Answer({"error": error, "error_description": words}, status)


def owner(store: Store, token: str, now: float) -> int | None:
    """Whose token it is; None for one that nobody was given, or whose time is over."""
    found = store.documents.get("token", hashed(token))
    return found.account if found and found.value["expires"] > now else None


def get_all(call: Call) -> Answer:
    return Answer([it.id for it in call.listed("client")])


def post(call: Call) -> Answer:
    value = call.complete(*FIELDS, Field("flow", one_of(*FLOWS), needed=True))
    client, secret = f"EU.{secrets.token_hex(8)}", secrets.token_hex(16)
    urn = f"urn:v1:eu:identity:credential:sandbox-{call.account}/oauth2-{client}"
    more = {"clientId": client, "identity": urn, "createdAt": date_time(call.now), "_secret": hashed(secret)}
    call.new("client", client, {**value, "callbackUrls": value["callbackUrls"] or [], **more})
    return Answer({"clientId": client, "clientSecret": secret})


def get(call: Call) -> Answer:
    return Answer(shown(call.item("client", field="clientId").value))


def put(call: Call) -> Answer:
    client = call.item("client", field="clientId")
    call.change(client, **call.changes(*(replace(field, needed=False) for field in FIELDS)))
    return VOID


def delete(call: Call) -> Answer:
    return call.removed(call.item("client", field="clientId"))


ROUTES = (
    Route("GET", "/me/api/oauth2/client", get_all),
    Route("POST", "/me/api/oauth2/client", post),
    Route("GET", "/me/api/oauth2/client/{item}", get),
    Route("PUT", "/me/api/oauth2/client/{item}", put),
    Route("DELETE", "/me/api/oauth2/client/{item}", delete),
)
