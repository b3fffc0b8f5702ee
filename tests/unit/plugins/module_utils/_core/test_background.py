# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs in threads: whoever waits for one hears of its end."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import background
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.background import in_background, side_by_side


class Killed(BaseException):
    """The end of a process."""


def _killed() -> None:
    raise Killed


def test_a_job_that_is_killed_is_not_waited_for_without_end() -> None:
    with pytest.raises(Killed):
        in_background(_killed).result(timeout=60)
    with pytest.raises(Killed):
        side_by_side([_killed, lambda: None, _killed], 2)


@pytest.mark.parametrize(("jobs", "most", "threads"), [(5, 2, 2), (2, 5, 2), (0, 3, 0)])
def test_no_more_threads_are_begun_than_jobs_may_be_under_way(
    jobs: int, most: int, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []

    class Noted(threading.Thread):
        def start(self) -> None:
            begun.append(self.daemon)
            super().start()

    monkeypatch.setattr(background, "threading", SimpleNamespace(Thread=Noted, Lock=threading.Lock))
    assert side_by_side([lambda job=job: job for job in range(jobs)], most) == list(range(jobs))  # type: ignore[misc]
    # none of them keeps the process of an interrupted task alive
    assert begun == [True] * threads
    assert in_background(lambda: 7).result(timeout=600) == 7
    assert begun == [True] * (threads + 1)
