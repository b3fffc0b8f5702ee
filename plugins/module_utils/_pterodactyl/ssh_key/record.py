# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""SSH keys of the owner of the client key, for SFTP: a table. A key is known by its fingerprint."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, Mapping

from ..._core.client import Json
from ..._core.kind import Kind, Thing
from ..._core.public_key import key_data, no_public_key
from ..._core.record.table import Record, Values
from ..._core.record.task import record_spec
from .. import tables
from ..client import CLIENT, Client
from ..kinds import found_in_list, kind
from ..provider import PANEL

WHERE = (CLIENT, "account", "ssh-keys")
SSH_KEY_KIND: Kind[Client] = kind(
    "SSH key",
    "SSH keys",
    *WHERE,
    get=found_in_list(*WHERE, by="fingerprint"),
    id_of=lambda key: key["fingerprint"],
    id_from=lambda text: text.partition("SHA256:")[2] or text,
    owner="the owner of client_key",
)


def fingerprint(public_key: str) -> str:
    """The fingerprint of a key as it stands in a file such as id_ed25519.pub; empty if it is none."""
    data = key_data(public_key)
    return base64.b64encode(hashlib.sha256(data).digest()).decode().rstrip("=") if data else ""


def _check(desired: Any) -> None:
    if desired.public_key is not None and not fingerprint(desired.public_key):
        raise no_public_key("public_key")


def _values(key: Thing) -> Mapping[str, Any]:
    """A key comes back in another form than it was sent; its fingerprint stays."""
    return {"name": key.get("name"), "public_key": key.get("fingerprint") or fingerprint(key.get("public_key") or "")}


def _create(client: Client, values: Values) -> Json:
    return client.create(*WHERE, values=values)


def _delete(client: Client, key: Thing, _desired: Any) -> None:
    client.act(*WHERE, "remove", values={"fingerprint": key["fingerprint"]})


SSH_KEY: Record[Client] = Record(
    key="ssh_key",
    kind=lambda: SSH_KEY_KIND,
    fields=(
        tables.own("public_key", needed=True, same=lambda desired, actual: fingerprint(desired) == actual),
        tables.name("name", needed=True),
    ),
    identity=("public_key", "name"),
    each_identifies=True,
    create=_create,
    delete=_delete,
    values=_values,
    check=_check,
    more=lambda key: {
        "fingerprint": _values(key)["public_key"],
        "public_key": key.get("public_key"),
        "created_at": key.get("created_at"),
    },
)
SSH_KEY_TASK = record_spec(PANEL, SSH_KEY, rules={"required_one_of": [("public_key", "name", "id")]})
