# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How a monitoring check that is missing can be made, and what it will be. Pure: values in, values out."""

from __future__ import annotations

from dataclasses import dataclass

from ..._core.naming import snake_case
from .. import status
from ..client import Json
from .check_types import OF_A_TYPE, TYPES
from .model import API_NAMES, active, groups_of


@dataclass(frozen=True)
class Creation:
    """One call that makes a check.

    :ivar source: the check to duplicate; None to create one from what is sent alone.
    :ivar body: what to send, in the API's names.
    :ivar becomes: the check as it will be, as far as that can be known: its id cannot.
    """

    source: Json | None
    body: Json
    becomes: Json

    def missing(self) -> list[str]:
        """The options without which the service would refuse it."""
        if self.source is not None:
            return []
        kind = TYPES.get(str(self.body.get("checkType")))
        sent = {snake_case(name) for name in self.body}
        basic = {"ip or box": "ip", "check_type": "check_type"}
        missing = [option for option, name in basic.items() if name not in sent]
        return missing + [option for option in (kind.required if kind else ()) if option not in sent]


def creation_of(source: Json | None, wanted: Json, groups: list[Json] | None) -> Creation:
    """The call that makes a check of what is wanted, with everything else taken from ``source``.

    A duplicate inherits also what the service does not report. It is out of the question for a source that failed,
    and for one of another type, whose parameters may not fit: then what is known of the source is sent.

    :param wanted: parameters in the API's names.
    :param groups: the contact groups wanted, each {id, name}; None for those of the source.
    """
    type_name = wanted.get("checkType") or (source or {}).get("checkType")
    duplicate = source if source and not status.failed(source) and source["checkType"] == type_name else None
    body = wanted if duplicate else {**_inherited(source or {}, str(type_name)), **wanted}
    is_active = body["active"] if "active" in body else active(duplicate or {}) is not False
    becomes = {
        **(duplicate or {}),
        **body,
        "id": None,
        "jiffyBox": (source or {}).get("jiffyBox") if body.get("ip") in (None, (source or {}).get("ip")) else None,
        "contactgroups": groups_of(source or {}) if groups is None else groups,
        "status": "STATUS_READY" if is_active else "STATUS_DEACTIVATED",
    }
    return Creation(duplicate, body, becomes)


def _inherited(source: Json, type_name: str) -> Json:
    """What is known of a check and fits another of this type, in the API's names."""
    foreign = OF_A_TYPE.difference(TYPES[type_name].options if type_name in TYPES else ())
    names = {**API_NAMES, "password": "password"}
    values = {name: source.get(name) for option, name in names.items() if option not in foreign}
    if source:
        values["active"] = active(source)
        values["contactgroups"] = [group["id"] for group in groups_of(source)] or None
    return {name: value for name, value in values.items() if value is not None}
