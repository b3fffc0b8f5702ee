# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Where the API of OVHcloud is: its endpoints by name, or any by its URL."""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass

from .._core.errors import InvalidInput
from .._core.suggest import did_you_mean
from .._core.url import checked_url

# Versions of the API: the first is the one that paths are of which begin with none.
VERSION, ALIAS, NEWER = "/1.0", "/v1", "/v2"
_KEYS_ARE_MADE = "/createApp/"
_TOKENS = "/auth/oauth2/token"


@dataclass(frozen=True)
class Endpoint:
    """One place where accounts are.

    :ivar name: as a file of configuration calls it; a URL where it has no name.
    :ivar url: the address of its API, without the version.
    :ivar token_url: where OAuth2 clients get their tokens; empty where there is none.
    """

    name: str
    url: str
    token_url: str = ""

    @property
    def keys_url(self) -> str:
        """Where application keys are made by hand."""
        return self.url + _KEYS_ARE_MADE


ENDPOINTS = {
    endpoint.name: endpoint
    for endpoint in (
        Endpoint("ovh-eu", "https://eu.api.ovh.com", f"https://www.ovh.com{_TOKENS}"),
        Endpoint("ovh-ca", "https://ca.api.ovh.com", f"https://ca.ovh.com{_TOKENS}"),
        Endpoint("ovh-us", "https://api.us.ovhcloud.com", f"https://us.ovhcloud.com{_TOKENS}"),
        Endpoint("kimsufi-eu", "https://eu.api.kimsufi.com"),
        Endpoint("kimsufi-ca", "https://ca.api.kimsufi.com"),
        Endpoint("soyoustart-eu", "https://eu.api.soyoustart.com"),
        Endpoint("soyoustart-ca", "https://ca.api.soyoustart.com"),
    )
}
DEFAULT = "ovh-eu"
_CLOSED = "runabove-ca"


def endpoint_of(wanted: str) -> Endpoint:
    """The endpoint with a name, or at a URL with or without the version at its end.

    :raises InvalidInput: there is none of that name, or a secret must not be sent to that URL.
    """
    if "/" not in wanted:
        if wanted == _CLOSED:
            advice = "Public Cloud took its place: say ovh-ca or ovh-eu, and use ovh_instance"
            raise InvalidInput("endpoint", wanted, "is closed", advice=advice)
        if wanted not in ENDPOINTS:
            advice = did_you_mean(wanted, ENDPOINTS)
            raise InvalidInput("endpoint", wanted, "is no endpoint of OVHcloud, and no URL", advice=advice)
        return ENDPOINTS[wanted]
    url = checked_url("endpoint", wanted)
    for version in (VERSION, ALIAS):
        url = url[: -len(version)] if url.endswith(version) else url
    known = next((endpoint for endpoint in ENDPOINTS.values() if endpoint.url == url), None)
    parts = urllib.parse.urlsplit(url)
    return known or Endpoint(wanted.rstrip("/"), url, f"{parts.scheme}://{parts.netloc}{_TOKENS}")
