# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs in threads: whoever waits for one hears of its end."""

from __future__ import annotations

import pytest

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
