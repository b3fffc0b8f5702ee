# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Pterodactyl and Jexactyl panels as a provider: the account at one."""

from __future__ import annotations

import re
from typing import Any, Mapping

from ansible.module_utils.common.parameters import env_fallback

from .._core.errors import InvalidInput
from .._core.provider import Account, Provider, check_alone, http_options, needed
from .._core.url import checked_url
from .client import Client
from .dialect import PanelDialect
from .keys import APPLICATION_KEY, PELICAN_KEYS, WHERE, Keys

_URL, _CLIENT, _APPLICATION = "PTERODACTYL_URL", "PTERODACTYL_CLIENT_KEY", "PTERODACTYL_APPLICATION_KEY"


def _account(options: Mapping[str, Any]) -> Account:
    url = checked_url("api_url", needed(options, "api_url", _URL, "It is the address of the panel"))
    keys = {name: options[name] for name in ("client_key", "application_key")}
    for name, variable in (("client_key", _CLIENT), ("application_key", _APPLICATION)):
        key = keys[name]
        if key is not None and not key.strip():
            raise InvalidInput(name, None, f"is empty: is its variable set? Set it, or export {variable}")
        if key is not None and not (key.isprintable() and key.isascii()):
            raise InvalidInput(name, None, "must not hold line breaks, control characters or letters with accents")
        if key is not None:
            check_alone(name, key, "key")
        if key is not None and key.startswith(PELICAN_KEYS):
            rule = "is a key of a Pelican panel, whose API is another one: it is not spoken here"
            advice = "Set it and api_url to those of a Pterodactyl or Jexactyl panel"
            raise InvalidInput(name, None, rule, advice=advice)
    if keys["client_key"] is None and keys["application_key"] is None:
        advice = f"Set it, or export {_CLIENT}. {WHERE}; that of an admin does everything"
        raise InvalidInput("client_key", None, "is not set", advice=advice)
    if (keys["client_key"] or "").startswith(APPLICATION_KEY):
        rule = "is an application key, which cannot use servers, only manage them"
        raise InvalidInput("client_key", None, rule, advice=f"Set it as application_key. As for a client key: {WHERE}")
    auth = Keys(keys["client_key"], keys["application_key"])
    return Account(url, auth, PanelDialect(), http_options(options))


def _option(variable: str, **more: Any) -> dict[str, Any]:
    return {"type": "str", "fallback": (env_fallback, [variable]), **more}


PANEL: Provider[Client] = Provider(
    name="pterodactyl",
    title="Pterodactyl and Jexactyl",
    options={
        "api_url": _option(_URL),
        "client_key": _option(_CLIENT, no_log=True),
        "application_key": _option(_APPLICATION, no_log=True),
    },
    account=_account,
    client=Client,
    secret_shape=re.compile(r"ptl[ac]_[0-9A-Za-z]{43}"),
)
