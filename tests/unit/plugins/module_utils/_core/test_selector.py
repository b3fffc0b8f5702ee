# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Selectors of labels: every one that can be written is read, and chooses what its parts say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.selector import Selector, parsed

WEB = {"env": "prod", "role": "web", "tier": "a", "count": 7, "old": False, "note": None, "empty": ""}


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("", True),
        ("  ", True),
        ("env", True),
        ("!env", False),
        ("! legacy", True),
        ("env=prod", True),
        ("env == prod", True),
        ("env=test", False),
        ("env!=test", True),
        ("env!=prod", False),
        ("legacy!=yes", True),
        ("legacy=yes", False),
        ("tier in (a,b)", True),
        ("tier in ( b , c )", False),
        ("tier notin (b, c)", True),
        ("legacy notin (a)", True),
        ("legacy in (a)", False),
        ("env=prod,role!=db,tier in (a,b)", True),
        ("env=prod,role!=web,tier in (a,b)", False),
        ("count=7,old=false,note=null", True),
        ("count!=7", False),
        ("empty=", True),
        ("env=", False),
        ("inside=x", False),
    ],
)
def test_what_a_selector_chooses(text: str, chosen: bool) -> None:
    assert parsed("label_selector", text).matches(WEB) is chosen


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("env=prod,,role=web", "has nothing between two commas, or at an end"),
        ("env=prod,", "has nothing between two commas, or at an end"),
        ("env prod", "has a part that is no condition: 'env prod'"),
        ("tier in a, b", "has a part that is no condition: 'tier in a'"),
        ("tier in (a, b", "has a part that is no condition: 'tier in (a'"),
        ("tier in (a b)", "has a part that is no condition: 'tier in (a b)'"),
        ("=prod", "has a part that is no condition: '=prod'"),
        ("env=a=b", "has a part that is no condition: 'env=a=b'"),
        ("env>3", None),
        ("env > 3", "has a part that is no condition: 'env > 3'"),
        ("!env=prod", "has a part that is no condition: '!env=prod'"),
    ],
)
def test_what_is_wrong_is_told_with_the_part_and_all_forms(text: str, part: str | None) -> None:
    if part is None:
        assert parsed("label_selector", text).requirements
        return
    with pytest.raises(InvalidInput) as wrong:
        parsed("label_selector", text)
    told = str(wrong.value)
    assert told.startswith(
        f"label_selector: {text!r} {part}. A part is one of key, !key, key=value, key!=value, key in "
    )


KEYS = st.sampled_from(["env", "role", "in", "notin", "a.b/c-d", "\u00fc"])
WORDS = st.sampled_from(["prod", "web", "true", "7", "", "a_b", "x:y"])
BLANKS = st.sampled_from(["", " ", "\t "])


@st.composite
def parts(draw: Any) -> tuple[str, Any]:
    """A part as text, and a function that says whether labels are so; nothing of it is of the code under test."""
    key, blank = draw(KEYS), lambda: draw(BLANKS)
    form = draw(st.sampled_from(["there", "not there", "=", "==", "!=", "in", "notin"]))
    if form == "there":
        return f"{blank()}{key}{blank()}", lambda labels: key in labels
    if form == "not there":
        return f"{blank()}!{blank()}{key}", lambda labels: key not in labels
    if form in ("=", "==", "!="):
        value = draw(WORDS)
        text = f"{blank()}{key}{blank()}{form}{blank()}{value}{blank()}"
        if form == "!=":
            return text, lambda labels: labels.get(key, object()) != value
        return text, lambda labels: key in labels and labels[key] == value
    values = draw(st.lists(WORDS, min_size=1, max_size=3))
    inside = ",".join(f"{blank()}{value}{blank()}" for value in values)
    text = f"{blank()}{key} {blank()}{form}{blank()}({inside}){blank()}"
    if form == "in":
        return text, lambda labels: key in labels and labels[key] in values
    return text, lambda labels: not (key in labels and labels[key] in values)


@given(st.lists(parts(), min_size=1, max_size=4), st.dictionaries(KEYS, WORDS))
def test_every_selector_that_can_be_written_chooses_what_its_parts_say(chosen: list[Any], labels: Any) -> None:
    selector = parsed("label_selector", ",".join(text for text, _holds in chosen))
    assert selector.matches(labels) is all(holds(labels) for _text, holds in chosen)


@given(st.text(alphabet="ab=!(), in\t\u00fc", max_size=30) | st.text(max_size=30))
def test_any_text_is_a_selector_or_refused_with_its_name(text: str) -> None:
    try:
        told = parsed("label_selector", text)
    except InvalidInput as wrong:
        told = str(wrong)
    assert isinstance(told, Selector) or told.startswith("label_selector: ")


def test_what_has_no_labels_is_chosen_by_what_it_must_not_have() -> None:
    for none in (None, {}):
        assert [parsed("x", text).matches(none) for text in ("", "env", "!env", "env=", "env!=prod")] == [
            True,
            False,
            True,
            False,
            True,
        ]
