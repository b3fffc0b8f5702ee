# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the records of a DNS zone should be: the options of ovh_domain_record and ovh_domain_zone."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from ..._core.errors import InvalidInput
from ..._core.options import check_choice, check_options, option
from .values import TYPES, canonical

# The zone itself, as people write it.
APEX = "@"
_LEAST_TTL = 60


@dataclass(frozen=True)
class RecordSet:
    """All records of one name and type."""

    name: str = option(MISSING)
    type: str = option(MISSING, choices=TYPES)
    values: tuple[str, ...] | None = None
    ttl: int | None = option(least=0, unit="seconds")
    append: bool = False
    state: str = option("present", choices=("present", "absent"))

    def __post_init__(self) -> None:
        check_options(self)
        if self.state == "present" and not self.values:
            rule = "is missing: a record set that should be present has at least one value"
            raise InvalidInput("values", None, rule, advice="To have none of the name and type, set state: absent")
        if self.ttl and self.ttl < _LEAST_TTL:
            raise InvalidInput("ttl", self.ttl, f"must be 0, the zone's own, or at least {_LEAST_TTL} (seconds)")

    def within(self, zone: str) -> tuple[str, str]:
        """Name below the zone, empty for the zone itself, and type.

        :raises InvalidInput: the name or a value cannot be.
        """
        name = _below(self.name, zone)
        for value in self.values or ():
            try:
                canonical(self.type, value, zone)
            except ValueError as error:
                raise InvalidInput("values", value, str(error)) from None
        if self.type == "CNAME" and self.state == "present":
            if not name:
                advice = "Use A and AAAA with the addresses of the host"
                raise InvalidInput("type", "CNAME", f"cannot stand at the name of the zone, {zone}", advice=advice)
            if self.append or len(set(self.values or ())) > 1:
                raise InvalidInput("type", "CNAME", "has exactly one value", advice="Leave append out, and name one")
        return name, self.type


def _below(name: str, zone: str) -> str:
    """A name as the zone has it: without the zone, in lower case."""
    given, ending = name.strip().lower(), f".{zone}"
    if given in ("", APEX, f"{zone}."):
        return ""
    if given.endswith(f"{ending}."):
        return given[: -len(ending) - 1]
    if given.endswith("."):
        raise InvalidInput("name", name, f"is no name in the zone {zone}")
    if given == zone or given.endswith(ending):
        short = given[: -len(ending)] or APEX
        rule = f"would be {given}.{zone}, since a name without a final dot is one below the zone"
        raise InvalidInput("name", name, rule, advice=f"Write {short}, or {given}. with a final dot")
    if any(one.isspace() or one == "%" for one in given) or ".." in f".{given}":
        raise InvalidInput("name", name, "is no name that a record can have")
    return given


def _zone(name: str) -> str:
    zone = name.strip().lower()
    zone = zone[:-1] if zone.endswith(".") else zone
    if not zone or any(one.isspace() or one in "/,?%" for one in zone):
        raise InvalidInput("zone", name, "is no name of a zone")
    return zone


@dataclass(frozen=True)
class DesiredZone:
    """What should be true of many record sets of a zone; the options of the module ovh_domain_zone."""

    zone: str = option(MISSING)
    record_sets: tuple[RecordSet, ...] = option((), of=RecordSet)
    purge: bool = False
    purge_types: tuple[str, ...] | None = option(choices=TYPES)
    refresh: bool = True
    wait: bool = True
    wait_timeout: int = option(300, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        for one in self.purge_types or ():
            check_choice("purge_types", one, TYPES)
        if self.purge_types is not None and not self.purge:
            raise InvalidInput("purge_types", None, "goes with purge: true, which is not set")
        seen: dict[tuple[str, str], int] = {}
        for at, key in enumerate(self.keys):
            if seen.setdefault(key, at) != at:
                rule = f"has the name and type of record_sets[{seen[key]}]"
                raise InvalidInput(f"record_sets[{at}]", None, rule, advice="List all its values in one entry")

    @property
    def name(self) -> str:
        """The zone, as the service calls it."""
        return _zone(self.zone)

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Name and type of each of the sets."""
        keys = []
        for at, one in enumerate(self.record_sets):
            try:
                keys.append(one.within(self.name))
            except InvalidInput as error:
                raise error.within(f"record_sets[{at}]") from None
        return keys


@dataclass(frozen=True)
class DesiredRecord:
    """What should be true of one record set; the options of the module ovh_domain_record."""

    zone: str = option(MISSING)
    name: str = option(MISSING)
    type: str = option(MISSING, choices=TYPES)
    values: tuple[str, ...] | None = None
    ttl: int | None = option(least=0, unit="seconds")
    append: bool = False
    state: str = option("present", choices=("present", "absent"))
    refresh: bool = True
    wait: bool = True
    wait_timeout: int = option(300, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        self._set.within(_zone(self.zone))

    @property
    def _set(self) -> RecordSet:
        return RecordSet(self.name, self.type, self.values, self.ttl, self.append, self.state)

    @property
    def as_zone(self) -> DesiredZone:
        """The zone, in which nothing else matters."""
        return DesiredZone(
            self.zone, (self._set,), refresh=self.refresh, wait=self.wait, wait_timeout=self.wait_timeout
        )
