# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The only place that knows AnsibleModule: parameters in, exit_json or fail_json out."""

from __future__ import annotations

from typing import Any, Mapping

from ansible.module_utils.basic import AnsibleModule

from .approval.terms import from_arguments
from .redact import Redactor
from .task import TaskSpec, run_task


class _Module(AnsibleModule):
    """A module of a task, which shows none of its secrets, be they where they belong or not."""

    params: dict[str, Any]

    def __init__(self, spec: TaskSpec) -> None:
        self._spec = spec
        super().__init__(argument_spec=spec.argument_spec, supports_check_mode=True, **spec.rules)

    def _load_params(self) -> None:
        super()._load_params()
        # before anything is checked, complained of or logged
        self.terms = from_arguments(self.params)
        self._secrets = {*self._spec.secrets(self.params), *filter(None, [self.terms.key])}
        self.no_log_values.update(self._secrets)
        self._redact = Redactor(*self._secrets)

    def log(self, msg: str, log_args: Mapping[str, str] | None = None) -> None:
        """As the base class does, which would not find a secret in a list or a map whose quotes are escaped there."""
        super().log(self._redact(msg), self._redact.value(log_args))

    def exit_json(self, **kwargs: Any) -> None:
        """As the base class does."""
        self._hide()
        super().exit_json(**kwargs)

    def fail_json(self, msg: str, **kwargs: Any) -> None:
        """As the base class does."""
        self._hide()
        super().fail_json(msg, **kwargs)

    def _hide(self) -> None:
        """Have the base class show no secret, and hide nothing else."""
        self.no_log_values = {*self._secrets, *self._spec.secrets(self.params)}
        self.params = self._spec.shown(self.params)


def run_module(spec: TaskSpec) -> None:
    """Run one task as a module and end the process."""
    module = _Module(spec)
    ending = run_task(spec, module.params, module.check_mode, module._verbosity, terms=module.terms)
    for warning in ending.warnings:
        module.warn(warning)
    if ending.failed:
        module.fail_json(**ending.values)
    module.exit_json(**ending.values)
