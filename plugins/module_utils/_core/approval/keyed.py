# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Hashes: of what a task asks for, without telling it; of a document, so that nobody changes it unnoticed."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any, Iterable, Mapping

# Options that say how to go about it, not what is asked for.
_HOW = ("wait", "wait_timeout", "parallel")


def asked_for(params: Mapping[str, Any], of_the_account: Iterable[str], key: str, secrets: Iterable[str]) -> str:
    """A text that stands for what a task asks for: the same in each run that asks for the same, and telling nothing.

    :param params: the options of the task.
    :param of_the_account: which of them say whose account it is, and how to talk to the service.
    :param key: of the user; empty for the secrets of the account.
    :param secrets: those of the account.
    """
    left_out = {*of_the_account, *_HOW}
    asked = {name: value for name, value in params.items() if name not in left_out and value is not None}
    return keyed(key or "\0".join(sorted(secrets)), asked)


def keyed(key: str, value: Any) -> str:
    """A hash of a value that nobody can try out without the key."""
    return hmac.new(f"boxfleet.cloud {key}".encode(), _canonical(value), hashlib.sha256).hexdigest()


def plain(value: Any) -> str:
    """A hash of a value, against mistakes."""
    return hashlib.sha256(_canonical(value)).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str).encode("utf-8", "surrogateescape")
