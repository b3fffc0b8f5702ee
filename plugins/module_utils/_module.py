# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The only place that knows AnsibleModule: parameters in, exit_json or fail_json out."""

from __future__ import annotations

import traceback
from dataclasses import asdict
from typing import Any, Callable, NoReturn

from ansible.module_utils.basic import AnsibleModule, env_fallback, missing_required_lib

from ._core.errors import BoxfleetError, MissingLibrary
from ._core.report import Report
from ._jiffybox.client import DEFAULT_URL, Client, account_from

API_OPTIONS: dict[str, dict[str, Any]] = {
    "api_token": {"type": "str", "required": True, "no_log": True, "fallback": (env_fallback, ["JIFFYBOX_API_TOKEN"])},
    "api_url": {"type": "str", "default": DEFAULT_URL, "fallback": (env_fallback, ["JIFFYBOX_API_URL"])},
    "api_timeout": {"type": "float", "default": 30.0},
    "api_retries": {"type": "int", "default": 4},
    "api_backoff_factor": {"type": "float", "default": 0.5},
    "api_retry_codes": {"type": "list", "elements": "int", "default": []},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
}

Task = Callable[[Client, "dict[str, Any]", bool], Report]


def run_module(options: dict[str, dict[str, Any]], task: Task, **rules: Any) -> None:
    """Run one task as a module and end the process.

    :param options: argument spec of the task; the API's options are added.
    :param task: called with a client, the parameters and whether check mode is on.
    :param rules: what AnsibleModule checks between options, such as mutually_exclusive.
    """
    module = AnsibleModule(argument_spec={**API_OPTIONS, **options}, supports_check_mode=True, **rules)
    client: Client | None = None
    try:
        client = Client(account_from(module.params))
        report = task(client, module.params, module.check_mode)
    except MissingLibrary as error:
        module.fail_json(msg=missing_required_lib(error.library), exception=error.trace)
    except BoxfleetError as error:
        module.fail_json(
            msg=str(error), changed=bool(error.actions), actions=error.actions, **_api_calls(module, client)
        )
    except Exception as error:
        _fail_unexpectedly(module, client, error)
    for warning in report.warnings:
        module.warn(warning)
    module.exit_json(
        changed=report.changed,
        actions=report.actions,
        diff=report.diff,
        **report.values,
        **_api_calls(module, client),
    )


def _api_calls(module: AnsibleModule, client: Client | None) -> dict[str, Any]:
    """The calls made, for results at -vvv."""
    if client is None or module._verbosity < 3:
        return {}
    return {"api_calls": [asdict(call) for call in client.session.calls]}


def _fail_unexpectedly(module: AnsibleModule, client: Client | None, error: Exception) -> NoReturn:
    """Fail for an error nobody foresaw, without a traceback unless details were asked for."""
    redact = client.session.redact if client else str
    details = {"exception": redact(traceback.format_exc())} if module._verbosity >= 3 else {}
    module.fail_json(
        msg=redact(
            f"This is a fault in boxfleet.cloud, please report it: {type(error).__name__}: {error}. "
            "Run the task again with -vvv for the details."
        ),
        **details,
        **_api_calls(module, client),
    )
