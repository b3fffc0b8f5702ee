# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run of Ansible with secrets in it, of which everything is kept that it leaves."""

from __future__ import annotations

import json
import os
import re
import tempfile
import threading
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from tests.hostile.leaks import leaks
from tests.hostile.providers import Hosted
from tests.integration.conftest import BIN, Ansible, Finished

HERE = Path(__file__).resolve().parent
PROC = Path("/proc")


class Canary:
    """Runs programs of Ansible whose secrets are in a file of variables, and nowhere else.

    What is given to a run is in one folder, what it leaves in another: results as all callbacks write them, logs, also
    those of modules, caches of facts and of the inventory, jobs, temporary files. Its processes are watched.

    :param measured: a program that runs another, and writes what it took.
    """

    def __init__(self, hosted: Hosted, url: str, folder: Path, measured: Path | None = None) -> None:
        self.hosted = hosted
        self.url = url
        self.given, self.left = folder / "given", folder / "left"
        for place in (self.given, *(self.left / name for name in ("home", "tmp", "junit", "tree"))):
            place.mkdir(parents=True)
        secrets = {name.replace(" ", "_"): value for name, value in hosted.secrets.items()}
        self.told = {**secrets, "other": hosted.other, "url": url, "token": hosted.token}
        self.secrets = self.given / "secrets.yml"
        self.secrets.write_text(json.dumps(self.told), encoding="utf-8")
        self._measured = measured
        self.outputs: list[str] = []
        self.processes: set[str] = set()
        self._mark = f"canary-{uuid.uuid4()}"
        # a short name for a folder that is kept: the path of a socket in it has room for a hundred characters
        self._temporary = Path(tempfile.gettempdir()) / self._mark[:15]
        self._ansible = Ansible(SimpleNamespace(url=url, token=""), self.given)
        self._ansible.environment.update(self._environment())
        for name in ("JIFFYBOX_API_URL", "JIFFYBOX_API_TOKEN"):
            del self._ansible.environment[name]

    def _environment(self) -> dict[str, str]:
        left = {name: str(self.left / name) for name in ("home", "tmp", "junit", "tree", "facts")}
        found = {"ANSIBLE_COLLECTIONS_PATH": str(self.hosted.collections)} if self.hosted.collections else {}
        return {
            **found,
            "PYTHONPATH": os.pathsep.join([str(HERE / "inside"), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]),
            "CANARY_MARK": self._mark,
            "CANARY_SYSLOG": str(self.left / "syslog"),
            "CANARY_RESULTS": str(self.left / "results"),
            "HOME": left["home"],
            "TMPDIR": str(self._temporary),
            "XDG_RUNTIME_DIR": str(self._temporary),
            "ANSIBLE_HOME": str(self.left / "ansible"),
            "ANSIBLE_LOCAL_TEMP": str(self.left / "ansible" / "local"),
            "ANSIBLE_REMOTE_TEMP": str(self.left / "ansible" / "remote"),
            "ANSIBLE_ASYNC_DIR": str(self.left / "ansible" / "async"),
            "ANSIBLE_LOG_PATH": str(self.left / "log"),
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callbacks"),
            "ANSIBLE_CALLBACKS_ENABLED": "everything,ansible.builtin.junit,ansible.builtin.tree",
            "JUNIT_OUTPUT_DIR": left["junit"],
            "ANSIBLE_CALLBACK_TREE_DIR": left["tree"],
            "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
            "ANSIBLE_CACHE_PLUGIN_CONNECTION": left["facts"],
            "ANSIBLE_RETRY_FILES_ENABLED": "true",
            # since 2.21 results have the arguments of their task only if told so
            "ANSIBLE_INJECT_INVOCATION": "true",
            "ANSIBLE_RETRY_FILES_SAVE_PATH": str(self.left),
        }

    def play(self, tasks: list[dict[str, Any]], *arguments: str, **environment: str) -> Finished:
        """Run tasks that may fail, and keep their results as facts, too."""
        steps: list[dict[str, Any]] = []
        for number, task in enumerate(tasks):
            steps.append({"ignore_errors": True, "register": f"result_{number}", **task})
        kept = ", ".join(f"result_{number}" for number in range(len(tasks)))
        steps.append({"ansible.builtin.set_fact": {"kept": f"{{{{ [{kept}] }}}}", "cacheable": True}})
        playbook = self.given / "playbook.yml"
        play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": steps}
        playbook.write_text(yaml.safe_dump([play], sort_keys=False, width=10_000), encoding="utf-8")
        return self.run("ansible-playbook", "-e", f"@{self.secrets}", "playbook.yml", *arguments, **environment)

    def inventory(self, arguments: list[str], *sources: Mapping[str, Any], **environment: str) -> Finished:
        """Ask the inventory of sources with these options, with its cache in a file."""
        words = []
        for number, options in enumerate(sources):
            source = self.given / f"{number}.{self.hosted.name}.yml"
            config = {
                "plugin": self.hosted.plugin,
                **self.hosted.account,
                "api_retries": 0,
                "cache": True,
                "cache_plugin": "ansible.builtin.jsonfile",
                "cache_connection": str(self.left / "inventory"),
                **options,
            }
            # variables of the command line would be variables of all hosts, and shown as such
            source.write_text(yaml.safe_dump(self._filled_in(config), sort_keys=False), encoding="utf-8")
            words += ["-i", str(source)]
        return self.run("ansible-inventory", *words, *arguments, **environment)

    def _filled_in(self, value: Any) -> Any:
        """The value, keys included, with the secrets in place of their variables."""
        if isinstance(value, dict):
            return {self._filled_in(key): self._filled_in(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled_in(item) for item in value]
        if isinstance(value, str):
            return re.sub(r"{{ (\w+) }}", lambda name: self.told[name[1]], value)
        return value

    def run(self, program: str, *arguments: str, **environment: str) -> Finished:
        """Run a program of Ansible; what it prints is kept."""
        command = [program, *arguments]
        if self._measured:
            command = ["python", str(self._measured), str(self.left / "measured"), str(BIN / program), *arguments]
        self._temporary.symlink_to(self.left / "tmp", target_is_directory=True)
        process = self._ansible.start(*command, **environment)
        over = threading.Event()
        watching = threading.Thread(target=self._watch, args=(over,))
        watching.start()
        try:
            output = process.communicate()[0]
        finally:
            over.set()
            watching.join()
            self._temporary.unlink()
        self.outputs.append(output)
        return Finished(process.returncode, output)

    def _watch(self, over: threading.Event) -> None:
        """Look at the processes of the run, again and again: how they were called, and their environments."""
        while not over.wait(0.02):
            for process in PROC.glob("[0-9]*"):
                try:
                    environment = (process / "environ").read_bytes()
                    if self._mark.encode() in environment:
                        called = (process / "cmdline").read_bytes() + b"\n" + environment
                        self.processes.add(called.replace(b"\0", b"\n").decode("utf-8", "replace"))
                except OSError:
                    continue

    def traces(self) -> Iterator[tuple[str, str]]:
        """Everything that the runs have left, by where it is."""
        for number, output in enumerate(self.outputs):
            yield f"output {number}", output
        for called in self.processes:
            yield "a process", called
        for file in self.left.rglob("*"):
            yield "a name", file.name
            if file.is_file():
                yield str(file.relative_to(self.left)), file.read_bytes().decode("utf-8", "replace")

    def found(self) -> list[str]:
        """Every secret in any of it."""
        return [f"{where}: {leak}" for where, text in self.traces() for leak in leaks(text, self.hosted.secrets)]
