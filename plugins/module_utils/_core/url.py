# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Addresses of services."""

from __future__ import annotations

import ipaddress
import re
import urllib.parse
from typing import Any

from .errors import InvalidInput

_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")


def checked_url(option: str, url: str, path: str | None = None) -> str:
    """The URL without a trailing slash, if a secret may be sent there.

    :param option: the name of the option it comes from, for the error.
    :param path: the only path it may have, such as "/cloudapi/v6"; "" for none, None for any.
    :raises InvalidInput: not http(s), no host, credentials or a query in it, or plain http to another machine.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidInput(option, url, f"is not a URL: {error}") from None
    if parts.scheme not in ("http", "https") or not host or port == 0 or not url.isprintable() or " " in url:
        raise InvalidInput(option, url, "must be a URL such as https://api.example.com")
    if parts.username is not None or parts.password is not None:
        raise InvalidInput(option, None, "must not hold a user name or password")
    if "?" in url or "#" in url:
        raise InvalidInput(option, None, "must end before any ? or #")
    # brackets are for IPv6 alone, which older Pythons do not see to
    if not _is_host(host) or ("[" in parts.netloc and ":" not in host):
        raise InvalidInput(option, url, f"must be a URL such as https://api.example.com; {host!r} is no host name")
    if path is not None and parts.path.rstrip("/") not in ("", path):
        rule = f"must end with the host or with {path}" if path else "must end with the host"
        raise InvalidInput(option, url, f"{rule}; it goes on with {parts.path}", advice="The rest is added by itself")
    if parts.scheme == "http" and not is_loopback(url):
        raise InvalidInput(option, url, "must use https: over plain http anybody on the way can read the credentials")
    return url.rstrip("/")


def path_of(*segments: Any) -> str:
    """A path of these segments, each percent-encoded: "servers", "a/b" -> /servers/a%2Fb."""
    return "".join("/" + urllib.parse.quote(str(segment), safe="") for segment in segments)


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine: localhost, 127.0.0.0/8 or ::1."""
    host = urllib.parse.urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def host_of(url: str) -> str:
    """Host and port of a URL, for people."""
    return urllib.parse.urlsplit(url).netloc


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
        return True
    except ValueError:
        pass
    try:
        encoded = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return False
    labels = encoded.rstrip(".").split(".")
    return len(encoded) <= 253 and all(map(_LABEL.fullmatch, labels))
