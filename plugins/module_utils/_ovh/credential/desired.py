# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a consumer key should be allowed to do."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from typing import Any, Dict

from ..._core.errors import InvalidInput
from ..._core.options import check_options, option
from ..._core.suggest import did_you_mean
from ..kinds import PROJECT_ID
from ..rights import METHODS, Rule
from ..rules import NEEDS

Json = Dict[str, Any]


@dataclass(frozen=True)
class AccessRule:
    """One rule."""

    method: str = option(MISSING, choices=METHODS)
    path: str = option(MISSING)

    def __post_init__(self) -> None:
        check_options(self)
        if not self.path.startswith("/") or self.path != self.path.strip():
            raise InvalidInput("path", self.path, "must begin with /, and have no blanks around it: they match nothing")


@dataclass(frozen=True)
class DesiredCredential:
    """What should be true of the account's consumer key; the options of the module ovh_credential."""

    state: str = option("present", choices=("present", "validated", "absent"))
    access_rules: tuple[AccessRule, ...] | None = option(None, of=AccessRule)
    rules_for: tuple[str, ...] | None = option(None, choices=tuple(sorted(NEEDS)))
    names: Json | None = None
    read_only: bool = False
    redirection: str | None = None
    allowed_ips: tuple[str, ...] | None = None
    wait: bool = True
    wait_timeout: int = option(600, least=1, unit="seconds")

    def __post_init__(self) -> None:
        check_options(self)
        self._check_names()
        if self.state == "present" and not self.rules:
            advice = "Name them with access_rules, or with rules_for the modules that shall work with it"
            raise InvalidInput("access_rules", None, "and rules_for say nothing that the key shall allow", advice)

    def _check_names(self) -> None:
        places = {place for module in self.rules_for or () for place in NEEDS[module].places}
        for name, value in (self.names or {}).items():
            if name not in places:
                rule = "is nothing that the rules of rules_for can be narrowed to"
                raise InvalidInput(f"names.{name}", None, rule, advice=did_you_mean(name, places))
            if name == "project" and not PROJECT_ID(str(value)):
                rule = "is no id of a project, and rules have ids in their paths: such a rule would allow nothing"
                raise InvalidInput(f"names.{name}", value, rule, advice="ovh_info lists the projects with their ids")

    @property
    def rules(self) -> list[Rule]:
        """The rules that it should have."""
        names = {name: str(value) for name, value in (self.names or {}).items()}
        named = [Rule(one.method, one.path) for one in self.access_rules or []]
        needed = [rule for module in self.rules_for or [] for rule in NEEDS[module].all(names)]
        wanted = list(dict.fromkeys([*named, *needed]))
        return [rule for rule in wanted if rule.method == "GET"] if self.read_only else wanted
