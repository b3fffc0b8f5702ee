# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""examples/full_circle.yml, with which make demo ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.conftest import CHECKOUT

EXAMPLES = CHECKOUT / "examples"


@pytest.fixture(scope="module", params=["sshd", "asyncssh"])
def sandbox_server(options: list[str], request: pytest.FixtureRequest) -> Iterator[Any]:
    """With each SSH server that machines can have."""
    from tests.conftest import start_sandbox

    with start_sandbox(*options, "--ssh-server", request.param) as sandbox:
        yield sandbox


@pytest.mark.long
def test_the_whole_way_works_and_leaves_the_account_as_it_was(sandbox: Any, ansible: Any) -> None:
    known_hosts = ansible.folder / "known_hosts"
    environment = {
        "ANSIBLE_SSH_COMMON_ARGS": f"-o UserKnownHostsFile={known_hosts}",
        "JIFFYBOX_KNOWN_HOSTS": str(known_hosts),
    }
    inventory = str(EXAMPLES / "inventory" / "by_role.jiffybox.yml")
    done = ansible.run("ansible-playbook", "-i", inventory, str(EXAMPLES / "full_circle.yml"), **environment)
    assert done.code == 0, done.output
    assert "WARNING" not in done.output
    assert "A thousand orders, as they were." in done.output
    assert sandbox.api("GET", "jiffyBoxes") == {}
