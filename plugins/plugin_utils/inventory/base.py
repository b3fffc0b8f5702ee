# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An inventory plugin but for its documentation and what its provider supplies."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, cast
from weakref import WeakKeyDictionary

from ansible import constants
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.plugins.loader import cache_loader
from ansible.utils.vars import combine_vars

from ...module_utils._core.errors import BoxfleetError, Fault, InvalidInput, NoUsableAnswer
from ...module_utils._core.hosts import NEUTRAL, Extra, Fields, HostSource, part
from ...module_utils._core.progress import Progress
from ...module_utils._core.redact import Redactor
from ...module_utils._core.selector import parsed
from ...module_utils._core.wait import Clock
from . import listing as listings
from .filters import checked_filters, none_chosen, passes
from .listing import Listing
from .memory import RememberingTemplar
from .names import (
    checked_affixes,
    checked_preferences,
    first_of,
    free_name,
    in_one_line,
    is_template,
    reached_at,
    some_of,
)
from .options import PER_HOST, check_choices, check_flags, check_names, secrets
from .texts import Gate, UntrustedText, untrusted

# What an entry of a listing that is not as it should be makes a provider's code raise, at worst.
_MISSHAPEN = (NoUsableAnswer, TypeError, ValueError, LookupError, AttributeError, RecursionError)
# What the names of the variables begin with that are the same for every provider.
_COMMON = "boxfleet_"
# Which host of which provider a host of Ansible's inventory is.
_OWNERS: WeakKeyDictionary[Any, tuple[str, Any]] = WeakKeyDictionary()


class HostInventory(BaseInventoryPlugin, Constructable, Cacheable):
    """Makes an inventory of a provider's hosts. A subclass has NAME and the source."""

    source: HostSource[Any]
    templar: Any
    _options: dict[str, Any]
    _cache: Any = None

    def verify_file(self, path: str) -> bool:
        """Whether the file is for this plugin, by its name."""
        name = self.source.provider.name
        return bool(super().verify_file(path)) and path.endswith((f"{name}.yml", f"{name}.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Add the hosts to the inventory.

        :param cache: False if the service is to be asked whatever the cache holds.
        :raises AnsibleError: with the reason and what to do.
        """
        super().parse(inventory, loader, path, cache)
        self._redact = Redactor()
        try:
            self._read_options(path)
            self._check_options()
            self._add_hosts(self._hosts(self._listing(cache)))
        except AnsibleError as error:
            told = self._redact(str(error))
            if told == str(error):
                raise
            raise AnsibleParserError(told) from None
        except BoxfleetError as error:
            raise AnsibleParserError(self._redact(str(error))) from None
        except Exception as error:
            fault = Fault.from_exception(error)
            self.display.vvv(self._redact(fault.trace))
            raise AnsibleParserError(self._redact(str(fault))) from None

    # options

    def _read_options(self, path: str) -> None:
        self._cache, self._options = None, {}
        try:
            self._read_config_data(path)
        except BoxfleetError:
            raise
        except Exception as error:
            if not self._options:
                if isinstance(error, AnsibleError):
                    raise
                # a list or a text has no get()
                raise BoxfleetError(f"the source must be a map of options, with plugin: {self.NAME} in it") from None
            plugin = self.get_option("cache_plugin")
            if not cache_loader.has_plugin(plugin):
                raise InvalidInput("cache_plugin", plugin, "is no cache plugin that Ansible finds") from None
            self._give_up_cache("opened", error)

    def set_options(self, task_keys: Any = None, var_options: Any = None, direct: Any = None) -> None:
        """Take the options of the inventory source, with what their templates result in."""
        config = direct or {}
        self._redact = Redactor(*secrets(self.source.provider, config))
        check_names(config, self.option_definitions)
        values = {name: value if name in PER_HOST else self._filled_in(name, value) for name, value in config.items()}
        self._redact = Redactor(*secrets(self.source.provider, values))
        check_flags(values, self.option_definitions)
        try:
            super().set_options(task_keys=task_keys, var_options=var_options, direct=values)
        except AnsibleError as error:
            advice = f"What each option takes is told by: ansible-doc -t inventory {self.NAME}"
            try:
                check_choices(values, self.option_definitions)
            except InvalidInput as mistake:
                raise mistake.during("", advice=advice) from None
            raise BoxfleetError(str(error), advice=advice) from None

    def _filled_in(self, option: str, value: Any) -> Any:
        self.templar.available_variables = self._vars
        try:
            return self.templar.template(value)
        except AnsibleError as error:
            advice = "Options of an inventory know lookups and extra variables (-e), not host or group variables"
            raise InvalidInput(option, None, f"cannot be evaluated: {error}", advice=advice) from None

    def _check_options(self) -> None:
        """Set the options that host names and variables depend on, checked."""
        self._prefix, self._suffix = checked_affixes(
            self.get_option("hostvars_prefix"), self.get_option("hostvars_suffix")
        )
        self._ways = self.get_option("connect_with") or []
        example = f"{{{{ {self._variable(self.source.neutral['name'])} }}}}"
        self._preferences = checked_preferences("hostname", self.get_option("hostname"), self.source.names, example)
        self._filters = checked_filters("filters", self.get_option("filters") or [])
        self._choice = {option: self.get_option(option) for option in self.source.chosen}
        self._selector = parsed("label_selector", self.get_option("label_selector") or "")
        if self._selector.requirements and "labels" not in self.source.neutral:
            rule = f"chooses nothing: {self.source.several} of {self.source.provider.title} have no labels"
            raise InvalidInput("label_selector", None, rule, advice="Use filters")

    # the listing

    def _listing(self, use_cache: bool) -> Listing:
        """What the service lists, from the cache or the service, as the options say."""
        options = self.get_options()
        account = self.source.provider.account(options)
        self._redact = Redactor(*secrets(self.source.provider, options), *account.auth.secrets)
        now = time.time()

        def ask() -> Listing:
            client = self.source.provider.client(account, tell=Progress(self._say, Clock()))
            try:
                return listings.ask(self.source, client, options, self._needed, now)
            finally:
                for warning in client.session.warnings:
                    self._warn(warning)

        timeout = self.get_option("cache_timeout")

        def usable(listing: Listing) -> bool:
            young = use_cache and (timeout == 0 or listing.age(now) <= timeout)
            return young and all(extra.option in listing.extras for extra in self._needed(listing.things))

        fall_back = self.get_option("cache_fallback")
        key = listings.key_of(self.source, account, options)
        kept = self._kept(key, fall_back)
        listing, warning = listings.newest(kept, usable, ask, now, fall_back, self.source.several)
        if warning:
            self._warn(warning)
        if self._cache is not None and listing is not kept:
            self._cache[key] = listing.kept(Gate(self._redact))
        return listing

    def _needed(self, things: Iterable[Any]) -> list[Extra[Any]]:
        """What else has to be asked to call and reach the hosts as wished."""
        return [extra for extra in self.source.extras if self._is_needed(extra, things)]

    def _is_needed(self, extra: Extra[Any], things: Iterable[Any]) -> bool:
        if self.get_option(extra.option) or any(name in extra.fields for name in self._preferences):
            return True
        if not any(way in extra.fields for way in self._ways):
            return False
        return any(self._unsure(fields) for fields in self._readable(things, {}, []) if self._chosen(fields))

    def _unsure(self, fields: Fields) -> bool:
        """Whether something that is not known comes before the first way to reach the host."""
        return any(fields[way] is None for way in self._ways[: self._first_way(fields)])

    def _first_way(self, fields: Fields) -> int:
        return next((index for index, way in enumerate(self._ways) if fields[way]), len(self._ways))

    def _hosts(self, listing: Listing) -> list[Fields]:
        """The fields of the hosts that the provider's own options let in, by their ids."""
        misshapen: list[str] = []
        hosts = list(self._readable(listing.things, listing.extras, misshapen))
        if misshapen:
            of_all = f"{len(misshapen)} of {len(listing.things)} {self.source.several}"
            reason = f"the service does not describe them as its API says: {some_of(misshapen)}"
            if len(misshapen) == len(listing.things):
                raise NoUsableAnswer(f"{of_all} cannot be read, {reason}")
            self._warn(f"{of_all} were left out, since {reason}.")
        chosen = [fields for fields in hosts if self._chosen(fields)]
        if hosts and not chosen:
            self._warn_of_none(len(hosts), self._why_none(hosts))
        numbered = [(self.source.id_of(fields), fields) for fields in chosen]
        return [fields for _id, fields in sorted(numbered, key=lambda host: (isinstance(host[0], str), host[0]))]

    def _readable(self, things: Iterable[Any], extras: Mapping[str, Any], misshapen: list[str]) -> Iterator[Fields]:
        """The fields of all hosts.

        :param misshapen: takes what is wrong with those that cannot be read.
        """
        gate = Gate(self._redact)
        for index, thing in enumerate(things):
            try:
                fields = gate(self.source.read(thing, extras))
                if not isinstance(self.source.id_of(fields), (int, str)):
                    raise NoUsableAnswer("no id")
            except _MISSHAPEN as error:
                reason = error.reason if isinstance(error, NoUsableAnswer) else "something of another type in it"
                misshapen.append(f"number {index + 1} ({reason})")
                continue
            yield fields

    def _chosen(self, fields: Fields) -> bool:
        """Whether the provider's own options and label_selector let a host in."""
        return self.source.lets_in(fields, self._choice) and self._selected(fields)

    def _selected(self, fields: Fields) -> bool:
        """Whether the labels are as asked for."""
        if not self._selector.requirements:
            return True
        labels = part(fields, self.source.neutral["labels"])
        return self._selector.matches(labels if isinstance(labels, Mapping) else None)

    # the cache

    def _kept(self, key: str, fall_back: bool) -> Listing | None:
        """What the cache has; without a cache, or with one that cannot be read, there is nothing."""
        if self._cache is None:
            return None
        try:
            if fall_back:
                # A cache that forgets has nothing to fall back on. How old is too old is decided here anyway.
                self.set_option("cache_timeout", 0)
                self.load_cache_plugin()
            return listings.from_kept(self._cache.get(key))
        except Exception as error:
            self._warn(f"What the cache holds cannot be used ({error}), so the service is asked.")
            return None

    def update_cache_if_changed(self) -> None:
        """Write what is new; called by Ansible after parse()."""
        try:
            if self._cache is not None:
                super().update_cache_if_changed()
        except Exception as error:
            self._give_up_cache("written", error)

    def _give_up_cache(self, done: str, error: Exception) -> None:
        self._cache = None
        self._warn(f"The cache cannot be {done}, so it is left aside: {error}")

    # the hosts

    def _add_hosts(self, hosts: list[Fields]) -> None:
        """Add all hosts, then what the constructed options make of them.

        Groups by variables come last, and for all hosts: Ansible takes a name for a group's as soon as there is such a
        group, so whatever names a host that is called like one has to be done by then.
        """
        group = self.inventory.add_group(self.get_option("group"))
        self._texts: dict[str, Any] = {}
        self._common = self.get_option("common_variables")
        self._named = {field: self._variable(field) for field in {field for fields in hosts for field in fields}}
        common = {f"{_COMMON}{name}" for name in ("provider", *NEUTRAL)} if self._common else ()
        self.templar = RememberingTemplar(self.templar, {*self._named.values(), *common})
        self._reserved = {*constants.LOCALHOST, *map(self._sanitize_group_name, self.get_option("groups") or {})}
        added, renamed = [], []
        for fields in hosts:
            variables = self._variables(fields)
            owner = (self.source.provider.name, self.source.id_of(fields))
            wanted = self._host_name(fields, variables)
            name = self._untrusted(free_name(wanted, owner[1], partial(self._taken, owner)))
            if not self._passes(name, variables):
                continue
            self._add_host(name, group, variables, owner)
            added.append(name)
            if name != wanted:
                renamed.append(name)
        if hosts and not added:
            self._warn_of_none(len(hosts), "filters let none in.")
        self._construct(added)
        self._warn_of(added, renamed)

    def _variables(self, fields: Fields) -> dict[str, Any]:
        """The host variables, names and values, that a host has by itself."""
        variables = {self._named[field]: self._untrusted(value) for field, value in fields.items()}
        if self._common:
            common = {"provider": self.source.provider.name, **self.source.common(fields)}
            variables.update((f"{_COMMON}{name}", self._untrusted(value)) for name, value in common.items())
        address = reached_at(fields, self._ways)
        if address:
            variables["ansible_host"] = self._untrusted(address)
        return variables

    def _variable(self, field: str) -> str:
        return f"{self._prefix}{field}{self._suffix}"

    def _untrusted(self, value: Any) -> Any:
        return untrusted(value, self._texts) if UntrustedText else value

    def _host_name(self, fields: Fields, variables: Mapping[str, Any]) -> str:
        """What the first preference that is not empty calls the host."""
        for preference in self._preferences:
            if is_template(preference):
                name = self._name_by_template(preference, variables)
            else:
                name = first_of(fields, preference)
            if name:
                return in_one_line(name)
        return in_one_line(self.source.name_of(fields))

    def _name_by_template(self, template: str, variables: Mapping[str, Any]) -> str:
        self.templar.available_variables = self._known(variables)
        try:
            name = self.templar.template(template)
            return "" if name is None else str(name).strip()
        except AnsibleError as error:
            if not self.get_option("strict"):
                return ""
            raise InvalidInput("hostname", template, f"fails: {error}") from None

    def _taken(self, owner: tuple[str, Any], name: str) -> bool:
        """Whether something other than the host that is meant has this name."""
        if name in self._reserved or name in self.inventory.groups:
            return True
        host = self.inventory.hosts.get(name)
        return host is not None and _OWNERS.get(host, owner) != owner

    def _passes(self, name: str, variables: Mapping[str, Any]) -> bool:
        """Whether the filters let the host in."""
        if not self._filters:
            return True
        self.templar.available_variables = self._known({**variables, "inventory_hostname": name})

        def holds(condition: str | bool) -> bool:
            try:
                return self._evaluate(condition)
            except AnsibleError as error:
                advice = f"If not every {self.source.what} has what it asks for, use the filter default()"
                raise InvalidInput("filters", condition, f"fails for {name}: {error}", advice=advice) from None

        return passes(self._filters, holds)

    def _evaluate(self, condition: str | bool) -> bool:
        if isinstance(condition, bool):
            return condition
        if hasattr(self.templar, "evaluate_conditional"):  # since ansible-core 2.19
            return bool(self.templar.evaluate_conditional(condition))
        return bool(boolean(self.templar.template("{% if " + condition + " %}true{% else %}false{% endif %}")))

    def _known(self, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The variables that a template of one host knows."""
        if not self.get_option("use_extra_vars"):
            return variables
        return cast("Mapping[str, Any]", combine_vars(variables, self._vars))

    def _add_host(self, name: str, group: str, variables: Mapping[str, Any], owner: tuple[str, Any]) -> None:
        self.inventory.add_host(name, group=group)
        # Set by way of the inventory, every single text would get a note of where it comes from. That takes most of the
        # time, and memory, that ten thousand hosts take. The names of the variables have been checked already.
        host = self.inventory.hosts[name]
        if host.vars.keys().isdisjoint(variables):
            host.vars.update(variables)
        else:
            for variable, value in variables.items():
                host.set_variable(variable, value)
        _OWNERS[host] = owner

    def _construct(self, names: list[str]) -> None:
        """Set the variables, and make the groups, that the constructed options ask for."""
        strict = self.get_option("strict")
        compose, groups, keyed_groups = map(self.get_option, ("compose", "groups", "keyed_groups"))
        for name in names if compose else ():
            self._set_composite_vars(compose, self._vars_of(name), name, strict=strict)
        for name in names if groups or keyed_groups else ():
            known = {"strict": strict, "fetch_hostvars": False}
            self._add_host_to_composed_groups(groups, self._vars_of(name), name, **known)
            self._add_host_to_keyed_groups(keyed_groups, self._vars_of(name), name, **known)

    def _vars_of(self, name: str) -> dict[str, Any]:
        variables: dict[str, Any] = self.inventory.get_host(name).get_vars()
        return variables

    # words

    def _why_none(self, hosts: list[Fields]) -> str:
        """Why the options let no host in."""
        reasons = none_chosen(hosts, self.source.chosen, self._choice)
        if not any(map(self._selected, hosts)):
            reasons.append(f"label_selector: {self.get_option('label_selector')} lets none in.")
        options = [
            option
            for option in (*self.source.chosen, "label_selector")
            if self.get_option(option) not in ([], "", None)
        ]
        return " ".join(reasons) or f"{' and '.join(options)} let none in together."

    def _warn_of_none(self, there: int, reason: str) -> None:
        none = f"The only {self.source.what} is not" if there == 1 else f"None of {there} {self.source.several} is"
        self._warn(f"{none} in the inventory. {reason}")

    def _warn_of(self, added: list[str], renamed: list[str]) -> None:
        if renamed:
            self._warn(
                f"The host names of {self._number(len(renamed))} were taken, so their ids were appended: "
                f"{some_of(renamed)}. Set hostname to call them otherwise."
            )
        lost = [name for name in added if self._ways and "ansible_host" not in self.inventory.hosts[name].vars]
        if lost:
            self._warn(
                f"{self._number(len(lost))} {'has' if len(lost) == 1 else 'have'} none of {some_of(self._ways)} "
                f"(connect_with), so Ansible would try host names: {some_of(lost)}. {self.source.lost}"
            )

    def _number(self, many: int) -> str:
        return f"{many} {self.source.what if many == 1 else self.source.several}"

    def _warn(self, text: str) -> None:
        self.display.warning(self._redact(text))

    def _say(self, line: str) -> None:
        """Tell people what is waited for, beside the output that programs may read."""
        self.display.display(self._redact(f"waiting: {line}"), stderr=True)
