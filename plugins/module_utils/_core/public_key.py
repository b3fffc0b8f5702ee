# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Public keys that options hold: what is none is told before it is sent or shown, since it can be a private one."""

from __future__ import annotations

import base64
import binascii

from .errors import InvalidInput


def key_data(text: str) -> bytes:
    """The key itself, of one as it stands in a file such as id_ed25519.pub; empty if it is none."""
    try:
        return base64.b64decode(text.split()[1], validate=True)
    except (IndexError, binascii.Error, ValueError):
        return b""


def no_public_key(option: str) -> InvalidInput:
    """The error for what is none; it does not show it."""
    return InvalidInput(option, None, "must be a public key as it stands in a file such as id_ed25519.pub")
