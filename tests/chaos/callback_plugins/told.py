# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Notes what every task told, so that it can be compared with what the service carried out."""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: told
type: notification
short_description: notes what tasks told
description: Writes a line of JSON for each result into the file that CHAOS_TOLD names.
"""


class CallbackModule(CallbackBase):
    """One line for each result of a task, and for each item of a loop."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "told"
    CALLBACK_NEEDS_ENABLED = True

    def v2_runner_on_ok(self, result: Any) -> None:
        self._note(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._note(result, failed=True)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._note(result, failed=True)

    def v2_runner_item_on_ok(self, result: Any) -> None:
        self._note(result)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        self._note(result, failed=True)

    def _note(self, result: Any, failed: bool = False) -> None:
        values = result._result
        if "results" in values:
            # a loop: its items have been noted
            return
        line = {
            "task": result._task.action,
            "changed": bool(values.get("changed")),
            "failed": failed,
            "actions": values.get("actions") or [],
            "msg": str(values.get("msg", "")),
        }
        with open(os.environ["CHAOS_TOLD"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
