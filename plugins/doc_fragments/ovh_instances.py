# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module ovh_instances can be told of each instance: what ovh_instance can be told of one."""

from __future__ import annotations

from ansible_collections.boxfleet.cloud.plugins.doc_fragments.ovh import ModuleDocFragment as Account
from ansible_collections.boxfleet.cloud.plugins.doc_fragments.state import ModuleDocFragment as State
from ansible_collections.boxfleet.cloud.plugins.doc_fragments.waiting import ModuleDocFragment as Waiting
from ansible_collections.boxfleet.cloud.plugins.modules.ovh_instance import DOCUMENTATION as ONE
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.documentation import options_of_many, with_fragments


class ModuleDocFragment:
    # annotated, since ansible-test takes what is merely assigned here for a literal
    DOCUMENTATION: str = options_of_many(
        with_fragments(ONE, State.DOCUMENTATION, Account.PROJECT, Waiting.DOCUMENTATION),
        entries="instances",
        defaults="defaults",
        of_an_entry=("name", "id"),
    )
