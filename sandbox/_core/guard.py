# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is let in: nobody but the programs of this computer, or who knows what was made up at the start.

On loopback every program of this computer may do anything. A web page in a browser here is none: it gives itself away
by the name that it calls the sandbox by, or by where it comes from. Beyond loopback the accounts are the user's own,
and the control plane, which asks for no account, has a key.
"""

from __future__ import annotations

import hmac
import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

KEY_HEADER = "X-Sandbox-Key"
LOCAL_NAME = "localhost"
# What browsers say of requests that have no Origin, such as those for pictures.
OTHER_SITES = ("same-site", "cross-site")


def is_local(host: str) -> bool:
    """Whether nobody but this computer reaches what listens there."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)} if host else set()
    except OSError:
        # nobody can listen there, which is told elsewhere
        found = {"127.0.0.1"}
    return bool(found) and all(ipaddress.ip_address(str(address).partition("%")[0]).is_loopback for address in found)


def why_foreign(headers: Mapping[str, str], own_name: str | None) -> str | None:
    """Why a request cannot come from a program that means the sandbox; None if it may.

    ``own_name`` is the name that the sandbox listens by if that is loopback, else None: then any name will do.
    """
    called = headers.get("Host")
    if own_name is not None and called is not None and not _is_own(_name_of(called), own_name):
        return f"this sandbox is called {LOCAL_NAME} or by an address, not {called}"
    origin = headers.get("Origin")
    if origin is not None and (called is None or origin.partition("://")[2].lower() != called.lower()):
        return f"requests of web pages from elsewhere ({origin}) are refused"
    if headers.get("Sec-Fetch-Site") in OTHER_SITES:
        return "requests of web pages from elsewhere are refused"
    return None


def has_key(headers: Mapping[str, str], key: str | None) -> bool:
    """Whether the control plane is open to this request."""
    return key is None or hmac.compare_digest(headers.get(KEY_HEADER, "").encode(errors="replace"), key.encode())


def _name_of(called: str) -> str:
    """The host in a Host header, without port and brackets."""
    try:
        return urlsplit(f"//{called}").hostname or ""
    except ValueError:
        return ""


def _is_own(name: str, own_name: str) -> bool:
    """A name that no foreign name server can give: the own one, that of loopback, or none but an address."""
    if name in (LOCAL_NAME, own_name.lower()) or name.endswith(f".{LOCAL_NAME}"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
