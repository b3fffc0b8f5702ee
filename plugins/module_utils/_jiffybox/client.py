# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Every call of the JiffyBox API v1.0. Only this file knows its URLs.

Section names in the docstrings are those of the API reference. Maps come with string keys, as the service sends them.
Every method raises the errors of Session.send().
"""

from __future__ import annotations

import urllib.parse
from typing import Any, Dict, TypeVar

from .._core.client import ApiClient
from .._core.errors import NoUsableAnswer
from .._core.shape import Shape, shaped
from . import shapes

Json = Dict[str, Any]
T = TypeVar("T")

VERSION = "/v1.0"


class Client(ApiClient):
    """The calls, one method each, in the order of the API reference."""

    # jiffyBoxes

    def get_boxes(self, strict: bool = True) -> dict[str, Json]:
        """All boxes of the account, id -> box. Expensive for the service: not for polling.

        :param strict: whether each has to have the shape of a box; else they come as they are.
        """
        shape = shapes.BOXES if strict else shapes.ANYTHING_BY_ID
        return self.listed(f"jiffyBoxes {strict}", lambda: self._read("jiffyBoxes", shape))

    def get_box(self, box_id: int) -> Json:
        """One box. Refused also when there is none with this id; only get_boxes() tells the two apart."""
        return self._read(f"jiffyBoxes/{box_id}", shapes.BOX)

    def create_box(
        self,
        name: str,
        planid: int | str,
        *,
        distribution: str | None = None,
        backupid: str | None = None,
        password: str | None = None,
        use_sshkey: bool | None = None,
        metadata: Json | None = None,
    ) -> Json:
        """Request a new box from a distribution or a backup; the answer is the box, CREATING.

        :param planid: id or name of a plan.
        :param distribution: key of a distribution; exactly one of this and backupid.
        :param password: of root; None lets the service make one and mail it to the customer.
        :param use_sshkey: install the SSH key stored in the control panel for root.
        """
        body = _given(
            name=name,
            planid=planid,
            distribution=distribution,
            backupid=backupid,
            password=password,
            use_sshkey=use_sshkey,
            metadata=metadata,
        )
        return self._change("POST", "jiffyBoxes", body, shapes.BOX)

    def duplicate_box(self, box_id: int, name: str, planid: int | str, metadata: Json | None = None) -> Json:
        """Request a copy of a box; the answer is the new box, CREATING."""
        body = _given(name=name, planid=planid, metadata=metadata)
        return self._change("POST", f"jiffyBoxes/{box_id}", body, shapes.BOX)

    def change_box(
        self, box_id: int, *, status: str | None = None, planid: int | str | None = None, metadata: Json | None = None
    ) -> Json:
        """Request a change; the answer is the box, usually in flight.

        :param status: START, SHUTDOWN, PULLPLUG, FREEZE, THAW (with planid) or PLAN (with planid).
        :param metadata: merged key by key: a key set to None is removed, one left out stays.
        """
        body = _given(status=status, planid=planid, metadata=metadata)
        return self._change("PUT", f"jiffyBoxes/{box_id}", body, shapes.BOX)

    def delete_box(self, box_id: int) -> None:
        """Request deletion of a box that is not running. It is gone when get_box() refuses it."""
        self._accepted("DELETE", f"jiffyBoxes/{box_id}")

    # backups

    def get_all_backups(self) -> dict[str, Json]:
        """Backups and schedules of all boxes, box id -> backups. Slow: the service asks its storage."""
        return self._read("backups", shapes.BACKUPS_OF_BOXES)

    def get_backups(self, box_id: int) -> Json:
        """Backups and schedule of one box: any of daily, weekly, biweekly, manual, and day and time if scheduled."""
        return self._read(f"backups/{box_id}", shapes.backups)

    def schedule_backups(self, box_id: int, dayid: int, timeid: int) -> Json:
        """Switch automatic backups on; the answer is {dayid, timeid}.

        :param dayid: 0 Sunday to 6 Saturday.
        :param timeid: 1 for 00-04 h, 2 for 04-06 h, 6 for 22-24 h.
        """
        return self._change("POST", f"backups/{box_id}", {"dayid": dayid, "timeid": timeid}, shapes.SCHEDULE)

    def reschedule_backups(self, box_id: int, dayid: int | None = None, timeid: int | None = None) -> Json:
        """Change day or time of automatic backups that are on; the answer is {dayid, timeid}."""
        return self._change("PUT", f"backups/{box_id}", _given(dayid=dayid, timeid=timeid), shapes.SCHEDULE)

    def unschedule_backups(self, box_id: int) -> None:
        """Switch automatic backups off. The automatic backups that exist vanish; a manual one stays."""
        self._accepted("DELETE", f"backups/{box_id}")

    def create_manual_backup(self, box_id: int) -> None:
        """Request the manual backup, which replaces the one before; done when manualBackupRunning is false."""
        self._accepted("POST", f"backups/{box_id}/manual", {})

    def restore_backup(self, box_id: int, kind: str, backup_id: str) -> None:
        """Request a restore: all data and configuration of the box is replaced.

        :param kind: daily, weekly, biweekly or manual.
        """
        self._accepted("POST", f"backups/{box_id}/{kind}/{backup_id}", {})

    def delete_backup(self, box_id: int, kind: str, backup_id: str) -> None:
        """Request deletion of one backup; kind as in restore_backup()."""
        self._accepted("DELETE", f"backups/{box_id}/{kind}/{backup_id}")

    # plans, distributions

    def get_plans(self) -> dict[str, Json]:
        """All plans, id -> plan."""
        return self._read("plans", shapes.PLANS)

    def get_plan(self, plan: int | str) -> Json:
        """One plan by id or name."""
        return self._read(f"plans/{_segment(plan)}", shapes.PLAN)

    def get_distributions(self) -> dict[str, Json]:
        """All distributions, key -> distribution; the key is not inside the entry."""
        return self._read("distributions", shapes.DISTRIBUTIONS)

    def get_distribution(self, key: str) -> Json:
        """One distribution by its key."""
        return self._read(f"distributions/{_segment(key)}", shapes.DISTRIBUTION)

    # ips

    def get_all_ips(self) -> dict[str, dict[str, Json]]:
        """All addresses, box id -> address id -> address."""
        return self._read("ips", shapes.ADDRESSES_OF_BOXES)

    def get_ips(self, box_id: int) -> dict[str, Json]:
        """The addresses of one box, address id -> address."""
        return self._read(f"ips/{box_id}", shapes.ADDRESSES)

    def move_ip(self, box_id: int, ip_id: int, target_id: int) -> None:
        """Request that a floating IPv4 address of box_id be routed to the box target_id."""
        self._accepted("PUT", f"ips/{box_id}/{ip_id}/move", {"targetid": target_id})

    # monitoring

    def get_checks(self) -> dict[str, Json]:
        """All monitoring checks. Key and "id" of an entry can differ: the entry's id is right."""
        return self.listed("monitoring", lambda: self._read("monitoring", shapes.CHECKS))

    def get_check(self, check_id: int) -> Json:
        """One monitoring check."""
        return self._read(f"monitoring/{check_id}", shapes.CHECK)

    def create_check(self, parameters: Json) -> Json:
        """Request a new check; the answer is the check, STATUS_CREATING.

        :param parameters: name, ip, checkType, contactgroups (ids) and what the type takes, in the API's names.
        """
        return self._change("POST", "monitoring", parameters, shapes.CHECK)

    def duplicate_check(self, check_id: int, changes: Json) -> Json:
        """Request a copy of a check in which at least one parameter differs."""
        return self._change("POST", f"monitoring/{check_id}", changes, shapes.CHECK)

    def delete_check(self, check_id: int) -> None:
        """Request deletion of a check."""
        self._accepted("DELETE", f"monitoring/{check_id}")

    def get_check_status(self, check: int | str) -> dict[str, Json]:
        """State of one check by its id, or of all checks of an address: check id -> {code, response}.

        ``code`` is 0 for OK, else as Nagios has it.
        """
        return self._read(f"monitoring/{_segment(check)}/status", shapes.CHECK_STATUS)

    # contactGroups

    def get_contact_groups(self) -> dict[str, Json]:
        """All contact groups, id -> group."""
        return self.listed("contactGroups", lambda: self._read("contactGroups", shapes.CONTACT_GROUPS))

    def get_contact_group(self, group_id: int) -> Json:
        """One contact group."""
        return self._read(f"contactGroups/{group_id}", shapes.CONTACT_GROUP)

    def create_contact_group(self, name: str, contacts: list[str]) -> Json:
        """Request a new group with up to ten e-mail addresses; the answer is the group."""
        return self._change("POST", "contactGroups", {"name": name, "contacts": contacts}, shapes.CONTACT_GROUP)

    def duplicate_contact_group(
        self, group_id: int, name: str | None = None, contacts: list[str] | None = None
    ) -> Json:
        """Request a copy of a group in which name or contacts, or both, differ."""
        body = _given(name=name, contacts=contacts)
        return self._change("POST", f"contactGroups/{group_id}", body, shapes.CONTACT_GROUP)

    def change_contact_group(self, group_id: int, name: str | None = None, contacts: list[str] | None = None) -> Json:
        """Request a change of name or contacts, or both; the answer is the group."""
        body = _given(name=name, contacts=contacts)
        return self._change("PUT", f"contactGroups/{group_id}", body, shapes.CONTACT_GROUP)

    def delete_contact_group(self, group_id: int) -> None:
        """Request deletion of a group."""
        self._accepted("DELETE", f"contactGroups/{group_id}")

    # doc

    def get_doc(self) -> dict[str, Any]:
        """What the service says of itself, module name -> one line."""
        return self._read("doc", shapes.DOC)

    def get_module_doc(self, module: str) -> dict[str, Any]:
        """What the calls of one module take."""
        return self._read(f"doc/{_segment(module)}", shapes.MODULE_DOC)

    # the envelope, which the dialect has opened, and what is in it

    def _read(self, path: str, shape: Shape[T]) -> T:
        return self._change("GET", path, None, shape)

    def _change(self, verb: str, path: str, body: Json | None, shape: Shape[T]) -> T:
        return shaped(f"{verb} {path}", self._result(verb, path, body), shape)

    def _accepted(self, verb: str, path: str, body: Json | None = None) -> None:
        self._result(verb, path, body)

    def _result(self, verb: str, path: str, body: Json | None) -> Any:
        return self.call(verb, f"{VERSION}/{path}", body).data["result"]


def as_map(value: Any) -> dict[str, Any]:
    """A map as the service means it: PHP sends an empty one, or one with the keys 0, 1, 2 …, as a list.

    :raises NoUsableAnswer: it is neither.
    """
    if isinstance(value, list):
        return {str(index): item for index, item in enumerate(value)}
    if not isinstance(value, dict):
        raise NoUsableAnswer(f"the service answered with {type(value).__name__} where a map belongs")
    return value


def _given(**parameters: Any) -> Json:
    return {name: value for name, value in parameters.items() if value is not None}


def _segment(value: int | str) -> str:
    return urllib.parse.quote(str(value), safe="")
