# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A volume goes from one server to another: first off the one, which may reboot then, and that is asked for."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos import kinds
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.volume.record import VOLUME, AttachedTo

HOT = {"discVirtioHotUnplug": True}


class Client:
    """Two servers, of which the first may be off."""

    def __init__(self, state):
        names = {"s-1": "web", "s-2": "other"}
        self.servers = [{"id": one, "metadata": {"state": state}, "properties": {"name": names[one]}} for one in names]

    def get(self, *where, depth):
        return next(one for one in self.servers if one["id"] == where[-1])

    def get_all(self, *where, depth):
        return self.servers


def actions(server, there, flags=(), state="AVAILABLE", allow_reboot=False):
    desired = SimpleNamespace(server=server, allow_reboot=allow_reboot)
    shop = {"id": "d-1", "properties": {"name": "shop"}}
    resource = SimpleNamespace(parents=[shop], desired=desired, client=Client(state), name="data")
    volume = {"id": "v-1", "properties": {"name": "data", **dict(flags)}, "attached_to": there}
    return [change.action for change in AttachedTo().changes(resource, volume)]


@pytest.mark.parametrize(
    ("server", "there", "made"),
    [
        ("web", None, ["attach"]),
        ("web", "s-1", []),
        ("other", "s-1", ["detach", "attach"]),
        ("", "s-1", ["detach"]),
        ("", None, []),
    ],
)
def test_it_is_taken_off_before_it_is_put_to_another(server, there, made):
    assert actions(server, there, HOT) == made


@pytest.mark.parametrize("server", ["", "other"])
def test_a_server_that_may_reboot_then_is_asked_for(server):
    words = r"detaching volume data from server web \(s-1\), which is on and may reboot then. Set allow_reboot: true"
    for flags in ({}, {"discVirtioHotPlug": True, "discVirtioHotUnplug": False}):
        for state in ("AVAILABLE", "BUSY"):
            with pytest.raises(InvalidInput, match=words):
                actions(server, "s-1", flags, state)
        assert actions(server, "s-1", flags, "INACTIVE")[0] == "detach"
        assert actions(server, "s-1", flags, allow_reboot=True)[0] == "detach"


@pytest.mark.parametrize(
    ("state", "shown", "words"),
    [
        ("absent", {"bootServer": "s-1"}, ["Volume data (v-1) goes while server s-1 has it, with all that is on it."]),
        ("absent", {"deviceNumber": 1}, ["Volume data (v-1) goes while a server has it, with all that is on it."]),
        ("absent", {"bootServer": None}, []),
        ("present", {"bootServer": "s-1"}, []),
    ],
)
def test_the_end_of_a_volume_that_a_server_has_comes_with_a_warning(state, shown, words):
    kind = kinds.volume({"id": "d-1", "properties": {"name": "shop"}})
    resource = SimpleNamespace(kind=kind, desired=SimpleNamespace(state=state))
    assert list(VOLUME.warn(resource, {"id": "v-1", "properties": {"name": "data", **shown}})) == words
    assert list(VOLUME.warn(resource, None)) == []
