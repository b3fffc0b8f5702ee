# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What should be true of an address: the options of the module ovh_ip."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import MISSING, dataclass
from typing import Any, Dict

from ..._core.errors import InvalidInput
from ..._core.options import check_options, option

Json = Dict[str, Any]
# Routed nowhere.
PARKED = "parked"
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{1,62}", re.IGNORECASE)


def host(name: Any) -> str:
    """A name as it is compared: in lower case, without the final dot; empty for none."""
    plain = str(name or "").strip().lower()
    return plain[:-1] if plain.endswith(".") else plain


@dataclass(frozen=True)
class DesiredIp:
    """What should be true of an address, or a block of addresses."""

    ip: str = option(MISSING)
    routed_to: str | None = None
    next_hop: str | None = None
    reverse: str | None = None
    reverses: Json | None = None
    description: str | None = None
    wait: bool = True
    wait_timeout: int = option(600, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        network = self._network
        if self.next_hop is not None and self.routed_to in (None, PARKED):
            raise InvalidInput("next_hop", self.next_hop, "goes with routed_to, the service that it is in")
        if self.routed_to is not None and not self.routed_to.strip():
            raise InvalidInput("routed_to", self.routed_to, "is no service", f"To have it routed nowhere, say {PARKED}")
        if self.reverse is not None and network.num_addresses > 1:
            advice = "Say it with reverses, for each of them"
            raise InvalidInput("reverse", self.reverse, f"is for one address, and {self.ip} has several", advice)
        for address, name in self.names.items():
            if ipaddress.ip_address(address) not in network:
                raise InvalidInput("reverses", address, f"is no address of {self.ip}")
            if name and not _HOST.fullmatch(name):
                option_name = "reverse" if self.reverse is not None else "reverses"
                raise InvalidInput(option_name, name, "is no full name of a host, such as mail.example.com")

    @property
    def _network(self) -> Any:
        try:
            return ipaddress.ip_network(self.ip.strip())
        except ValueError:
            rule = "is no address, and no block such as 192.0.2.0/28"
            raise InvalidInput(
                "ip", self.ip, rule, "In a block, the first address has zeros behind the length"
            ) from None

    @property
    def block(self) -> str:
        """As the service calls it, with its length."""
        return str(self._network)

    @property
    def names(self) -> dict[str, str]:
        """The name that each address should have, where it matters; empty for none."""
        if self.reverse is not None:
            return {str(self._network.network_address): host(self.reverse)}
        found = {}
        for address, name in (self.reverses or {}).items():
            try:
                found[str(ipaddress.ip_address(str(address).strip()))] = host(name)
            except ValueError:
                raise InvalidInput("reverses", address, "is no address") from None
        return found
