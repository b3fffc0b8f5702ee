# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Let the virtual environment that runs this find the checkout as ``ansible_collections.boxfleet.cloud``.

Ansible looks for collections in site-packages, and so do pytest and mypy. One symbolic link there serves them all,
with no environment variable and no path set by hand, and edits to the checkout count at once.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Make or renew the link. Raises SystemExit outside a virtual environment."""
    if sys.prefix == sys.base_prefix:
        sys.exit("link_collection.py changes site-packages: run it with the Python of a virtual environment.")
    link = Path(sysconfig.get_path("purelib"), "ansible_collections", "boxfleet", "cloud")
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(CHECKOUT, target_is_directory=True)


if __name__ == "__main__":
    main()
