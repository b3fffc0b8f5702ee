# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Volumes and CD-ROMs at servers."""

from __future__ import annotations

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import limits, nics, paging, volumes
from .call import Call
from .calls import get_all, named_id, shown
from .errors import NOT_IN_REFERENCE, READ_ONLY, by_platform, not_found
from .kind import USUAL
from .store import Store
from .work import Work

MOST_CDROMS = 2
SERVER = "/datacenters/{datacenter}/servers/{server}"


def cdroms(store: Store, server: Document) -> list[Document]:
    """The images of the CD-ROMs in a server."""
    found = (store.image(server.account or 0, number) for number in server.value["cdroms"])
    return [image for image in found if image]


def join(work: Work, server: Document, number: str | None, where: str, with_server: bool) -> Document | None:
    """Attach a volume that is there; problems when it cannot be."""
    volume = work.call.thing("volume", number or "")
    if volume is None or volume.parent != server.parent:
        work.problems.add(where, f"Volume '{number}' does not exist in this data center")
        return None
    if volume.value.get("joined") not in (None, server.id):
        work.problems.add(where, f"Volume '{number}' is attached to another server")
        return None
    attached = work.change(volume, {}, joined=server.id)
    work.later("plug", volume.id, server.id, with_server)
    return attached


def insert(work: Work, server: Document, number: str | None, where: str) -> Document:
    """The server with one more CD-ROM."""
    image = work.store.image(work.call.contract, number or "")
    if image is None or image.value["properties"]["imageType"] != "CDROM":
        work.problems.add(where, f"Image '{number}' is not a CD-ROM image")
        return server
    if len(server.value["cdroms"]) >= MOST_CDROMS:
        work.problems.add(where, f"A server can have at most {MOST_CDROMS} CD-ROMs")
    return work.change(server, {}, cdroms=[*server.value["cdroms"], image.id])


def attach_volume(call: Call) -> Answer:
    """``{"id"}``, or the description of a volume that is made and attached in one step."""
    work, guard, server, body = Work(call), limits.Guard(call), call.own("server"), call.body()
    number = named_id(body)
    if number is None:
        volume: Document | None = volumes.make(work, call.own("datacenter"), body, "(root)", server)
    else:
        for name in ("href", "type", "metadata"):
            if body.get(name) is not None:
                work.problems.add(f"(root).{name}", "Attribute is read-only", READ_ONLY)
        for name in ("properties", "metadata"):
            if body.get(name) is not None:
                work.problems.add(f"(root).{name}", "Attribute not allowed in resource reference", NOT_IN_REFERENCE)
        work.problems.check()
        if call.thing("volume", number) is None:
            raise not_found()
        volume = join(work, server, number, "(root).id", with_server=False)
    work.problems.check()
    nics.check_devices(work, server)
    guard.check()
    work.touch(server)
    return work.accepted(volume or server, shown=volume)


def _own_volume(call: Call) -> Document:
    server, volume = call.own("server"), call.thing("volume", call.parts["volume"])
    if volume is None or volume.value.get("joined") != server.id:
        raise not_found()
    return volume


def get_volume(call: Call) -> Answer:
    return shown(call, _own_volume(call))


def detach_volume(call: Call) -> Answer:
    """The volume stays."""
    work, volume = Work(call), _own_volume(call)
    work.touch(call.own("server"))
    work.later("unplug", volume.id)
    return work.accepted(volume)


def list_cdroms(call: Call) -> Answer:
    server = call.own("server")
    path = f"{server.value['path']}/cdroms"
    return paging.answered(call, path, cdroms(call.store, server), USUAL, path)


def attach_cdrom(call: Call) -> Answer:
    work, server = Work(call), call.own("server")
    number = named_id(call.body())
    image = call.store.image(call.contract, number or "")
    if image is None:
        raise not_found()
    if image.id in server.value["cdroms"]:
        raise by_platform("[VDC-5-504] The CD-ROM is attached already")
    insert(work, server, number, "(root).id")
    return work.accepted(server, shown=image)


def _own_cdrom(call: Call) -> Document:
    server = call.own("server")
    image = call.store.image(call.contract, call.parts["image"])
    if image is None or image.id not in server.value["cdroms"]:
        raise not_found()
    return image


def get_cdrom(call: Call) -> Answer:
    image, server = _own_cdrom(call), call.own("server")
    return shown(call, image, f"{server.value['path']}/cdroms/{image.id}")


def detach_cdrom(call: Call) -> Answer:
    """The image stays."""
    work, server, image = Work(call), call.own("server"), _own_cdrom(call)
    left = [number for number in server.value["cdroms"] if number != image.id]
    work.later("keep", "server", server.id, {"cdroms": left})
    if server.value["properties"]["bootCdrom"] == image.id:
        work.later("set", "server", server.id, {"bootCdrom": None})
    return work.accepted(server)


ROUTES = (
    Route("GET", f"{SERVER}/volumes", get_all("server", "volumes", volumes.VOLUME)),
    Route("POST", f"{SERVER}/volumes", attach_volume),
    Route("GET", f"{SERVER}/volumes/{{volume}}", get_volume),
    Route("DELETE", f"{SERVER}/volumes/{{volume}}", detach_volume),
    Route("GET", f"{SERVER}/cdroms", list_cdroms),
    Route("POST", f"{SERVER}/cdroms", attach_cdrom),
    Route("GET", f"{SERVER}/cdroms/{{image}}", get_cdrom),
    Route("DELETE", f"{SERVER}/cdroms/{{image}}", detach_cdrom),
)
