# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a server is, what of it stays when it goes, and what cannot be asked of it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos import kinds
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import (
    SERVER,
    SERVER_TASK,
    kept_volumes,
    power,
)


@pytest.mark.parametrize(
    ("state", "vm_state", "told"),
    [
        ("AVAILABLE", "RUNNING", "running"),
        ("AVAILABLE", None, "running"),
        ("BUSY", "RUNNING", "running"),
        ("INACTIVE", "SHUTOFF", "stopped"),
        ("INACTIVE", "RUNNING", "stopped"),
        # whoever shut it down from inside goes on to pay
        ("AVAILABLE", "SHUTOFF", "shutoff"),
        ("AVAILABLE", "SUSPENDED", "suspended"),
    ],
)
def test_a_server_is_off_when_the_service_says_that_it_costs_no_more(state, vm_state, told):
    assert power({"metadata": {"state": state}, "properties": {"vmState": vm_state}}) == told


@pytest.mark.parametrize(
    ("which", "kind", "boots", "stay"),
    [
        ("boot", "SSD", "v-1", ["v-2"]),
        ("all", "SSD", "v-1", []),
        ("none", "SSD", "v-1", ["v-1", "v-2"]),
        # one of a data centre has no option for it
        (None, "SSD", "v-1", ["v-2"]),
        # one that boots from a CD-ROM
        ("boot", "SSD", None, ["v-1", "v-2"]),
        # the disk of a Cube goes with it whatever is said
        ("boot", "DAS", "v-1", ["v-2"]),
        ("none", "DAS", "v-1", ["v-2"]),
        ("all", "DAS", "v-1", []),
    ],
)
def test_which_volumes_stay_when_a_server_goes(which, kind, boots, stay):
    desired = SimpleNamespace(**{"delete_volumes": which} if which else {})
    volumes = [{"id": "v-1", "properties": {"type": kind}}, {"id": "v-2", "properties": {"type": "SSD"}}]
    server = {"properties": {"bootVolume": boots and {"id": boots}}, "entities": {"volumes": {"items": volumes}}}
    assert [one["id"] for one in kept_volumes(desired, server)] == stay


@pytest.mark.parametrize(
    ("which", "there", "asked"),
    [
        ("boot", [], {}),
        ("none", [], {}),
        ("all", [], {"deleteVolumes": True}),
        ("boot", ["v-1"], {"deleteVolumes": True}),
        ("none", ["v-1"], {}),
        ("boot", ["v-1", "v-2"], {}),
        ("all", ["v-1", "v-2"], {"deleteVolumes": True}),
    ],
)
def test_the_service_deletes_all_volumes_only_where_none_may_stay(which, there, asked):
    calls = []
    client = SimpleNamespace(delete=lambda *where, thing, **query: calls.append((where[-1], query)))
    items = [{"id": one, "properties": {"type": "SSD"}} for one in there]
    server = {"id": "s-1", "properties": {"bootVolume": {"id": "v-1"}}, "entities": {"volumes": {"items": items}}}
    SERVER.delete(client, {"id": "d-1"}, server, SimpleNamespace(delete_volumes=which))
    assert calls == [("s-1", asked)]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"ram": 1152}, "ram: 1152 must be a multiple of 256"),
        ({"type": "CUBE", "cores": 1}, "cores: 1 is not for servers of type CUBE"),
        ({"type": "CUBE", "ram": 1024}, "ram: 1024 is not for servers of type CUBE"),
        ({"type": "CUBE", "cpu_family": "X"}, "cpu_family: 'X' is not for servers of type CUBE"),
        ({"hostname": "-web"}, "hostname: '-web' must be up to 63 letters"),
        ({"hostname": "w" * 64}, "hostname: 'w+' must be up to 63 letters"),
        ({"boot_volume": "a", "boot_cdrom": "b"}, "boot_cdrom: 'b' excludes boot_volume"),
        ({"cdroms": ["a", "b", "c"]}, "cdroms: must be "),
        ({"labels": {"a": {"b": 1}}}, r"labels.a: .* must be a text"),
    ],
)
def test_what_cannot_be_is_refused_before_any_call(wanted, words):
    with pytest.raises(InvalidInput, match=f"^{words}"):
        SERVER_TASK.wanted({"datacenter": "shop", "name": "web", **wanted})
    fits = {"ram": 1280, "hostname": "w" * 63, "boot_volume": "a", "cdroms": ["a", "b"], "labels": {"a": 1}}
    assert SERVER_TASK.wanted({"datacenter": "shop", "name": "web", **fits}).ram == 1280


@pytest.mark.parametrize(
    ("wanted", "sort", "state", "vm_state", "words"),
    [
        ("stopped", "ENTERPRISE", "AVAILABLE", "RUNNING", "loses its public addresses"),
        ("stopped", "ENTERPRISE", "AVAILABLE", "SHUTOFF", "loses its public addresses"),
        ("stopped", "ENTERPRISE", "INACTIVE", "SHUTOFF", ""),
        ("started", "ENTERPRISE", "INACTIVE", "SHUTOFF", ""),
        ("present", "ENTERPRISE", "AVAILABLE", "SHUTOFF", "costs as if it were running"),
        ("present", "ENTERPRISE", "AVAILABLE", "RUNNING", ""),
        ("stopped", "CUBE", "AVAILABLE", "RUNNING", "is a Cube: it is suspended, and goes on to cost"),
        ("stopped", "CUBE", "AVAILABLE", "SUSPENDED", ""),
    ],
)
def test_a_warning_is_about_what_the_task_will_do_or_what_costs(wanted, sort, state, vm_state, words):
    kind = kinds.server({"id": "d-1", "properties": {"name": "shop"}})
    resource = SimpleNamespace(kind=kind, desired=SimpleNamespace(state=wanted, cdroms=None))
    there = {"name": "web", "type": sort, "vmState": vm_state}
    server = {"id": "s-1", "metadata": {"state": state}, "properties": there}
    told = list(SERVER.warn(resource, server))
    assert len(told) == bool(words)
    assert all(one.startswith("Server web (s-1) ") and words in one for one in told)


class Shop:
    """A data centre that has volumes; notes what is created in it."""

    def __init__(self, *volumes):
        self.volumes = [{"id": one, "properties": {"name": name, **more}} for one, name, more in volumes]
        self.made = None

    def get_all(self, *where, depth):
        return self.volumes

    def create(self, *where, properties, entities=None):
        self.made = entities["volumes"]["items"]
        return {"id": "s-1"}


def volumes_of_new(client):
    SERVER.create(client, {"id": "d-1"}, {"name": "web"}, volumes=[{"properties": {"name": "data", "size": 1}}])
    return client.made


def test_a_new_server_takes_the_volume_that_is_there_and_free():
    new = {"properties": {"name": "data", "size": 1, "licenceType": "OTHER"}}
    assert volumes_of_new(Shop(("v-1", "data", {}))) == [{"id": "v-1"}]
    assert volumes_of_new(Shop(("v-1", "data2", {}))) == [new]


@pytest.mark.parametrize(
    ("volumes", "words"),
    [
        ([("v-1", "data", {"bootServer": "s-2"})], "attached to another server. Detach it there first"),
        ([("v-1", "data", {}), ("v-2", "data", {})], "is the name of several volumes"),
    ],
)
def test_it_takes_none_that_another_has_and_none_of_several(volumes, words):
    client = Shop(*volumes)
    with pytest.raises(InvalidInput, match=words):
        volumes_of_new(client)
    assert client.made is None


@pytest.mark.parametrize(
    ("wanted", "sort", "state", "vm_state", "first", "last", "then"),
    [
        # what is to be off goes off before it is changed, so that nothing reboots
        ("stopped", "ENTERPRISE", "AVAILABLE", "RUNNING", ["stop"], [], "stopped"),
        ("stopped", "ENTERPRISE", "AVAILABLE", "SHUTOFF", ["stop"], [], "stopped"),
        ("stopped", "ENTERPRISE", "INACTIVE", "SHUTOFF", [], [], "stopped"),
        ("started", "ENTERPRISE", "INACTIVE", "SHUTOFF", [], ["start"], "running"),
        ("restarted", "ENTERPRISE", "AVAILABLE", "RUNNING", [], ["reboot"], "running"),
        ("present", "ENTERPRISE", "AVAILABLE", "RUNNING", [], [], "running"),
        # one that is suspended cannot be changed
        ("started", "CUBE", "AVAILABLE", "SUSPENDED", ["resume"], [], "running"),
        ("stopped", "CUBE", "AVAILABLE", "RUNNING", [], ["suspend"], "suspended"),
    ],
)
def test_the_power_changes_before_or_after_all_else(wanted, sort, state, vm_state, first, last, then):
    resource = SimpleNamespace(desired=SimpleNamespace(state=wanted), name="web", made=[], parents=[{"id": "d-1"}])
    there = {"type": sort, "vmState": vm_state}
    server = {"id": "s-1", "metadata": {"state": state}, "properties": there}
    before = list(SERVER.first(resource, server, {}))
    view = {"power": power(server)}
    for change in before:
        view.update(change.after)
    assert [change.action for change in before] == first
    assert [change.action for change in SERVER.last(resource, server, view)] == last
    assert power(SERVER.ends(resource.desired, server)) == then
