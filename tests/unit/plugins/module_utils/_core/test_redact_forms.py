# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every form in which a secret could leave, and what a terminal would obey."""

from __future__ import annotations

import base64
import json
import random
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.redact import Redactor

TOKEN = "A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5"
PASSWORD = "p\u00e4ss' \"w/o\\rd+\U0001f600%"
SENTENCE = "open sesame, please"
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def numbered(text: str) -> str:
    """Escaped as in JSON, each character by its number."""
    data = text.encode("utf-16-be")
    return "".join(f"\\u{int.from_bytes(data[at : at + 2], 'big'):04x}" for at in range(0, len(data), 2))


FORMS = {
    "plain": lambda secret: secret,
    "upper case": lambda secret: secret.upper(),
    "lower case": lambda secret: secret.lower(),
    "percent-encoded where needed": lambda secret: quote(secret, safe=""),
    "percent-encoded throughout": lambda secret: "".join(f"%{byte:02X}" for byte in secret.encode()),
    "percent-encoded in lower case": lambda secret: "".join(f"%{byte:02x}" for byte in secret.encode()),
    "JSON": lambda secret: json.dumps(secret)[1:-1],
    "JSON of others": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "JSON in numbers": numbered,
    "JSON in upper case numbers": lambda secret: numbered(secret).upper().replace("\\U", "\\u"),
    "as Python writes it": lambda secret: repr(f"{secret}\"'")[1:-4],
    "byte by byte, as a status line is read": lambda secret: secret.encode().decode("latin-1"),
    "byte by byte in upper case": lambda secret: secret.upper().encode().decode("latin-1"),
    "split by a line break": lambda secret: secret[:5] + "\n" + secret[5:],
    "split by many": lambda secret: "\r\n".join(secret[at : at + 3] for at in range(0, len(secret), 3)),
    "split by a blank": lambda secret: secret[:5] + " " + secret[5:],
    "split and indented": lambda secret: secret[:5] + "\n    " + secret[5:],
    "split in JSON": lambda secret: secret[:5] + "\\n" + secret[5:],
}


@pytest.mark.parametrize("secret", [TOKEN, PASSWORD, SENTENCE], ids=["token", "password", "sentence"])
@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_found_in_every_form(form: str, secret: str) -> None:
    written = FORMS[form](secret)
    assert Redactor(secret)(f"<{written}> and <{written}>") == "<********> and <********>"


@pytest.mark.parametrize("secret", [TOKEN, PASSWORD, "geheim-1"], ids=["token", "password", "short"])
@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "me:", "user:x"])
@pytest.mark.parametrize("after", ["", "z", "yz", "xyz"])
def test_a_secret_is_found_inside_what_is_base64(secret: str, before: str, after: str) -> None:
    encoded = base64.b64encode((before + secret + after).encode()).decode()
    shown = Redactor(secret)(f"Authorization: Basic {encoded}")
    assert "********" in shown
    left = shown.replace("Authorization: Basic ", "")
    # the characters beside it hold at most bits of its first and last ones
    assert len(left.replace("********", "").rstrip("=")) <= len(base64.b64encode((before + after).encode())) + 4


@pytest.mark.parametrize("shift", range(76))
@pytest.mark.parametrize("encode", [base64.encodebytes, base64.urlsafe_b64encode])
def test_a_secret_is_found_in_base64_of_several_lines_and_of_addresses(encode: Any, shift: int) -> None:
    secret = "~~~???>>>" + PASSWORD
    encoded = encode(("x" * shift + secret).encode()).decode()
    shown = Redactor(secret)(encoded)
    assert shown.startswith(encoded[: shift // 3])
    assert len(shown) <= len("".join(encoded.split())[: shift // 3 * 4 + 4]) + len("********") + 12


@calm
@given(
    secret=st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=4, max_size=20),
    seed=st.integers(0, 2**32),
    before=st.text("<>|,;", max_size=3),
    after=st.text("<>|,;", max_size=3),
)
def test_a_secret_of_any_characters_is_found_with_any_of_them_written_otherwise(
    secret: str, seed: int, before: str, after: str
) -> None:
    secret = f"\u00e4{secret}#"
    choose = random.Random(seed)
    ways = [lambda char: char, numbered, lambda char: "".join(f"%{byte:02x}" for byte in char.encode())]
    written = "".join(choose.choice(ways)(char) for char in secret)
    shown = Redactor(secret)(before + written + after)
    assert shown == f"{before}********{after}"
    assert Redactor(secret)(shown) == shown


@calm
@given(st.text(max_size=60))
def test_nothing_is_left_that_a_terminal_obeys_and_the_rest_stays(text: str) -> None:
    shown = Redactor(TOKEN)(text)
    obeyed = {*map(chr, [*range(9), *range(11, 32), *range(127, 160), 0x2028, 0x2029])}
    obeyed |= {*map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)])}
    assert not obeyed & set(shown)
    if not obeyed & set(text):
        assert shown == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("over\rwritten", "over\\x0dwritten"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("\x00\x9b\x7f", "\\x00\\x9b\\x7f"),
        ("abc\u202etxt.exe", "abc\\u202etxt.exe"),
        ("half \ud800", "half \\ud800"),
        ("K\u00e4se \U0001f600", "K\u00e4se \U0001f600"),
    ],
)
def test_control_characters_are_shown_instead_of_sent(text: str, shown: str) -> None:
    assert Redactor()(text) == shown
    assert Redactor()(text).encode()


def test_values_are_redacted_down_to_the_keys() -> None:
    value = {TOKEN: [TOKEN, {"a": (f"x{TOKEN}y", 1, None, True)}], "\x1b": 2.5}
    assert Redactor(TOKEN).value(value) == {
        "********": ["********", {"a": ["x********y", 1, None, True]}],
        "\\x1b": 2.5,
    }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just(f"a{TOKEN}b") | st.just(TOKEN.lower()),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2) | st.just(TOKEN), inner, max_size=3)
    ),
    max_leaves=12,
)


@calm
@given(json_values)
def test_no_value_holds_a_secret_afterwards_whatever_its_form(value: object) -> None:
    shown = json.dumps(Redactor(TOKEN).value(value))
    assert TOKEN.lower() not in shown.lower()


def test_the_name_of_a_field_stays_even_if_a_password_spells_like_it() -> None:
    redact = Redactor("metadata", "role-1")
    assert redact.value({"metadata": {"role-1": "metadata"}}) == {"metadata": {"********": "********"}}


def test_ordinary_words_are_no_short_secret_split_by_blanks() -> None:
    assert Redactor("sets")("it set started, sets it, se\nts it") == "it set started, ******** it, ******** it"


def test_the_longer_of_two_secrets_goes_first_and_short_ones_are_left() -> None:
    redact = Redactor("geheim", "geheim-lang", "abc", "")
    assert redact("geheim-lang geheim abc") == "******** ******** abc"
