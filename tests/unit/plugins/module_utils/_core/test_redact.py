# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeping the secret in."""

from __future__ import annotations

import logging
import string
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.redact import Redactor

SECRET = "A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5"
around = st.text(alphabet=string.punctuation + " \n", max_size=10)


def percent_encoded(text: str, which: list[bool]) -> str:
    return "".join(f"%{ord(char):02X}" if encode else char for char, encode in zip(text, which))


@given(before=around, after=around, which=st.lists(st.booleans(), min_size=len(SECRET), max_size=len(SECRET)))
def test_no_encoding_of_the_token_gets_through(before: str, after: str, which: list[bool]) -> None:
    shown = Redactor(SECRET)(before + percent_encoded(SECRET, which) + after)
    assert shown == f"{before}********{after}"


@given(st.text(min_size=3, max_size=10))
def test_a_secret_with_any_characters_is_replaced(secret: str) -> None:
    shown = Redactor("#" + secret)(f"<#{secret}> <{quote('#' + secret, safe='')}>")
    assert shown == "<********> <********>"


def test_text_without_the_token_stays_as_it_is() -> None:
    assert Redactor(SECRET)("nothing to hide") == "nothing to hide"
    assert Redactor("")("nothing to hide") == "nothing to hide"


def test_log_records_are_redacted_in_message_and_arguments() -> None:
    record = logging.LogRecord("x", logging.DEBUG, "", 0, "%s /%s", ("GET", SECRET), None)
    assert Redactor(SECRET).filter(record)
    assert record.getMessage() == "GET /********"


def test_a_traceback_in_the_log_of_a_library_is_left_out() -> None:
    error = ValueError(SECRET)
    record = logging.LogRecord("x", logging.DEBUG, "", 0, "it broke", (), (ValueError, error, None))
    assert Redactor(SECRET).filter(record)
    assert logging.Formatter().format(record) == "it broke"


def test_a_secret_that_is_learned_later_is_replaced_too() -> None:
    redact = Redactor(SECRET)
    assert redact("given-out-just-now") == "given-out-just-now"
    more = redact.plus("given-out-just-now", SECRET)
    assert more(f"given-out-just-now {SECRET}") == "******** ********"
    assert more.plus(SECRET) is more


def test_a_text_that_begins_like_a_long_secret_is_not_looked_at_for_ever() -> None:
    # tokens of one service begin alike; each way to spell a character must be tried once
    assert Redactor("eyJ" * 30 + "mine")("\x07" + "eyJ" * 30 + "another's") == "\\x07" + "eyJ" * 30 + "another's"
