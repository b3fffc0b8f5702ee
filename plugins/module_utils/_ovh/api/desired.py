# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What can be desired of any path of the API."""

from __future__ import annotations

import re
from dataclasses import MISSING, dataclass
from typing import Any, Dict

from ..._core.errors import InvalidInput
from ..._core.json_values import same_json
from ..._core.options import check_options, option
from ..rights import Needs, Rule

Json = Dict[str, Any]


def includes(there: Any, wanted: Any) -> bool:
    """Whether a value has what is wanted of it: of a map the keys that are named, of anything else all."""
    if isinstance(wanted, dict) and isinstance(there, dict):
        return all(key in there and includes(there[key], value) for key, value in wanted.items())
    return same_json(there, wanted)


def merged(there: Any, wanted: Any) -> Any:
    """The value with what is wanted of it."""
    if isinstance(wanted, dict) and isinstance(there, dict):
        return {**there, **{key: merged(there.get(key), value) for key, value in wanted.items()}}
    return wanted


@dataclass(frozen=True)
class DesiredPath:
    """What should be true of what a path leads to; the options of the module ovh_api."""

    path: str = option(MISSING)
    state: str = option("present", choices=("present", "absent"))
    match: Json | None = None
    query: Json | None = None
    id_field: str = "id"
    body: Json | None = None
    create_path: str | None = None
    create_body: Json | None = None
    action: str | None = None
    action_body: Json | None = None
    unless: Json | None = None
    wait: bool = True
    wait_timeout: int = option(30, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        for name in ("path", "create_path", "action"):
            _check_path(name, getattr(self, name))
        if self.state == "absent":
            for name in ("body", "create_path", "create_body", "action"):
                if getattr(self, name) is not None:
                    raise InvalidInput(name, None, "is for what should be there, and state is absent")
        for name, needs in (("create_body", "create_path"), ("action_body", "action"), ("unless", "action")):
            if getattr(self, name) is not None and getattr(self, needs) is None:
                raise InvalidInput(name, None, f"goes with {needs}, which is not set")
        if self.match == {}:
            raise InvalidInput("match", None, "has no field that an entry could be told by")
        for name in ("body", "create_body"):
            others = [key for key, value in (getattr(self, name) or {}).items() if self._is_no_match(key, value)]
            if others:
                rule = f"says otherwise than match of {' and '.join(others)}, so it would not be found again"
                raise InvalidInput(name, None, rule, advice="Match another field, or its id with path")

    def _is_no_match(self, key: str, value: Any) -> bool:
        """Whether an entry with this value does not match any more."""
        wanted = (self.match or {}).get(key)
        return key in (self.match or {}) and not includes(merged(wanted, value), wanted)

    @property
    def needs(self) -> Needs:
        """The rules that the task needs."""
        first, one = _rule(self.path), _rule(f"{self.path.rstrip('/')}/*") if self.match else _rule(self.path)
        create, action = (_rule(each) if each else "" for each in (self.create_path, self.action))
        return Needs(
            tuple(dict.fromkeys((f"GET {first}", f"GET {one}"))),
            {
                "create": (f"POST {create}",),
                "update": (f"PUT {one}",),
                "delete": (f"DELETE {one}",),
                "action": (f"POST {action}",),
            },
        )


def _rule(path: str) -> str:
    return re.sub(r"^/(1\.0|v1)(?=/)", "", path)


def _check_path(name: str, path: str | None) -> None:
    if path is None:
        return
    if not path.startswith("/") or not path.isascii() or not path.isprintable() or " " in path:
        rule = "must begin with / and have its parts percent-encoded, such as /ip/192.0.2.0%2F28/reverse"
        raise InvalidInput(name, path, rule)
    if "?" in path or "#" in path:
        raise InvalidInput(name, path, "must end before any ? or #", advice="Say what is behind it with query")
    if Rule("POST", _rule(path)).path.startswith("/auth/"):
        raise InvalidInput(name, path, "is about the credentials themselves", advice="That is what ovh_credential does")
