# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules that tell of a JiffyBox account take: which lists, and of which boxes."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  gather_subset:
    description:
      - What to ask for. Any of V(boxes), V(plans), V(distributions), V(ips), V(backups), V(monitoring),
        V(contact_groups) and V(doc), and V(all) for all of them, V(min) for V(boxes).
      - A V(!) before a name leaves it out, so V(all,!doc) is all but the documentation. V(!min) leaves out what is in
        V(min), V(!all) what is not. If there are only such names, they are left out of V(all).
      - The order does not matter, and what is called by its own name is never left out. All this is as
        M(ansible.builtin.setup) has it, except that V(min) is not added to what is asked for.
      - Most subsets take one call. V(doc) takes one more for each module of the service. V(backups) is slow for the
        service unless it is about one box.
    type: list
    elements: str
    default: [min]
  name:
    description:
      - Only boxes with one of these names. Shell patterns work, V(web*) for example, and V([*]) stands for an asterisk.
      - This and the other filters, O(id), O(status), O(metadata), O(label_selector), O(plan) and O(distribution),
        narrow down the boxes and what belongs to them, addresses, backups and monitoring checks. A box has to pass all
        that are given. An empty list takes all.
      - A filter that nothing passes is no error. The lists are empty then.
    type: list
    elements: str
    default: []
  id:
    description: Only boxes with one of these ids.
    type: list
    elements: int
    default: []
  status:
    description:
      - Only boxes with one of these statuses. All but V(READY) and V(FROZEN) are transitions.
      - V(READY) says nothing about power. Whether a box is switched on is C(running) in its facts.
    type: list
    elements: str
    choices: [READY, FROZEN, CREATING, UPDATING, CHANGING PLAN, FREEZING, THAWING, DELETING, RUNNING]
    default: []
  metadata:
    description:
      - Only boxes whose metadata has each of these values under its key. A key set to V(null) means that the box has
        no such key.
      - Values are compared as in JSON, so that the number V(1) is not the text V("1").
    type: dict
    default: {}
  label_selector:
    description:
      - Only boxes whose metadata are so, in one short text, such as V(env=prod,role!=db,tier in (web, app\),!legacy).
      - A part is one of V(key), V(!key), V(key=value), V(key!=value), V(key in (a, b\)) and V(key notin (a, b\)). With
        commas between them all have to hold. A box without the key has none of the values, so V(key!=value) and
        V(notin) hold for it.
      - Texts are compared as they are, any other value as JSON writes it, V(true) or V(7).
    type: str
    default: ''
  plan:
    description:
      - Only boxes with one of these plans, by name or id. O(gather_subset=plans) lists them.
      - The subset V(plans) is narrowed down to them too, with the call for one plan if it is one.
    type: list
    elements: str
    default: []
  distribution:
    description:
      - Only boxes with one of these distributions, by key. O(gather_subset=distributions) lists them.
      - The subset V(distributions) is narrowed down to them too, with the call for one distribution if it is one.
    type: list
    elements: str
    default: []
  check_status:
    description:
      - Whether the subset V(monitoring) tells what each check last found. This takes a call for each address that
        is checked.
    type: bool
    default: false
attributes:
  check_mode:
    support: full
    details:
      - Check mode makes no difference, since nothing is ever changed.
  diff_mode:
    support: none
    details:
      - There is nothing to compare.
"""
