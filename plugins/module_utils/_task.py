# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""One task, from its parameters to what Ansible returns: the same in a module and in the controller's own process."""

from __future__ import annotations

import traceback
from dataclasses import asdict, dataclass, field
from typing import Any, Callable

from ansible.module_utils.common.parameters import env_fallback

from ._core.errors import BoxfleetError, MissingLibrary
from ._core.report import Report
from ._core.watch import Tell, silent
from ._jiffybox.client import DEFAULT_URL, Client, account_from

API_OPTIONS: dict[str, dict[str, Any]] = {
    "api_token": {"type": "str", "required": True, "no_log": True, "fallback": (env_fallback, ["JIFFYBOX_API_TOKEN"])},
    "api_url": {"type": "str", "default": DEFAULT_URL, "fallback": (env_fallback, ["JIFFYBOX_API_URL"])},
    "api_timeout": {"type": "float", "default": 30.0},
    "api_retries": {"type": "int", "default": 4},
    "api_backoff_factor": {"type": "float", "default": 0.5},
    "api_retry_codes": {"type": "list", "elements": "int", "default": []},
    "api_rate": {"type": "str"},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
}

# Called with a client, the parameters and whether check mode is on.
Task = Callable[[Client, "dict[str, Any]", bool], Report]


@dataclass(frozen=True)
class TaskSpec:
    """A task and what it takes.

    :ivar options: its options as an argument spec; those of the API come on top.
    :ivar task: what is done.
    :ivar rules: what Ansible checks between options, such as mutually_exclusive.
    """

    options: dict[str, dict[str, Any]]
    task: Task
    rules: dict[str, Any] = field(default_factory=dict)

    @property
    def argument_spec(self) -> dict[str, dict[str, Any]]:
        """All its options."""
        return {**API_OPTIONS, **self.options}


@dataclass(frozen=True)
class Ending:
    """How a task ended.

    :ivar failed: whether it failed.
    :ivar values: what it returns, by name; "msg" among them if it failed.
    :ivar warnings: what the user should know, each once.
    """

    failed: bool
    values: dict[str, Any]
    warnings: list[str] = field(default_factory=list)


def run_task(task: Task, params: dict[str, Any], check_mode: bool, verbosity: int, tell: Tell = silent) -> Ending:
    """Do a task. Whatever goes wrong with it is in the ending.

    :param params: as Ansible has validated them.
    :param verbosity: the number of v in -vvv; from 3 on the API calls that were made are returned.
    :param tell: told what waits see.
    :raises MissingLibrary: requests is not installed.
    """
    client: Client | None = None
    warnings: list[str] = []
    try:
        client = Client(account_from(params), tell=tell)
        report = task(client, params, check_mode)
        values = {"changed": report.changed, **_changes(report), **report.values}
        warnings = report.warnings
        failed = False
    except MissingLibrary:
        raise
    except BoxfleetError as error:
        values = {"msg": str(error), "changed": bool(error.actions), "actions": error.actions, **error.details}
        warnings = error.warnings
        failed = True
    except Exception as error:
        values = _unexpected(error, client, verbosity)
        failed = True
    return Ending(failed, {**values, **_api_calls(client, verbosity)}, list(dict.fromkeys(warnings)))


def _changes(report: Report) -> dict[str, Any]:
    """What was changed; nothing for a task that changes nothing by nature."""
    return {} if report.before is None else {"actions": report.actions, "diff": report.diff}


def _api_calls(client: Client | None, verbosity: int) -> dict[str, Any]:
    """The calls made, for results at -vvv."""
    if client is None or verbosity < 3:
        return {}
    return {"api_calls": [asdict(call) for call in client.session.calls]}


def _unexpected(error: Exception, client: Client | None, verbosity: int) -> dict[str, Any]:
    """What to return for an error nobody foresaw: no traceback unless details were asked for."""
    redact = client.session.redact if client else str
    reason = f"This is a fault in boxfleet.cloud, please report it: {type(error).__name__}: {error}."
    if verbosity < 3:
        return {"msg": redact(f"{reason} Run the task again with -vvv for the details.")}
    return {"msg": redact(reason), "details": redact(traceback.format_exc()).splitlines()}
