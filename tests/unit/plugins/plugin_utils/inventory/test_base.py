# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the engine makes of any provider's hosts, here of servers with ids that are texts, listed zone by zone."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import ClassVar

import pytest
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Bearer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer, Unreachable
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.hosts import Extra, HostSource
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.provider import Account, Provider, needed
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory.base import HostInventory

try:
    from ansible.template import trust_as_template as trusted
except ImportError:  # before ansible-core 2.19 all text is trusted

    def trusted(value):
        return value


TOKEN = "0123456789abcdef0123456789abcdef"
OPTIONS = {
    "api_key": TOKEN,
    "zones": ["a", "b"],
    "prices": False,
    "connect_with": ["address"],
    "hostname": "name",
    "hostvars_prefix": "tiny_",
    "hostvars_suffix": "",
    "group": "tiny",
    "common_variables": False,
    "filters": [],
    "label_selector": "",
    "strict": False,
    "compose": {},
    "groups": {},
    "keyed_groups": [],
    "use_extra_vars": False,
    "leading_separator": True,
    "cache": False,
    "cache_plugin": "ansible.builtin.memory",
    "cache_timeout": 60,
    "cache_fallback": False,
}


class Client:
    """A service with two zones. ``asked`` are the calls of a test."""

    zones: ClassVar[dict] = {}
    prices: ClassVar[dict] = {}
    asked: ClassVar[list] = []
    warnings: ClassVar[list] = []

    def __init__(self, account, tell):
        self.tell = tell
        self.session = SimpleNamespace(warnings=Client.warnings)

    def servers(self, zone):
        Client.asked.append(zone)
        answer = Client.zones[zone]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def all_prices(self):
        Client.asked.append("prices")
        return Client.prices


def read(server, extras):
    prices = extras.get("prices")
    return {
        "id": server["uuid"],
        "name": server["label"],
        "address": server["address"],
        "tariff": {"name": server.get("size")},
        "price": None if prices is None else prices.get(server["uuid"]),
    }


PROVIDER = Provider(
    "tiny",
    "Tiny",
    {"api_key": {"type": "str", "no_log": True}},
    account=lambda options: Account("http://127.0.0.1:9", Bearer(needed(options, "api_key", "TINY_KEY"))),
    client=Client,
)
SOURCE = HostSource(
    provider=PROVIDER,
    what="server",
    several="servers",
    listing=lambda client, options: [server for zone in options["zones"] for server in client.servers(zone)],
    read=read,
    neutral={"id": "id", "name": "name", "size": "tariff.name", "price": "price"},
    ways=("address", "name", "price"),
    names=("name", "id", "price"),
    extras=(Extra("prices", ("price",), lambda client: client.all_prices()),),
    scope=("zones",),
    lost="Give them one.",
)


def server(uuid, label="web", address="198.51.100.1", **more):
    return {"uuid": uuid, "label": label, "address": address, **more}


class Display:
    def __init__(self):
        self.warnings, self.details = [], []

    def warning(self, text):
        self.warnings.append(text)

    def vvv(self, text):
        self.details.append(text)


@pytest.fixture
def inventory(monkeypatch):
    for name, value in (("zones", {"a": [], "b": []}), ("prices", {}), ("asked", []), ("warnings", [])):
        monkeypatch.setattr(Client, name, value)
    return InventoryData()


@pytest.fixture
def parse(inventory):
    """Parses an inventory source with these options; returns what was displayed."""

    def parse_source(cache=None, source=SOURCE, **options):
        class InventoryModule(HostInventory):
            NAME = f"boxfleet.cloud.{source.provider.name}"

        InventoryModule.source = source
        plugin = InventoryModule()
        plugin.display = Display()
        plugin.get_options = lambda: plugin._options

        def read_options(path):
            plugin._options = {**OPTIONS, **options}
            plugin._cache = cache

        plugin._read_options = read_options
        plugin.parse(inventory, DataLoader(), "tiny.yml")
        plugin.update_cache_if_changed()
        inventory.reconcile_inventory()
        return plugin.display

    return parse_source


def variables(inventory, name):
    return inventory.hosts[name].vars


def test_hosts_come_from_all_calls_of_the_listing_in_the_order_of_their_ids(inventory, parse):
    Client.zones.update(a=[server("c", "one"), server("b", "two")], b=[server("a", "three")])
    assert parse().warnings == []
    assert list(inventory.hosts) == ["three", "two", "one"]
    assert variables(inventory, "one")["tiny_id"] == "c"
    assert variables(inventory, "one")["ansible_host"] == "198.51.100.1"
    assert Client.asked == ["a", "b"]


LABELLED = replace(
    SOURCE,
    neutral={**SOURCE.neutral, "labels": "labels"},
    read=lambda server, extras: {**read(server, extras), "labels": server.get("labels")},
)


@pytest.mark.parametrize(
    ("selector", "chosen"),
    [
        ("", ["one", "two", "three", "four"]),
        ("env=prod", ["one", "three"]),
        ("env=prod,role!=db", ["one"]),
        ("role in (db, web)", ["one", "two", "three"]),
        ("!env", ["four"]),
    ],
)
def test_hosts_are_chosen_by_their_labels(inventory, parse, selector, chosen):
    Client.zones["a"] = [
        server("a", "one", labels={"env": "prod", "role": "web"}),
        server("b", "two", labels={"env": "test", "role": "web"}),
        server("c", "three", labels={"env": "prod", "role": "db"}),
        server("d", "four", labels=None),
    ]
    parse(source=LABELLED, label_selector=selector)
    assert list(inventory.hosts) == chosen


def test_only_chosen_hosts_make_more_calls_necessary(inventory, parse):
    Client.zones["a"] = [server("a", "one", labels={"env": "prod"}), server("b", "two", address=None)]
    parse(source=LABELLED, label_selector="env=prod", connect_with=["address", "price"])
    assert Client.asked == ["a", "b"]


def test_a_selector_that_is_none_is_refused_before_any_call(parse):
    with pytest.raises(AnsibleError, match=r"label_selector: 'env prod' has a part that is no condition: 'env prod'"):
        parse(source=LABELLED, label_selector="env prod")
    with pytest.raises(
        AnsibleError, match=r"label_selector: chooses nothing: servers of Tiny have no labels. Use filters"
    ):
        parse(label_selector="env=prod")
    assert Client.asked == []


def test_what_an_option_narrows_is_not_asked(inventory, parse):
    Client.zones.update(a=[server("a", "one")], b=[server("b", "two")])
    parse(zones=["b"])
    assert list(inventory.hosts) == ["two"]
    assert Client.asked == ["b"]


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ({}, False),
        ({"prices": True}, True),
        ({"hostname": ["price", "name"]}, True),
        ({"connect_with": ["address", "price"]}, False),
        ({"connect_with": ["price"]}, True),
    ],
)
def test_an_extra_is_asked_only_when_it_is_needed(parse, options, asked):
    Client.zones["a"] = [server("a")]
    parse(**options)
    assert ("prices" in Client.asked) is asked


def test_one_host_without_an_address_is_enough_to_ask_for_more(inventory, parse):
    Client.zones["a"] = [server("a", "one"), server("b", "two", address=None)]
    Client.prices["b"] = "0.5"
    parse(connect_with=["address", "price"])
    assert Client.asked == ["a", "b", "prices"]
    assert variables(inventory, "two")["ansible_host"] == "0.5"


def test_variables_that_are_the_same_everywhere_are_there_if_wished(inventory, parse):
    Client.zones["a"] = [server("a", "one", size="large")]
    parse(common_variables=True, keyed_groups=[{"key": trusted("boxfleet_size"), "prefix": "size"}])
    told = variables(inventory, "one")
    assert {name for name in told if name.startswith("boxfleet_")} >= {"boxfleet_region", "boxfleet_labels"}
    assert (told["boxfleet_provider"], told["boxfleet_id"], told["boxfleet_size"]) == ("tiny", "a", "large")
    assert told["boxfleet_region"] is None
    assert "size_large" in inventory.groups


def test_they_are_not_there_else(inventory, parse):
    Client.zones["a"] = [server("a", "one")]
    parse()
    assert not [name for name in variables(inventory, "one") if name.startswith("boxfleet_")]


def test_hosts_of_two_providers_with_one_name_and_id_are_two(inventory, parse):
    Client.zones["a"] = [server("a", "web")]
    other = Provider("other", "Other", PROVIDER.options, PROVIDER.account, PROVIDER.client)
    parse()
    (warning,) = parse(source=HostSource(**{**vars(SOURCE), "provider": other}), hostvars_prefix="other_").warnings
    assert sorted(inventory.hosts) == ["web", "web_a"]
    assert "tiny_id" not in variables(inventory, "web_a")
    assert "web_a" in warning


def test_a_host_in_two_sources_with_other_prefixes_is_one(inventory, parse):
    Client.zones["a"] = [server("a", "web")]
    parse()
    assert parse(hostvars_prefix="mine_").warnings == []
    assert list(inventory.hosts) == ["web"]
    assert variables(inventory, "web")["mine_id"] == variables(inventory, "web")["tiny_id"] == "a"


def test_a_host_without_a_name_is_called_by_its_id(inventory, parse):
    Client.zones["a"] = [server("a", "")]
    parse()
    assert list(inventory.hosts) == ["a"]


def test_hosts_that_cannot_be_reached_are_named_with_the_providers_advice(parse):
    Client.zones["a"] = [server("a", "one", address=None), server("b", "two")]
    (warning,) = parse().warnings
    assert warning.startswith("1 server has none of address (connect_with)")
    assert warning.endswith("one. Give them one.")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"states": ["runing"]}, "states: runing lets none in. Did you mean running?"),
        ({"states": ["gone"]}, "states: gone lets none in. Theirs are: off, running."),
        ({"fast": True}, "fast: true lets none in."),
        ({"states": ["off"], "fast": None, "label_selector": "role=db"}, "label_selector: role=db lets none in."),
        (
            {"states": ["gone"], "label_selector": "no"},
            "states: gone lets none in. Theirs are: off, running. label_selector: no lets none in.",
        ),
        ({"states": ["off"], "label_selector": "role"}, "states and label_selector let none in together."),
        ({"filters": [{"exclude": True}]}, "filters let none in."),
    ],
    ids=str,
)
def test_which_options_leave_the_inventory_empty_is_told(parse, options, words):
    Client.zones["a"] = [server("a", size="running", labels={"role": "web"}), server("b", size="off")]
    chosen = {"states": "state", "fast": "fast"}
    neutral = {**SOURCE.neutral, "labels": "labels"}

    def read_more(entry, extras):
        return {**read(entry, extras), "state": entry["size"], "fast": False, "labels": entry.get("labels")}

    source = HostSource(**{**vars(SOURCE), "chosen": chosen, "neutral": neutral, "read": read_more})
    given = {"states": [], "fast": None, **options}
    assert parse(source=source, **given).warnings == [f"None of 2 servers is in the inventory. {words}"]
    Client.zones["a"].pop()
    (warning,) = parse(source=source, **{**given, "states": ["gone"]}).warnings
    assert warning.startswith("The only server is not in the inventory. states: gone lets none in. ")
    assert parse(source=source, states=[], fast=False).warnings == []
    Client.zones["a"].clear()
    assert parse(source=source, **given).warnings == []


@pytest.mark.parametrize(("key", "words"), [(None, "api_key: is not set"), (" ", "is empty: is its variable set?")])
def test_an_account_that_lacks_something_is_told_as_modules_do(parse, key, words):
    with pytest.raises(AnsibleParserError, match=re.escape(words)):
        parse(api_key=key)
    assert Client.asked == []


@pytest.mark.parametrize("answer", [[server("a")], Unreachable("nobody is there")], ids=["answered", "failed"])
def test_what_the_calls_warn_of_is_told_without_secrets(parse, monkeypatch, answer):
    """Such as a state of api_rate that is damaged: without a word, who relies on the limit has none."""
    Client.zones["a"] = answer
    Client.warnings.append(f"The state of api_rate is damaged, {TOKEN}")
    told = []
    monkeypatch.setattr(Display, "warning", lambda self, text: told.append(text))
    with suppress(AnsibleError):
        parse()
    assert told == ["The state of api_rate is damaged, ********"]


# Answers that are not as they should be


@pytest.mark.parametrize("rubbish", [None, 7, "x", [], {}, {"uuid": None, "label": "x", "address": "y"}], ids=repr)
def test_what_cannot_be_read_is_left_out_and_told(inventory, parse, rubbish):
    Client.zones["a"] = [rubbish, server("b", "two")]
    (warning,) = parse().warnings
    assert list(inventory.hosts) == ["two"]
    assert warning.startswith("1 of 2 servers were left out")
    assert "number 1 (" in warning
    assert "KeyError" not in warning
    assert "NoneType" not in warning


def test_nothing_but_rubbish_is_an_error(parse):
    Client.zones["a"] = [1, 2]
    with pytest.raises(AnsibleParserError, match="2 of 2 servers cannot be read"):
        parse()


def test_a_service_that_cannot_be_asked_is_an_error_that_says_so(parse):
    Client.zones["b"] = Unreachable("nobody is there", advice="Knock")
    with pytest.raises(AnsibleParserError, match=r"Could not list the servers: nobody is there\. Knock\."):
        parse()


def test_what_nobody_foresaw_is_an_error_without_a_traceback(parse):
    Client.zones["b"] = ZeroDivisionError(f"with {TOKEN}")
    with pytest.raises(AnsibleParserError, match=r"This is a fault in boxfleet\.cloud") as caught:
        parse()
    assert "Traceback" not in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_trace_of_it_is_there_for_who_asks_without_secrets(inventory, parse, monkeypatch):
    Client.zones["b"] = ZeroDivisionError(f"with {TOKEN}")
    shown = []
    monkeypatch.setattr(Display, "vvv", lambda self, text: shown.append(text))
    with pytest.raises(AnsibleParserError):
        parse()
    assert "ZeroDivisionError: with ********" in shown[0]


@pytest.mark.parametrize(
    "error", [NoUsableAnswer(f"it said {TOKEN}"), Unreachable(f"{TOKEN.upper()} \x1b]0;owned\x07"), OSError(TOKEN)]
)
def test_no_error_shows_the_token(parse, error):
    Client.zones["b"] = error
    with pytest.raises(AnsibleError) as caught:
        parse()
    assert "********" in str(caught.value)
    assert TOKEN not in str(caught.value).lower()
    assert "\x1b" not in str(caught.value)


def test_no_error_of_a_template_shows_the_token(parse):
    Client.zones["a"] = [server("a")]
    with pytest.raises(AnsibleError) as caught:
        parse(strict=True, compose={f"token_{TOKEN}": trusted("nothing_at_all")})
    assert TOKEN not in str(caught.value)


def test_no_warning_name_or_variable_shows_the_token(inventory, parse):
    Client.zones["a"] = [server("a", TOKEN, address=None), server(f"b{TOKEN}", TOKEN.upper(), address=None)]
    warnings = parse(keyed_groups=[{"key": trusted("tiny_name")}], common_variables=True).warnings
    assert len(warnings) == 2
    said = [*warnings, *inventory.hosts, *inventory.groups, *(host.vars for host in inventory.hosts.values())]
    assert TOKEN not in str(said).lower()
    assert sorted(inventory.hosts) == ["********", "********_b********"]


# The cache


class Cache(dict):
    """A cache of Ansible's, as far as a plugin sees it."""

    def update_cache_if_changed(self):
        pass


class FailingCache(Cache):
    """A cache whose place cannot be read or written."""

    def get(self, key, default=None):
        raise AnsibleError(f"no permission for {TOKEN}")

    def update_cache_if_changed(self):
        raise OSError(28, "No space left on device")


def test_a_cached_listing_is_used_and_an_extra_that_it_lacks_is_asked(inventory, parse):
    Client.zones["a"] = [server("a")]
    cache = Cache()
    for options, calls in (({}, 2), ({}, 2), ({"prices": True}, 5), ({"prices": True}, 5), ({"zones": ["a"]}, 6)):
        parse(cache=cache, **options)
        assert len(Client.asked) == calls


def test_a_listing_that_is_too_old_is_asked_anew_unless_it_may_be_of_any_age(inventory, parse):
    cache = Cache()
    parse(cache=cache)
    (key,) = cache
    cache[key] = {**cache[key], "asked_at": 0}
    for options, calls in (({"cache_timeout": 0}, 2), ({}, 4), ({}, 4)):
        parse(cache=cache, **options)
        assert len(Client.asked) == calls


@pytest.mark.parametrize("rubbish", [[], {}, "x", 7, {"things": "[]", "extras": "{}", "asked_at": 1, "digest": ""}])
def test_rubbish_in_the_cache_is_told_replaced_and_the_service_asked(inventory, parse, rubbish):
    Client.zones["a"] = [server("a")]
    cache = Cache()
    parse(cache=cache)
    (key,) = cache
    good, cache[key] = cache[key], rubbish
    (warning,) = parse(cache=cache).warnings
    assert "cannot be used (it is damaged), so the service is asked" in warning
    assert cache[key]["things"] == good["things"]
    assert parse(cache=cache).warnings == []


def test_a_cache_that_fails_is_told_and_the_service_asked(inventory, parse):
    Client.zones["a"] = [server("a")]
    warnings = parse(cache=FailingCache()).warnings
    assert list(inventory.hosts) == ["web"]
    assert len(warnings) == 2
    assert "no permission for ********" in warnings[0]
    assert "No space left on device" in warnings[1]
