# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Load balancers of the old kind."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import addresses, paging
from .call import Call
from .calls import change, delete, enclosed, get, get_all, named_id, properties_of, shown
from .errors import not_found
from .fields import Field, address, flag
from .kind import Entity, Kind
from .store import Store
from .work import Work


def balanced(store: Store, balancer: Document) -> list[Document]:
    """The NICs behind a balancer that are still there."""
    found = (store.documents.get("nic", number) for number in balancer.value["nics"])
    return [nic for nic in found if nic]


LOADBALANCER = Kind(
    "loadbalancer",
    "loadbalancers",
    (Field("name"), Field("ip", address), Field("dhcp", flag, default=True, at_once=True)),
    entities=(Entity("balancednics", balanced),),
    once_lower_case=True,
)
COLLECTION = "/datacenters/{datacenter}/loadbalancers"
PATH = f"{COLLECTION}/{{loadbalancer}}"


def make(work: Work, datacenter: Document, sent: Any, where: str) -> Document:
    """A balancer, and the NICs behind it, which take over its address."""
    values = work.validated(LOADBALANCER, properties_of(sent), f"{where}.properties")
    values.setdefault("ip", addresses.public(work.store))
    later = {"ip": values.pop("ip")}
    balancer = work.new(LOADBALANCER, datacenter.value["path"], values, datacenter, later=later, nics=[])
    for item, place in enclosed(work, sent, "balancednics", where):
        nic = _nic(work, balancer, item)
        if nic is None:
            work.problems.add(place, "There is no such NIC in this data center")
        else:
            balancer = join(work, balancer, nic, later["ip"], place)
    return balancer


def _nic(work: Work, balancer: Document, sent: Any) -> Document | None:
    nic = work.call.thing("nic", named_id(sent) or "")
    same = nic and nic.value["path"].split("/")[2] == balancer.parent
    return nic if same else None


def join(work: Work, balancer: Document, nic: Document, ip: str | None, where: str) -> Document:
    """The balancer with one more NIC."""
    others = balanced(work.store, balancer)
    if any(other.value["joined"] != nic.value["joined"] for other in others):
        work.problems.add(where, "All NICs of a load balancer must be in one LAN")
    if nic.id in balancer.value["nics"]:
        return balancer
    work.touch(nic)
    if ip:
        work.later("set", "nic", nic.id, {"ips": [ip]})
        work.later("keep", "nic", nic.id, {"given": False})
    return work.change(balancer, {}, nics=[*balancer.value["nics"], nic.id])


def check(work: Work, balancer: Document, values: dict[str, Any], where: str) -> None:
    """Another address is that of the NICs too."""
    if values.get("ip"):
        for nic in balanced(work.store, balancer):
            work.later("set", "nic", nic.id, {"ips": [values["ip"]]})


def create_loadbalancer(call: Call) -> Answer:
    work = Work(call)
    balancer = make(work, call.own("datacenter"), call.body(), "(root)")
    return work.accepted(balancer, shown=balancer)


def list_balanced(call: Call) -> Answer:
    balancer = call.own("loadbalancer")
    path = f"{balancer.value['path']}/balancednics"
    return paging.answered(call, path, balanced(call.store, balancer), LOADBALANCER.page)


def add_balanced(call: Call) -> Answer:
    work, balancer = Work(call), call.own("loadbalancer")
    nic = _nic(work, balancer, call.body())
    if nic is None:
        raise not_found()
    join(work, balancer, nic, balancer.value["properties"]["ip"], "(root)")
    return work.accepted(nic, shown=nic)


def _own_balanced(call: Call) -> Document:
    balancer = call.own("loadbalancer")
    found = {nic.id: nic for nic in balanced(call.store, balancer)}
    if call.parts["nic"] not in found:
        raise not_found()
    return found[call.parts["nic"]]


def get_balanced(call: Call) -> Answer:
    return shown(call, _own_balanced(call))


def remove_balanced(call: Call) -> Answer:
    """The NIC stays; it is given an address of its own again."""
    work, nic, balancer = Work(call), _own_balanced(call), call.own("loadbalancer")
    left = [number for number in balancer.value["nics"] if number != nic.id]
    work.touch(balancer)
    work.later("keep", "loadbalancer", balancer.id, {"nics": left})
    work.later("set", "nic", nic.id, {"ips": []})
    work.later("address", nic.id)
    return work.accepted(nic)


ROUTES = (
    Route("GET", COLLECTION, get_all("datacenter", "loadbalancers", LOADBALANCER)),
    Route("POST", COLLECTION, create_loadbalancer),
    Route("GET", PATH, get("loadbalancer")),
    Route("PATCH", PATH, change(LOADBALANCER, check)),
    Route("PUT", PATH, change(LOADBALANCER, check)),
    Route("DELETE", PATH, delete("loadbalancer")),
    Route("GET", f"{PATH}/balancednics", list_balanced),
    Route("POST", f"{PATH}/balancednics", add_balanced),
    Route("GET", f"{PATH}/balancednics/{{nic}}", get_balanced),
    Route("DELETE", f"{PATH}/balancednics/{{nic}}", remove_balanced),
)
