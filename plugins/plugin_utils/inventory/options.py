# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the options of an inventory source, in words that help."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean

from ...module_utils._core.arguments import alike
from ...module_utils._core.errors import InvalidInput
from ...module_utils._core.options import check_choice
from ...module_utils._core.provider import Provider
from ...module_utils._core.suggest import did_you_mean

Definitions = Mapping[str, Mapping[str, Any]]
Values = Mapping[str, Any]

# Options that are templates, or expressions, by nature: they are evaluated host by host.
PER_HOST = ("hostname", "filters", "compose", "groups", "keyed_groups")


def check_names(values: Values, definitions: Definitions) -> None:
    """See that there is an option of every name.

    :raises InvalidInput: there is none; the nearest is named.
    """
    for name in values:
        if name not in definitions:
            advice = did_you_mean(str(name), definitions)
            raise InvalidInput(str(name), None, "is no option of this inventory plugin", advice=advice)


def check_flags(values: Values, definitions: Definitions) -> None:
    """See that what must be true or false is so; Ansible takes every word that it does not know for false.

    :raises InvalidInput: it is something else.
    """
    for name, value in values.items():
        if definitions[name].get("type") in ("bool", "boolean") and value is not None:
            try:
                boolean(value)
            except TypeError:
                raise InvalidInput(name, value, "must be true or false") from None


def check_choices(values: Values, definitions: Definitions) -> None:
    """See that every option, or each entry of one, is one of its choices.

    :raises InvalidInput: one is not; the nearest is named.
    """
    for name, value in values.items():
        choices = definitions[name].get("choices")
        for entry in _entries(value) if choices else ():
            check_choice(name, entry, tuple(choices or ()))


def _entries(value: Any) -> list[Any]:
    """The entries of a list, also of one that is written as Ansible takes one too: "a, b"."""
    if isinstance(value, str):
        return [entry.strip() for entry in value.split(",")]
    return value if isinstance(value, list) else [] if value is None else [value]


def secrets(provider: Provider[Any], values: Values) -> Iterator[str]:
    """What must not be shown: options of the account, be they set by a value or by the environment, and what has the
    shape of the provider's secrets in any other option.
    """
    for name, spec in provider.options.items():
        if spec.get("no_log"):
            _how, variables = spec.get("fallback", (None, ()))
            known = (values.get(name), *map(os.environ.get, variables))
            yield from (str(value) for value in known if value)
    yield from alike(provider.secret_shape, values)
