# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callback boxfleet.cloud.summary."""

from __future__ import annotations

DOCUMENTATION = r"""
name: summary
type: aggregate
short_description: What a run created, changed, deleted and restarted, and what that costs
version_added: 0.1.0
description:
  - At the end of a playbook, how many things of each provider were created, changed, deleted, restarted; what they cost
    a month, before and after; and each change, the riskiest first. With C(--check), what would be.
  - It also writes the file of steps that an approved run is made from, see O(steps_file).
  - Enable it with C(callbacks_enabled = boxfleet.cloud.summary) in C(ansible.cfg), or
    C(ANSIBLE_CALLBACKS_ENABLED=boxfleet.cloud.summary).
author:
  - boxfleet contributors (@boxfleet)
options:
  steps_file:
    description:
      - Where a run with C(--check) writes what it would do, as JSON.
      - The variable C(boxfleet_steps_file) does the same for the hosts that have it.
    type: path
    env:
      - name: BOXFLEET_STEPS_FILE
  summary_file:
    description: Where the summary is written besides, as Markdown, or as JSON if the name ends in C(.json).
    type: path
    env:
      - name: BOXFLEET_SUMMARY_FILE
    ini:
      - section: boxfleet
        key: summary_file
"""

EXAMPLES = r"""
# ansible.cfg: every run ends with the summary, and writes it for the merge request
#
#   [defaults]
#   callbacks_enabled = boxfleet.cloud.summary
#
#   [boxfleet]
#   summary_file = summary.md
#
# once, with what would be done as a file that can be approved:
#
#   ANSIBLE_CALLBACKS_ENABLED=boxfleet.cloud.summary ansible-playbook site.yml --check -e boxfleet_steps_file=steps.json
"""

import json
from pathlib import Path
from typing import Any

from ansible import context
from ansible.plugins.callback import CallbackBase

from ..plugin_utils.steps.file import steps_key, write_steps
from ..plugin_utils.steps.run import listen
from ..plugin_utils.steps.summary import as_markdown, as_table, summed_up

OURS = "boxfleet.cloud."


class CallbackModule(CallbackBase):  # type: ignore[misc]
    """Listens to results, and tells at the end."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "boxfleet.cloud.summary"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._tasks: list[dict[str, Any]] = []
        self._failures: list[dict[str, Any]] = []
        self._unknown: list[dict[str, Any]] = []
        self._files: set[str] = set()
        self._incomplete = ""
        listen()

    # What Ansible tells

    def v2_runner_on_ok(self, result: Any) -> None:
        """A task went well."""
        self._take(result, failed=False)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A task failed."""
        self._take(result, failed=True)
        if not ignore_errors:
            self._miss(result, "failed")

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """A host could not be reached."""
        self._miss(result, "could not reach its host")

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """The playbook is over."""
        check_mode = bool(context.CLIARGS.get("check"))
        if self._tasks or self._failures:
            summary = summed_up(self._tasks, self._failures, self._unknown, check_mode)
            self._display.banner("BOXFLEET: WHAT WOULD BE CHANGED" if check_mode else "BOXFLEET: WHAT WAS CHANGED")
            for line in as_table(summary):
                self._display.display(line)
            self._write_summary(summary)
        for file in sorted(self._files | {file for file in [self.get_option("steps_file")] if file}):
            self._write_steps(file, check_mode)

    # What becomes of it

    def _take(self, result: Any, failed: bool) -> None:
        """Note what a task, or each item of its loop, told of its steps."""
        items = result._result.get("results")
        if result._task.loop is not None and isinstance(items, list):
            for one in items:
                self._take_one(result, one, isinstance(one, dict) and bool(one.get("failed")))
        else:
            self._take_one(result, result._result, failed)

    def _take_one(self, result: Any, one: Any, failed: bool) -> None:
        told = one.get("boxfleet") if isinstance(one, dict) else None
        action = str(getattr(result._task, "resolved_action", None) or result._task.action)
        module = action.rpartition(".")[2]
        where = {"host": result._host.get_name(), "task": result._task.get_name()}
        if isinstance(told, dict) and "unknown" in told:
            self._unknown.append({**where, "module": module, "msg": told["unknown"]})
        elif isinstance(told, dict):
            told = dict(told)
            file = told.pop("steps_file", None)
            if file:
                self._files.add(file)
            self._tasks.append({**where, "module": module, **told})
        elif action.startswith(OURS) and failed:
            provider = module.partition("_")[0]
            failure = {"provider": provider, "msg": str(one.get("msg", "")), "actions": one.get("actions", [])}
            self._failures.append({**where, "module": module, **failure})

    def _miss(self, result: Any, why: str) -> None:
        self._incomplete = self._incomplete or f"task {result._task.get_name()} {why} ({result._host.get_name()})"

    def _write_steps(self, file: str, check_mode: bool) -> None:
        if not check_mode:
            self._display.warning(f"{file} was not written: steps are written by dry runs, with --check.")
            return
        if self._incomplete:
            reason = f"{self._incomplete}, so nobody knows what would come after it"
            self._display.warning(f"{file} was not written: {reason}. Put that right, and make the dry run again.")
            return
        try:
            write_steps(file, self._tasks, steps_key())
        except OSError as error:
            self._display.warning(f"{file} was not written: {error.strerror}.")
            return
        number = sum(len(thing["steps"]) for task in self._tasks for thing in task["things"])
        steps = "1 step" if number == 1 else f"{number} steps"
        self._display.display(
            f"{file} has {steps} to approve; a run with boxfleet_approved_steps={file} does just these."
        )

    def _write_summary(self, summary: dict[str, Any]) -> None:
        file = self.get_option("summary_file")
        if not file:
            return
        text = json.dumps(summary, indent=1) + "\n" if file.endswith(".json") else as_markdown(summary)
        try:
            Path(file).write_text(text, encoding="utf-8")
        except OSError as error:
            self._display.warning(f"{file} was not written: {error.strerror}.")
