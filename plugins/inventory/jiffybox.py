# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: jiffybox
short_description: The boxes of a JiffyBox account as an inventory
version_added: 0.1.0
description:
  - Makes a host of every box of an account, with all that the service knows of it as host variables, and groups the
    hosts as the inventory source asks.
  - An inventory source is a YAML file whose name ends in C(jiffybox.yml) or C(jiffybox.yaml). All options stand at
    its top level. Have O(plugin) be the first.
  - The service is asked once for all boxes, and at most once more for IPv6 and floating addresses. With O(cache=true)
    it is asked again only when the answer has become too old.
extends_documentation_fragment:
  - boxfleet.cloud.jiffybox
  - boxfleet.cloud.api
  - constructed
  - inventory_cache
author:
  - boxfleet contributors (@boxfleet)
seealso:
  - module: boxfleet.cloud.jiffybox_facts
    description: Lists boxes and all else of an account in a playbook.
options:
  plugin:
    description: Says that the file is meant for this plugin.
    type: str
    required: true
    choices: [boxfleet.cloud.jiffybox]
  api_token:
    env:
      - name: JIFFYBOX_API_TOKEN
  api_url:
    env:
      - name: JIFFYBOX_API_URL
  connect_with:
    description:
      - How Ansible reaches a host. The first of these that a box has becomes its C(ansible_host).
      - V(public_ipv4) and V(private_ipv4) are the first of such addresses of the box.
      - V(public_ipv6) is the first IPv6 address of the box. If the service only names a network, it is the first
        address of that network, the one that ends in C(::1), and the box has to be configured for it.
      - V(floating_ipv4) is the first additionally ordered IPv4 address that is routed to the box.
      - V(name) is the name of the box, for those who have it in their DNS or SSH configuration.
      - IPv6 and floating addresses take a second call to the service. It is made only if a box has none of what comes
        before them in the list.
      - A box that has none of the list gets no C(ansible_host), so that Ansible would try its host name. A warning
        names such boxes, unless O(compose) or another inventory source gives them an C(ansible_host). They can be
        left out with O(statuses), O(running) or O(filters).
      - An empty list sets no C(ansible_host) at all.
    type: list
    elements: str
    choices: [public_ipv4, private_ipv4, public_ipv6, floating_ipv4, name]
    default: [public_ipv4]
  hostname:
    description:
      - What a host is called in the inventory, a preference or a list of them. The first that is not empty is taken,
        and the name of the box if all are.
      - A preference is one of V(name), V(id), V(public_ipv4), V(private_ipv4), V(public_ipv6) and V(floating_ipv4),
        or a Jinja template over the host variables, such as V({{ jiffybox_metadata.fqdn }}). A template that fails
        counts as empty, unless O(strict=true).
      - Host names are taken as they are, since Ansible accepts any. Names of boxes can hold spaces, umlauts and
        characters like V(*) and V(!) that mean something in host patterns. Have a template replace what you do not
        want.
      - A host name that is taken gets C(_) and the id of the box appended, and a warning says so. Taken are the names
        of other boxes, be they from another source, of groups that exist or are listed in O(groups), and of the
        control node, C(localhost). The box with the lowest id of the first source keeps the name.
      - A host that other sources, but not this plugin, have under the same name is the same host, and their variables
        add up.
    type: raw
    default: name
  hostvars_prefix:
    description: What the names of host variables begin with.
    type: str
    default: jiffybox_
  hostvars_suffix:
    description: What the names of host variables end in.
    type: str
    default: ''
  group:
    description: The group that all boxes are in.
    type: str
    default: jiffybox
  statuses:
    description:
      - Only boxes with one of these statuses become hosts. An empty list takes all.
      - A box whose status is neither V(READY) nor V(FROZEN) is in a transition.
      - V(READY) says nothing about power, see O(running).
    type: list
    elements: str
    choices: [READY, FROZEN, CREATING, UPDATING, CHANGING PLAN, FREEZING, THAWING, DELETING, RUNNING]
    default: []
  running:
    description:
      - With V(true) only boxes that are switched on become hosts, with V(false) only those that are not.
      - If not set, both do.
    type: bool
  filters:
    description:
      - Include or exclude hosts by conditions over their variables, C(ansible_host) and C(inventory_hostname).
      - The first filter whose condition holds decides. A host for which none holds is included. So a list that names
        what to include ends with one that excludes V(true).
      - A condition that fails is an error whatever O(strict) says, since a wrong guess could let a play run on the
        wrong hosts. For a variable that not every box has, use the filter C(default).
      - Variables of O(compose) do not exist yet. For metadata, use V(jiffybox_metadata.key).
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
  addresses:
    description:
      - Whether to ask for IPv6 and floating addresses even if O(connect_with) and O(hostname) can do without.
      - Set this to use V(jiffybox_public_ipv6) or V(jiffybox_floating_ipv4) in O(compose) and the like. They are
        V(null) when they are not known.
    type: bool
    default: false
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
  - B(Host variables.) These are their names with the default O(hostvars_prefix).
  - C(jiffybox_id), C(jiffybox_name), C(jiffybox_status), C(jiffybox_running), C(jiffybox_running_since),
    C(jiffybox_created), C(jiffybox_host), C(jiffybox_recoverymode_active), C(jiffybox_manual_backup_running),
    C(jiffybox_is_being_copied), C(jiffybox_plan), C(jiffybox_distribution), C(jiffybox_metadata), C(jiffybox_ips),
    C(jiffybox_public_ipv4), C(jiffybox_private_ipv4) and C(jiffybox_active_profile) are what the module
    M(boxfleet.cloud.jiffybox_box) returns as RV(boxfleet.cloud.jiffybox_box#module:box), see there for types and
    units.
  - C(jiffybox_cost_per_hour) is what the box costs an hour in its current status, in euro. C(jiffybox_cost_cap) is
    the most that a month can cost, in euro.
  - C(jiffybox_public_ipv6) and C(jiffybox_floating_ipv4) are lists of addresses, or V(null), see O(addresses).
  - C(ansible_host) is set as O(connect_with) says, and has no prefix.
  - B(Templates.) All options can be templates. They know lookups and extra variables (C(-e)), not host or group
    variables, because inventories come first. O(hostname), O(filters), O(compose), O(groups) and O(keyed_groups) are
    evaluated for each host. They know its variables, and extra variables with O(use_extra_vars=true).
  - Text that comes from the service is never taken for a template.
  - B(Cache.) Sources with the same account share what is cached. The token is in neither the cached data nor their
    key.
"""

EXAMPLES = r"""
# The smallest one. The token is in the environment variable JIFFYBOX_API_TOKEN.
# Have a look with: ansible-inventory -i jiffybox.yml --graph
plugin: boxfleet.cloud.jiffybox

---
# Running boxes, grouped by the "role" in their metadata (role_web, role_db), by plan and by distribution.
plugin: boxfleet.cloud.jiffybox
running: true
keyed_groups:
  - key: jiffybox_metadata.role | default('none')
    prefix: role
  - key: jiffybox_plan.name
    prefix: plan
  - key: jiffybox_distribution
    prefix: ""
    separator: ""

---
# The token from a vaulted variables file: ansible-inventory -i jiffybox.yml -e @secrets.yml --ask-vault-pass --list
plugin: boxfleet.cloud.jiffybox
api_token: "{{ jiffybox_api_token }}"

---
# The token from a program of your own, and a sandbox instead of the real service.
plugin: boxfleet.cloud.jiffybox
api_token: "{{ lookup('ansible.builtin.pipe', 'pass show jiffybox') }}"
api_url: http://127.0.0.1:8765

---
# Production only, without what is called test, by private address.
plugin: boxfleet.cloud.jiffybox
connect_with: private_ipv4
filters:
  - exclude: jiffybox_name.startswith('test')
  - include: jiffybox_metadata.env | default('') == 'prod'
  - exclude: true

---
# Called by a name in the metadata, else by the name of the box without its spaces; reached by IPv4, else by IPv6.
plugin: boxfleet.cloud.jiffybox
hostname:
  - "{{ jiffybox_metadata.fqdn }}"
  - "{{ jiffybox_name | replace(' ', '-') }}"
connect_with:
  - public_ipv4
  - public_ipv6

---
# Variables and groups of your own.
plugin: boxfleet.cloud.jiffybox
compose:
  ansible_user: jiffybox_metadata.user | default('root')
  cores: jiffybox_plan.cpus
groups:
  expensive: jiffybox_cost_cap > 50
  frozen: jiffybox_status == 'FROZEN'

---
# Asked at most every ten minutes, and the last known answer when the service is away.
plugin: boxfleet.cloud.jiffybox
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/jiffybox-inventory
cache_timeout: 600
cache_fallback: true
"""

import time

from ansible import constants
from ansible.errors import AnsibleError, AnsibleParserError, AnsibleRequiredOptionError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.utils.vars import combine_vars

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.suggest import did_you_mean
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.inventory import hosts
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.inventory import listing as listings
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.inventory.memory import RememberingTemplar
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import JIFFYBOX

try:
    from ansible.template import trust_as_template as _  # noqa: F401

    # Since ansible-core 2.19 no text is a template unless somebody says so.
    UntrustedText = None
except ImportError:
    from ansible.utils.unsafe_proxy import AnsibleUnsafeText as UntrustedText

# Options that are templates, or expressions, by nature: they are evaluated host by host.
PER_HOST = {"hostname", "filters", "compose", "groups", "keyed_groups"}


def distrust(value, texts):
    """The value, a plain one out of JSON, such that Ansible takes no text in it for a template.

    Ansible's own wrap_var does the same, but takes several times as long.

    :param texts: the texts met so far, to have each only once.
    """
    kind = type(value)
    if kind is str:
        text = texts.get(value)
        if text is None:
            text = texts[value] = UntrustedText(value)
        return text
    if kind is dict:
        return {distrust(key, texts): distrust(item, texts) for key, item in value.items()}
    if kind is list:
        return [distrust(item, texts) for item in value]
    return value


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = "boxfleet.cloud.jiffybox"

    def verify_file(self, path):
        """Whether the file is for this plugin, by its name."""
        return super().verify_file(path) and path.endswith(("jiffybox.yml", "jiffybox.yaml"))

    def parse(self, inventory, loader, path, cache=True):
        """Add the boxes to the inventory.

        :param cache: False if the service is to be asked whatever the cache holds.
        :raises AnsibleError: with the reason and what to do.
        """
        super().parse(inventory, loader, path, cache)
        try:
            self._read_config_data(path)
            self._check_options()
            self._add_hosts(self._listing(cache))
        except BoxfleetError as error:
            raise AnsibleParserError(str(error)) from None

    # options

    def set_options(self, task_keys=None, var_options=None, direct=None):
        """Take the options of the inventory source, with what their templates result in."""
        filled = {name: self._filled_in(name, value) for name, value in (direct or {}).items()}
        try:
            super().set_options(task_keys=task_keys, var_options=var_options, direct=filled)
        except AnsibleRequiredOptionError:
            advice = "Export it as JIFFYBOX_API_TOKEN, or set it by a template, such as a lookup or a vaulted variable"
            raise InvalidInput("api_token", None, "is not set", advice=advice) from None
        except AnsibleError as error:
            advice = f"What each option takes is told by: ansible-doc -t inventory {self.NAME}"
            raise BoxfleetError(str(error), advice=advice) from None

    def _filled_in(self, option, value):
        if option not in self.option_definitions:
            advice = did_you_mean(str(option), self.option_definitions)
            raise InvalidInput(str(option), None, "is no option of this inventory plugin", advice=advice)
        if option in PER_HOST:
            return value
        self.templar.available_variables = self._vars
        try:
            return self.templar.template(value)
        except AnsibleError as error:
            advice = "Options of an inventory know lookups and extra variables (-e), not host or group variables"
            raise InvalidInput(option, None, f"cannot be evaluated: {error}", advice=advice) from None

    def _check_options(self):
        """Set the options that host names and variables depend on, checked."""
        self._prefix, self._suffix = hosts.checked_affixes(
            self.get_option("hostvars_prefix"), self.get_option("hostvars_suffix")
        )
        self._ways = self.get_option("connect_with") or []
        self._preferences = hosts.checked_preferences("hostname", self.get_option("hostname"))
        self._filters = hosts.checked_filters("filters", self.get_option("filters") or [])

    # the boxes

    def _listing(self, use_cache):
        """All boxes, from the cache or the service, as the options say."""
        account = JIFFYBOX.account(self.get_options())
        now = time.time()

        def ask():
            return listings.ask(Client(account), self._needs_ips, now)

        timeout = self.get_option("cache_timeout")

        def usable(listing):
            young = use_cache and (timeout == 0 or listing.age(now) <= timeout)
            return young and (listing.ips is not None or not self._needs_ips(listing.boxes))

        fall_back = self.get_option("cache_fallback")
        cache = self._opened_cache(fall_back) if self.get_option("cache") else None
        key = listings.key_of(account)
        kept = None if cache is None else listings.from_kept(cache.get(key))
        listing, warning = listings.newest(kept, usable, ask, now, fall_back)
        if warning:
            self.display.warning(warning)
        if cache is not None and listing is not kept:
            cache[key] = listing.kept()
        return listing

    def _opened_cache(self, fall_back):
        if fall_back:
            # A cache that forgets has nothing to fall back on. How old is too old is decided here anyway.
            self.set_option("cache_timeout", 0)
            self.load_cache_plugin()
        return self._cache

    def _needs_ips(self, boxes):
        return self.get_option("addresses") or hosts.needs_ips(self._selected(boxes), self._ways, self._preferences)

    def _selected(self, boxes):
        return hosts.selected(boxes, self.get_option("statuses"), self.get_option("running"))

    # the hosts

    def _add_hosts(self, listing):
        """Add all hosts, then what the constructed options make of them.

        Groups by variables come last, and for all hosts: Ansible takes a name for a group's as soon as there is such a
        group, so whatever names a host that is called like one has to be done by then.
        """
        group = self.inventory.add_group(self.get_option("group"))
        self._texts = {}
        self.templar = RememberingTemplar(self.templar, map(self._variable, hosts.FIELDS))
        self._reserved = {*constants.LOCALHOST, *map(self._sanitize_group_name, self.get_option("groups") or {})}
        added, renamed = [], []
        for box in self._selected(listing.boxes):
            fields = hosts.host_fields(box, hosts.ips_of(box, listing.ips))
            variables = self._variables(fields)
            wanted = self._host_name(fields, variables)
            name = self._untrusted(hosts.free_name(wanted, box["id"], self._taken))
            if not self._passes(name, variables):
                continue
            self._add_host(name, group, variables)
            added.append(name)
            if name != wanted:
                renamed.append(name)
        for name in added:
            self._compose_host(name)
        for name in added:
            self._group_host(name)
        self._warn(added, renamed)

    def _variables(self, fields):
        """The host variables, names and values, that a box has by itself."""
        variables = {self._variable(field): self._untrusted(value) for field, value in fields.items()}
        address = hosts.reached_at(fields, self._ways)
        if address:
            variables["ansible_host"] = self._untrusted(address)
        return variables

    def _variable(self, field):
        return f"{self._prefix}{field}{self._suffix}"

    def _untrusted(self, value):
        return distrust(value, self._texts) if UntrustedText else value

    def _host_name(self, fields, variables):
        """What the first preference that is not empty calls the host."""
        for preference in self._preferences:
            if hosts.is_template(preference):
                name = self._name_by_template(preference, variables)
            else:
                name = hosts.called(fields, preference)
            if name:
                return name
        return hosts.called(fields, "name")

    def _name_by_template(self, template, variables):
        self.templar.available_variables = self._known(variables)
        try:
            name = self.templar.template(template)
            return "" if name is None else str(name).strip()
        except AnsibleError as error:
            if not self.get_option("strict"):
                return ""
            raise InvalidInput("hostname", template, f"fails: {error}") from None

    def _taken(self, name, box_id):
        """Whether something other than the box has this host name."""
        if name in self._reserved or name in self.inventory.groups:
            return True
        host = self.inventory.hosts.get(name)
        return host is not None and host.vars.get(self._variable("id"), box_id) != box_id

    def _passes(self, name, variables):
        """Whether the filters let the host in."""
        if not self._filters:
            return True
        self.templar.available_variables = self._known({**variables, "inventory_hostname": name})

        def holds(condition):
            try:
                return self._evaluate(condition)
            except AnsibleError as error:
                advice = "If not every box has what it asks for, use the filter default()"
                raise InvalidInput("filters", condition, f"fails for {name}: {error}", advice=advice) from None

        return hosts.passes(self._filters, holds)

    def _evaluate(self, condition):
        if isinstance(condition, bool):
            return condition
        if hasattr(self.templar, "evaluate_conditional"):  # since ansible-core 2.19
            return self.templar.evaluate_conditional(condition)
        return boolean(self.templar.template("{% if " + condition + " %}true{% else %}false{% endif %}"))

    def _known(self, variables):
        """The variables that a template of one host knows."""
        return combine_vars(variables, self._vars) if self.get_option("use_extra_vars") else variables

    def _add_host(self, name, group, variables):
        self.inventory.add_host(name, group=group)
        # Set by way of the inventory, every single text would get a note of where it comes from. That takes most of the
        # time, and memory, that ten thousand hosts take.
        host = self.inventory.hosts[name]
        for variable, value in variables.items():
            host.set_variable(variable, value)

    def _compose_host(self, name):
        if self.get_option("compose"):
            variables = self.inventory.get_host(name).get_vars()
            self._set_composite_vars(self.get_option("compose"), variables, name, strict=self.get_option("strict"))

    def _group_host(self, name):
        for option, add in (
            ("groups", self._add_host_to_composed_groups),
            ("keyed_groups", self._add_host_to_keyed_groups),
        ):
            if self.get_option(option):
                variables = self.inventory.get_host(name).get_vars()
                add(self.get_option(option), variables, name, strict=self.get_option("strict"), fetch_hostvars=False)

    def _warn(self, added, renamed):
        if renamed:
            self.display.warning(
                f"The host names of {len(renamed)} boxes were taken, so their ids were appended: "
                f"{hosts.some_of(renamed)}. Set hostname to call them otherwise."
            )
        lost = [name for name in added if self._ways and "ansible_host" not in self.inventory.hosts[name].vars]
        if lost:
            self.display.warning(
                f"{len(lost)} boxes have none of {hosts.some_of(self._ways)} (connect_with), so Ansible would try "
                f"their host names: {hosts.some_of(lost)}. Boxes that are frozen or being created have no address. "
                "Leave them out with running: true, or add to connect_with."
            )
