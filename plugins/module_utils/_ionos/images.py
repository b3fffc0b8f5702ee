# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Images: which one a text means."""

from __future__ import annotations

from typing import Any

from .._core.errors import InvalidInput, Missing
from .._core.kind import Thing
from .._core.suggest import did_you_mean
from . import kinds
from .client import Client
from .kinds import properties


def image_id(client: Client, parents: list[Thing], wanted: Any) -> str:
    """The id of the image or snapshot that is meant in the location of the data centre, by id, alias or name.

    :raises InvalidInput: there is none, or there are several.
    """
    text = str(wanted)
    if kinds.UUID(text):
        return text.lower()
    location = properties(parents[0]).get("location")
    images = images_in(client, location)
    own = [one for one in images if properties(one).get("location") == location]
    found = _called(text, own) or _called(text, images)
    if not found:
        # a snapshot does in its own location alone
        snapshots = [one for one in client.get_once("snapshots") if properties(one).get("location") == location]
        found = _called(text, snapshots)
        images += snapshots
    if not found:
        known = {alias for one in images for alias in properties(one).get("imageAliases") or []}
        known |= {str(properties(one).get("name")) for one in images}
        advice = did_you_mean(text, known, has=f"{location} has")
        raise Missing("image", wanted, f"is no image or snapshot in {location}", advice, ("image", "snapshot"))
    if len(found) > 1:
        told = " and ".join(f"{one['id']} ({properties(one).get('name')})" for one in found)
        raise InvalidInput("image", wanted, f"is several images: {told}", advice="Say which by its id")
    return str(found[0]["id"])


def images_in(client: Client, location: Any, cdroms: bool = False) -> list[Thing]:
    """The images that do in a location, its own first: those that volumes are made of, or those for CD-ROM drives."""
    there = [one for one in client.get_once("images") if (properties(one).get("imageType") == "CDROM") is cdroms]
    places = dict.fromkeys((location, _parent(client, str(location))))
    return [one for place in places for one in there if properties(one).get("location") == place]


def _called(text: str, images: list[Thing]) -> list[Thing]:
    """Those that have it for an alias; if there are none, those that have it for a name."""
    aliased = [one for one in images if text in (properties(one).get("imageAliases") or [])]
    return aliased or [one for one in images if properties(one).get("name") == text]


def _parent(client: Client, location: str) -> str:
    """The location that a child such as de/fra/2 has images from; any other is its own."""
    above = "/".join(location.split("/")[:2])
    if above == location:
        return location
    shown = (properties(one).get("metroRegion") for one in client.get_once("locations") if one["id"] == location)
    return next(shown, None) or above
