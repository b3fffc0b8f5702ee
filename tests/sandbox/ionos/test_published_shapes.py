# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls and answers are those that the provider publishes: paths, names, types, words, and what must be there.

The package ``ionoscloud`` is made from what is published, and is asked for it. One thing is often so in the service
and not published: any property may be null.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unittest import mock

import ionoscloud
import pytest
import requests
from ionos_account import KEY, Sandbox, boot_volume, last, nic

from sandbox.ionos.routes import ROUTES

PLAIN = {"str": str, "int": int, "float": (int, float), "bool": bool, "object": object}
# The package checks nothing if it is not told to.
CHECKING = ionoscloud.Configuration()
CHECKING.client_side_validation = True
# Published as for internal use, and left out of the package.
INTERNAL = ("placementGroupId", "vnet", "vni")
# A location in a location, which came later, and what tells which it is in.
LATER = ("/locations/{}/{}/{}",)
LATER_TOLD = ("metroRegion",)


def _operations() -> Iterator[tuple[str, str, str | None]]:
    """Verb, path with {} for ids, and the type of the answer, of everything that the package calls."""
    for name, api in vars(ionoscloud).items():
        if not (inspect.isclass(api) and name.endswith("Api")):
            continue
        for method in (it for it in vars(api) if it.endswith("_with_http_info")):
            client = mock.Mock()
            asked = list(inspect.signature(getattr(api, method)).parameters)[1:-1]
            getattr(api(client), method)(**dict.fromkeys(asked, "1"))
            path, verb, *_more = client.call_api.call_args.args
            yield verb, re.sub(r"\{\w+\}", "{}", path), client.call_api.call_args.kwargs["response_type"]


PUBLISHED = {(verb, path): answered for verb, path, answered in _operations()}


def _published(verb: str, path: str) -> str | None:
    """The type that the answer to a call has."""
    for (known, template), answered in PUBLISHED.items():
        if known == verb and re.fullmatch(template.replace("{}", "[^/]+"), path.partition("?")[0]):
            return answered
    raise AssertionError(f"{verb} {path} is not published")


def wrong(kind: str, value: Any, where: str) -> list[str]:
    """What of a value is not of a published type."""
    if value is None:
        return []
    if kind.startswith("list["):
        items = value if isinstance(value, list) else []
        found = [] if isinstance(value, list) else [f"{where} is no list"]
        return found + [text for one in items for text in wrong(kind[5:-1], one, f"{where}[]")]
    if kind.startswith("dict("):
        return [] if isinstance(value, dict) else [f"{where} is no object"]
    model = getattr(ionoscloud, kind, None)
    if hasattr(model, "openapi_types") and not hasattr(model, "allowable_values"):
        return _wrong_inside(kind, model, value, where)
    if model is not None:
        fits = value in model.allowable_values
    elif kind == "datetime":
        fits = _is_date(value)
    else:
        fits = isinstance(value, PLAIN[kind]) and (kind in ("bool", "object") or not isinstance(value, bool))
    return [] if fits else [f"{where} is no {kind}: {value!r}"]


def _wrong_inside(kind: str, model: Any, value: Any, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where} is no {kind}: {value!r}"]
    if set(value) == {"id", "type", "href"} and kind != "ResourceReference":
        # only named, where the depth shows no more
        return wrong("ResourceReference", value, where)
    names = {model.attribute_map[name]: name for name in model.openapi_types}
    known = {*names, *INTERNAL, *LATER_TOLD}
    found = [f"{where}.{key} is unknown to {kind}" for key in value if key not in known]
    for key, name in names.items():
        found += wrong(model.openapi_types[name], value.get(key), f"{where}.{key}")
        found += [f"{where}.{key}: {text}" for text in _refused(model, name, value.get(key), key in value)]
    return found


def _refused(model: Any, name: str, value: Any, there: bool) -> list[str]:
    """Why the package does not take a value. Null it may be; missing only if it need not be there."""
    if value is None and there:
        return []
    blank = object.__new__(model)
    blank.local_vars_configuration = CHECKING
    try:
        getattr(model, name).fset(blank, value)
    except ValueError as error:
        return [str(error)] if there or "must not be `None`" in str(error) else []
    return []


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and value.endswith("Z") and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("ErrorMessage", {"errorCode": "1", "message": None}, []),
        ("ErrorMessage", {"errorCode": 1}, [".errorCode is no str: 1"]),
        ("ErrorMessage", {"code": "1"}, [".code is unknown to ErrorMessage"]),
        ("Nic", {"type": "card"}, [".type is no Type: 'card'", "`properties`, must not be `None`"]),
        ("NicProperties", {"lan": True, "firewallType": "ALL"}, [".lan is no int: True", "must be one of"]),
        ("DatacenterElementMetadata", {"createdDate": "today", "state": None}, [".createdDate is no datetime"]),
    ],
)
def test_what_is_wrong_is_found(kind: str, value: Any, found: list[str]) -> None:
    said = wrong(kind, value, "")
    assert len(said) == len(found), said
    assert all(words in text for words, text in zip(found, said, strict=True)), said


def test_every_call_is_published() -> None:
    ours = {(route.verb, re.sub(r"\{[\w-]+\}", "{}", route.path)) for route in ROUTES}
    assert sorted(ours - set(PUBLISHED)) == [("GET", path) for path in LATER]


@dataclass
class Watched(Sandbox):
    """Looks at each answer."""

    found: list[str] = field(default_factory=list)

    def send(self, verb: str, path: str, /, body: Any = None, **how: Any) -> requests.Response:
        response = super().send(verb, path, body, **how)
        kind, data = _published(verb, path.removeprefix(self.api)), response.json() if response.content else None
        if not response.ok:
            kind = "Error"
        missing = [] if kind in (None, "object") or data is not None else ["is empty"]
        said = missing + (wrong(kind, data, "") if kind else ["is not empty"] * bool(data))
        self.found += [f"{verb} {path}: {text}" for text in said]
        return response


def test_every_answer_is_as_published(sandbox: Sandbox) -> None:
    """Of a life with everything in it, while it comes to be, when it is there, and when it goes."""
    watched = Watched(sandbox.process, sandbox.said, sandbox.session)
    ids = _world(watched)
    for route in ROUTES:
        if route.verb == "GET" and "{part}" not in route.path:
            path = re.sub(r"\{([\w-]+)\}", lambda found: ids[found[1]], route.path)
            for depth in (0, 1, 3):
                assert watched.send("GET", f"{path}?depth={depth}").ok, path
    _changes(watched, ids)
    assert watched.found == []


def _world(sandbox: Sandbox) -> dict[str, str]:
    """One of everything, each by the name that it has in paths."""
    place = sandbox.datacenter()
    sandbox.public_lan(place)
    block = sandbox.done("POST", "/ipblocks", {"properties": {"location": "de/fra", "size": 1}})
    rule = {"properties": {"protocol": "TCP", "portRangeStart": 22, "portRangeEnd": 22}}
    cards = [nic(1, [rule], ips=block["properties"]["ips"])]
    server = sandbox.server(place, volumes=[boot_volume()], nics=cards)
    [card], [disk] = sandbox.items(f"{server}/nics"), sandbox.items(f"{server}/volumes")
    failover = {"ip": block["properties"]["ips"][0], "nicUuid": card["id"]}
    sandbox.done("PATCH", f"{place}/lans/1", {"ipFailover": [failover]})
    cdrom = sandbox.image("debian:12_iso")
    sandbox.done("POST", f"{server}/cdroms", {"id": cdrom})
    snapshot = sandbox.done("POST", f"{place}/volumes/{disk['id']}/create-snapshot", {"properties": {"name": "s"}})
    behind = {"balancednics": {"items": [{"id": card["id"]}]}}
    balancer = sandbox.done("POST", f"{place}/loadbalancers", {"properties": {"name": "lb"}, "entities": behind})
    template = sandbox.items("/templates")[0]["id"]
    das = {"properties": {"type": "DAS", "imageAlias": "debian:12", "sshKeys": [KEY]}}
    sandbox.server(place, {"type": "CUBE", "templateUuid": template, "cores": None, "ram": None}, volumes=[das])
    person = {"firstname": "A", "lastname": "B", "email": "a@example.com", "password": "secret123"}
    user = sandbox.done("POST", "/um/users", {"properties": person})
    group = sandbox.done("POST", "/um/groups", {"properties": {"name": "g"}})
    sandbox.done("POST", f"/um/groups/{group['id']}/users", {"id": user["id"]})
    sandbox.done("POST", f"/um/groups/{group['id']}/shares/{last(place)}", {"properties": {"editPrivilege": True}})
    key = sandbox.done("POST", f"/um/users/{user['id']}/s3keys")
    rules = f"{server}/nics/{card['id']}/firewallrules"
    snapshots, blocks = f"/snapshots/{snapshot['id']}", f"/ipblocks/{block['id']}"
    for owner in (place, server, f"{place}/volumes/{disk['id']}", snapshots, blocks, f"/images/{cdrom}"):
        for verb, more in (("POST", ""), ("PUT", "/k")):
            assert sandbox.send(verb, f"{owner}/labels{more}", {"properties": {"key": "k", "value": "v"}}).ok
    return {
        **{"datacenter": last(place), "server": last(server), "nic": card["id"], "volume": disk["id"], "lan": "1"},
        **{"firewall-rule": sandbox.items(rules)[0]["id"], "loadbalancer": balancer["id"], "ipblock": block["id"]},
        **{"snapshot": snapshot["id"], "image": cdrom, "region": "de", "city": "fra", "template": template},
        **{"key": "k", "urn": sandbox.items("/labels")[0]["id"], "request": sandbox.items("/requests")[0]["id"]},
        **{"user": user["id"], "group": group["id"], "s3key": key["id"], "kind": "datacenter"},
        "resource": last(place),
    }


def _changes(sandbox: Sandbox, ids: dict[str, str]) -> None:
    """What can be changed, and then the end of everything; and a call that is refused."""
    paths = {route.path for route in ROUTES if route.verb == "PATCH" and not route.path.startswith("/images")}
    for path in sorted(paths, key=len, reverse=True):
        sandbox.done("PATCH", re.sub(r"\{([\w-]+)\}", lambda found: ids[found[1]], path), {"name": "other"})
    place = f"/datacenters/{ids['datacenter']}"
    server = f"{place}/servers/{ids['server']}"
    for action in ("stop", "start", "reboot"):
        sandbox.done("POST", f"{server}/{action}")
    back = {"properties": {"snapshotId": ids["snapshot"]}}
    sandbox.done("POST", f"{place}/volumes/{ids['volume']}/restore-snapshot", back)
    sandbox.done("PUT", f"/um/groups/{ids['group']}", {"properties": {"name": "other"}})
    assert sandbox.send("POST", f"{place}/servers", {"properties": {}}).status_code == 422
    sandbox.done("DELETE", f"{server}?deleteVolumes=true")
    for path in (place, f"/um/groups/{ids['group']}", f"/um/users/{ids['user']}", f"/snapshots/{ids['snapshot']}"):
        sandbox.done("DELETE", path)
    assert sandbox.send("GET", place).status_code == 404
