# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""SSH keys of an account, for SFTP."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document

from . import activity
from .call import Call
from .errors import invalid
from .public_keys import PublicKey, parsed
from .validation import check, rules
from .view import listed, nothing, thing

SMALLEST_RSA = 2048


def attributes(call: Call, key: Document) -> dict[str, Any]:
    row = key.value
    return {
        "name": row["name"],
        "fingerprint": row["fingerprint"],
        "public_key": row["public_key"],
        "created_at": call.time(row["created_at"]),
    }


def get_all(call: Call) -> Answer:
    return Answer(listed(call, "ssh_key", call.store.all("ssh_key", call.user)))


def create(call: Call) -> Answer:
    check(call.input, {"name": rules("required|string|max:191"), "public_key": rules("required|string")})
    key = _key(call.input["public_key"])
    if any(it.value["fingerprint"] == key.fingerprint for it in call.store.all("ssh_key", call.user)):
        raise _wrong("The public key provided already exists on your account.")
    row = {
        "user_id": call.user.value["id"],
        "name": call.input["name"],
        "fingerprint": key.fingerprint,
        "public_key": key.pkcs8,
    }
    made = call.store.add("ssh_key", row, call.now, parent=call.user.id)
    activity.log(call, "user:ssh-key.create", fingerprint=key.fingerprint)
    return Answer(thing(call, "ssh_key", made))


def _key(text: str) -> PublicKey:
    try:
        key = parsed(text)
    except ValueError:
        raise _wrong("The public key provided is not valid.") from None
    if key.kind == "ssh-dss":
        raise _wrong("DSA keys are not supported.")
    if key.kind == "ssh-rsa" and key.bits < SMALLEST_RSA:
        raise _wrong(f"RSA keys must be at least {SMALLEST_RSA} bytes in length.")
    return key


def _wrong(words: str) -> Exception:
    return invalid([("public_key", "", words)])


def remove(call: Call) -> Answer:
    """Also if there is no such key."""
    check(call.input, {"fingerprint": rules("required|string")})
    for key in call.store.all("ssh_key", call.user):
        if key.value["fingerprint"] == call.input["fingerprint"]:
            call.store.drop(key)
            activity.log(call, "user:ssh-key.delete", fingerprint=key.value["fingerprint"])
    return nothing()
