# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is in a server: what ionos_volume, ionos_nic and ionos_firewall_rule can be told of one."""

from __future__ import annotations

import yaml

from ansible_collections.boxfleet.cloud.plugins.modules.ionos_firewall_rule import DOCUMENTATION as FIREWALL_RULE
from ansible_collections.boxfleet.cloud.plugins.modules.ionos_nic import DOCUMENTATION as NIC
from ansible_collections.boxfleet.cloud.plugins.modules.ionos_volume import DOCUMENTATION as VOLUME
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.documentation import options_of_children

_RULE = options_of_children(FIREWALL_RULE, "nics[].firewall_rules", ("server", "nic"))
_NIC = options_of_children(NIC, "nics", ("server",), firewall_rules=_RULE)
_VOLUME = options_of_children(VOLUME, "volumes", ("server", "allow_reboot"))


class ModuleDocFragment:
    # annotated, since ansible-test takes what is merely assigned here for a literal
    DOCUMENTATION: str = str(
        yaml.safe_dump({"options": {"volumes": {"suboptions": _VOLUME}, "nics": {"suboptions": _NIC}}}, sort_keys=False)
    )
