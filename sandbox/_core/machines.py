# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds the machines of a sandbox that was started with ``--machines``."""

from __future__ import annotations

from pathlib import Path

from sandbox.machines.host import Host

from .settings import MEMORY, MachineSettings


def host_of(machines: MachineSettings, db: str) -> Host:
    """The host of the machines whose facts are in this database; their disks lie beside it."""
    disks = None if db == MEMORY else Path(f"{db}.machines")
    return Host(machines.base, disks, machines.ssh_server)
