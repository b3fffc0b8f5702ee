# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Metadata of a box: a map of anything JSON, changed key by key (jiffyBoxes, PUT parameters)."""

from __future__ import annotations

from ..._core.errors import InvalidInput
from ..._core.json_values import json_size, same_json
from ..client import Json

LARGEST = 4096


def checked_metadata(option: str, metadata: Json) -> Json:
    """The metadata, if it is not larger than the service takes.

    :raises InvalidInput: more than 4096 bytes as JSON, or nothing that JSON can say.
    """
    try:
        size = json_size(metadata)
    except ValueError as error:
        raise InvalidInput(option, None, f"cannot be sent as JSON: {error}") from None
    if size > LARGEST:
        raise InvalidInput(option, None, f"takes {size} bytes as JSON; the service stores at most {LARGEST}")
    return metadata


def patch(actual: Json, desired: Json, purge: bool) -> Json:
    """What to send so that ``actual`` becomes as desired: changed keys, and None for keys to remove.

    :param desired: keys to set; None removes one.
    :param purge: remove every key that is not in ``desired``.
    """
    changed = {
        key: value
        for key, value in desired.items()
        if (key in actual if value is None else key not in actual or not same_json(actual[key], value))
    }
    return {**{key: None for key in actual if purge and key not in desired}, **changed}


def patched(actual: Json, changes: Json) -> Json:
    """What the service makes of ``actual`` when ``changes`` are sent."""
    return {key: value for key, value in {**actual, **changes}.items() if value is not None}
