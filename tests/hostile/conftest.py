# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The accounts of the suite, whose answers are damaged here."""

from __future__ import annotations

# fixtures of the suite and of the tests in one process
from tests.functional.conftest import (  # noqa: F401
    ionos,
    ionos_sandbox,
    ovh,
    ovh_sandbox,
    pterodactyl,
    pterodactyl_sandbox,
    tiny,
    tiny_sandbox,
)
from tests.functional.suite.conftest import world  # noqa: F401
