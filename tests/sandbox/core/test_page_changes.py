# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whoever follows the changes of the page, however seldom, has in the end what is there."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox._core.page import changes
from sandbox._core.page.changes import Changes, key_of
from sandbox._core.thing import Thing

MOST = 3
THINGS = st.lists(
    st.builds(Thing, st.sampled_from("ab"), st.sampled_from("12345"), st.just("web"), st.sampled_from(("ON", "OFF"))),
    unique_by=key_of,
    max_size=8,
)


class Follower:
    """What somebody knows of the things who has been told of changes alone."""

    def __init__(self) -> None:
        self.number = 0
        self.known: dict[str, Thing] = {}

    def look(self, told: Changes) -> None:
        keys = told.since(self.number)
        if keys is None:
            self.known, keys = {}, list(told.things)
        for key in keys:
            self.known.pop(key, None) if key not in told.things else self.known.update({key: told.things[key]})
        self.number = told.number


@given(steps=st.lists(st.tuples(THINGS, st.booleans()), max_size=12))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_followers_know_what_is_there(monkeypatch: pytest.MonkeyPatch, steps: list[tuple[list[Thing], bool]]) -> None:
    monkeypatch.setattr(changes, "SHOWN", MOST)
    told, often, seldom = Changes(), Follower(), Follower()
    for things, also_seldom in steps:
        told.note(things)
        for follower in (often, seldom) if also_seldom else (often,):
            follower.look(told)
            latest = {key_of(it) for kind in "ab" for it in [it for it in things if it.kind == kind][-MOST:]}
            assert follower.known.keys() == latest
            assert set(follower.known.values()) <= set(things)
            assert told.since(follower.number) == []


def test_what_is_gone_is_remembered_for_a_while() -> None:
    told = Changes()
    told.note([Thing("box", "first", "")])
    seen = told.number
    told.note([])
    assert told.since(seen) == ["box first"]
    for number in range(changes.SHOWN):
        told.note([Thing("box", str(number), "")])
    told.note([])
    assert told.since(seen) is None
    assert len(told.since(told.number - 1) or ()) == 1
    assert len(told.since(changes.SHOWN * 2 - 5) or ()) <= changes.SHOWN
