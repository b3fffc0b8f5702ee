# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Keeping a secret out of whatever is shown."""

from __future__ import annotations

import logging
import re

PLACEHOLDER = "********"


class Redactor(logging.Filter):
    """Replaces secrets in text, whole or with any of their characters percent-encoded.

    It is a logging filter too, for the loggers of libraries that write URLs.
    """

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        patterns = ["".join(map(_encoded_or_literal, secret)) for secret in secrets if secret]
        self._pattern = re.compile("|".join(patterns) or "(?!)", re.IGNORECASE)

    def __call__(self, text: str) -> str:
        """The text with every secret replaced."""
        return self._pattern.sub(PLACEHOLDER, text)

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact a log record in place and let it through."""
        record.msg, record.args = self(record.getMessage()), None
        return True


def _encoded_or_literal(char: str) -> str:
    encoded = "".join(f"%{byte:02x}" for byte in char.encode())
    return f"(?:{encoded}|{re.escape(char)})"
