# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module jiffybox_boxes can be told of each box: what jiffybox_box can be told of one."""

from __future__ import annotations

from ansible_collections.boxfleet.cloud.plugins.modules.jiffybox_box import DOCUMENTATION as ONE
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.documentation import options_of_many


class ModuleDocFragment:
    # annotated, since ansible-test takes what is merely assigned here for a literal
    DOCUMENTATION: str = options_of_many(ONE, entries="boxes", defaults="defaults", of_an_entry=("name", "id"))
