# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The CD-ROMs of a server: images that are attached to it."""

from __future__ import annotations

from functools import partial
from typing import Any, Iterable

from ..._core.converge import Run
from ..._core.errors import InvalidInput
from ..._core.kind import Thing
from ..._core.options import option
from ..._core.record.table import Change, Part
from ..._core.suggest import did_you_mean
from ..images import images_in
from ..kinds import UUID, inside, properties
from .boot import boots_from

MOST = 2


class CdRoms(Part):
    """The images that are in the drives, by id, alias or name. The list is the whole of them."""

    name = "cdroms"
    along = True

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """The list."""
        return (("cdroms", "list[str] | None", option(most=MOST)),)

    def goes_along(self, resource: Any) -> Any:
        """Those that are sent with the creation of the server."""
        return [{"id": image["id"]} for image in self._wanted(resource)]

    def view(self, resource: Any, thing: Thing) -> Any:
        """Their ids."""
        return sorted(image["id"] for image in inside(thing, "cdroms"))

    def result(self, thing: Thing) -> Any:
        """Their ids and names."""
        return [{"id": image["id"], "name": properties(image).get("name")} for image in inside(thing, "cdroms")]

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """Take out what is not asked for, then put in what is missing."""
        wanted = [image["id"] for image in self._then(resource, thing)]
        there = self.view(resource, thing)
        for image in [one for one in there if one not in wanted]:
            there = [one for one in there if one != image]
            make = partial(self._make, resource, "take_out", image)
            yield Change("detach_cdrom", f"detach CD-ROM {image}", {self.name: there}, make)
        for image in [one for one in wanted if one not in there]:
            there = sorted([*there, image])
            make = partial(self._make, resource, "put_in", image)
            yield Change("attach_cdrom", f"attach CD-ROM {image}", {self.name: there}, make)

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The server with the images asked for."""
        then = self._then(resource, thing)
        return {**thing, "entities": {**(thing.get("entities") or {}), "cdroms": {"items": then}}}

    def boots_nothing(self, resource: Any, thing: Thing) -> Thing | None:
        """The image that boots the server and is taken out, where nothing is named to boot it then."""
        boots = self._boots_and_goes(resource, thing) if self.asked(resource.desired) else None
        return None if boots is None or _another_boots(resource, boots) else boots

    def _then(self, resource: Any, thing: Thing) -> list[Thing]:
        """The images until another device boots the server: the one that boots it now stays for so long.

        Where the drives are full, another one can only be put in and boot it when that one is out.
        """
        wanted, boots = self._wanted(resource), self._boots_and_goes(resource, thing)
        if boots is None or not _another_boots(resource, boots):
            return wanted
        there, next_one = self.view(resource, thing), resource.desired.boot_cdrom
        first = wanted if len(wanted) < MOST else [image for image in wanted if image["id"] in there]
        if next_one and not any(_named(image, next_one) for image in first):
            return wanted
        return [*first, boots]

    def _boots_and_goes(self, resource: Any, thing: Thing) -> Thing | None:
        """The image that boots the server, if it is not to stay."""
        boots, wanted = boots_from(thing, "bootCdrom"), [image["id"] for image in self._wanted(resource)]
        return next((one for one in inside(thing, "cdroms") if one["id"] == boots and boots not in wanted), None)

    @staticmethod
    def _make(resource: Any, how: str, image: str, thing: Thing, _run: Run) -> Thing:
        where = ("datacenters", resource.parents[0]["id"], "servers", thing["id"], "cdroms")
        client = resource.client
        if how == "put_in":
            put: Thing = client.put_in(*where, other=image, thing=thing)
            return put
        taken: Thing = client.take_out(*where, image, thing=thing)
        return taken

    @staticmethod
    def _wanted(resource: Any) -> list[Thing]:
        asked = resource.desired.cdroms
        if not asked:
            return []
        location = properties(resource.parents[0]).get("location")
        images = images_in(resource.client, location, cdroms=True)
        return [_image(images, text, f"cdroms[{at}]", location) for at, text in enumerate(asked)]


class CdRomsAtLast(CdRoms):
    """What is left to do when the server boots from what it should."""

    along = False

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """None of its own."""
        return ()

    def _then(self, resource: Any, thing: Thing) -> list[Thing]:
        return self._wanted(resource)


def _another_boots(resource: Any, boots: Thing) -> bool:
    """Whether the task names something else to boot the server."""
    volume, cdrom = (getattr(resource.desired, name, None) for name in ("boot_volume", "boot_cdrom"))
    return bool(volume or (cdrom and not _named(boots, cdrom)))


def _named(image: Thing, text: str) -> bool:
    """Whether a text is the id, the name or an alias of an image."""
    names = (properties(image).get("name"), *(properties(image).get("imageAliases") or []))
    return text in names or bool(UUID(text) and image["id"] == text.lower())


def _image(images: list[Thing], text: str, place: str, location: Any) -> Thing:
    for one in images:
        if _named(one, text):
            return one
    known = {alias for one in images for alias in properties(one).get("imageAliases") or []}
    raise InvalidInput(
        place, text, f"is no CD-ROM image in {location}", advice=did_you_mean(text, known, has=f"{location} has")
    )
