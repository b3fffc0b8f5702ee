# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a call is signed: over the very bytes that are sent."""

from __future__ import annotations

import hashlib
import hmac

from sandbox._core.request import Request

# Seconds that the time of a call may be off.
TOLERANCE = 30


def signed(secret: str, consumer: str, verb: str, url: str, body: bytes, timestamp: str) -> str:
    """The signature of a call."""
    head = "+".join((secret, consumer, verb, url)).encode()
    digest = hashlib.sha1(b"+".join((head, body, timestamp.encode())), usedforsecurity=False)
    return f"$1${digest.hexdigest()}"


def is_signed(request: Request, secret: str, consumer: str, timestamp: str) -> bool:
    """Whether a request has the signature that belongs to it."""
    sent = request.headers.get("X-Ovh-Signature", "")
    right = signed(secret, consumer, request.verb, request.url, request.body, timestamp)
    return hmac.compare_digest(sent.encode(errors="replace"), right.encode())


def is_timely(timestamp: str, now: float) -> bool:
    return timestamp.isdecimal() and len(timestamp) < 20 and abs(int(timestamp) - now) <= TOLERANCE
