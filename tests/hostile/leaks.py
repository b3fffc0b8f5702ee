# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking for secrets in whatever a run leaves, in every form that people or programs may give them.

Nothing here knows how the collection hides secrets: the forms are undone, instead of made and compared.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

# So many characters of a secret in a row are taken for a leak, too.
PART = 12


def leaks(text: str, secrets: dict[str, str]) -> list[str]:
    """What of the secrets, by their names, is in the text: "token, percent-encoded: …what stands around it…"."""
    found = []
    views = dict(_views(text))
    for name, secret in secrets.items():
        for form, view in views.items():
            at = _find(view, secret.lower())
            if at >= 0:
                found.append(f"{name}, {form}: …{view[max(0, at - 60) : at + len(secret) + 40]}…")
        joined = re.sub(r"\s|\\+[rn]", "", text).translate(str.maketrans("-_", "+/"))
        found += [f"{name}, base64" for core in _cores(secret) if core in joined]
    return found


def _views(text: str) -> Iterator[tuple[str, str]]:
    """The text in lower case, as it stands and with each encoding undone."""
    lowered = html.unescape(text.lower())
    yield "plain", text.lower()
    yield "in HTML or XML", lowered
    yield "percent-encoded", unquote(lowered).lower()
    yield "split by blanks", re.sub(r"\s", "", lowered)
    whole = joined = lowered
    for times in ("once", "twice", "thrice"):
        joined = re.sub(r"\s*[\r\n]\s*|\\+[rn]\s*", "", joined)
        yield f"split, escaped {times}", joined
        whole, joined = _unescaped(whole), _unescaped(joined)
        yield f"escaped {times}", whole
        yield f"split, then escaped {times}", joined


def _unescaped(text: str) -> str:
    """With one level of escaping undone, as JSON and Python do it."""
    numbered = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)).lower(), text)
    return re.sub(r"\\(.)", r"\1", numbered)


def _find(view: str, secret: str) -> int:
    """Where the secret, or a part of it that is long enough to be nothing else, is; -1 if nowhere."""
    parts = (secret[at : at + PART] for at in range(max(1, len(secret) - PART + 1)))
    return next((at for at in map(view.find, parts) if at >= 0), -1)


def _cores(secret: str) -> Iterator[str]:
    """What any base64 of a text with the secret in it contains."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + secret.encode()).decode().rstrip("=")
        yield encoded[4 if before else 0 : -4]
