# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The terms of a run as the user sets them, by variables or in the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from ...module_utils._core.approval.terms import FREE, Terms
from ...module_utils._core.errors import InvalidInput
from . import run
from .file import approved_steps, steps_key

FILE, APPROVED, DRIFT, PRICES = (
    "boxfleet_steps_file",
    "boxfleet_approved_steps",
    "boxfleet_fail_on_drift",
    "boxfleet_prices",
)
_ENABLE = "Enable it: callbacks_enabled = boxfleet.cloud.summary in ansible.cfg, or ANSIBLE_CALLBACKS_ENABLED"


def terms_of_run(
    setting: Callable[[str], Any], switch: Callable[[str], bool], host: str, module: str, no_log: bool
) -> tuple[Terms, str]:
    """The terms of a run for the tasks of a module on a host, and the file that its steps are written to, if any.

    :param setting: the name of a setting to its value, None if it is not set.
    :param switch: the same for one that is true or false.
    :param no_log: whether nobody gets to see the result of the task.
    :raises InvalidInput: they cannot be kept.
    """
    key = steps_key()
    file = str(setting(FILE) or "")
    approved = setting(APPROVED)
    prices = _prices(setting(PRICES))
    drift = switch(DRIFT)
    if file and not run.listening:
        rule = "needs the callback boxfleet.cloud.summary, which writes it"
        raise InvalidInput(FILE, file, rule, advice=_ENABLE)
    if file and no_log:
        advice = "Take no_log away: what is secret in the options is not written"
        raise InvalidInput(FILE, file, "cannot have the steps of a task with no_log", advice=advice)
    steps = None if not approved else approved_steps(os.path.abspath(str(approved)), host, module, key)
    if steps is None and not (run.listening or drift):
        return FREE, ""
    return Terms(run.listening, steps, key, drift, prices), os.path.abspath(file) if file else ""


def _prices(value: Any) -> Mapping[str, Any]:
    """A table of prices: itself, or the file that has it."""
    if not value:
        return {}
    if isinstance(value, str):
        try:
            with open(value, encoding="utf-8") as file:
                value = yaml.safe_load(file)
        except OSError as error:
            raise InvalidInput(PRICES, value, f"cannot be read: {error.strerror}") from None
        except yaml.YAMLError as error:
            raise InvalidInput(PRICES, value, f"is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(value, Mapping):
        raise InvalidInput(PRICES, None, "must be a map of prices, or the path of a YAML file with one")
    return value
