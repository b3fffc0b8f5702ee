# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is in a data centre: what the modules for LANs, volumes, servers and load balancers can be told."""

from __future__ import annotations

import yaml

from ansible_collections.boxfleet.cloud.plugins.modules.ionos_firewall_rule import DOCUMENTATION as FIREWALL_RULE
from ansible_collections.boxfleet.cloud.plugins.modules.ionos_lan import DOCUMENTATION as LAN
from ansible_collections.boxfleet.cloud.plugins.modules.ionos_load_balancer import DOCUMENTATION as LOAD_BALANCER
from ansible_collections.boxfleet.cloud.plugins.modules.ionos_nic import DOCUMENTATION as NIC
from ansible_collections.boxfleet.cloud.plugins.modules.ionos_server import DOCUMENTATION as SERVER
from ansible_collections.boxfleet.cloud.plugins.modules.ionos_volume import DOCUMENTATION as VOLUME
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.documentation import options_of_children

# What an entry is not asked for.
_APART = ("state", "wait", "wait_timeout", "delete_volumes", "boot_volume", "boot_cdrom")
_RULE = options_of_children(FIREWALL_RULE, "servers[].nics[].firewall_rules", ("server", "nic"))
_NIC = options_of_children(NIC, "servers[].nics", ("server",), firewall_rules=_RULE)
_DISK = options_of_children(VOLUME, "servers[].volumes", ("server", "allow_reboot"))
_SERVER = options_of_children(SERVER, "servers", _APART, volumes=_DISK, nics=_NIC)
_VOLUME = options_of_children(VOLUME, "volumes", ("server", "allow_reboot"))
_LAN = options_of_children(LAN, "lans", ())
_LOAD_BALANCER = options_of_children(LOAD_BALANCER, "load_balancers", ("nics", "purge_nics"))
_INSIDE = {"lans": _LAN, "volumes": _VOLUME, "servers": _SERVER, "load_balancers": _LOAD_BALANCER}
_ALL = {name: {"suboptions": inside} for name, inside in _INSIDE.items()}


class ModuleDocFragment:
    # annotated, since ansible-test takes what is merely assigned here for a literal
    DOCUMENTATION: str = str(yaml.safe_dump({"options": _ALL}, sort_keys=False))
