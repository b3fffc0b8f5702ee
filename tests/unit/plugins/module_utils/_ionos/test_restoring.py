# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A snapshot overwrites a volume only where it fits, and where no server is at work on it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos import kinds
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.snapshot.record import SNAPSHOT

RUNNING = {"metadata": {"state": "AVAILABLE"}, "properties": {"name": "web", "vmState": "RUNNING"}}
STOPPED = {"metadata": {"state": "INACTIVE"}, "properties": {"name": "web", "vmState": "SHUTOFF"}}


def resource(size=10, place="de/fra", server=None, force=False, made=()):
    """A task that restores a volume of 10 GB in de/fra, maybe attached to a server."""
    there = {
        "datacenter": {"id": "d-1", "properties": {"name": "shop", "location": "de/fra"}},
        "volume": {"id": "v-1", "properties": {"name": "data", "size": 10, "bootServer": server and "s-1"}},
    }
    desired = {"state": "restored", "name": "before", "datacenter": "shop", "volume": "data", "force": force}
    return SimpleNamespace(
        client=SimpleNamespace(get=lambda *where, depth: {"id": "s-1", **server}),
        desired=SimpleNamespace(**desired),
        kind=kinds.SNAPSHOT,
        things=[],
        name="before",
        made=list(made),
        once=lambda name, ask: there[name],
        snapshot={"id": "b-1", "properties": {"name": "before", "size": size, "location": place}},
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ""),
        ({"size": 9}, ""),
        ({"size": 11}, "volume: 'data' has 10 GB, and snapshot before .* needs 11. Let the volume grow first"),
        ({"place": "de/txl"}, "datacenter: 'shop' is in de/fra, and snapshot before .* is not"),
        ({"server": STOPPED}, ""),
        ({"server": RUNNING}, "state: 'restored' would overwrite volume data .* while server web .* is running"),
        ({"server": RUNNING, "force": True}, ""),
        # force is no way to make it fit
        ({"server": RUNNING, "force": True, "size": 11}, "needs 11"),
    ],
)
def test_a_volume_is_overwritten_only_where_that_fits_and_nobody_uses_it(given, words):
    task = resource(**given)
    if not words:
        SNAPSHOT.refuse(task, task.snapshot)
        return
    with pytest.raises(InvalidInput, match=words):
        SNAPSHOT.refuse(task, task.snapshot)


def test_a_run_restores_once():
    assert [change.action for change in SNAPSHOT.last(resource(), {}, {})] == ["restore"]
    assert list(SNAPSHOT.last(resource(made=["restore"]), {}, {})) == []


def test_it_is_the_volume_that_is_named_which_is_overwritten():
    task, calls = resource(), []
    task.client.act = lambda *where, thing, properties: calls.append((where, properties))
    (change,) = SNAPSHOT.last(task, task.snapshot, {})
    change.make(task.snapshot, None)
    assert calls == [(("datacenters", "d-1", "volumes", "v-1", "restore-snapshot"), {"snapshotId": "b-1"})]
