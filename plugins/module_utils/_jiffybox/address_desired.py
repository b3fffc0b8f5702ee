# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Where a user wants an address to be, checked before any call is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._core.errors import InvalidInput
from .address import parsed


@dataclass(frozen=True)
class DesiredAddress:
    """The options of an address; names and meanings as documented for the module jiffybox_ip.

    :raises InvalidInput: a value breaks a rule.
    """

    box: str
    address: str | None = None
    id: int | None = None
    wait: bool = True
    wait_timeout: int = 600

    def __post_init__(self) -> None:
        if self.address is not None:
            try:
                parsed(self.address)
            except ValueError:
                raise InvalidInput("address", self.address, "must be an IP address, such as 198.18.0.3") from None
        if self.id is not None and self.id < 1:
            raise InvalidInput("id", self.id, "must be a positive number")
        if self.wait_timeout < 1:
            raise InvalidInput("wait_timeout", self.wait_timeout, "must be at least 1 (seconds)")


def desired_address(options: dict[str, Any]) -> DesiredAddress:
    """From the parameters of a module; those that are not about an address are left out."""
    return DesiredAddress(**{name: options[name] for name in DesiredAddress.__dataclass_fields__ if name in options})
