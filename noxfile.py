# SPDX-FileCopyrightText: boxfleet contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that CI runs. ``make test`` runs all sessions, several at a time, ``make lint`` (types, units, …) one.

A session without a matrix uses the environment that nox itself runs in, made by ``make venv``, so that it answers the
same as the same tool called by hand. Sessions that pit the collection against an ansible-core get an environment each,
and need not wait for that one: ``make test`` starts as soon as nox is there.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nox

CHECKOUT = Path(__file__).resolve().parent
PYTHONS = [f"3.{minor}" for minor in range(8, 15)]
# Which Python versions can run the ansible-core that requirements/ansible-NAME.txt pins: the first one here is used.
CONTROLLERS = {
    "oldest": ["3.11", "3.12", "3.13"],
    "newest": ["3.14", "3.13", "3.12", "3.11"],
}
# The oldest Python that modules can run on, which the oldest ansible-core supports.
OLDEST = "3.8"
# Every ansible-core that the collection supports, for make everywhere, with the Pythons that can run it.
SUPPORTED = {
    "2.18": ["3.11", "3.12", "3.13"],
    "2.19": ["3.11", "3.12", "3.13"],
    "2.20": ["3.12", "3.13", "3.14"],
    "2.21": ["3.12", "3.13", "3.14"],
}
# Prints the Pythons that modules of an ansible-core run on.
TARGETS_OF_ANSIBLE_TEST = (
    "from ansible_test._util.target.common import constants as all;"
    "print(*all.REMOTE_ONLY_PYTHON_VERSIONS, *all.CONTROLLER_PYTHON_VERSIONS)"
)

# Sanity tests that one ansible-core does for both: the newest has the latest word on a text, and with the oldest Python
# modules and what they use are imported one by one; with the newest they are where they run.
DONE_BY_NEWEST = ["changelog", "pep8", "pylint", "yamllint"]
DONE_BY_OLDEST = ["import"]

# What antsibull-docs says when the name of its temporary folder ends in _, once in 37 times: its pages have that name,
# which is a reference then.
BY_CHANCE = 'Unknown target name: "antsibull-docs-'

# So that no processor is idle while a test waits; each worker has a sandbox of its own.
IN_PARALLEL = ["--numprocesses", str((os.cpu_count() or 1) + 1)]
# What one provider's tests are picked from. Boxes that can be logged in to are left out: they want root, and minutes.
SUITES = ["tests/unit", "tests/functional", "tests/sandbox", "tests/integration", "tests/hostile"]
# What takes minutes and is left out of make test: make hostile, make long.
QUICK = ["-m", "not long"]
LONG = ["tests/functional", "tests/integration", "tests/sandbox"]


def find_pythons() -> dict[str, Path]:
    """Find an interpreter for each of PYTHONS, on PATH and where pyenv keeps its own.

    Each candidate is asked where it really is: one of pyenv's shims may be on PATH and yet refuse to start.
    """
    folders = [Path(folder) for folder in os.get_exec_path()]
    folders += sorted(Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser().glob("versions/*/bin"))
    ask = "import ensurepip, os, sys; print(os.path.realpath(sys.executable))"
    found: dict[str, Path] = {}
    for version in PYTHONS:
        for python in (folder / f"python{version}" for folder in folders):
            if version not in found and python.exists():
                answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
                if answer.returncode == 0:
                    found[version] = Path(answer.stdout.strip())
    return found


def gather(pythons: dict[str, Path]) -> Path:
    """Link the interpreters into one folder under the names that nox and ansible-test look for, and return it.

    Sessions that run side by side share the folder, so a link is there all the time.
    """
    folder = CHECKOUT / ".nox" / "pythons"
    folder.mkdir(parents=True, exist_ok=True)
    for version, python in pythons.items():
        link = folder / f"python{version}"
        if link.resolve() != python:
            new = folder / f"new-{os.getpid()}"
            new.symlink_to(python)
            new.replace(link)
    return folder


AVAILABLE = find_pythons()
os.environ["PATH"] = os.pathsep.join([str(Path(sys.prefix, "bin")), str(gather(AVAILABLE)), os.environ["PATH"]])

# What is imported once is not compiled again and again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Told to end in any way, nox ends the sessions that it runs, too.
signal.signal(signal.SIGTERM, signal.default_int_handler)

nox.options.allow_parallel = True
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_existing_virtualenvs = True

in_this_environment = nox.session(venv_backend="none", requires=["venv"])


def on_each_ansible(function: Callable[[nox.Session, str], None]) -> Callable[[nox.Session, str], None]:
    """Run a session with the oldest and with the newest ansible-core, each in an environment of its own."""
    best = {name: next(filter(AVAILABLE.get, versions), False) for name, versions in CONTROLLERS.items()}
    rows = [nox.param(python, name, id=name) for name, python in best.items()]
    return nox.session(nox.parametrize("python, ansible", rows)(function))


def install(session: nox.Session, ansible: str, *more: str) -> None:
    """Install an ansible-core (``oldest`` or ``newest``), ``more``, and link the collection; or skip the session."""
    if not session.python:
        session.skip(f"The {ansible} ansible-core needs one of Python {', '.join(CONTROLLERS[ansible])}.")
    session.install("-r", f"requirements/ansible-{ansible}.txt", *more)
    session.run("python", "tools/link_collection.py")


# In this order they begin: first what takes longest and one processor, last what keeps all processors busy to the end.


@nox.session(venv_backend="none")
def venv(session: nox.Session) -> None:
    """The tools that most sessions run, in the environment that nox itself runs in."""
    session.run("make", "--silent", "venv", external=True)


@in_this_environment
def machines(session: nox.Session) -> None:
    """Boxes that can be logged in to, and what roles and examples do with them: Linux and root only."""
    reasons = session.run("python", "tools/prepare_machines.py", silent=True, success_codes=[0, 1]) or ""
    if reasons.strip():
        if os.environ.get("CI"):
            session.error(reasons.strip())
        session.skip(reasons.strip())
    session.run("pytest", *QUICK, "tests/machines", *session.posargs)


@on_each_ansible
def units(session: nox.Session, ansible: str) -> None:
    """Unit tests, under the oldest and the newest Python that modules can run on."""
    install(session, ansible)
    # a second process takes longer to find the tests than to run half of them
    options = ["--num-workers", "1", "--target-python", f"venv/{target(session, ansible)}"]
    session.run("python", "tools/run_ansible_test.py", "units", *options)


@on_each_ansible
def sanity(session: nox.Session, ansible: str) -> None:
    """What Ansible asks of every collection, with nothing to ignore."""
    install(session, ansible)
    done = DONE_BY_NEWEST if ansible == "oldest" else DONE_BY_OLDEST
    skip = [word for test in done for word in ("--skip-test", test)]
    session.run("python", "tools/run_ansible_test.py", "sanity", "--target-python", target(session, ansible), *skip)


def target(session: nox.Session, ansible: str) -> str:
    """The Python that modules run on: the oldest there can be and the newest here; make everywhere has all between."""
    return OLDEST if ansible == "oldest" and OLDEST in AVAILABLE else str(session.python)


def chosen(session: nox.Session, versions: list[str], kind: str = "") -> list[str]:
    """The options of ansible-test that name these versions of Python, as far as this machine has them."""
    wanted = [version for version in PYTHONS if version in versions]
    there = [version for version in wanted if version in AVAILABLE]
    left_out = [version for version in wanted if version not in AVAILABLE]
    session.log(f"Python {', '.join(there)}; not on this machine: {', '.join(left_out) or 'none'}")
    return [word for version in there for word in ("--target-python", f"{kind}{version}")]


@in_this_environment
def lint(session: nox.Session) -> None:
    """Style of Python, YAML and Ansible content; documentation; changelog fragments."""
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("yamllint", "--strict", ".")
    session.run("ansible-lint")
    session.run("python", "tools/generate_docs.py", "--check")
    lint_pages(session)
    session.run("antsibull-changelog", "lint")


def lint_pages(session: nox.Session) -> None:
    """The plugins' pages are reStructuredText without a mistake, and what they refer to exists."""
    lint = ["antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs", "self", "."]
    said, failed = BY_CHANCE, 0
    while BY_CHANCE in said:
        done = subprocess.run(lint, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        said, failed = done.stdout, done.returncode
    if failed:
        session.error(said)


@nox.session(venv_backend="none", default=False)
def docs(session: nox.Session) -> None:
    """The site: the guides, and a page for every plugin and role. Links that lead nowhere are errors."""
    session.run("python", "tools/build_docs.py", ".site", *session.posargs)


@in_this_environment
def types(session: nox.Session) -> None:
    """Static types, strictly, where the thinking is done."""
    session.run("mypy")


@in_this_environment
def build(session: nox.Session) -> None:
    """The tarball installs without a network, documents its plugins, and holds what users need and nothing else."""
    session.run("pytest", "tests/build", *session.posargs)


@in_this_environment
def functional(session: nox.Session) -> None:
    """Unit tests with all their examples; client, plans and sandbox, in one process with the tests."""
    session.run("pytest", *IN_PARALLEL, *QUICK, "tests/unit", "tests/functional", "tests/sandbox", *session.posargs)


@on_each_ansible
def integration(session: nox.Session, ansible: str) -> None:
    """Playbooks against the sandbox, as users run them."""
    chosen = ["-m", "each_ansible and not long"] if ansible == "oldest" else QUICK
    # the guides use clients, too
    clients = [] if ansible == "oldest" else ["-r", "requirements/clients.txt"]
    install(session, ansible, "-r", "requirements/test.txt", *clients)
    session.run("pytest", *IN_PARALLEL, *chosen, "tests/integration", "tests/hostile", *session.posargs)


@nox.session(venv_backend="none", default=False)
def provider(session: nox.Session) -> None:
    """The tests of one provider: ``make jiffybox``."""
    name, *options = session.posargs
    session.run("pytest", *IN_PARALLEL, *QUICK, "-k", name, *SUITES, *options)


@nox.session(default=False)
@nox.parametrize(
    "python, ansible",
    [
        nox.param(python, ansible, id=f"{ansible}-{python}")
        for ansible, pythons in SUPPORTED.items()
        for python in pythons
        if python in AVAILABLE
    ],
)
def everywhere(session: nox.Session, ansible: str) -> None:
    """Each ansible-core that is supported, on each Python here that can run it, for each that modules can run on."""
    session.install(f"ansible-core~={ansible}.0", "-r", "requirements/test.txt", "-r", "requirements/clients.txt")
    session.run("python", "tools/link_collection.py")
    asked = str(session.run("python", "-c", TARGETS_OF_ANSIBLE_TEST, silent=True))
    test = ["python", "tools/run_ansible_test.py"]
    session.run(*test, "units", "--num-workers", "1", *chosen(session, asked.split(), "venv/"))
    session.run(*test, "sanity", *chosen(session, asked.split()))
    session.run("pytest", *IN_PARALLEL, *QUICK, "tests/integration", *session.posargs)


@nox.session(venv_backend="none", default=False)
def release(session: nox.Session) -> None:
    """Changelog and tarball of a version, tried where there is no checkout: ``make release VERSION=1.2.3``."""
    session.run("python", "tools/release.py", *session.posargs)


@nox.session(default=False)
def importer(session: nox.Session) -> None:
    """What Galaxy says of the tarball when it takes it in: no warning, no error."""
    session.install(
        "-r", "requirements/importer.txt", "-r", "requirements/ansible-newest.txt", "-r", "requirements/build.txt"
    )
    folder = session.create_tmp()
    session.run("ansible-galaxy", "collection", "build", "--force", "--output-path", folder)
    (tarball,) = Path(folder).glob("boxfleet-cloud-*.tar.gz")
    with session.chdir(folder):
        said = str(session.run("python", "-m", "galaxy_importer.main", tarball.name, silent=True))
    session.log(said)
    if "Timeout on call to ansible-lint" in said:
        session.error(
            "It gives ansible-lint three minutes, which is one on an idle machine. Try again when it is idle."
        )
    if "completed successfully" not in said or re.search(r"(?m)^(WARNING|ERROR|CRITICAL):", said):
        session.error("Galaxy would complain: see above.")


@nox.session(venv_backend="none", default=False)
def chaos(session: nox.Session) -> None:
    """Playbooks amid faults, restarts and kills, drawn from seeds: ``make chaos SEEDS=7``."""
    session.run("python", "-m", "tests.chaos", *session.posargs)


@nox.session(venv_backend="none", default=False)
def soak(session: nox.Session) -> None:
    """A thousand times over a fleet of 200 boxes in one process, which holds no more than at first."""
    test = "tests/functional/jiffybox/test_soak.py"
    session.run("pytest", "--capture", "no", test, *session.posargs, env={"SOAK_CYCLES": "1000"})


@nox.session(venv_backend="none", default=False)
def hostile(session: nox.Session) -> None:
    """Services that mean harm, damaged answers, secrets in what runs leave: with all that make test leaves out."""
    session.run("pytest", *IN_PARALLEL, "tests/hostile", "tests/functional/core/test_hostile.py", *session.posargs)


@nox.session(venv_backend="none", default=False)
def long(session: nox.Session) -> None:
    """What takes minutes and ``make test`` leaves out: more pairs of the suite, more ways for an address to move."""
    session.run("pytest", *IN_PARALLEL, "-m", "long", *LONG, *session.posargs)
    session.run("pytest", "-m", "long", "tests/machines", *session.posargs)
