# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a thing costs in a month, where anybody says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional

from .errors import InvalidInput

HOURS = 730  # of a month
# Of a price table: what holds for the whole, and which field a price depends on.
_BASE, _BY = "base", "by"


@dataclass(frozen=True)
class Cost:
    """An amount a month of 730 hours.

    :ivar note: what has to be known of it, such as that there is no cap; empty for nothing.
    """

    amount: float
    currency: str
    note: str = ""


# What a thing costs, None where nobody knows; takes the sort of thing, and the thing as diff mode shows it.
Costs = Callable[[str, Any], Optional[Cost]]


def from_table(prices: Mapping[str, Any], provider: str, what: str, view: Any) -> Cost | None:
    """What a thing costs after a table of the user.

    The table has the currency and, for each provider, the prices of its sorts of things. Such a price is a map: of a
    field to an amount for each unit of it, or to an amount for each of its values, or, with ``by``, to an amount for
    each unit after the value of another field; ``base`` is an amount for the thing itself. What is a list or a map of
    things in a field has a map of its own.

    :param view: the thing, as diff mode shows it.
    :return: None where the table does not tell.
    :raises InvalidInput: the table has another form.
    """
    table = _map(prices.get(provider) or {}, provider).get(what)
    if not isinstance(view, Mapping) or table is None:
        return None
    currency = str(prices.get("currency") or "EUR")
    if view.get("state") == "absent":
        return Cost(0.0, currency)
    amount = _priced(table, view, f"{provider}.{what}")
    return None if amount is None else Cost(round(amount, 4), currency)


def _priced(table: Any, view: Mapping[str, Any], place: str) -> float | None:
    parts = [
        _number(price, f"{place}.{field}")
        if field == _BASE
        else _of_field(price, view.get(field), view, f"{place}.{field}")
        for field, price in _map(table, place).items()
    ]
    return _sum(parts)


def _of_field(price: Any, value: Any, view: Mapping[str, Any], place: str) -> float | None:
    """What one field costs; None where its value has no price."""
    if not isinstance(price, Mapping):
        return _times(value, _number(price, place))
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return _sum([_priced(price, one, place) if isinstance(one, Mapping) else None for one in value])
    if _BY not in price:
        return _number(price[str(value)], place) if str(value) in price else None
    other = str(view.get(str(price[_BY])))
    return _times(value, _number(price[other], place)) if other in price else None


def _times(value: Any, amount: float) -> float | None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return amount * value if number else None


def _sum(parts: list[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _map(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidInput("boxfleet_prices", None, f"{place} is {value!r}, and must be a map of prices")
    return value


def _number(value: Any, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise InvalidInput("boxfleet_prices", None, f"{place} is {value!r}, and must be an amount of 0 or more")
    return float(value)
