# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The limiter, at any times whatever."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from sandbox._core.limiter import Limiter, Rate

# In eighths, which floats hold exactly.
GAPS = st.lists(st.integers(0, 32).map(lambda eighth: eighth / 8), max_size=60)


@given(GAPS, st.integers(1, 5), st.integers(1, 10))
def test_a_window_lets_through_what_it_may_and_says_truly_how_long_to_wait(
    gaps: list[float], count: int, seconds: int
) -> None:
    limiter = Limiter({"calls": Rate(count, seconds)})
    passed: list[float] = []
    for now in accumulate(gaps):
        recent = [time for time in passed if time > now - seconds]
        standing = limiter.take("calls", "anna", now)
        assert standing is not None
        assert (standing.wait is None) == (len(recent) < count)
        if standing.wait is None:
            passed.append(now)
            recent.append(now)
        else:
            assert sum(time > now + standing.wait - seconds for time in passed) < count
        assert standing.remaining == count - len(recent)


@given(GAPS, st.integers(1, 5), st.integers(1, 10), st.integers(1, 6))
def test_a_bucket_fills_evenly_and_holds_no_more_than_its_burst(
    gaps: list[float], count: int, seconds: int, burst: int
) -> None:
    limiter = Limiter({"calls": Rate(count, seconds, burst)})
    passed: list[float] = []
    for now in accumulate(gaps):
        standing = limiter.take("calls", "anna", now)
        assert standing is not None
        if standing.wait is None:
            passed.append(now)
        else:
            assert standing.wait * count / seconds > 1e-9
    for index, begin in enumerate(passed):
        for length, end in enumerate(passed[index:], 1):
            assert length <= burst + (end - begin) * count / seconds + 1e-6


def test_clients_and_buckets_are_counted_apart_and_what_has_no_limit_is_not_counted() -> None:
    limiter = Limiter({"reads": Rate(1, 60), "writes": Rate(1, 60)})

    def wait(bucket: str | None, client: str) -> int | None:
        standing = limiter.take(bucket, client, 0.0)
        return standing.wait if standing else None

    assert [wait("reads", "anna"), wait("reads", "anna"), wait("writes", "anna")] == [None, 60, None]
    assert [wait("reads", "bert"), wait("reads", "bert")] == [None, 60]
    assert limiter.take(None, "anna", 0.0) is None
    assert limiter.take("others", "anna", 0.0) is None
    limiter.clear()
    assert wait("reads", "anna") is None
