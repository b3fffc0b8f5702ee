# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Says nothing, and writes when tasks began and ended to the file that BENCHMARK_TIMES names, a line of JSON each."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: benchmark_times
type: stdout
short_description: Writes when tasks began and ended
description:
  - Says nothing, and writes to the file that E(BENCHMARK_TIMES) names when tasks began and ended.
author:
  - boxfleet contributors (@boxfleet)
"""


class CallbackModule(CallbackBase):
    """Times are Unix seconds, as in the logs of the sandbox and the stubs."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "benchmark_times"

    def __init__(self) -> None:
        super().__init__()
        # Open from the beginning, and closed with the process.
        self._file = open(os.environ["BENCHMARK_TIMES"], "a", encoding="utf-8")  # noqa: SIM115

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        self._write(event="began")

    def v2_runner_on_ok(self, result: Any) -> None:
        self._write(event="ended", changed=result.result.get("changed", False), problem="")

    def v2_runner_on_skipped(self, result: Any) -> None:
        self.v2_runner_on_ok(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        failed = [item for item in result.result.get("results", []) if isinstance(item, dict) and item.get("failed")]
        self._write(event="ended", changed=False, problem=str((failed or [result.result])[0].get("msg")))

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self.v2_runner_on_failed(result)

    def _write(self, **entry: Any) -> None:
        # of this process and of those that it has waited for
        processor = sum(os.times()[:4])
        self._file.write(json.dumps({"time": time.time(), "processor": processor, **entry}) + "\n")
        self._file.flush()
