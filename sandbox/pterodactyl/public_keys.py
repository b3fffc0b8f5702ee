# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Public keys: read as OpenSSH writes them, written as the panel keeps them (PKCS8)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass

RSA = bytes.fromhex("06092a864886f70d0101010500")
ED25519 = bytes.fromhex("06032b6570")
EC = bytes.fromhex("06072a8648ce3d0201")
CURVES = {
    "nistp256": bytes.fromhex("06082a8648ce3d030107"),
    "nistp384": bytes.fromhex("06052b81040022"),
    "nistp521": bytes.fromhex("06052b81040023"),
}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """``bits`` is the size of an RSA key, else 0; ``fingerprint`` SHA-256 in base64, without what fills it up."""

    kind: str
    bits: int
    fingerprint: str
    pkcs8: str


def parsed(text: str) -> PublicKey:
    """A key. Raises ValueError for what is none."""
    kind, _blank, rest = text.strip().partition(" ")
    try:
        blob = base64.b64decode(rest.split()[0], validate=True)
        parts = _parts(blob)
    except (binascii.Error, struct.error, IndexError):
        raise ValueError("no key") from None
    if not parts or parts[0] != kind.encode():
        raise ValueError("no key")
    fingerprint = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    bits = int.from_bytes(parts[2]).bit_length() if kind == "ssh-rsa" and len(parts) > 2 else 0
    return PublicKey(kind, bits, fingerprint, _pem(_structure(kind, parts)))


def _parts(blob: bytes) -> list[bytes]:
    found = []
    while blob:
        (length,) = struct.unpack(">I", blob[:4])
        if length > len(blob) - 4:
            raise ValueError("no key")
        found.append(blob[4 : 4 + length])
        blob = blob[4 + length :]
    return found


def _structure(kind: str, parts: list[bytes]) -> bytes:
    if kind == "ssh-rsa" and len(parts) == 3:
        return _public(RSA, _tagged(0x30, _tagged(2, parts[2]) + _tagged(2, parts[1])))
    if kind == "ssh-ed25519" and len(parts) == 2 and len(parts[1]) == 32:
        return _public(ED25519, parts[1])
    if kind.startswith("ecdsa-sha2-") and len(parts) == 3 and parts[1].decode(errors="replace") in CURVES:
        return _public(EC + CURVES[parts[1].decode()], parts[2])
    if kind == "ssh-dss":
        return b""
    raise ValueError("no key")


def _public(algorithm: bytes, key: bytes) -> bytes:
    return _tagged(0x30, _tagged(0x30, algorithm) + _tagged(3, b"\0" + key))


def _tagged(tag: int, value: bytes) -> bytes:
    if len(value) < 128:
        return bytes((tag, len(value))) + value
    length = len(value).to_bytes((len(value).bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + value


def _pem(data: bytes) -> str:
    text = base64.b64encode(data).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\r\n".join(("-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----"))
