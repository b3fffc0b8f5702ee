# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The listing that an inventory is made of: asked of the service, or kept from an earlier time."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.errors import BoxfleetError, InvalidInput, NoUsableAnswer
from ...module_utils._core.hosts import Extra, HostSource, Options
from ...module_utils._core.provider import Account
from .texts import Gate

# Goes into the key of what is kept, so that an entry of another form is never read.
_FORM = 2


@dataclass(frozen=True)
class Listing:
    """All that may be hosts, at some time.

    :ivar things: as the service describes them.
    :ivar extras: what further calls told, by the option of the extra.
    :ivar asked_at: seconds since 1970.
    """

    things: list[Any]
    extras: dict[str, Any]
    asked_at: float

    def kept(self, gate: Gate) -> dict[str, Any]:
        """What to put into a cache. The answers are text in it, since Ansible copies and visits each value it keeps.

        There is nothing in it that must not leave, and null in place of what nobody can use.
        """
        things = [_kept(thing, gate) for thing in self.things]
        extras = {option: _kept(answer, gate) for option, answer in self.extras.items()}
        answers = {"things": json.dumps(things), "extras": json.dumps(extras)}
        return {"asked_at": self.asked_at, **answers, "digest": _digest(answers)}

    def age(self, now: float) -> float:
        """Seconds since the service was asked; 0 if the clock was set back since."""
        return max(0.0, now - self.asked_at)


def _kept(value: Any, gate: Gate) -> Any:
    try:
        return gate(value)
    except NoUsableAnswer:
        return None


def from_kept(entry: Any) -> Listing | None:
    """The listing that was kept, None if there is none.

    :raises ValueError: what is there is something else.
    """
    if entry is None:
        return None
    try:
        asked_at = float(entry["asked_at"])
        damaged = entry["digest"] != _digest(entry) or not math.isfinite(asked_at)
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError):
        damaged = True
    if damaged:
        raise ValueError("it is damaged")
    return Listing(json.loads(entry["things"]), json.loads(entry["extras"]), asked_at)


def _digest(answers: Mapping[str, str]) -> str:
    return hashlib.sha256(f"{answers['things']} {answers['extras']}".encode()).hexdigest()


def key_of(source: HostSource[Any], account: Account, options: Options) -> str:
    """The key to keep a listing under: a hash, since the key may become the name of a file.

    Inventory sources that list the same share what is kept.
    """
    scope = {name: options[name] for name in source.scope}
    identity = f"{_FORM} {account.url} {account.auth.identity} {json.dumps(scope, sort_keys=True, default=str)}"
    return f"boxfleet.cloud.{source.provider.name}_{hashlib.sha256(identity.encode()).hexdigest()[:24]}"


def ask(
    source: HostSource[Any],
    client: Any,
    options: Options,
    needed: Callable[[list[Any]], Iterable[Extra[Any]]],
    now: float,
) -> Listing:
    """Ask the service: for the listing, and for the extras that it makes necessary.

    :raises BoxfleetError: as the calls do.
    """
    things = list(source.listing(client, options))
    return Listing(things, {extra.option: extra.ask(client) for extra in needed(things)}, now)


def newest(
    kept: Listing | None,
    usable: Callable[[Listing], bool],
    ask_again: Callable[[], Listing],
    now: float,
    fall_back: bool,
    several: str,
) -> tuple[Listing, str]:
    """The kept listing if it is usable, else a new one, else, if so wished, the kept one in spite of all.

    :param usable: whether a kept listing is young and complete enough.
    :param fall_back: whether an unusable listing is better than none.
    :param several: what is listed, for messages.
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
        task = f"list the {several}"
        if not kept:
            raise error.during(task) from None
        age = in_words(kept.age(now))
        if not fall_back:
            raise error.during(task, now=f"An answer of {age} ago is cached, cache_fallback would use it") from None
        then = f"The inventory shows the {several} as they were {age} ago (cache_fallback)."
        return kept, f"{error.during(task)} {then}"


def in_words(seconds: float) -> str:
    """A length of time: "45 s", "12 min", "3 h 12 min", "2 d 3 h"."""
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86400)
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"
