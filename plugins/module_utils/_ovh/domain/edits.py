# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What has to be stored in a DNS zone so that its record sets are as desired: values in, values out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Iterable, Iterator, Tuple

from ..._core.errors import InvalidInput
from .desired import APEX, DesiredZone, RecordSet
from .values import as_stored, own_type

# Name below the zone, empty for the zone itself, and type.
Key = Tuple[str, str]


@dataclass(frozen=True)
class Stored:
    """A record as the service has it; one that is yet to be made has no id.

    :ivar key: the record set that it counts to.
    :ivar value: what it says, in the one form that is compared.
    :ivar target: the same as the service has it.
    :ivar own: the service's own type of it, SPF, DKIM or DMARC, where it counts as TXT; see as_served().
    """

    key: Key
    value: str
    target: str
    ttl: int = 0
    id: int | None = None
    own: str = ""


@dataclass(frozen=True)
class Edit:
    """One call that changes a record: an old one becomes a new one. One of them is None: it is made, or deleted."""

    old: Stored | None
    new: Stored | None

    @property
    def action(self) -> str:
        """Its name in results."""
        return "create" if self.old is None else "delete" if self.new is None else "update"

    @property
    def what(self) -> str:
        """What it does, in a sentence."""
        changed = self.new or self.old
        told = f"{described(changed.key)} ({changed.value})" if changed else ""
        word = {"create": "add", "update": "change", "delete": "delete"}[self.action]
        return f"{word} a record of {told}"

    def applied(self, records: Iterable[Stored]) -> tuple[Stored, ...]:
        """The records after it."""
        kept = [one for one in records if one is not self.old]
        return tuple([*kept, self.new] if self.new else kept)


def described(key: Key) -> str:
    """A record set in a sentence, such as "www A"."""
    return f"{key[0] or APEX} {key[1]}"


def edits(desired: DesiredZone, records: Iterable[Stored]) -> list[Edit]:
    """What makes the records as desired: first deletions, since a CNAME can stand beside nothing else.

    :raises InvalidInput: a CNAME would stand beside something else, or a record beside a TXT that says the same.
    """
    there = list(records)
    made = [edit for key, one in zip(desired.keys, desired.record_sets) for edit in _of_set(key, one, desired, there)]
    made += [Edit(one, None) for one in there if _purged(desired, one.key)]
    order = {"delete": 0, "update": 1, "create": 2}
    ordered = sorted(made, key=lambda edit: order[edit.action])
    for edit in ordered:
        there = list(edit.applied(there))
    _check_alone(desired, there)
    _check_told_once(ordered, there)
    return ordered


def as_served(desired: DesiredZone, records: Iterable[Stored]) -> tuple[Stored, ...]:
    """The records, where one of the service's own types counts as TXT if a listed set of that type has such a text.

    The world is told TXT of either, and two of them beside each other are an error there. A record that the task is
    about by its own type counts as that.
    """
    texts = {
        (key[0], own_type(as_stored(key[1], value, desired.name)))
        for key, one in zip(desired.keys, desired.record_sets)
        if key[1] == "TXT"
        for value in one.values or ()
    }
    return tuple(
        replace(one, key=(one.key[0], "TXT"), own=one.key[1])
        if one.key in texts and not is_about(desired, one.key)
        else one
        for one in records
    )


def is_about(desired: DesiredZone, key: Key) -> bool:
    """Whether a task is about a record set."""
    return key in desired.keys or _purged(desired, key)


def _purged(desired: DesiredZone, key: Key) -> bool:
    """Whether a record set is one that nobody listed; the zone's own name servers are the service's."""
    if not desired.purge or key in desired.keys or key[1] == "SOA" or key == ("", "NS"):
        return False
    return desired.purge_types is None or key[1] in desired.purge_types


def _of_set(key: Key, wanted: RecordSet, desired: DesiredZone, records: Iterable[Stored]) -> Iterator[Edit]:
    there = [one for one in records if one.key == key]
    named = {as_stored(key[1], value, desired.name): value for value in wanted.values or ()}
    if wanted.state == "absent":
        yield from (Edit(one, None) for one in there if not named or one.value in named)
        return
    counted = Counter(one.value for one in there)
    surplus: list[Stored] = []
    for one in there:
        if not wanted.append and (one.value not in named or counted[one.value] > 1):
            surplus.append(one)
            counted[one.value] -= 1
    kept = [one for one in there if one not in surplus]
    ttl = wanted.ttl if wanted.ttl is not None else min((one.ttl for one in there), default=0)
    yield from (Edit(one, replace(one, ttl=ttl)) for one in kept if wanted.ttl is not None and one.ttl != ttl)
    missing = [Stored(key, value, sent, ttl) for value, sent in named.items() if not counted[value]]
    if wanted.append:
        _check_added(missing, there)
    # one of the service's own types can say nothing else
    for old in sorted(surplus, key=lambda one: not one.own):
        new = next((one for one in missing if old.own in ("", own_type(one.value))), None)
        if new is None:
            yield Edit(old, None)
        else:
            missing.remove(new)
            yield Edit(old, replace(new, id=old.id, own=old.own))
    yield from (Edit(None, new) for new in missing)


def _check_added(missing: Iterable[Stored], there: Iterable[Stored]) -> None:
    held = {one.own: one for one in there if one.own}
    for new in missing:
        old = held.get(own_type(new.value))
        if old is not None:
            rule = f"cannot be added: there is a record of type {old.own} at {old.key[0] or APEX} already ({old.value})"
            advice = f"Change that one, with type: {old.own}: the world is told of both as TXT, and takes neither"
            raise InvalidInput("values", new.value, rule, advice=advice)


def _check_told_once(made: Iterable[Edit], records: Iterable[Stored]) -> None:
    texts = {(one.key[0], own_type(one.value)): one for one in records if one.key[1] == "TXT"}
    for new in (edit.new for edit in made if edit.old is None and edit.new is not None):
        old = texts.get(new.key)
        if old is not None:
            rule = f"cannot be added: a TXT record at {old.key[0] or APEX} says such a thing already ({old.value})"
            advice = "Change that one, with type: TXT: the world is told of both as TXT, and takes neither"
            raise InvalidInput("values", new.value, rule, advice=advice)


def _check_alone(desired: DesiredZone, records: Iterable[Stored]) -> None:
    types: dict[str, set[str]] = {}
    for one in records:
        types.setdefault(one.key[0], set()).add(one.key[1])
    for (name, kind), wanted in zip(desired.keys, desired.record_sets):
        others = sorted(types.get(name, set()) - {kind})
        if wanted.state == "absent" or not others or "CNAME" not in {kind, *others}:
            continue
        beside = "no other type can stand beside a CNAME"
        rule = f"cannot be at {name} while {' and '.join(others)} {'is' if len(others) == 1 else 'are'}: {beside}"
        advice = "Have the others go first: state: absent, for each of them; ovh_domain_zone does it in one task"
        raise InvalidInput("type", kind, rule, advice=advice)
