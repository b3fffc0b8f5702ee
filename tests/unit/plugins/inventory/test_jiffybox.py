# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a list of boxes to Ansible's inventory: names, variables, groups."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.boxfleet.cloud.plugins.inventory import jiffybox
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.redact import Redactor
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory.listing import Listing

try:
    from ansible.template import trust_as_template
except ImportError:  # before ansible-core 2.19 all text is trusted

    def trust_as_template(value):
        return value


OPTIONS = {
    "connect_with": ["public_ipv4"],
    "hostname": "name",
    "hostvars_prefix": "jiffybox_",
    "hostvars_suffix": "",
    "group": "jiffybox",
    "statuses": [],
    "running": None,
    "filters": [],
    "label_selector": "",
    "addresses": False,
    "common_variables": False,
    "strict": False,
    "compose": {},
    "groups": {},
    "keyed_groups": [],
    "use_extra_vars": False,
    "leading_separator": True,
}
TOKEN = "0123456789abcdef0123456789abcdef"
HARMFUL = "{{ lookup('ansible.builtin.pipe', 'echo harmed') }}"


def box(box_id, name, **more):
    return {
        "id": box_id,
        "name": name,
        "status": "READY",
        "running": True,
        "ips": {"public": [f"198.51.100.{box_id}"], "private": [f"10.0.0.{box_id}"]},
        "plan": {
            "id": 44,
            "name": "CloudLevel 1",
            "pricePerHour": 0.02,
            "pricePerHourFrozen": 0.005,
            "priceCap": 12.99,
        },
        "metadata": {},
        **more,
    }


class Display:
    def __init__(self):
        self.warnings = []

    def warning(self, text):
        self.warnings.append(text)


@pytest.fixture
def inventory():
    return InventoryData()


@pytest.fixture
def add(inventory):
    """Adds boxes to the inventory, as the options say; returns the warnings. Several calls are several sources."""

    def add_boxes(*boxes, ips=None, extra_vars=None, **options):
        plugin = jiffybox.InventoryModule()
        plugin.display = Display()
        plugin.inventory = inventory
        plugin.loader = DataLoader()
        plugin.templar = Templar(loader=plugin.loader)
        plugin._vars = extra_vars or {}
        plugin._options = {**OPTIONS, **trusted(options)}
        plugin.get_options = lambda: plugin._options
        plugin._redact = Redactor(TOKEN)
        plugin._check_options()
        extras = {} if ips is None else {"addresses": ips}
        plugin._add_hosts(plugin._hosts(Listing(list(boxes), extras, 0)))
        inventory.reconcile_inventory()
        return plugin.display.warnings

    return add_boxes


def trusted(value):
    """As if read from an inventory source."""
    if isinstance(value, dict):
        return {key: trusted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [trusted(item) for item in value]
    return trust_as_template(value) if isinstance(value, str) else value


def hosts_of(inventory, group):
    return [host.name for host in inventory.groups[group].get_hosts()]


def seen_by_a_task(inventory, name, expression):
    """What a task on the host makes of a template."""
    host = inventory.get_host(name)
    return Templar(loader=DataLoader(), variables=host.get_vars()).template(trust_as_template(expression))


def test_every_box_is_a_host_with_its_variables_and_address(add, inventory):
    assert add(box(1, "web1"), box(2, "web2")) == []
    assert hosts_of(inventory, "jiffybox") == ["web1", "web2"]
    variables = inventory.hosts["web2"].vars
    assert variables["ansible_host"] == "198.51.100.2"
    assert variables["jiffybox_id"] == 2
    assert variables["jiffybox_plan"]["name"] == "CloudLevel 1"
    assert variables["jiffybox_cost_cap"] == 12.99


def test_names_of_variables_and_of_the_group_can_be_chosen(add, inventory):
    add(box(1, "web1"), hostvars_prefix="jb_", hostvars_suffix="_x", group="boxes")
    assert hosts_of(inventory, "boxes") == ["web1"]
    assert inventory.hosts["web1"].vars["jb_status_x"] == "READY"
    assert "ansible_host" in inventory.hosts["web1"].vars


def test_text_from_the_service_is_never_a_template(add, inventory):
    add(
        box(1, HARMFUL, metadata={"note": HARMFUL, HARMFUL: "key", "list": [HARMFUL]}),
        hostname=["{{ jiffybox_name }}"],
        compose={"note": "jiffybox_metadata.note", "name": "inventory_hostname"},
    )
    for expression in ("jiffybox_name", "jiffybox_metadata.note", "jiffybox_metadata.list[0]", "note", "name"):
        assert seen_by_a_task(inventory, HARMFUL, "{{ " + expression + " }}") == HARMFUL
    assert seen_by_a_task(inventory, HARMFUL, "{{ inventory_hostname }}") == HARMFUL
    assert HARMFUL in seen_by_a_task(inventory, HARMFUL, "{{ jiffybox_metadata }}")


def test_a_host_name_that_is_appended_to_is_no_template_either(add, inventory):
    add(box(1, HARMFUL), box(2, HARMFUL))
    name = f"{HARMFUL}_2"
    assert seen_by_a_task(inventory, name, "{{ inventory_hostname }}") == name


def test_text_from_the_service_in_a_group_name_is_no_template(add, inventory):
    add(box(1, "web1", metadata={"role": HARMFUL}), keyed_groups=[{"key": "jiffybox_metadata.role", "prefix": "r"}])
    assert not [group for group in inventory.groups if group == "r_harmed"]
    assert len(inventory.groups) == 4


@pytest.mark.parametrize("name", ["with space", "Über=(x)", "*", "!web", "a\\b", "a@b.c"])
def test_a_name_that_is_no_valid_host_name_is_kept(add, inventory, name):
    assert add(box(1, name)) == []
    assert list(inventory.hosts) == [name]


def test_boxes_of_the_same_name_both_stay(add, inventory):
    (warning,) = add(box(1, "web"), box(2, "web"))
    assert sorted(inventory.hosts) == ["web", "web_2"]
    assert inventory.hosts["web"].vars["jiffybox_id"] == 1
    assert inventory.hosts["web_2"].vars["ansible_host"] == "198.51.100.2"
    assert "web_2" in warning
    assert "hostname" in warning


def test_boxes_of_the_same_name_in_two_accounts_both_stay(add, inventory):
    add(box(1, "web"))
    assert len(add(box(7, "web"))) == 1
    assert inventory.hosts["web"].vars["jiffybox_id"] == 1
    assert inventory.hosts["web_7"].vars["jiffybox_id"] == 7


def test_a_box_in_two_sources_is_one_host(add, inventory):
    add(box(1, "web"), group="one")
    assert add(box(1, "web"), group="two") == []
    assert hosts_of(inventory, "one") == hosts_of(inventory, "two") == ["web"]


def test_what_a_static_inventory_says_of_a_host_is_kept(add, inventory):
    inventory.add_host("web")
    inventory.set_variable("web", "http_port", 8080)
    assert add(box(1, "web")) == []
    assert inventory.hosts["web"].vars["http_port"] == 8080
    assert inventory.hosts["web"].vars["jiffybox_id"] == 1


def test_a_box_called_localhost_is_not_the_control_node(add, inventory):
    assert len(add(box(1, "localhost"))) == 1
    assert list(inventory.hosts) == ["localhost_1"]
    assert inventory.localhost is None


@pytest.mark.parametrize("name", ["all", "jiffybox", "db", "static"])
def test_a_box_called_like_a_group_gives_its_variables_to_no_other_host(add, inventory, name):
    inventory.add_group("static")
    warnings = add(
        box(1, name), box(2, "other"), groups={"db": "jiffybox_id == 1"}, compose={"answer": "jiffybox_id * 21"}
    )
    assert len(warnings) == 1
    assert inventory.groups[name].vars == {}
    assert int(inventory.hosts[f"{name}_1"].vars["answer"]) == 21
    assert hosts_of(inventory, "db") == [f"{name}_1"]


def test_a_box_called_like_a_keyed_group_gives_its_variables_to_no_other_host(add, inventory):
    roles = [{"key": "jiffybox_metadata.role", "separator": ""}]
    add(
        box(1, "other", metadata={"role": "web"}),
        box(2, "web", metadata={"role": "web"}),
        keyed_groups=roles,
        compose={"answer": "jiffybox_id"},
    )
    assert inventory.groups["web"].vars == {}
    assert int(inventory.hosts["web"].vars["answer"]) == 2
    assert hosts_of(inventory, "web") == ["other", "web"]


@pytest.mark.parametrize(
    ("hostname", "name"),
    [
        ("name", "web1"),
        ("id", "1"),
        ("private_ipv4", "10.0.0.1"),
        (["public_ipv6", "name"], "web1"),
        ("{{ jiffybox_name }}.{{ jiffybox_metadata.zone }}", "web1.eu"),
        (["{{ jiffybox_metadata.fqdn }}", "id"], "1"),
        (["{{ '' }}", "{{ nothing }}"], "web1"),
        ("{{ jiffybox_id }}", "1"),
    ],
)
def test_hosts_are_called_as_preferred(add, inventory, hostname, name):
    add(box(1, "web1", metadata={"zone": "eu"}), ips={}, hostname=hostname)
    assert list(inventory.hosts) == [name]


def test_a_host_name_template_that_fails_is_an_error_if_strict(add):
    with pytest.raises(InvalidInput, match="hostname"):
        add(box(1, "web1"), hostname=["{{ nothing }}", "id"], strict=True)


def test_extra_variables_count_in_templates_if_so_wished(add, inventory):
    options = {"hostname": "{{ jiffybox_name }}-{{ suffix | default('none') }}", "extra_vars": {"suffix": "x"}}
    add(box(1, "a"), use_extra_vars=True, **options)
    add(box(2, "b"), use_extra_vars=False, **options)
    assert list(inventory.hosts) == ["a-x", "b-none"]


def test_filters_decide_by_variables_address_and_name(add, inventory):
    add(
        box(1, "web1", metadata={"env": "prod"}),
        box(2, "web2", metadata={"env": "test"}),
        box(3, "web3"),
        box(4, "db", metadata={"env": "prod"}, ips=[]),
        filters=[
            {"exclude": "ansible_host is not defined"},
            {"include": "jiffybox_metadata.env | default('') == 'prod'"},
            {"include": "inventory_hostname == 'web3'"},
            {"exclude": True},
        ],
    )
    assert list(inventory.hosts) == ["web1", "web3"]


def test_a_filter_that_fails_never_lets_a_host_in_silently(add):
    with pytest.raises(InvalidInput, match=r"filters: .* fails for web1") as caught:
        add(box(1, "web1"), filters=[{"exclude": "jiffybox_metadata.env == 'test'"}])
    assert "default()" in str(caught.value)


def test_an_excluded_box_takes_no_name(add, inventory):
    assert add(box(1, "web"), box(2, "web"), filters=[{"exclude": "jiffybox_id == 1"}]) == []
    assert list(inventory.hosts) == ["web"]


def test_a_box_without_address_is_named_in_a_warning(add, inventory):
    warnings = add(box(1, "web1"), box(2, "cold", status="FROZEN", running=False, ips=[]))
    assert "ansible_host" not in inventory.hosts["cold"].vars
    assert len(warnings) == 1
    assert "cold" in warnings[0]
    assert "web1" not in warnings[0]


@pytest.mark.parametrize(
    "options",
    [
        {"connect_with": []},
        {"connect_with": None},
        {"connect_with": ["public_ipv4", "name"]},
        {"running": True},
        {"compose": {"ansible_host": "jiffybox_name ~ '.example.com'"}},
        {"filters": [{"exclude": "ansible_host is undefined"}]},
    ],
)
def test_who_knows_what_to_do_without_an_address_is_not_warned(add, options):
    assert add(box(1, "web1"), box(2, "cold", status="FROZEN", running=False, ips=[]), **options) == []


def test_groups_by_metadata_plan_and_condition(add, inventory):
    add(
        box(1, "web1", metadata={"role": "web"}),
        box(2, "db1", metadata={"role": "db"}),
        box(3, "new", metadata=[], status="CREATING", running=False),
        keyed_groups=[
            {"key": "jiffybox_metadata.role", "prefix": "role"},
            {"key": "jiffybox_plan.name", "prefix": "plan", "parent_group": "plans"},
            {"key": "jiffybox_status"},
        ],
        groups={"up": "jiffybox_running", "large": "size | int > 1"},
        compose={"size": "2 if jiffybox_metadata.role | default('') == 'db' else 1"},
        leading_separator=False,
    )
    assert hosts_of(inventory, "role_web") == ["web1"]
    assert hosts_of(inventory, "role_db") == ["db1"]
    assert hosts_of(inventory, "plans") == ["web1", "db1", "new"]
    assert hosts_of(inventory, "plan_CloudLevel_1") == ["web1", "db1", "new"]
    assert hosts_of(inventory, "up") == ["web1", "db1"]
    assert hosts_of(inventory, "large") == ["db1"]
    assert hosts_of(inventory, "CREATING") == ["new"]


def test_a_mistake_in_an_expression_is_an_error_if_strict(add):
    for options in (
        {"compose": {"x": "nothing"}},
        {"groups": {"x": "nothing"}},
        {"keyed_groups": [{"key": "nothing"}]},
    ):
        assert add(box(1, "web1"), **options) == []
        with pytest.raises(AnsibleError):
            add(box(1, "web1"), strict=True, **options)


def test_bad_options_are_told_before_the_service_is_asked(add):
    for options in ({"hostname": "nmae"}, {"filters": [{"includ": "x"}]}, {"hostvars_prefix": "my-"}):
        with pytest.raises(InvalidInput):
            add(**options)


@pytest.mark.parametrize("name", ["jiffybox.yml", "mine.jiffybox.yaml"])
def test_files_for_this_plugin_are_known_by_their_names(tmp_path, name):
    (tmp_path / name).write_text("")
    assert jiffybox.InventoryModule().verify_file(str(tmp_path / name))


@pytest.mark.parametrize("name", ["jiffybox.json", "hosts.yml"])
def test_other_files_are_left_to_other_plugins(tmp_path, name):
    (tmp_path / name).write_text("")
    assert not jiffybox.InventoryModule().verify_file(str(tmp_path / name))
