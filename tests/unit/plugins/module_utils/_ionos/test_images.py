# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose images a location has."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.images import images_in


class Client:
    """A service with one image in every location; its locations are asked for only if there are any."""

    def __init__(self, locations=None):
        self.there = {"images": [self.image(place) for place in ("de/fra", "de/txl", "de/fra/2")]}
        self.there.update({} if locations is None else {"locations": locations})

    @staticmethod
    def image(place):
        return {"id": place, "properties": {"location": place, "imageType": "HDD"}}

    def get_once(self, what):
        return self.there[what]


def location(**properties):
    return [{"id": "de/fra"}, {"id": "de/fra/2", "properties": properties}]


@pytest.mark.parametrize(
    ("locations", "places"),
    [
        (location(metroRegion="de/txl"), ["de/fra/2", "de/txl"]),
        (location(metroRegion="de/fra/2"), ["de/fra/2"]),
        (location(metroRegion=None), ["de/fra/2", "de/fra"]),
        (location(), ["de/fra/2", "de/fra"]),
        ([], ["de/fra/2", "de/fra"]),
    ],
)
def test_a_location_in_another_has_the_images_of_both_its_own_first(locations, places):
    assert [one["id"] for one in images_in(Client(locations), "de/fra/2")] == places


@pytest.mark.parametrize(("place", "places"), [("de/fra", ["de/fra"]), ("us/las", []), (None, [])])
def test_any_other_has_its_own_and_locations_are_not_asked_for(place, places):
    assert [one["id"] for one in images_in(Client(), place)] == places
