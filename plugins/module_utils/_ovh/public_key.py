# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Public keys that options hold: what is none is told before it is sent or shown, since it can be a private one."""

from __future__ import annotations

import base64
import binascii

from .._core.errors import InvalidInput


def check_public_key(option: str, value: str | None) -> None:
    """That it is one, if it is given.

    :raises InvalidInput: it is not.
    """
    if value is not None and not _is_public_key(value):
        raise InvalidInput(option, None, "must be a public key as it stands in a file such as id_ed25519.pub")


def _is_public_key(value: str) -> bool:
    words = value.split()
    try:
        return bool(base64.b64decode(words[1], validate=True)) and value.strip().count("\n") == 0
    except (IndexError, binascii.Error, ValueError):
        return False
