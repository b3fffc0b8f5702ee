# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the virtual environment of the checkout, or bring it up to date: ``make_venv.py FOLDER REQUIREMENTS``.

The Makefile calls this with whatever ``python3`` is. So that an old one can say what is wrong, there is no syntax
here that Python 3.6 would stumble over.
"""

import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
TOOLS = Path(__file__).resolve().parent


def complaint():
    """Say why this Python cannot make the environment, or return None if it can."""
    if sys.version_info < OLDEST_PYTHON:
        return "Python {}.{} or newer is needed.".format(*OLDEST_PYTHON)
    try:
        # Debian splits ensurepip from python3; without it venv fails halfway
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return "Its venv module is missing (on Debian and Ubuntu: apt install python3-venv)."
    return None


def main():
    """Create FOLDER if needed, install REQUIREMENTS into it and link the collection."""
    folder, requirements = sys.argv[1:]
    problem = complaint()
    if problem:
        print("{} is Python {}.{}. {}".format(sys.executable, *sys.version_info[:2], problem), file=sys.stderr)
        sys.exit("To use another one: make PYTHON=/path/to/python3.12")
    python = Path(folder, "bin", "python")
    if not python.exists():
        print(f"==> Creating {folder} with {sys.executable}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    print(f"==> Installing {requirements} from the package index", flush=True)
    # -qq: errors only
    pip = [python, "-m", "pip", "-qq", "--disable-pip-version-check", "install", "-r", requirements]
    if subprocess.run(pip, check=False).returncode:
        sys.exit(f"Installing {requirements} failed: see above. Is the package index within reach?")
    subprocess.run([python, TOOLS / "link_collection.py"], check=True)


if __name__ == "__main__":
    main()
