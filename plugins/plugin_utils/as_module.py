# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AnsibleModule does around a task, without a module: parameters are checked, the result is masked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator, ValidationResult
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.plugins.filter.core import to_json

from ..module_utils._core.approval.terms import FREE, Terms
from ..module_utils._core.listings import Listings
from ..module_utils._core.progress import Progress, beating
from ..module_utils._core.task import Ending, TaskSpec, run_task
from ..module_utils._core.wait import Clock
from ..module_utils._core.watch import Tell, silent
from .interrupted import NOTES, last_words, noted


def result_of(
    spec: TaskSpec,
    name: str,
    args: dict[str, Any],
    *,
    check_mode: bool,
    verbosity: int,
    invocation: bool = True,
    say: Callable[[str], None] | None = None,
    host: str = "",
    listings: Listings | None = None,
    terms: Terms = FREE,
) -> dict[str, Any]:
    """The result that a module would return.

    :param name: the module's name, for messages.
    :param args: the parameters as the user gave them.
    :param invocation: whether the parameters are part of the result.
    :param say: takes lines about what is waited for; None to say nothing.
    :param host: whose task it is, for last words.
    :param listings: where listings are shared with other tasks of this process.
    :param terms: of the whole run.
    """
    args = as_json(args)
    validation = ModuleArgumentSpecValidator(spec.argument_spec, **spec.rules).validate(args)
    params = {**args, **validation.validated_parameters}
    secrets = {*spec.secrets(args), *spec.secrets(params)}
    if validation.error_messages:
        ending = Ending(failed=True, values={"msg": _complaint(name, validation)})
    else:

        def mask(line: str) -> str:
            return str(remove_values(line, secrets))

        with telling(name, "at work", say, host=host, check_mode=check_mode, mask=mask) as tell:
            ending = run_task(spec, params, check_mode, verbosity, tell, listings, terms)
    result = dict(ending.values)
    if invocation:
        result["invocation"] = {"module_args": spec.shown(params)}
    if ending.failed:
        result["failed"] = True
    if ending.warnings:
        result["warnings"] = ending.warnings
    return masked(as_json(result), secrets)


@contextmanager
def telling(
    name: str,
    condition: str,
    say: Callable[[str], None] | None,
    *,
    host: str,
    check_mode: bool,
    mask: Callable[[str], str] = str,
) -> Iterator[Tell]:
    """While the block runs, lines about what is waited for, never silence for long, and last words if interrupted.

    :param name: the module's, for as long as it tells nothing.
    :param condition: what it does meanwhile.
    :param say: takes the lines; None to say nothing.
    :param mask: takes secrets out of a line.
    """
    if say is None:
        yield silent
        return
    progress = Progress(lambda line: say(mask(line)), Clock())

    def words() -> str:
        return mask(last_words(host, progress.under_way(), check_mode))

    with noted(words, NOTES), beating(progress, name, condition):
        yield progress


def as_json(value: Any) -> Any:
    """The value as it arrives on the other side when it is sent as JSON: plain, and never taken for a template."""
    return json.loads(to_json(value))


def masked(result: dict[str, Any], secrets: set[str]) -> dict[str, Any]:
    """The result without the secrets. What is true, false or null stays so, even if a secret spells like it."""
    kept = {key: value for key, value in result.items() if value is None or isinstance(value, bool)}
    return {**remove_values(result, secrets), **kept}


def _complaint(name: str, validation: ValidationResult) -> str:
    """What is wrong with the parameters, in the words of AnsibleModule."""
    if isinstance(validation.errors[0], UnsupportedError):
        return f"Unsupported parameters for ({name}) module: {validation.errors.msg}"
    return str(validation.errors.msg)
