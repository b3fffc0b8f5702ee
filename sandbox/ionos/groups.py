# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Groups of users, and what is shared with them."""

from __future__ import annotations

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from . import paging, resources
from .call import Call
from .calls import change, changed, delete, get, named_id, properties_of, shown, unchanged
from .errors import Message, not_found, refused
from .fields import Field, flag
from .kind import Entity, Kind
from .store import Store
from .work import Work

RIGHTS = (
    ("createDataCenter", 4),
    ("createSnapshot", 4),
    ("reserveIp", 4),
    ("accessActivityLog", 4),
    ("createPcc", 5),
    ("s3Privilege", 5),
    ("createBackupUnit", 5),
    ("createInternetAccess", 5),
    ("createK8sCluster", 5),
    ("createFlowLog", 6),
    ("accessAndManageMonitoring", 6),
    ("accessAndManageCertificates", 6),
    ("manageDBaaS", 6),
    ("accessAndManageDns", 6),
    ("manageRegistry", 6),
    ("manageDataplatform", 6),
    ("accessAndManageAiModelHub", 6),
    ("accessAndManageApiGateway", 6),
    ("accessAndManageCdn", 6),
    ("accessAndManageIamResources", 6),
    ("accessAndManageKaas", 6),
    ("accessAndManageLogging", 6),
    ("accessAndManageNetworkFileStorage", 6),
    ("accessAndManageVpn", 6),
    ("createNetworkSecurityGroups", 6),
)


def members(store: Store, group: Document) -> list[Document]:
    """The users in a group that are still there."""
    found = (store.documents.get("user", number) for number in group.value["users"])
    return [user for user in found if user]


GROUP = Kind(
    "group",
    "groups",
    (
        Field("name", needed=True),
        *(Field(name, flag, default=False, at_once=True, since=since) for name, since in RIGHTS),
    ),
    entities=(Entity("users", members), Entity("resources", resources.shared_with, as_resources=True)),
    page=None,
    has_metadata=False,
)
SHARE = Kind(
    "resource",
    "shares",
    (
        Field("editPrivilege", flag, default=False, at_once=True),
        Field("sharePrivilege", flag, default=False, at_once=True),
    ),
    page=None,
    has_metadata=False,
)
PATH = "/um/groups/{group}"


def list_groups(call: Call) -> Answer:
    return paging.answered(call, "/um/groups", call.listed("group"), GROUP.page)


def create_group(call: Call) -> Answer:
    work = Work(call)
    values = work.validated(GROUP, properties_of(call.body()), "(root).properties")
    group = work.new(GROUP, "/um", values, users=[])
    return work.accepted(group, shown=group)


def list_members(call: Call) -> Answer:
    group = call.own("group")
    return paging.answered(call, f"{group.value['path']}/users", members(call.store, group), None)


def add_member(call: Call) -> Answer:
    work, group = Work(call), call.own("group")
    user = call.thing("user", named_id(call.body()) or "")
    if user is None:
        raise not_found()
    others = [number for number in group.value["users"] if number != user.id]
    work.change(group, {}, users=[*others, user.id])
    return work.accepted(group, shown=user)


def _own_member(call: Call) -> Document:
    found = {user.id: user for user in members(call.store, call.own("group"))}
    if call.parts["user"] not in found:
        raise not_found()
    return found[call.parts["user"]]


def remove_member(call: Call) -> Answer:
    work, group, user = Work(call), call.own("group"), _own_member(call)
    left = [number for number in group.value["users"] if number != user.id]
    work.later("keep", "group", group.id, {"users": left})
    return work.accepted(group)


def list_shared(call: Call) -> Answer:
    group = call.own("group")
    return paging.answered(
        call, f"{group.value['path']}/resources", resources.shared_with(call.store, group), None, as_resources=True
    )


def list_shares(call: Call) -> Answer:
    group = call.own("group")
    return paging.answered(call, f"{group.value['path']}/shares", call.listed("share", group.id), SHARE.page)


def create_share(call: Call) -> Answer:
    work, group = Work(call), call.own("group")
    resource = resources.found(call, call.parts["resource"])
    values = work.validated(SHARE, properties_of(call.body()) or {}, "(root).properties")
    if call.thing("share", f"{group.id}/{resource.id}"):
        raise refused(422, Message("100", "[(root)] The resource is shared with the group already"))
    share = work.share(SHARE, group, resource, values)
    return work.accepted(share, shown=share)


def _own_share(call: Call) -> Document:
    share = call.thing("share", f"{call.own('group').id}/{call.parts['resource']}")
    if share is None:
        raise not_found()
    return share


def get_share(call: Call) -> Answer:
    return shown(call, _own_share(call))


def change_share(call: Call) -> Answer:
    return changed(call, SHARE, _own_share(call))


def delete_share(call: Call) -> Answer:
    work, share = Work(call), _own_share(call)
    unchanged(call, share)
    work.drop(share)
    return work.accepted(share)


ROUTES = (
    Route("GET", "/um/groups", list_groups),
    Route("POST", "/um/groups", create_group),
    Route("GET", PATH, get("group")),
    Route("PUT", PATH, change(GROUP)),
    Route("DELETE", PATH, delete("group")),
    Route("GET", f"{PATH}/users", list_members),
    Route("POST", f"{PATH}/users", add_member),
    Route("DELETE", f"{PATH}/users/{{user}}", remove_member),
    Route("GET", f"{PATH}/resources", list_shared),
    Route("GET", f"{PATH}/shares", list_shares),
    Route("GET", f"{PATH}/shares/{{resource}}", get_share),
    Route("POST", f"{PATH}/shares/{{resource}}", create_share),
    Route("PUT", f"{PATH}/shares/{{resource}}", change_share),
    Route("DELETE", f"{PATH}/shares/{{resource}}", delete_share),
)
