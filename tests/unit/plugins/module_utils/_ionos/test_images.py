# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose images a location has, and which one a text means."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.images import image_id, images_in


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


class Shop:
    """A service with images and snapshots in some places."""

    def __init__(self):
        told = [
            ("own", "debian", "de/fra/2", "HDD", []),
            ("above", "debian", "de/fra", "HDD", ["debian:12"]),
            ("twin-1", "twin", "de/fra", "HDD", []),
            ("twin-2", "twin", "de/fra", "HDD", []),
            ("elsewhere", "plan9", "de/txl", "HDD", []),
            ("disc", "installer", "de/fra", "CDROM", ["installer:1"]),
        ]
        saved = [("kept", "before", "de/fra/2"), ("far", "before", "de/fra"), ("away", "after", "de/fra")]
        self.there = {
            "images": [
                {"id": one, "properties": {"name": name, "location": place, "imageType": sort, "imageAliases": aliases}}
                for one, name, place, sort, aliases in told
            ],
            "snapshots": [{"id": one, "properties": {"name": name, "location": at}} for one, name, at in saved],
            "locations": [],
        }

    def get_once(self, what):
        return self.there[what]


IN = [{"properties": {"location": "de/fra/2"}}]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("debian", "own"),
        ("debian:12", "above"),
        # one of the same name in another place is another one
        ("before", "kept"),
        ("166AE1BB-7603-5C14-9653-64E062EF21B5", "166ae1bb-7603-5c14-9653-64e062ef21b5"),
    ],
)
def test_an_image_is_meant_by_id_alias_or_name_and_that_of_the_location_comes_first(text, found):
    assert image_id(Shop(), IN, text) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("twin", r"image: 'twin' is several images: twin-1 \(twin\) and twin-2 \(twin\)\. Say which by its id"),
        ("debian:11", r"image: 'debian:11' is no image or snapshot in de/fra/2\. Did you mean debian:12"),
        ("plan9", "is no image or snapshot in de/fra/2"),
        ("after", "is no image or snapshot in de/fra/2"),
        # no disk is made of what is for CD-ROM drives
        ("installer:1", "is no image or snapshot in de/fra/2"),
        ("installer", "is no image or snapshot in de/fra/2"),
    ],
)
def test_what_means_no_image_or_several_is_refused(text, words):
    with pytest.raises(InvalidInput, match=words):
        image_id(Shop(), IN, text)
