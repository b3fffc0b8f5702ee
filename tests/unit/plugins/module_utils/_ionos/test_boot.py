# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which volume boots a server: the one that is named, and none where that may be several."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.boot import BootDevice

FIRST, SECOND = ("11111111-2222-3333-4444-55555555555a", "11111111-2222-3333-4444-55555555555b")
DEVICE = BootDevice("boot_volume", "bootVolume", "volumes", "volume")


def changed(text, *names, boots=FIRST):
    """What is done to have a volume boot a server that has two."""
    items = [{"id": one, "properties": {"name": name}} for one, name in zip((FIRST, SECOND), names)]
    server = {"id": "s-1", "properties": {"bootVolume": {"id": boots}}, "entities": {"volumes": {"items": items}}}
    resource = SimpleNamespace(desired=SimpleNamespace(boot_volume=text), name="web")
    then = DEVICE.foreseen(resource, server)["properties"]["bootVolume"]["id"]
    return [change.action for change in DEVICE.changes(resource, server)], then


@pytest.mark.parametrize("text", ["data", SECOND, SECOND.upper()])
def test_it_is_meant_by_name_or_id(text):
    assert changed(text, "system", "data") == (["set_boot_volume"], SECOND)
    assert changed(text, "system", "data", boots=SECOND) == ([], SECOND)
    # a volume whose name is the id of another is not meant by it
    assert changed(SECOND, SECOND, "data") == (["set_boot_volume"], SECOND)


@pytest.mark.parametrize(
    ("text", "names", "words"),
    [
        ("data", ("data", "data"), f"is the name of several: {FIRST} and {SECOND}. Say which by its id"),
        ("date", ("data", "system"), "is no volume of server web. Did you mean data"),
        ("data", (), "is no volume of server web. List it in volumes, too"),
    ],
)
def test_none_is_taken_where_it_may_be_several_or_is_not_there(text, names, words):
    with pytest.raises(InvalidInput, match=words):
        changed(text, *names)
