# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The second factor: codes of six digits that change every thirty seconds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct

from sandbox._core.answer import Answer

from . import accounts
from .account import random_text
from .call import Call
from .errors import display, invalid, refused
from .validation import check, rules
from .view import nothing

SECONDS, TOKENS = 30, 10


def check_demand(call: Call) -> None:
    """Raises Refused where everybody needs a second factor and the caller has none."""
    if call.form("two_factor") and not call.user.value["totp"]:
        words = "Two-factor authentication is required on this account in order to access this endpoint."
        raise refused(400, "TwoFactorAuthRequiredException", words)


def code(secret: str, now: float) -> str:
    """The code of a moment."""
    counter = struct.pack(">Q", int(now) // SECONDS)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1000000:06}"


def get(call: Call) -> Answer:
    if call.user.value["totp"]:
        raise display("Two-factor authentication is already enabled on this account.", "BadRequestHttpException")
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    call.store.change(call.user, {"totp_secret": secret}, call.now)
    name = f"Pterodactyl:{call.user.value['email']}".replace("@", "%40")
    url = f"otpauth://totp/{name}?secret={secret}&issuer=Pterodactyl"
    return Answer({"data": {"image_url_data": url, "secret": secret}})


def enable(call: Call) -> Answer:
    """The tokens for who loses the factor are told once, now."""
    check(call.input, {"code": rules("required|string|size:6"), "password": rules("required|string")})
    accounts.check_password(call)
    secret = call.user.value.get("totp_secret")
    moments = (call.now - SECONDS, call.now, call.now + SECONDS)
    if not secret or call.input["code"] not in [code(secret, moment) for moment in moments]:
        raise invalid([("code", "", "The token provided is not valid.")])
    call.store.change(call.user, {"totp": True}, call.now)
    tokens = [random_text(10) for _number in range(TOKENS)]
    return Answer({"object": "recovery_tokens", "attributes": {"tokens": tokens}})


def disable(call: Call) -> Answer:
    """By one verb here, by another at Jexactyl."""
    if (call.core.request.verb == "DELETE") != call.form("jexactyl"):
        raise refused(405 if call.core.request.verb == "DELETE" else 404)
    check(call.input, {"password": rules("required|string")})
    accounts.check_password(call)
    call.store.change(call.user, {"totp": False, "totp_secret": None}, call.now)
    return nothing()
