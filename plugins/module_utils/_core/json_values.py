# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Comparing values the way JSON does."""

from __future__ import annotations

import json
from typing import Any

# Levels that lists and maps may be nested.
DEEPEST = 100


def same_json(one: Any, other: Any) -> bool:
    """Whether two values are the same once they went through JSON: True is not 1, but 1 is 1.0.

    An empty list equals an empty map, since services written in PHP cannot tell them apart.
    """
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if not one and not other and isinstance(one, (list, dict)) and isinstance(other, (list, dict)):
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_json(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    return bool(one == other)


def plain_json(value: Any) -> str:
    """The value as JSON, without blanks.

    :raises ValueError: it has no JSON: not a number, a key of a strange type, or nested too deep.
    """
    if too_deep(value):
        raise ValueError(f"it is nested more than {DEEPEST} levels deep")
    try:
        return json.dumps(value, separators=(",", ":"), allow_nan=False)
    except TypeError as error:
        raise ValueError(str(error)) from None


def too_deep(value: Any) -> bool:
    """Whether lists and maps are nested so deep that nothing can be done with them."""
    level = [value]
    for _level in range(DEEPEST + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list, tuple))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return bool(level)


def json_size(value: Any) -> int:
    """Length in bytes of the value as compact JSON with non-ASCII characters escaped, as PHP writes it."""
    return len(plain_json(value))


def seen_as(actual: Any, predicted: Any) -> Any:
    """The part of the actual state that a prediction speaks of, in the prediction's form where they are the same.

    Maps are cut to the keys that were predicted. Same means same_json(): a service may send [] for {}.
    """
    if same_json(actual, predicted):
        return predicted
    if isinstance(actual, dict) and isinstance(predicted, dict):
        return {key: seen_as(actual[key], predicted[key]) for key in predicted if key in actual}
    return actual
