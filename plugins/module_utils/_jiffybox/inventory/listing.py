# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The list of boxes that an inventory is made of: asked of the service, or kept from an earlier time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

from ..._core.errors import BoxfleetError, InvalidInput, NoUsableAnswer
from ..._core.provider import Account
from ..client import Client, Json

# Goes into the key of what is kept, so that an entry of another form is never read.
_FORM = 1


@dataclass(frozen=True)
class Listing:
    """All boxes of an account at some time.

    :ivar boxes: as the service describes them, by id.
    :ivar ips: answer of the ips module, box id -> address id -> address; None if it was not asked.
    :ivar asked_at: seconds since 1970.
    """

    boxes: list[Json]
    ips: dict[str, Any] | None
    asked_at: float

    def kept(self) -> dict[str, Any]:
        """What to put into a cache. The answers are text in it, since Ansible copies and visits each value it keeps."""
        return {"asked_at": self.asked_at, "boxes": json.dumps(self.boxes), "ips": json.dumps(self.ips)}

    def age(self, now: float) -> float:
        """Seconds since the service was asked; 0 if the clock was set back since."""
        return max(0.0, now - self.asked_at)


def from_kept(entry: Mapping[str, Any] | None) -> Listing | None:
    """The listing that was kept, None if there is none."""
    if not entry:
        return None
    return Listing(json.loads(entry["boxes"]), json.loads(entry["ips"]), entry["asked_at"])


def key_of(account: Account) -> str:
    """The key to keep an account's listing under: a hash, since the key may become the name of a file.

    Sources that use the same account share what is kept.
    """
    identity = f"{_FORM} {account.url} {account.auth.identity}"
    return f"boxfleet.cloud.jiffybox_{hashlib.sha256(identity.encode()).hexdigest()[:24]}"


def ask(client: Client, needs_ips: Callable[[list[Json]], bool], now: float) -> Listing:
    """Ask the service: one call, and a second one if the boxes make it necessary.

    :raises BoxfleetError: as the calls do, and NoUsableAnswer if what came are no boxes.
    """
    boxes = list(client.get_boxes().values())
    for box in boxes:
        if not isinstance(box, dict) or not {"id", "name", "status"} <= set(box):
            raise NoUsableAnswer("the service listed something that is no box (no id, name or status)")
    boxes.sort(key=lambda box: int(box["id"]))
    return Listing(boxes, client.get_all_ips() if needs_ips(boxes) else None, now)


def newest(
    kept: Listing | None,
    usable: Callable[[Listing], bool],
    ask_again: Callable[[], Listing],
    now: float,
    fall_back: bool,
) -> tuple[Listing, str]:
    """The kept listing if it is usable, else a new one, else, if so wished, the kept one in spite of all.

    :param usable: whether a kept listing is young and complete enough.
    :param fall_back: whether an unusable listing is better than none.
    :return: the listing, and a warning or an empty string.
    :raises BoxfleetError: the service was asked in vain, and there is nothing to fall back on.
    """
    if kept and usable(kept):
        return kept, ""
    try:
        return ask_again(), ""
    except InvalidInput:
        raise
    except BoxfleetError as error:
        task = "list the boxes"
        if not kept:
            raise error.during(task) from None
        age = in_words(kept.age(now))
        if not fall_back:
            raise error.during(task, now=f"An answer of {age} ago is cached, cache_fallback would use it") from None
        return kept, f"{error.during(task)} The inventory shows the boxes as they were {age} ago (cache_fallback)."


def in_words(seconds: float) -> str:
    """A length of time: "45 s", "12 min", "3 h 12 min", "2 d 3 h"."""
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86400)
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"
