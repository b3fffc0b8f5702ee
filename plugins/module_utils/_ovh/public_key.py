# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Public keys, of which an option holds one."""

from __future__ import annotations

from .._core.public_key import key_data, no_public_key


def check_public_key(option: str, value: str | None) -> None:
    """That it is one, if it is given.

    :raises InvalidInput: it is not.
    """
    if value is not None and (not key_data(value) or "\n" in value.strip()):
        raise no_public_key(option)
