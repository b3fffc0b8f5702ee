# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What leaves the collection goes through here: secrets and control characters are taken out of it."""

from __future__ import annotations

import base64
import json
import logging
import re
from functools import cached_property
from typing import Any

PLACEHOLDER = "********"
# Shorter ones would be found by chance in ordinary words.
SHORTEST_SECRET = 4

# What a terminal might obey, and halves of characters that nothing can print; tab and newline stay.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]")
# A key like this is the name of a field, even if a password spells like it.
_FIELD = re.compile(r"[a-z][a-z_]{0,23}")
_FOR_ADDRESSES = str.maketrans("+/", "-_")
_BREAK = r"(?:\s*(?:[\r\n]|\\[rn])\s*)?"
# So many characters do not stand in ordinary words by chance, even if blanks between them do not count.
_LONG = 12
_BLANKS = r"(?:\s|\\[rn])*"


class Redactor(logging.Filter):
    """Replaces secrets in text and in values, and shows control characters instead of sending them to a terminal.

    A secret is found in any case, with any of its characters percent-encoded or escaped as in JSON, with line breaks in
    it, or blanks if it is long, and inside what was encoded as base64. It is a logging filter too, for the loggers of
    libraries that write URLs.
    """

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self.secrets = secrets
        known = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]
        self._plain = [secret.casefold().replace(" ", "") for secret in known]
        self._base64 = [core for secret in known for core in _base64_cores(secret)]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Every spelling of every secret. It takes milliseconds to make, and few texts are suspicious enough."""
        known = sorted((secret for secret in self.secrets if len(secret) >= SHORTEST_SECRET), key=len, reverse=True)
        patterns = [_gap(secret).join(map(_spellings, secret)) for secret in known]
        patterns += [_gap(core).join(map(re.escape, core)) for core in self._base64]
        return re.compile("|".join(patterns) or "(?!)", re.IGNORECASE)

    def plus(self, *secrets: str) -> Redactor:
        """One that knows further secrets, too."""
        new = [secret for secret in secrets if secret not in self.secrets]
        return Redactor(*self.secrets, *new) if new else self

    def __call__(self, text: str) -> str:
        r"""The text with every secret replaced, and with control characters shown as \x1b."""
        if self.suspicious(text):
            text = self._pattern.sub(PLACEHOLDER, text)
        return text if text.isprintable() else _CONTROL.sub(_shown, text.replace("\r\n", "\n"))

    def value(self, value: Any) -> Any:
        """The same for every text in a value made of dicts and lists, keys included."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, dict):
            return {self.key(key): self.value(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.value(item) for item in value]
        return value

    def key(self, key: Any) -> Any:
        """The same for a key of a dict, but what is plainly the name of a field stays."""
        return key if not isinstance(key, str) or _FIELD.fullmatch(key) else self(key)

    def suspicious(self, text: str) -> bool:
        """Whether something may have to be replaced: quick, since nearly all texts are plain and harmless."""
        if not text.isprintable() or "%" in text or "\\" in text:
            return True
        text = text.replace(" ", "")
        plain = text.casefold()
        return any(secret in plain for secret in self._plain) or any(core in text for core in self._base64)

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact a log record in place and let it through."""
        record.msg, record.args = self(record.getMessage()), None
        # a traceback is made into text behind all filters
        record.exc_info = record.exc_text = None
        return True


def _gap(secret: str) -> str:
    """A pattern for what may stand between its characters."""
    return _BLANKS if len(secret) >= _LONG else _BREAK


def _spellings(char: str) -> str:
    """A pattern for a character, percent-encoded or escaped in JSON or not, and as its bytes look one by one."""
    encoded = "".join(f"%{byte:02x}" for byte in char.encode())
    # Python escapes quotes that JSON does not
    escaped = re.escape(json.dumps(char)[1:-1]) if char not in "'`" else rf"\\{char}"
    numbered = "".join(f"\\\\u{unit:04x}" for unit in _utf16(char))
    # each once: of two that are alike, a text that only begins like the secret would be tried in every combination
    # in either case, which the bytes do not show
    cases = [] if char.isascii() else [char.lower(), char.upper()]
    misread = [re.escape(one.encode().decode("latin-1").lower()) for one in cases]
    return f"(?:{'|'.join(dict.fromkeys((encoded, escaped, numbered, *misread, re.escape(char))))})"


def _utf16(char: str) -> list[int]:
    data = char.encode("utf-16-be")
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]


def _base64_cores(secret: str) -> list[str]:
    """What any base64 of a text with the secret in it contains, for each of the three ways it can be aligned."""
    cores: list[str] = []
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + secret.encode()).decode().rstrip("=")
        # The first and last characters hold bits of what stands beside the secret.
        core = encoded[(0, 2, 3)[before] :]
        if (before + len(secret.encode())) % 3:
            core = core[:-1]
        if len(core) >= 2 * SHORTEST_SECRET:
            # as it is, and as it is in addresses
            cores += {core, core.translate(_FOR_ADDRESSES)}
    return cores


def _shown(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"
