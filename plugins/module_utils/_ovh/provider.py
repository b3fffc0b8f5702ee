# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""OVHcloud as a provider: its account."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Mapping

from ansible.module_utils.common.parameters import env_fallback

from .._core.auth import Auth, Bearer
from .._core.errors import InvalidInput
from .._core.provider import Account, Provider, http_options
from .auth import OAuth2, Signed
from .client import Client
from .configuration import Configuration, credentials
from .dialect import OvhDialect
from .endpoints import DEFAULT, endpoint_of


def _account(options: Mapping[str, Any]) -> Account:
    http = http_options(options)
    # a page that says "timeout" is no answer
    http = replace(http, retry_codes=(*http.retry_codes, 408))
    configuration = Configuration(options["config_file"])
    wanted = options["endpoint"]
    endpoint = endpoint_of(wanted if wanted is not None else configuration.get("default", "endpoint") or DEFAULT)
    said = credentials(options, configuration, endpoint)
    auth: Auth
    if "application_key" in said:
        auth = Signed(said["application_key"], said["application_secret"], said.get("consumer_key"))
    elif "client_id" in said:
        if not endpoint.token_url:
            rule = f"cannot be used at {endpoint.name}, which has no OAuth2"
            raise InvalidInput("client_id", None, rule, advice="Use application_key and so on there")
        auth = OAuth2(said["client_id"], said["client_secret"], endpoint.token_url, http)
    else:
        auth = Bearer(said["access_token"])
    return Account(endpoint.url, auth, OvhDialect(), http)


def _option(variable: str, kind: str = "str", **more: Any) -> dict[str, Any]:
    return {"type": kind, "fallback": (env_fallback, [variable]), **more}


OVH: Provider[Client] = Provider(
    name="ovh",
    title="OVHcloud",
    options={
        "endpoint": _option("OVH_ENDPOINT", aliases=["api_url"]),
        "application_key": _option("OVH_APPLICATION_KEY", no_log=False),
        "application_secret": _option("OVH_APPLICATION_SECRET", no_log=True),
        "consumer_key": _option("OVH_CONSUMER_KEY", no_log=True),
        "client_id": _option("OVH_CLIENT_ID"),
        "client_secret": _option("OVH_CLIENT_SECRET", no_log=True),
        "access_token": _option("OVH_ACCESS_TOKEN", no_log=True),
        "config_file": {"type": "path"},
    },
    account=_account,
    client=Client,
    # keys of small letters and digits look like the ids of projects
    secret_shape=re.compile(r"(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])(?=\D*\d)[A-Za-z0-9]{32}"),
)
