# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""SSH keys of a project: a table."""

from __future__ import annotations

from ..._core.record.table import Field, Parent, Record
from .. import kinds, shapes
from ..client import Client
from ..public_key import check_public_key
from ..rules import NEEDS
from ..task import permitted, record_task


def same_key(wanted: str, there: str) -> bool:
    """Whether two public keys are one, whatever is noted behind them."""
    return wanted.split()[:2] == there.split()[:2]


SSH_KEY: Record[Client] = permitted(
    Record(
        key="ssh_key",
        kind=kinds.ssh_key,
        parents=(Parent("project", lambda: kinds.PROJECT),),
        fields=(
            Field("name"),
            # a public key is no secret
            Field("public_key", needed=True, fixed=True, same=same_key, more={"no_log": False}),
            Field("region", hidden=True),
        ),
        create=lambda client, project, values: client.create(
            *kinds.below(project, "sshkey"), values=values, shape=shapes.SSH_KEY
        ),
        delete=lambda client, project, it, desired: client.delete(*kinds.below(project, "sshkey", it["id"])),
        check=lambda desired: check_public_key("public_key", desired.public_key),
        more=lambda it: {"regions": it.get("regions")},
    ),
    NEEDS["ovh_ssh_key"],
)
SSH_KEY_TASK = record_task(SSH_KEY, NEEDS["ovh_ssh_key"])
