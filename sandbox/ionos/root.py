# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the API is, and the collections below a data centre that this sandbox has nothing in."""

from __future__ import annotations

from sandbox._core.answer import Answer
from sandbox._core.routes import Route

from . import paging
from .call import Call
from .kind import USUAL


def info(call: Call) -> Answer:
    return Answer({"href": call.base, "name": "CLOUD API", "version": f"{call.version}.0"})


def empty(call: Call) -> Answer:
    call.own("datacenter")
    return paging.answered(call, call.core.request.path, [], USUAL)


EMPTY = ("networkloadbalancers", "natgateways", "applicationloadbalancers", "securitygroups")
ROUTES = (
    Route("GET", "/", info),
    *(Route("GET", f"/datacenters/{{datacenter}}/{name}", empty) for name in EMPTY),
)
