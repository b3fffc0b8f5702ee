# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Redirections of mail: the e-mail of a domain goes with its zone."""

from __future__ import annotations

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from .call import Call, shown
from .dates import date_time
from .errors import conflict
from .fields import Field, flag, matching

BASE = "/email/domain"
REDIRECTION = f"{BASE}/{{service}}/redirection"
ADDRESS = matching(r"[^@\s]+@[^@\s]+")


def get_domains(call: Call) -> Answer:
    return Answer([it.id for it in call.listed("zone")])


def get_all(call: Call) -> Answer:
    found = call.narrowed(call.listed("redirection", call.service("zone").id), "from", "to")
    return Answer([it.id for it in found])


def post(call: Call) -> Answer:
    domain = call.service("zone")
    sent = call.body(
        Field("from", ADDRESS, needed=True), Field("to", ADDRESS, needed=True), Field("localCopy", flag, needed=True)
    )
    pair = {name: sent[name] for name in ("from", "to")}
    if any(shown(it.value)["from"] == pair["from"] for it in call.listed("redirection", domain.id)):
        raise conflict(f"There is a redirection from {pair['from']} already")
    key = str(call.store.new_ids("redirection", first=800_001))
    call.new("redirection", key, {"id": key, **pair}, domain.id)
    task = {"id": int(key), "action": "add", "account": pair["from"], "type": "alias", "date": date_time(call.now)}
    return Answer({**task, "domain": domain.id})


def _own(call: Call) -> Document:
    return call.item("redirection", call.service("zone"))


def get(call: Call) -> Answer:
    return Answer(shown(_own(call).value))


def delete(call: Call) -> Answer:
    found = _own(call)
    call.removed(found)
    task = {"id": int(found.id), "action": "delete", "account": found.value["from"], "type": "alias"}
    return Answer({**task, "date": date_time(call.now), "domain": found.parent})


ROUTES = (
    Route("GET", BASE, get_domains),
    Route("GET", REDIRECTION, get_all),
    Route("POST", REDIRECTION, post),
    Route("GET", f"{REDIRECTION}/{{item}}", get),
    Route("DELETE", f"{REDIRECTION}/{{item}}", delete),
)
