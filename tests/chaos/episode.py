# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An episode: rough runs of a playbook, one without faults, and one that must change nothing; and what was wrong."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from tests.chaos.provider import Book, ChaosProvider, Things
from tests.chaos.relay import Happened, Moment, Relay, Upstream, marked
from tests.chaos.script import Rough, Script, script

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
# How much faster than real time the clients' clock goes, and how long a step takes at the service, really.
SPEED = 20
STEP_SECONDS = "0.1"
# What takes longer hangs. Far from what anything needs on a slow machine.
HANGS = 600.0
# So many seconds after Ansible was killed nothing of it may be left.
GONE = 120.0
# So many requests may already be on their way when Ansible is killed.
ON_THE_WAY = 12
CALM = {"api_timeout": 60, "api_retries": 12, "api_backoff_factor": 0.5}


@dataclass
class Report:
    """What became of episodes.

    :ivar runs: how many rough runs there were in which a fault or a kill really came.
    :ivar undisturbed: and in how many none came, since they ended before.
    :ivar failed: how many of them were killed, or had a task that failed.
    :ivar recovered: how many episodes had such an end that a run without faults put right.
    :ivar changes: how many were carried out in rough runs.
    :ivar wrong: what was wrong, with the seed.
    """

    episodes: int = 0
    runs: int = 0
    undisturbed: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    recovered: int = 0
    changes: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Report) -> None:
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if isinstance(mine, Counter):
                mine.update(value)
            else:
                setattr(self, name, mine + value)

    def line(self) -> str:
        """The same in a line."""
        end = f"{len(self.wrong)} wrong" if self.wrong else "well"
        return f"{self.runs} rough runs, faults: {_told(self.faults)}; killed: {_told(self.killed)}; {end}"

    def __str__(self) -> str:
        return "\n".join(
            [
                f"episodes: {self.episodes}, rough runs with faults or kills: {self.runs}"
                f" (and {self.undisturbed} in which none came)",
                f"faults that came: {sum(self.faults.values())}: {_told(self.faults)}",
                f"killed: {sum(self.killed.values())}: {_told(self.killed)}",
                f"runs that failed or were killed: {self.failed}",
                f"episodes that ended so, and were put right by a run without faults: {self.recovered}",
                f"changes carried out: {self.changes}",
                f"wrong: {len(self.wrong)}",
            ]
        )


def _told(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counter.items())) or "none"


@dataclass(frozen=True)
class Ran:
    """A run that is over.

    :ivar code: as the shell sees it, negative after a signal.
    :ivar told: the lines of the callback.
    :ivar left: all that it left to be read: output and log.
    :ivar trouble: what was wrong with its end.
    :ivar vanished: how many changes came to nothing after they were accepted: by somebody else, or by the service.
    """

    code: int
    told: list[dict[str, Any]]
    left: str
    happened: Happened
    trouble: list[str]
    vanished: int = 0


class Stage:
    """A sandbox, and Ansible before it, in a folder of their own."""

    def __init__(self, provider: ChaosProvider, played: Script, folder: Path) -> None:
        self.provider = provider
        self.folder = folder
        options = ["--db", str(folder / "sandbox.db"), "--step-seconds", STEP_SECONDS, *played.options]
        self.upstream = Upstream(options, provider.program, provider.folder)
        self.relay = Relay(self.upstream, provider.may_be_late)
        self.runs = 0

    def close(self) -> None:
        self.relay.close()
        self.upstream.close()

    def settled(self) -> Things:
        """What is there when everything that is under way has come to its end; without faults any more."""
        self.upstream.control("DELETE", "faults")
        self.upstream.control("POST", "clock", {"advance": 600})
        return self.provider.look(self.upstream)

    def run(self, how: Rough) -> Ran:
        """Run the playbook."""
        self.runs += 1
        here = self.folder / f"run{self.runs}"
        here.mkdir()
        book = here / "playbook.yml"
        defaults = {"module_defaults": {key: dict(how.api) for key in self.provider.defaults}, "gather_facts": False}
        plays = [{**defaults, **play, "tasks": _tasks(play, how.goes_on)} for play in how.book.plays]
        book.write_text(yaml.safe_dump(plays, sort_keys=False, allow_unicode=True), encoding="utf-8")
        mark = f"CHAOS_MARK={os.getpid()}-{id(self)}-{self.runs}-{time.time_ns()}"
        words = [str(BIN / "ansible-playbook"), "-i", "n1,n2,n3,", str(book)]
        words += ["-" + "v" * how.verbosity] if how.verbosity else []
        with open(here / "output", "wb") as output:
            process = subprocess.Popen(
                words,
                cwd=here,
                env=self._environment(here, how.in_process, mark),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self.relay.begin(list(how.moments), lambda moment: _kill(process, mark, moment))
            trouble = self._ended(process, mark)
        happened = self.relay.end()
        (here / "sent").write_text("".join(f"{sent}\n" for sent in happened.sent), encoding="utf-8")
        if happened.killed_at is not None and process.returncode == -signal.SIGKILL:
            later = happened.count - happened.killed_at
            if later > ON_THE_WAY:
                trouble.append(f"{later} calls came after Ansible was killed")
        # what Ansible itself leaves of a module that was killed is its own
        left = "\n".join(map(_text, [here / "output", here / "log", *(here / "home" / "boxfleet").glob("*")]))
        return Ran(process.returncode, _lines(here / "told"), left, happened, trouble)

    def _environment(self, here: Path, in_process: bool, mark: str) -> dict[str, str]:
        foreign = ("ANSIBLE", "BOXFLEET", "PYTHONPATH")
        name, _, value = mark.partition("=")
        return {
            **{key: text for key, text in os.environ.items() if not key.startswith(foreign)},
            "ANSIBLE_HOME": str(here / "home"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_NOCOLOR": "true",
            "ANSIBLE_LOG_PATH": str(here / "log"),
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
            "ANSIBLE_CALLBACKS_ENABLED": "told",
            "BOXFLEET_IN_PROCESS": str(in_process).lower(),
            "PYTHONPATH": str(HERE / "faster"),
            "CHAOS_SPEED": str(SPEED),
            "CHAOS_TOLD": str(here / "told"),
            name: value,
            **self.provider.environment(self.relay.url),
        }

    def _ended(self, process: subprocess.Popen[bytes], mark: str) -> list[str]:
        """Wait until Ansible and all that it started are gone; what was wrong with that."""
        trouble = []
        try:
            process.wait(HANGS)
        except subprocess.TimeoutExpired:
            trouble.append(f"it did not end within {HANGS:.0f} s")
            process.kill()
            process.wait()
        until = time.monotonic() + GONE
        while left := marked(mark):
            if time.monotonic() > until:
                trouble.append(f"{len(left)} processes were left behind")
                for pid in left:
                    _signal(pid, signal.SIGKILL)
                break
            time.sleep(0.05)
        return trouble


def _tasks(play: Mapping[str, Any], goes_on: bool) -> list[dict[str, Any]]:
    """The tasks of a play. Those that are roles stop at what fails, which is for them to decide."""
    return [{**task, "ignore_errors": True} if goes_on and not _is_role(task) else task for task in play["tasks"]]


def _is_role(task: Mapping[str, Any]) -> bool:
    return "ansible.builtin.include_role" in task


def _kill(process: subprocess.Popen[bytes], mark: str, moment: Moment) -> None:
    number = getattr(signal, moment.signal)
    if moment.whom == "all":
        for pid in marked(mark):
            _signal(pid, number)
    elif moment.whom == "group":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
    else:
        _signal(process.pid, number)
    until = time.monotonic() + GONE
    while number == signal.SIGKILL and process.poll() is None and time.monotonic() < until:
        time.sleep(0.001)


def _signal(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _text(path: Path) -> str:
    if not path.exists():
        return ""
    return path.read_bytes().decode("utf-8", "replace")


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    whole = path.read_text(encoding="utf-8").rpartition("\n")[0]
    return [json.loads(line) for line in whole.splitlines()]


# Judging


def compared(provider: ChaosProvider, book: Book, ran: Ran) -> Iterator[str]:
    """What a run that was not killed told wrongly of what it did."""
    done = Counter(provider.deed(sent) for sent in ran.happened.sent if sent.changed)
    told = [line for line in ran.told if line["task"].startswith(provider.tasks)]
    for deed, count in done.items():
        names = provider.told[deed]
        said = sum(_action(action) in names for line in told for action in line["actions"])
        # one that was made unheard and then taken away is one that nobody can tell of
        if said < (1 if deed in provider.at_once else count - ran.vanished):
            yield f"untold: {count} times {deed} was carried out, {said} times it was told"
    for line in told:
        if line["actions"] and not line["changed"]:
            yield f"untold: {line['task']} says changed: false and {line['actions']}"
    if not book.crowd:
        sure = Counter(_action(action) for line in told if not line["failed"] for action in line["actions"])
        for action, said in sure.items():
            count = sum(done[deed] for deed, names in provider.told.items() if action in names)
            if said > count:
                yield f"told in vain: {action} was told {said} times by tasks that succeeded, and done {count} times"


def _action(action: str) -> str:
    """An action without the thing: "web: create" is "create"."""
    return action.rpartition(": ")[2]


def unlike(book: Book, things: Things) -> Iterator[str]:
    """What is not as the playbook wants it."""
    for key, facts in book.wishes.items():
        there = things.get(key, [])
        if facts is None and there:
            yield f"still there: {key} {there}"
        if facts is not None and not there:
            yield f"lost: {key} is not there"
        for thing in there:
            differing = {name: thing.get(name) for name in facts or {} if thing.get(name) != (facts or {})[name]}
            if differing:
                yield f"not as asked: {key} has {differing} instead of {facts}"


def standing(provider: ChaosProvider, before: Things, now: Things) -> Iterator[str]:
    """What must never be: two of a name, and others' things that are not as they were."""
    for key, there in now.items():
        if len(there) > 1 and provider.mine(key):
            yield f"duplicate: {len(there)} times {key}"
    for key in {*before, *now}:
        if not provider.mine(key) and before.get(key) != now.get(key):
            yield f"lost: {key} of somebody else was {before.get(key)} and is {now.get(key)}"


def leaks(secrets: tuple[str, ...], text: str) -> Iterator[str]:
    """The secrets that a text shows."""
    for secret in secrets:
        forms = {secret, urllib.parse.quote(secret, safe=""), base64.b64encode(secret.encode()).decode().rstrip("=")}
        for form in forms:
            if form.lower() in text.lower():
                at = text.lower().index(form.lower())
                yield f"leak: {text[max(0, at - 80) : at]!r} shows a secret"


def noise(ran: Ran) -> Iterator[str]:
    """What no run may say or leave, however it ended."""
    yield from ran.trouble
    for line in ran.told:
        if "This is a fault" in line["msg"]:
            yield f"a fault: {line['msg']}"
    if "Traceback (most recent call last)" in ran.left and ran.happened.killed_at is None:
        yield "a traceback: " + ran.left[ran.left.index("Traceback (most recent") :][:1500]


@contextmanager
def _folder(kept: Path | None, seed: int) -> Iterator[Path]:
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="boxfleet-chaos-") as name:
            yield Path(name)
    else:
        place = kept / str(seed)
        place.mkdir(parents=True)
        yield place


def play(provider: ChaosProvider, seed: int, kept: Path | None = None) -> Report:
    """Play the episode of a seed.

    :param kept: a folder in which everything that the runs left stays.
    """
    played = script(provider, seed)
    report = Report(episodes=1)
    with _folder(kept, seed) as folder:
        stage = Stage(provider, played, folder)
        try:
            _played(provider, played, stage, report)
        finally:
            stage.close()
    if stage.upstream.mistakes:
        report.wrong.append(f"the sandbox itself: {stage.upstream.mistakes}")
    report.wrong = [f"{provider.name}, seed {seed}, {where}" for where in report.wrong]
    return report


def _played(provider: ChaosProvider, played: Script, stage: Stage, report: Report) -> None:
    secrets = (*provider.secrets, *(secret for book in played.books for secret in book.secrets))
    calm = Rough(played.books[-1], (), (), CALM, in_process=True, goes_on=False, verbosity=0)

    def note(where: str, *wrong: Iterator[str]) -> None:
        report.wrong += [f"{where}: {text}" for one in wrong for text in one]

    provider.furnish(stage.upstream)
    before = stage.settled()
    rough_end = False
    for number, rough in enumerate(played.roughs):
        ran = _rough_run(stage, rough, report)
        where = f"run {number} ({rough})"
        note(where, noise(ran), leaks(secrets, ran.left))
        if ran.happened.killed_at is None:
            note(where, compared(provider, rough.book, ran))
        note(where, standing(provider, before, stage.settled()))
        rough_end = ran.code != 0 or any(line["failed"] for line in ran.told)
        report.failed += rough_end
    clean = stage.run(calm)
    things = stage.settled()
    note("the run without faults", noise(clean), leaks(secrets, clean.left), compared(provider, calm.book, clean))
    if clean.code != 0:
        failed = [line["msg"] for line in clean.told if line["failed"]] or [clean.left[-1500:]]
        report.wrong.append(f"the run without faults failed: {' '.join(failed)}")
    note("the run without faults", standing(provider, before, things), unlike(calm.book, things))
    report.recovered += rough_end and clean.code == 0
    idle = stage.run(calm)
    note("the idle run", noise(idle), leaks(secrets, idle.left))
    changed = [line["task"] for line in idle.told if line["changed"]]
    asked = [f"{sent.verb} {sent.path}" for sent in idle.happened.sent]
    if idle.code != 0 or changed or asked or stage.settled() != things:
        report.wrong.append(f"the idle run ended with {idle.code}, changed {changed}, asked for {asked}")


def _rough_run(stage: Stage, rough: Rough, report: Report) -> Ran:
    for fault in rough.faults:
        stage.upstream.control("POST", "faults", fault)
    waiting = _waiting(stage)
    ran = stage.run(rough)
    came = waiting - _waiting(stage)
    came.update(moment.what for moment in ran.happened.moments if moment.what != "kill")
    kills = [f"{moment.signal} {moment.whom}" for moment in ran.happened.moments if moment.what == "kill"]
    ran = replace(ran, vanished=sum(came[kind] for kind in stage.provider.unmade))
    report.faults.update(came)
    report.killed.update(kills)
    report.changes += sum(sent.changed for sent in ran.happened.sent)
    if kills or came:
        report.runs += 1
    else:
        report.undisturbed += 1
    return ran


def _waiting(stage: Stage) -> Counter[str]:
    """How often faults are still to come."""
    waiting: Counter[str] = Counter()
    for fault in stage.upstream.control("GET", "faults")["faults"]:
        waiting[_called(fault)] += fault["times"]
    return waiting


def _called(fault: Mapping[str, Any]) -> str:
    """Its kind, and the status where it belongs to the kind."""
    return f"{fault['kind']} {fault['status']}" if fault["kind"].startswith("status") else str(fault["kind"])
