# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Images: everybody's, and the contract's own, which are uploaded by other ways than this API."""

from __future__ import annotations

from collections.abc import Callable

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import catalogue, paging
from .call import Call
from .calls import changed, shown, unchanged
from .errors import Message, not_found, refused
from .fields import Field, flag, listed, one_of, text
from .hot import hot
from .kind import Kind
from .snapshots import LICENCES
from .work import Work

IMAGE = Kind(
    "image",
    "images",
    (
        Field("name"),
        Field("description"),
        Field("location", own=True),
        Field("size", own=True),
        *hot(further_until=6),
        Field("exposeSerial", flag, default=False, since=6),
        Field("requireLegacyBios", flag, default=True, since=6),
        Field("licenceType", one_of(*LICENCES)),
        Field("applicationType", text, since=6),
        Field("imageType", own=True),
        Field("public", own=True),
        Field("imageAliases", listed(text), own=True),
        Field("cloudInit", one_of("NONE", "V1"), since=5),
    ),
    page=None,
)
PUBLIC = Message("313", "Access denied: public images cannot be changed or deleted")


def own(call: Call) -> Document:
    """The image that the path names. Raises Refused."""
    image = call.store.image(call.contract, call.parts["image"])
    if image is None:
        raise not_found()
    return image


def private(call: Call) -> Document:
    """An image of the contract's own. Raises Refused."""
    image = own(call)
    if image.account is None:
        raise refused(403, PUBLIC)
    return image


def list_images(call: Call) -> Answer:
    return paging.answered(call, "/images", [*catalogue.IMAGES.values(), *call.listed("image")], IMAGE.page)


def get_image(call: Call) -> Answer:
    return shown(call, own(call))


def change_image(call: Call) -> Answer:
    return changed(call, IMAGE, private(call))


def delete_image(call: Call) -> Answer:
    work, image = Work(call), private(call)
    unchanged(call, image)
    work.drop(image)
    return work.accepted(image)


def fixed(kind: Kind, things: dict[str, Document], path: str) -> tuple[Callable[[Call], Answer], ...]:
    """Reading what is the same for everybody: all, and one by the parts of its path."""

    def get_all(call: Call) -> Answer:
        return paging.answered(call, path, list(things.values()), kind.page)

    def get(call: Call) -> Answer:
        found = things.get("/".join(call.parts.values()))
        if found is None:
            raise not_found()
        return shown(call, found)

    return get_all, get


LOCATION = Kind(
    "location",
    "locations",
    (
        Field("name", own=True),
        Field("features", own=True),
        Field("imageAliases", own=True),
        Field("cpuArchitecture", own=True, since=6),
        Field("metroRegion", own=True, since=6),
    ),
    page=None,
    has_metadata=False,
)
TEMPLATE = Kind(
    "template",
    "templates",
    tuple(Field(name, own=True) for name in ("name", "cores", "ram", "storageSize", "category")),
    page=None,
)
list_locations, get_location = fixed(LOCATION, dict(catalogue.PLACES), "/locations")


def list_region(call: Call) -> Answer:
    """The locations of a region."""
    region = call.parts["region"]
    found = [place for name, place in catalogue.PLACES.items() if name.startswith(f"{region}/")]
    if not found:
        raise not_found()
    return paging.answered(call, f"/locations/{region}", found, LOCATION.page)


list_templates, get_template = fixed(TEMPLATE, dict(catalogue.TEMPLATES), "/templates")
ROUTES = (
    Route("GET", "/images", list_images),
    Route("GET", "/images/{image}", get_image),
    Route("PATCH", "/images/{image}", change_image),
    Route("PUT", "/images/{image}", change_image),
    Route("DELETE", "/images/{image}", delete_image),
    Route("GET", "/locations", list_locations),
    Route("GET", "/locations/{region}", list_region),
    Route("GET", "/locations/{region}/{city}", get_location),
    Route("GET", "/locations/{region}/{city}/{part}", get_location),
    Route("GET", "/templates", list_templates),
    Route("GET", "/templates/{template}", get_template),
)
