# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Have a Python client do one job: ``python -m benchmarks.client_job own|pypi list|create URL``.

Prints a line of JSON: when the job began and ended, in Unix seconds, and the processor seconds that it took.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable

from tools.with_sandbox import TOKEN

PLAN, DISTRIBUTION = 44, "debian_bookworm_64bit"
Job = Callable[[], object]


def own(job: str, url: str) -> Job:
    from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import JIFFYBOX, account

    return {"list": JIFFYBOX.client(account(TOKEN, url)).get_boxes}[job]


def pypi(job: str, url: str) -> Job:
    # It asks for its version in a way that is no longer welcome.
    warnings.simplefilter("ignore")
    from jiffybox.api import JiffyBox

    api = JiffyBox(TOKEN, api_url=url)

    def create() -> None:
        box = api.create_box("web1", PLAN, distribution=DISTRIBUTION).wait_for_status()
        if box is None or box.start().wait_for_status() is None:
            sys.exit("it gave up waiting")

    return {"list": api.boxes, "create": create}[job]


def main() -> None:
    which, job, url = sys.argv[1:]
    do = {"own": own, "pypi": pypi}[which](job, url)
    began, processor = time.time(), time.process_time()
    do()
    print(json.dumps({"began": began, "ended": time.time(), "processor": time.process_time() - processor}))


if __name__ == "__main__":
    main()
