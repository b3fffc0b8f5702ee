# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""One task, from its parameters to what Ansible returns: the same in a module and in the controller's own process."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Callable, Mapping

from .approval.terms import FREE, TaskTerms, Terms
from .arguments import secrets_among, shown
from .client import ApiClient
from .errors import BoxfleetError, Fault, Missing
from .listings import Listings
from .made import Makes, makes_nothing
from .options import argument_spec, from_parameters
from .provider import Provider
from .redact import Redactor
from .report import Report
from .watch import Tell, silent


@dataclass(frozen=True)
class TaskSpec:
    """A task and what it takes: one constant for the module and for the action plugin of its name.

    :ivar provider: whose things it is about.
    :ivar desired: the dataclass that its options make, see options.py.
    :ivar task: what is done; called with a client, the desired and whether check mode is on.
    :ivar rules: what Ansible checks between options, such as mutually_exclusive.
    :ivar options: its options where they are not just the fields of ``desired``, as an argument spec.
    :ivar secret_names: what secrets are called in options that can hold anything, besides the names of its options.
    :ivar read: parameters to the desired, where it takes more than from_parameters().
    :ivar makes: its arguments, as the user gave them, to what other tasks can name when it is done.
    :ivar only_tells: whether it changes nothing by nature.
    """

    provider: Provider[Any]
    desired: type
    task: Callable[[Any, Any, bool], Report]
    rules: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] | None = None
    read: Callable[[Mapping[str, Any]], Any] | None = None
    secret_names: tuple[str, ...] = ()
    makes: Makes = makes_nothing
    only_tells: bool = False

    @property
    def argument_spec(self) -> dict[str, dict[str, Any]]:
        """All its options, those of the account first."""
        own = argument_spec(self.desired) if self.options is None else self.options
        return {**self.provider.argument_spec, **own}

    def secrets(self, arguments: Mapping[str, Any]) -> set[str]:
        """What of its arguments must not be shown."""
        return secrets_among(self.argument_spec, arguments, self.provider.secret_shape, self.secret_names)

    def shown(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Its arguments as they may be shown."""
        return shown(self.argument_spec, arguments, Redactor(*self.secrets(arguments)))

    def wanted(self, parameters: Mapping[str, Any]) -> Any:
        """What the parameters ask for.

        :raises InvalidInput: a value breaks a rule.
        """
        return self.read(parameters) if self.read else from_parameters(self.desired, parameters)


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


def run_task(
    spec: TaskSpec,
    params: Mapping[str, Any],
    check_mode: bool,
    verbosity: int,
    tell: Tell = silent,
    listings: Listings | None = None,
    terms: Terms = FREE,
) -> Ending:
    """Do a task. Whatever goes wrong with it is in the ending.

    :param params: as Ansible has validated them.
    :param verbosity: the number of v in -vvv; from 3 on the API calls that were made are returned.
    :param tell: told what waits see.
    :param listings: where listings are shared with other tasks of this process.
    :param terms: of the whole run.
    """
    client: ApiClient | None = None
    secrets = spec.secrets(params)
    redact = Redactor(*secrets)

    def redacted() -> Redactor:
        """What knows all secrets that are known by now."""
        return redact if client is None else client.session.redact

    warnings: list[str] = []
    try:
        account = spec.provider.account(params)
        redact = Redactor(*secrets, *account.auth.secrets)
        client = spec.provider.client(account, tell=_redacted(tell, redacted), listings=listings)
        # its own, before what a service says is cut, knows the account's secrets alone
        client.session.redact = redact
        here = TaskTerms(terms, spec, params, client)
        client.session.gate = here.gate()
        report = spec.task(client, spec.wanted(params), check_mode)
        here.see_drift(report.outcomes, check_mode)
        values = {"changed": report.changed, **_changes(report), **report.values, **here.told(report.outcomes)}
        warnings = report.warnings
        failed = False
    except Exception as caught:
        error = caught if isinstance(caught, BoxfleetError) else Fault.from_exception(caught)
        if check_mode and isinstance(error, Missing):
            error.in_a_dry_run()
        values = {"msg": str(error), "changed": bool(error.actions), "actions": error.actions, **error.details}
        if isinstance(error, Fault):
            values = {**values, **_about_a_fault(error, verbosity)}
        warnings = error.warnings
        failed = True
    if client is not None:
        warnings = [*warnings, *client.session.warnings]
    values = {**values, **_api_calls(client, verbosity)}
    redact = redacted()
    return Ending(failed, redact.value(values), redact.value(list(dict.fromkeys(warnings))))


def _redacted(tell: Tell, redactor: Callable[[], Redactor]) -> Tell:
    def told(what: str, condition: str, seconds: float, tally: str = "") -> None:
        redact = redactor()
        tell(redact(what), redact(condition), seconds, tally)

    return told


def _changes(report: Report) -> dict[str, Any]:
    """What was changed; nothing for a task that changes nothing by nature."""
    return {} if report.before is None else {"actions": report.actions, "diff": report.diff}


def _api_calls(client: ApiClient | None, verbosity: int) -> dict[str, Any]:
    """The calls made, for results at -vvv."""
    if client is None or verbosity < 3:
        return {}
    return {"api_calls": [asdict(call) for call in client.session.calls]}


def _about_a_fault(error: Fault, verbosity: int) -> dict[str, Any]:
    """What to return for an error nobody foresaw: no traceback unless details were asked for."""
    if verbosity < 3:
        error.advice = error.advice or "Run the task again with -vvv for the details"
        return {"msg": str(error)}
    return {"details": error.trace.splitlines()}
