# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How often some things can be asked for of one server, whoever asks: a form, since not every panel has that."""

from __future__ import annotations

from dataclasses import replace

from sandbox._core.answer import Refused
from sandbox._core.limiter import Rate

from .call import Call
from .errors import error

# By what the path has behind the server, with a star for an id.
RATES = {
    ("databases",): Rate(2, 60),
    ("users",): Rate(10, 900),
    ("schedules",): Rate(2, 60),
    ("network", "allocations"): Rate(2, 60),
    ("backups", "*", "restore"): Rate(3, 900),
}


def check(call: Call) -> None:
    """Count a call that is limited. Raises Refused."""
    request, store = call.core.request, call.store
    if request.verb != "POST" or not call.form("server_limits"):
        return
    what = tuple("*" if part in call.parts.values() else part for part in request.segments[3:])
    rate = RATES.get(what)
    if rate is None:
        return
    begin = call.now - rate.seconds
    name = "/".join(what)
    recent = [it.value["at"] for it in store.all("counted", call.server) if it.value["what"] == name]
    recent = [at for at in recent if at > begin]
    if len(recent) >= rate.count:
        answer = error(429)
        raise Refused(replace(answer, headers={"Retry-After": str(int(min(recent) - begin) + 1)}), "too many")
    store.add("counted", {"what": name, "at": call.now}, call.now, parent=call.server.id)
