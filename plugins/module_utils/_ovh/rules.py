# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The access rules that each module needs: to look, and for each of its actions."""

from __future__ import annotations

from .rights import Needs

NEEDS: dict[str, Needs] = {
    "ovh_info": Needs(
        (
            *("GET /me", "GET /me/bill", "GET /me/bill/*", "GET /me/sshKey", "GET /me/sshKey/*"),
            *("GET /me/api/credential", "GET /me/api/credential/*", "GET /me/api/application"),
            *("GET /me/api/application/*", "GET /cloud/project", "GET /cloud/project/*"),
            *("GET /dedicated/server", "GET /dedicated/server/*", "GET /vps", "GET /vps/*", "GET /ip", "GET /ip/*"),
            *("GET /domain/zone", "GET /domain/zone/*"),
        ),
        {},
    ),
}
