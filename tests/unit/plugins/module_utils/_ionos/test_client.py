# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pages of a list, and which option the service speaks of."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.client import _following
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.provider import option_at


def page(first, count, **more):
    return {"items": [{"id": str(first + number)} for number in range(count)], **more}


@pytest.mark.parametrize("more", [{}, {"limit": 2}, {"limit": 2, "_links": {"next": "further"}}])
def test_after_a_full_page_the_next_is_asked_for(more):
    assert _following(2, 1)(page(0, 2, **more)) == {"depth": 1, "limit": 2, "offset": 2}


def test_a_service_that_gives_fewer_than_were_asked_for_is_asked_for_the_rest():
    assert _following(5, 1)(page(0, 2, limit=2)) == {"depth": 1, "limit": 5, "offset": 2}
    assert _following(5, 1)(page(0, 1, limit=2)) is None
    assert _following(5, 1)(page(0, 2)) is None


@pytest.mark.parametrize("last", [page(0, 1), page(0, 0), page(0, 2, limit=2, _links={"self": "this"})])
def test_a_page_that_is_not_full_or_names_no_next_is_the_last(last):
    assert _following(2, 1)(last) is None


def test_a_service_that_sends_the_same_page_for_ever_comes_to_an_end():
    following = _following(2, 1)
    assert following(page(0, 2, _links={"next": "itself"}))
    assert following(page(0, 2, _links={"next": "itself"})) is None


def test_the_option_has_the_names_of_the_tasks():
    assert option_at("entities.volumes.items.[0].properties.sshKeys") == "volumes[0].ssh_keys"
