# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action plugin of the module pterodactyl_command."""

from __future__ import annotations

from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.command.resource import COMMAND_TASK
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.in_process import InProcessAction


class ActionModule(InProcessAction):
    """Runs the task of the module pterodactyl_command."""

    spec = COMMAND_TASK
