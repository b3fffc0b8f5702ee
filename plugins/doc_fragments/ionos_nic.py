# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is in a NIC: what ionos_firewall_rule can be told of a rule."""

from __future__ import annotations

import yaml

from ansible_collections.boxfleet.cloud.plugins.modules.ionos_firewall_rule import DOCUMENTATION as FIREWALL_RULE
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.documentation import options_of_children

_RULE = options_of_children(FIREWALL_RULE, "firewall_rules", ("server", "nic"))


class ModuleDocFragment:
    # annotated, since ansible-test takes what is merely assigned here for a literal
    DOCUMENTATION: str = str(yaml.safe_dump({"options": {"firewall_rules": {"suboptions": _RULE}}}, sort_keys=False))
