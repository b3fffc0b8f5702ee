# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: everything
type: notification
short_description: Writes every result, as programs get it
description:
  - Writes every result to the file that the environment variable CANARY_RESULTS names, whatever the verbosity, with the
    parameters that the default callback leaves out, as the callbacks that write JSON do.
"""

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    """Writes every result."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "everything"
    CALLBACK_NEEDS_ENABLED = True

    def v2_runner_on_ok(self, result: Any, **_more: Any) -> None:
        """Write it."""
        with open(os.environ["CANARY_RESULTS"], "a", encoding="utf-8") as file:
            print(json.dumps(result._result, default=repr), file=file)

    v2_runner_on_failed = v2_runner_on_ok
    v2_runner_on_unreachable = v2_runner_on_ok
    v2_runner_item_on_ok = v2_runner_on_ok
    v2_runner_item_on_failed = v2_runner_on_ok
    v2_runner_retry = v2_runner_on_ok
