# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of an inventory, the same for every provider."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  hostvars_suffix:
    description: What the names of host variables end in.
    type: str
    default: ''
  common_variables:
    description:
      - Also give each host the variables whose names are the same whichever hoster it is rented from, so that one
        playbook, O(keyed_groups) or O(compose) serves inventories of all of them.
      - They are C(boxfleet_provider), C(boxfleet_id), C(boxfleet_name), C(boxfleet_state), C(boxfleet_public_ipv4),
        C(boxfleet_private_ipv4), C(boxfleet_public_ipv6), C(boxfleet_private_ipv6), C(boxfleet_size),
        C(boxfleet_image), C(boxfleet_region), C(boxfleet_labels) and C(boxfleet_price), which is that of an hour.
        What the hoster does not tell is V(null). Addresses are lists.
    type: bool
    default: false
  label_selector:
    description:
      - Only hosts with these labels, such as V(env=prod,role!=db,tier in (web, app\),!legacy). Labels,
        whatever the hoster calls them, are C(boxfleet_labels) of O(common_variables).
      - A part is one of V(key), V(!key), V(key=value), V(key!=value), V(key in (a, b\)) and V(key notin (a, b\)). With
        commas between them all have to hold. A host without the key has none of the values, so V(key!=value) and
        V(notin) hold for it.
      - Texts are compared as they are, any other value as JSON writes it, V(true) or V(7). What a selector cannot say,
        O(filters) can.
    type: str
    default: ''
  filters:
    description:
      - Include or exclude hosts by conditions over their variables, C(ansible_host) and C(inventory_hostname).
      - The first filter whose condition holds decides. A host for which none holds is included. So a list that names
        what to include ends with one that excludes V(true).
      - A condition that fails is an error whatever O(strict) says, since a wrong guess could let a play run on the
        wrong hosts. For a variable that not every host has, use the filter C(default).
      - Variables of O(compose) do not exist yet.
    type: list
    elements: dict
    default: []
    suboptions:
      include:
        description: A Jinja condition. Hosts for which it holds are in the inventory.
        type: str
      exclude:
        description: A Jinja condition. Hosts for which it holds are not in the inventory.
        type: str
  cache_fallback:
    description:
      - With V(true), when the service cannot be asked, the last known answer is used, however old. A warning gives
        its age and the reason.
      - This holds for C(--flush-cache) and the task C(meta) with C(refresh_inventory) too.
      - Needs O(cache=true) and a cache plugin that stores answers beyond the end of a run, such as
        P(ansible.builtin.jsonfile#cache). What it stores is kept until it is replaced.
    type: bool
    default: false
notes:
  - B(Templates.) All options can be templates. They know lookups and extra variables (C(-e)), not host or group
    variables, because inventories come first. O(hostname), O(filters), O(compose), O(groups) and O(keyed_groups) are
    evaluated for each host. They know its variables, and extra variables with O(use_extra_vars=true).
  - Text that comes from the service is never taken for a template. The credentials of the account are taken out of it,
    wherever a service may put them.
  - B(Cache.) Sources with the same account share what is cached. The credentials are in neither the cached data nor
    their key. A cache that cannot be used is named in a warning, and the service is asked.
"""
