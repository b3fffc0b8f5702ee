# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys: 16 characters that everybody may see, and 32 behind them of which only a hash is kept."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from sandbox._core.documents import Document
from sandbox._core.request import Request

from .account import APPLICATION, CLIENT, EVERYTHING, IDENTIFIER, random_text
from .errors import refused
from .store import Store

READ, WRITE = 1, 2


def hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def add(
    store: Store,
    user: Document,
    text: str,
    now: float,
    permissions: Mapping[str, int] | None = None,
    allowed_ips: Sequence[str] = (),
    memo: str = "",
    is_application: bool | None = None,
) -> Document:
    """A key of somebody's; how it begins says of what sort it is, unless it is told."""
    row = {
        "user_id": user.value["id"],
        "is_application": text.startswith(APPLICATION) if is_application is None else is_application,
        "identifier": text[:IDENTIFIER],
        "secret_hash": hashed(text[IDENTIFIER:]),
        "memo": memo,
        "allowed_ips": list(allowed_ips),
        "permissions": dict(EVERYTHING if permissions is None else permissions),
    }
    return store.add("api_key", row, now, parent=user.id)


def made_up(is_application: bool = False) -> str:
    return (APPLICATION if is_application else CLIENT) + random_text(43)


def sent(store: Store, request: Request) -> Document | None:
    """The key that a request comes with, if there is such a one."""
    scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
    text = text.strip()
    if scheme.lower() != "bearer" or len(text) <= IDENTIFIER:
        return None
    found = store.first("api_key", "identifier", text[:IDENTIFIER])
    return found if found and found.value["secret_hash"] == hashed(text[IDENTIFIER:]) else None


def check_address(key: Document, address: str) -> None:
    """Raises Refused if the key may not be used from there."""
    allowed = key.value["allowed_ips"]
    if allowed and not any(ipaddress.ip_address(address) in ipaddress.ip_network(net, strict=False) for net in allowed):
        raise refused(
            403,
            "AccessDeniedHttpException",
            f"This IP address ({address}) does not have permission to access the API using these credentials.",
        )


def may(key: Document, resource: str, what: int) -> bool:
    """Whether a key may read or write; one that is no application key may do everything that its owner may."""
    row: Mapping[str, Any] = key.value
    return not row["is_application"] or bool(row["permissions"].get(resource, 0) & what)
