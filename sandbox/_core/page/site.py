# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests that the page answers, and who may make them."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from sandbox._core.answer import Answer
from sandbox._core.control import PREFIX, ControlPlane
from sandbox._core.guard import has_key
from sandbox._core.service import Service

from .forms import sent
from .html import PAGE, key_page, page
from .state import State

# Nothing but what this server sends is loaded, run or asked, and nobody shows the page inside another one.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # with no-referrer, browsers hide where a form comes from, and the guard asks for that
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
HTML = {**HEADERS, "Content-Type": "text/html; charset=utf-8"}
FILES = {
    f"{PAGE}.css": ("page.css", "text/css; charset=utf-8"),
    f"{PAGE}.js": ("page.js", "text/javascript; charset=utf-8"),
}
FOLDER = Path(__file__).parent
WRONG_KEY = "That is not the control key."


class Site:
    """The page of one sandbox."""

    def __init__(self, service: Service, plane: ControlPlane) -> None:
        self._service = service
        self._plane = plane
        self._state = State(service)
        # Who has given the key gets this instead, under a name of its own: other sandboxes here see it too.
        self._cookie, self._pass = f"sandbox-{secrets.token_hex(4)}", secrets.token_hex(16)

    async def respond(self, verb: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer | None:
        """The answer, or None to what is not the page's. The API may have a ``/`` too: only browsers get the page."""
        path, _mark, query = target.partition("?")
        reads = verb in ("GET", "HEAD")
        if reads and path == "/" and "text/html" in headers.get("Accept", ""):
            return await self._page() if self._may(headers) else self._ask_for_key("")
        if reads and path in FILES:
            name, kind = FILES[path]
            return Answer((FOLDER / name).read_bytes(), headers={**HEADERS, "Content-Type": kind})
        if reads and path == f"{PAGE}/changes" and self._may(headers):
            return Answer(await self._told(dict(parse_qsl(query)).get("since", "")), headers=HEADERS)
        if verb == "POST" and path == PAGE:
            return await self._pressed(dict(parse_qsl(body.decode("utf-8", "replace"))), headers)
        return None

    async def _told(self, since: str = "") -> dict[str, Any]:
        told = self._state.told(since)
        if background := self._service.provider.background:
            await background.follow()
        return told

    async def _page(self, problem: str = "") -> Answer:
        body = page(self._service.provider, await self._told(), problem)
        return Answer(body, 400 if problem else 200, HTML)

    async def _pressed(self, form: dict[str, str], headers: Mapping[str, str]) -> Answer:
        """A button: a call of the control plane, and then the page again."""
        if "key" in form:
            return self._open(form["key"])
        if not self._may(headers):
            return self._ask_for_key(WRONG_KEY)
        verb, _blank, path = form.pop("call", "").partition(" ")
        answer = await self._plane.respond(verb, PREFIX + path, json.dumps(sent(form)).encode(), True)
        if "text/html" not in headers.get("Accept", ""):
            return Answer(answer.data, answer.status, HEADERS)
        if answer.status >= 400:
            return await self._page(answer.data["error"])
        return Answer(status=303, headers={**HEADERS, "Location": "/"})

    def _open(self, key: str) -> Answer:
        wanted = self._service.provider.settings.control_key
        if wanted is not None and not hmac.compare_digest(key.encode(), wanted.encode()):
            return self._ask_for_key(WRONG_KEY)
        cookie = f"{self._cookie}={self._pass}; Path=/; HttpOnly; SameSite=Strict"
        return Answer(status=303, headers={**HEADERS, "Location": "/", "Set-Cookie": cookie})

    def _ask_for_key(self, problem: str) -> Answer:
        return Answer(key_page(self._service.provider.title, problem), 401, HTML)

    def _may(self, headers: Mapping[str, str]) -> bool:
        if has_key(headers, self._service.provider.settings.control_key):
            return True
        try:
            given = SimpleCookie(headers.get("Cookie", "")).get(self._cookie)
        except CookieError:
            return False
        return given is not None and hmac.compare_digest(given.value.encode(), self._pass.encode())
