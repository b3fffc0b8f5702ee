# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is made of a panel's no that the sandbox does not say."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.dialect import PanelDialect


def test_a_daemon_that_takes_no_empty_files() -> None:
    """[I 5038] Wings 1.11.9 to 1.11.11 say so in words that help nobody."""
    words = "An error occurred on the remote host: Missing Content-Length. (request id: x)"
    entry = {"code": "DaemonConnectionException", "status": "400", "detail": words}
    request = Request("POST", "/api/client/servers/1/files/write")
    error = PanelDialect().refused(request, Answer(400, data={"errors": [entry]}))
    assert "takes no empty files" in str(error)


@pytest.mark.parametrize(("verb", "slow_down"), [("POST", False), ("GET", True)])
def test_only_what_is_made_meets_a_limit_of_one_server(verb: str, slow_down: bool) -> None:
    request, limited = Request(verb, "/api/client/servers/1/databases"), Answer(429, data={"errors": []})
    failure = PanelDialect().failure(request, limited)
    assert failure is not None
    assert failure.slow_down is slow_down


def test_who_is_not_let_in_by_something_else_than_a_panel_looks_at_the_address() -> None:
    request = Request("GET", "/api/application/users")
    by_a_panel = Answer(401, data={"errors": [{"code": "AuthenticationException", "detail": "Unauthenticated."}]})
    assert "Check application_key, or client_key" in str(PanelDialect().refused(request, by_a_panel))
    assert "Check api_url: no panel says so" in str(PanelDialect().refused(request, Answer(401, data={"error": "no"})))
