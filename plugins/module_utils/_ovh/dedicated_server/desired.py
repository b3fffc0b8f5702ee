# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What should be true of a dedicated server: the options of ovh_dedicated_server and ovh_dedicated_reinstall."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from typing import Any, Dict

from ..._core.errors import InvalidInput
from ..._core.options import check_options, option
from ..public_key import check_public_key

Json = Dict[str, Any]
# Fields that one call changes; an empty text is none.
FIELDS = {
    "monitoring": "monitoring",
    "no_intervention": "noIntervention",
    "rescue_mail": "rescueMail",
    "rescue_ssh_key": "rescueSshKey",
    "root_device": "rootDevice",
    "efi_bootloader_path": "efiBootloaderPath",
}


@dataclass(frozen=True)
class DesiredServer:
    """What should be true of a dedicated server."""

    server: str = option(MISSING)
    state: str = option("present", choices=("present", "rebooted"))
    name: str | None = None
    boot: str | None = None
    monitoring: bool | None = None
    no_intervention: bool | None = None
    burst: str | None = option(choices=("active", "inactive"))
    rescue_mail: str | None = None
    rescue_ssh_key: str | None = option(no_log=False)
    root_device: str | None = None
    efi_bootloader_path: str | None = None
    wait: bool = True
    wait_timeout: int = option(1800, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        check_public_key("rescue_ssh_key", self.rescue_ssh_key or None)
        if self.name is not None and not self.name.strip():
            raise InvalidInput("name", self.name, "is no name")


@dataclass(frozen=True)
class DesiredSystem:
    """Which system should be installed on a dedicated server."""

    server: str = option(MISSING)
    operating_system: str = option(MISSING)
    force: bool = False
    hostname: str | None = None
    ssh_key: str | None = option(no_log=False)
    user_data: str | None = option(no_log=True)
    post_installation_script: str | None = option(no_log=True)
    customizations: Json | None = None
    properties: Json | None = None
    storage: tuple[Json, ...] | None = None
    wait: bool = True
    wait_timeout: int = option(3600, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        check_public_key("ssh_key", self.ssh_key)
        twice = sorted(set(self._named) & set(self.customizations or {}))
        if twice:
            raise InvalidInput("customizations", None, f"has {' and '.join(twice)}, for which there is another option")

    @property
    def _named(self) -> Json:
        named = {
            "hostname": self.hostname,
            "sshKey": self.ssh_key,
            "configDriveUserData": self.user_data,
            "postInstallationScript": self.post_installation_script,
        }
        return {name: value for name, value in named.items() if value is not None}

    @property
    def body(self) -> Json:
        """What is sent."""
        sent: Json = {"operatingSystem": self.operating_system}
        customizations = {**(self.customizations or {}), **self._named}
        if customizations:
            sent["customizations"] = customizations
        if self.properties:
            sent["properties"] = self.properties
        if self.storage:
            sent["storage"] = list(self.storage)
        return sent
