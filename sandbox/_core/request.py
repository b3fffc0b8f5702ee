# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A request as it came in: plain values, from which everything else about it follows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """``target`` is what stood behind the verb, byte for byte; ``body`` are the bytes sent.

    ``prefix`` and ``segments`` are the parts of the path, decoded one by one: what comes before the API's own paths
    (a version, say), and the API's own path. ``headers`` is found in whatever case it is asked in.
    """

    verb: str
    target: str
    prefix: tuple[str, ...]
    segments: tuple[str, ...]
    headers: Mapping[str, str]
    body: bytes
    remote: str

    @property
    def path(self) -> str:
        """The API's own path, decoded, without prefix, query and a slash at its end: what log and faults go by."""
        return "/" + "/".join(self.segments)

    @property
    def raw_path(self) -> str:
        """The whole path as sent, prefix included."""
        return self.target.partition("?")[0]

    @property
    def raw_query(self) -> str:
        """What stood behind the question mark, as sent."""
        return self.target.partition("?")[2]

    @property
    def query(self) -> list[tuple[str, str]]:
        """The parameters in the query, decoded, in their order."""
        return parse_qsl(self.raw_query, keep_blank_values=True)

    @property
    def url(self) -> str:
        """The address that the client used, as sent; only this server's host is taken from a header."""
        return f"http://{self.headers.get('Host', 'localhost')}{self.target}"

    @property
    def content_type(self) -> str:
        """The type of the body in lower case, without parameters; empty if none was named."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """The body as JSON. Raises ValueError, whatever is wrong with it."""
        try:
            return json.loads(self.body, parse_constant=_refuse_constant)
        except RecursionError:
            raise ValueError("nested too deeply") from None

    def form(self) -> list[tuple[str, str]]:
        """The fields of a body that is a form, decoded, in their order."""
        return parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)


def request(
    verb: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes,
    remote: str,
    prefix_length: Callable[[tuple[str, ...]], int],
) -> Request:
    """The request; ``prefix_length`` says how many segments of a path are its prefix."""
    if not target.startswith("/"):
        # as it is sent to a proxy
        split = urlsplit(target)
        target = (split.path or "/") + (f"?{split.query}" if split.query else "")
    path = target.partition("?")[0].strip("/")
    segments = tuple(map(unquote, path.split("/"))) if path else ()
    length = prefix_length(segments)
    return Request(verb, target, segments[:length], segments[length:], headers, body, remote)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
