# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module pterodactyl_servers can be told of each server: what pterodactyl_server can be told of one."""

from __future__ import annotations

from ansible_collections.boxfleet.cloud.plugins.doc_fragments.waiting import ModuleDocFragment as Waiting
from ansible_collections.boxfleet.cloud.plugins.modules.pterodactyl_server import DOCUMENTATION as ONE
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.documentation import options_of_many, with_fragments


class ModuleDocFragment:
    # annotated, since ansible-test takes what is merely assigned here for a literal
    DOCUMENTATION: str = options_of_many(
        with_fragments(ONE, Waiting.DOCUMENTATION),
        entries="servers",
        defaults="defaults",
        of_an_entry=("name", "id"),
    )
