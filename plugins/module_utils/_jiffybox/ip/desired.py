# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Where a user wants an address to be, checked before any call is made."""

from __future__ import annotations

from dataclasses import dataclass

from ..._core.errors import InvalidInput
from ..._core.options import check_options, option
from .model import parsed


@dataclass(frozen=True)
class DesiredAddress:
    """The options of an address; names and meanings as documented for the module jiffybox_ip.

    :raises InvalidInput: a value breaks a rule.
    """

    box: str
    address: str | None = None
    id: int | None = option(least=1)
    wait: bool = True
    wait_timeout: int = option(600, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        if self.address is not None:
            try:
                parsed(self.address)
            except ValueError:
                raise InvalidInput("address", self.address, "must be an IP address, such as 198.18.0.3") from None
