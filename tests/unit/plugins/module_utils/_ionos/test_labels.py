# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Labels: what is set and removed by which call, and that protection stays."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.labels import Labels, labels_of_all

THERE = {"env": "test", "old": "1", "boxfleet_protected": "true"}


class Client:
    """Notes the calls."""

    def __init__(self):
        self.calls = []

    def set_label(self, *where, key, value, new):
        self.calls.append(("POST" if new else "PUT", key, value))

    def remove_label(self, *where, key):
        self.calls.append(("DELETE", key, None))

    def fetch(self, path, shape, depth):
        told = [("s-1", "env", "test"), ("s-1", "tier", "web"), ("v-1", "env", "test")]
        properties = [{"resourceId": thing, "key": key, "value": value} for thing, key, value in told]
        return {"items": [{"properties": one} for one in properties]}


def made(labels=None, purge=False, protection=None):
    """The calls for what is desired of a thing that has THERE."""
    desired = SimpleNamespace(labels=labels, purge_labels=purge, delete_protection=protection)
    resource = SimpleNamespace(client=Client(), desired=desired, parents=[])
    part, thing = Labels(lambda it: ("servers", it["id"])), {"id": "s-1", "labels": THERE}
    views = []
    for change in part.changes(resource, thing):
        thing = change.make(thing, None)
        views.append(change.after["labels"])
        assert thing["labels"] == views[-1]
    assert thing["labels"] == part.foreseen(resource, {"id": "s-1", "labels": THERE})["labels"]
    return resource.client.calls


@pytest.mark.parametrize(
    ("wanted", "calls"),
    [
        ({"labels": THERE}, []),
        ({"labels": {"env": "prod", "new": True}}, [("PUT", "env", "prod"), ("POST", "new", "true")]),
        ({"labels": {"env": "test"}, "purge": True}, [("DELETE", "old", None)]),
        ({"labels": {}, "purge": True}, [("DELETE", "env", None), ("DELETE", "old", None)]),
        # without labels there is nothing to purge by
        ({"purge": True, "protection": True}, []),
        ({"protection": False}, [("DELETE", "boxfleet_protected", None)]),
        ({"labels": {}, "protection": False}, [("DELETE", "boxfleet_protected", None)]),
        ({"labels": {"env": None}}, [("DELETE", "env", None)]),
    ],
)
def test_what_is_not_named_stays_and_protection_goes_only_where_that_is_asked_for(wanted, calls):
    assert made(**wanted) == calls


def test_only_what_has_just_gone_has_no_labels_where_the_service_says_no():
    def labels(status):
        def refuse(*where):
            raise Refused("no", status)

        resource = SimpleNamespace(client=SimpleNamespace(get_labels=refuse), parents=[], one_of_many=False)
        return Labels(lambda it: ("servers", it["id"])).look(resource, {"id": "s-1"})["labels"]

    assert labels(404) == {}
    # what may be protected is not taken for unprotected
    with pytest.raises(Refused):
        labels(403)


def test_a_thing_has_all_of_its_labels():
    assert labels_of_all(Client()) == {"s-1": {"env": "test", "tier": "web"}, "v-1": {"env": "test"}}
