# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What should be true of a VPS: the options of the module ovh_vps."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from ..._core.errors import InvalidInput
from ..._core.options import check_options, option
from ..public_key import check_public_key

_LONGEST_NAME = 50


@dataclass(frozen=True)
class DesiredVps:
    """What should be true of a VPS."""

    vps: str = option(MISSING)
    state: str = option("present", choices=("present", "running", "stopped", "rebooted"))
    name: str | None = None
    netboot: str | None = option(choices=("local", "rescue"))
    keymap: str | None = option(choices=("fr", "us"))
    sla_monitoring: bool | None = None
    snapshot: str | None = option(choices=("present", "absent", "reverted"))
    snapshot_description: str | None = None
    image: str | None = None
    reinstall: bool = False
    ssh_key: str | None = option(no_log=False)
    wait: bool = True
    wait_timeout: int = option(1800, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        check_public_key("ssh_key", self.ssh_key)
        if self.name is not None and not 0 < len(self.name.strip()) <= _LONGEST_NAME:
            raise InvalidInput("name", self.name, f"must have from 1 to {_LONGEST_NAME} characters")
        if self.reinstall and self.image is None:
            raise InvalidInput("reinstall", True, "goes with image, the system that should be installed")
        if self.snapshot_description is not None and self.snapshot != "present":
            raise InvalidInput("snapshot_description", self.snapshot_description, "goes with snapshot: present")
        if self.snapshot == "reverted" and self.image is not None:
            raise InvalidInput("snapshot", "reverted", "and image both say what should be on the disk")
        if self.netboot == "rescue" and self.state == "stopped":
            raise InvalidInput("netboot", "rescue", "starts it, and state is stopped")
