# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What is wanted of a monitoring check in the service's own terms: addresses for boxes, ids for names."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ..._core.errors import InvalidInput
from ..box.model import box_result, condition
from ..client import Client, Json
from ..kinds import BOX, CONTACT_GROUP
from .desired import DesiredCheck
from .model import API_NAMES, groups_of, plain_address, settings_of


class WantedCheck:
    """What is wanted of a check, looked up at the service once and only if they are needed."""

    def __init__(self, client: Client, desired: DesiredCheck) -> None:
        self.client = client
        self.desired = desired

    @cached_property
    def box(self) -> Json | None:
        """The box to check, if one was named.

        :raises InvalidInput: there is none.
        """
        return BOX.find(self.client, self.desired.box, "box") if self.desired.box else None

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Option -> value, without contact groups and password.

        :raises InvalidInput: the box has no address.
        """
        settings = self.desired.settings
        if self.desired.ip is not None:
            settings["ip"] = plain_address(self.desired.ip)
        if self.box is not None:
            addresses = box_result(self.box)["public_ipv4"]
            if not addresses:
                rule = f"has no public IPv4 address that could be checked: it is {condition(self.box)}"
                raise InvalidInput("box", self.desired.box, rule)
            settings["ip"] = addresses[0]
        return settings

    @cached_property
    def groups(self) -> list[Json] | None:
        """The contact groups, each {id, name}; None if they do not matter.

        :raises InvalidInput: there is none of the name or id, or several of the name.
        """
        if self.desired.contact_groups is None:
            return None
        groups = CONTACT_GROUP.all(self.client)
        picked = [CONTACT_GROUP.pick(groups, wanted, "contact_groups") for wanted in self.desired.contact_groups]
        return list({group["id"]: {"id": group["id"], "name": group["name"]} for group in picked}.values())

    def parameters(self) -> Json:
        """All that is wanted, in the API's names, as it is sent."""
        parameters = {API_NAMES[option]: value for option, value in self.settings.items()}
        if self.desired.password is not None:
            parameters["password"] = self.desired.password
        if self.groups is not None:
            parameters["contactgroups"] = [group["id"] for group in self.groups]
        return parameters

    def differences(self, check: Json) -> list[str]:
        """The options in which a check is not as wanted. What the service does not report cannot be compared."""
        reported = settings_of(check)
        differing = [
            option for option, value in self.settings.items() if option in reported and reported[option] != value
        ]
        if self.password_differs(check):
            differing.append("password")
        if self._groups_differ(check):
            differing.append("contact_groups")
        return differing

    def password_differs(self, check: Json) -> bool:
        """Whether the check has another password than the one wanted, or none."""
        wanted = self.desired.password
        return wanted is not None and "password" in check and check["password"] != wanted

    def _groups_differ(self, check: Json) -> bool:
        if self.desired.contact_groups is None:
            return False
        there = groups_of(check)
        ids = {str(group["id"]): group["id"] for group in there}
        names = {group["name"]: group["id"] for group in there}
        # Mostly the check itself tells which groups are meant, and no call is needed.
        meant = {(ids if wanted.isdecimal() else names).get(wanted) for wanted in self.desired.contact_groups}
        if meant == set(ids.values()):
            return False
        return {group["id"] for group in self.groups or []} != set(ids.values())
