# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module ionos_servers can be told of each server: what ionos_server can be told of one."""

from __future__ import annotations

from ansible_collections.boxfleet.cloud.plugins.doc_fragments.ionos import ModuleDocFragment as Account
from ansible_collections.boxfleet.cloud.plugins.doc_fragments.ionos_server import ModuleDocFragment as Inside
from ansible_collections.boxfleet.cloud.plugins.doc_fragments.state import ModuleDocFragment as State
from ansible_collections.boxfleet.cloud.plugins.doc_fragments.waiting import ModuleDocFragment as Waiting
from ansible_collections.boxfleet.cloud.plugins.modules.ionos_server import DOCUMENTATION as ONE
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.documentation import options_of_many, with_fragments


class ModuleDocFragment:
    # annotated, since ansible-test takes what is merely assigned here for a literal
    DOCUMENTATION: str = options_of_many(
        with_fragments(
            ONE, State.DOCUMENTATION, Account.DATACENTER, Account.LABELS, Waiting.DOCUMENTATION, Inside.DOCUMENTATION
        ),
        entries="servers",
        defaults="defaults",
        of_an_entry=("name", "id"),
    )
