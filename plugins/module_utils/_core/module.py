# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The only place that knows AnsibleModule: parameters in, exit_json or fail_json out."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule

from .task import TaskSpec, run_task


def run_module(spec: TaskSpec) -> None:
    """Run one task as a module and end the process."""
    module = AnsibleModule(argument_spec=spec.argument_spec, supports_check_mode=True, **spec.rules)
    ending = run_task(spec, module.params, module.check_mode, module._verbosity)
    for warning in ending.warnings:
        module.warn(warning)
    if ending.failed:
        module.fail_json(**ending.values)
    module.exit_json(**ending.values)
