# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Any property of a thing may be null, and so may what is in it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.info.task import thing_result
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.kinds import inside
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.shapes import THING


@pytest.mark.parametrize(
    "thing",
    [
        {"metadata": None, "properties": None, "entities": None},
        {"entities": {"volumes": None, "nics": {"items": None}}},
        {"metadata": {"state": None}, "properties": {"cores": None, "ips": None, "bootVolume": None}},
    ],
)
def test_nothing_but_an_id_has_to_be_there(thing: dict[str, Any]) -> None:
    read = THING({"id": "a", **thing})
    assert (inside(read, "volumes"), inside(read, "nics")) == ([], [])
    assert thing_result(read)["id"] == "a"
