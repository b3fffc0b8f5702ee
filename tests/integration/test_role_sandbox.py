# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role jiffybox_sandbox: a sandbox for a play."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
TOKEN = "0123456789abcdef0123456789abcdef"
ROLE = "boxfleet.cloud.jiffybox_sandbox"


class Role:
    """Runs the role with files of its own."""

    def __init__(self, ansible: Any, folder: Path) -> None:
        self.ansible = ansible
        self.folder = folder / "sandbox"

    def play(self, *arguments: str, tasks: list[Any] | None = None, **options: Any) -> Any:
        """Run the role on a free port, then the tasks."""
        variables = {"port": 0, "boot_seconds": 0, "directory": str(self.folder), **options}
        return self.ansible.play(
            [{"ansible.builtin.include_role": {"name": ROLE}}, *(tasks or [])],
            *arguments,
            vars={f"jiffybox_sandbox_{name}": value for name, value in variables.items()},
        )

    def stop(self, *arguments: str, **options: Any) -> Any:
        return self.play(*arguments, state="stopped", **options)

    @property
    def pid(self) -> int | None:
        """The process that the role has recorded."""
        record = self.folder / "process.json"
        return json.loads(record.read_text())["pid"] if record.exists() else None


def alive(pid: int | None) -> bool:
    """Whether the process runs; it may end while this asks."""
    try:
        return pid is not None and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def role(ansible: Any, tmp_path: Path) -> Iterator[Role]:
    role = Role(ansible, tmp_path)
    yield role
    if alive(role.pid):
        os.kill(role.pid, signal.SIGKILL)


def test_a_play_gets_a_sandbox_that_outlives_it_and_a_second_run_keeps_it(role: Role) -> None:
    use = {
        "boxfleet.cloud.jiffybox_facts": {
            "api_url": "{{ jiffybox_sandbox_url }}",
            "api_token": "{{ jiffybox_sandbox_token }}",
        },
        "when": "jiffybox_sandbox_running",
    }
    dry = role.play("--check", tasks=[use])
    assert (dry.code, role.folder.exists()) == (0, False), dry.output
    assert "changed=2" in dry.output

    first = role.play(tasks=[use])
    assert (first.code, alive(role.pid)) == (0, True), first.output
    assert "changed=2" in first.output
    assert role.folder.stat().st_mode & 0o777 == 0o700
    asked_for = "--host 127.0.0.1 --port 0 --db :memory: --token TOKEN --boot-seconds 0.0 --latency-ms 0.0"
    assert " ".join(psutil.Process(role.pid).cmdline()).endswith(asked_for.replace("TOKEN", TOKEN))

    pid = role.pid
    for arguments in (["--check"], []):
        again = role.play(*arguments, tasks=[use])
        assert (again.code, role.pid) == (0, pid), again.output
        assert "changed=0" in again.output
    assert "WARNING" not in dry.output + first.output + again.output


@pytest.mark.long
def test_stopping_stops_it_once_and_a_database_in_a_file_is_back_at_the_next_start(role: Role, tmp_path: Path) -> None:
    access = {"api_url": "{{ jiffybox_sandbox_url }}", "api_token": "{{ jiffybox_sandbox_token }}"}
    box = {"name": "web1", "distribution": "debian_bookworm_64bit", "plan": "44", "settle": 0}
    make = {"boxfleet.cloud.jiffybox_box": {**access, **box}}
    # the path is relative to the playbook, which is in the same folder
    assert role.play(db="boxes.db", tasks=[make]).code == 0
    assert (tmp_path / "boxes.db").exists()
    pid = role.pid

    dry = role.stop("--check")
    assert (dry.code, alive(pid)) == (0, True)
    assert "changed=1" in dry.output
    real = role.stop()
    assert (real.code, alive(pid)) == (0, False), real.output
    assert "changed=1" in real.output
    again = role.stop()
    assert (again.code, "changed=0" in again.output) == (0, True), again.output

    back = role.play(db="boxes.db", tasks=[{**make, "register": "box", "failed_when": "box is changed"}])
    assert back.code == 0, back.output


@pytest.mark.long
def test_other_options_are_refused_by_name_and_what_runs_is_not_lost(role: Role) -> None:
    role.play()
    pid = role.pid
    done = role.play(boot_seconds=1.5, rate="30/60", tokens=["a" * 32])
    assert done.code != 0
    assert "(token: other ones; boot_seconds: 0.0, not 1.5; rate: not set, not " in done.output
    assert "jiffybox_sandbox_state=stopped" in done.output
    assert (role.pid, alive(pid)) == (pid, True)


@pytest.mark.long
def test_a_sandbox_that_was_killed_is_started_anew(role: Role) -> None:
    role.play()
    killed = role.pid
    os.kill(killed, signal.SIGKILL)
    done = role.play()
    assert (done.code, alive(role.pid)) == (0, True), done.output
    assert role.pid != killed


def test_a_process_that_got_the_number_of_a_dead_sandbox_is_left_alone(role: Role) -> None:
    with subprocess.Popen(["sleep", "60"]) as bystander:
        role.folder.mkdir()
        record = {"pid": bystander.pid, "arguments": ["-m", "sandbox.jiffybox"], "options": {}}
        (role.folder / "process.json").write_text(json.dumps(record))
        done = role.stop()
        assert (done.code, role.pid, bystander.poll()) == (0, None, None), done.output
        assert "changed=0" in done.output
        bystander.kill()


@pytest.mark.long
def test_a_run_that_was_interrupted_while_it_started_is_picked_up(role: Role) -> None:
    role.folder.mkdir(mode=0o700)
    playbook = role.ansible.folder / "interrupted.yml"
    header = {"hosts": "localhost", "connection": "local", "gather_facts": False}
    variables = {"jiffybox_sandbox_port": 0, "jiffybox_sandbox_boot_seconds": 0}
    variables["jiffybox_sandbox_directory"] = str(role.folder)
    playbook.write_text(json.dumps([{**header, "roles": [ROLE], "vars": variables}]))
    interrupted = role.ansible.start("ansible-playbook", str(playbook))
    while role.pid is None and interrupted.poll() is None:
        time.sleep(0.01)
    os.killpg(interrupted.pid, signal.SIGKILL)
    interrupted.communicate()
    pid = role.pid
    assert alive(pid)

    done = role.play()
    assert (done.code, role.pid) == (0, pid), done.output
    assert "changed=0" in done.output


@pytest.mark.long
def test_a_sandbox_that_hangs_is_told_and_can_be_stopped(role: Role) -> None:
    role.play()
    pid = role.pid
    os.kill(pid, signal.SIGSTOP)
    done = role.play(start_timeout=0.5)
    assert done.code != 0
    assert f"The sandbox runs (process {pid}), but did not answer within 0.5 s." in done.output
    done = role.stop(stop_timeout=0.5)
    assert (done.code, alive(pid)) == (0, False), done.output
    assert f"The sandbox (process {pid}) did not stop within 0.5 s and was killed." in done.output


@pytest.mark.long
def test_a_port_that_belongs_to_others_is_told_before_anything_is_started(role: Role, sandbox: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = role.play(port=port)
        assert done.code != 0
        assert f"port {port} of 127.0.0.1 belongs to another program" in done.output
    done = role.play("--check", port=int(sandbox.url.rpartition(":")[2]))
    assert done.code != 0
    assert "belongs to another sandbox, which this role did not start" in done.output
    assert not role.folder.exists()


@pytest.mark.long
def test_a_python_without_aiohttp_is_told_with_the_command_that_installs_it(role: Role, tmp_path: Path) -> None:
    venv.create(tmp_path / "bare")
    python = str(tmp_path / "bare" / "bin" / "python")
    done = role.play("--check", python=python)
    assert done.code != 0
    assert f"{python} -m pip install -r {CHECKOUT}/sandbox/requirements.txt" in done.output
    done = role.play("--check", python=f"{tmp_path}/no/python")
    assert done.code != 0
    assert f"The sandbox was not started: {tmp_path}/no/python cannot be run (is there such a program?)." in done.output


@pytest.mark.long
def test_beyond_loopback_it_wants_tokens_of_ones_own(role: Role) -> None:
    refused = role.play(host="0.0.0.0")
    assert refused.code != 0
    assert "everybody knows this one; beyond loopback choose one of your own" in refused.output
    assert role.pid is None

    own = {"host": "0.0.0.0", "tokens": ["a" * 32], "control_key": "key-of-the-test-1"}
    for changes in (1, 0):
        done = role.play(**own)
        assert (done.code, f"changed={changes}" in done.output) == (0, True), done.output
    other = role.play(**{**own, "control_key": "key-of-the-test-2"})
    assert other.code != 0
    assert "(control_key: another one)" in other.output
    assert "key-of-the-test" not in other.output
    assert len((role.folder / "log").read_text().splitlines()) == 1
    assert role.stop(**own).code == 0


@pytest.mark.long
def test_what_keeps_it_from_starting_is_told_from_its_log(role: Role) -> None:
    done = role.play(rate="a lot")
    assert done.code != 0
    assert "The sandbox did not start: it ended with exit code 2." in done.output
    assert "argument --rate: must be N/SECONDS, such as 10/60" in done.output
    assert role.pid is None


@pytest.mark.each_ansible
def test_a_typo_is_told_with_the_choices(role: Role) -> None:
    done = role.play(state="running")
    assert done.code != 0
    assert "value of jiffybox_sandbox_state must be one of: started, stopped, got: running" in done.output


@pytest.mark.skipif(os.geteuid() == 0, reason="root may make machines")
def test_machines_without_root_are_refused_beforehand(role: Role) -> None:
    done = role.play("--check", machines=True)
    assert done.code != 0
    assert "jiffybox_sandbox_machines=true needs root" in done.output


@pytest.mark.long
def test_the_example_of_the_readme_runs_as_it_stands_and_leaves_nothing_running(role: Role) -> None:
    readme = (CHECKOUT / "roles" / "jiffybox_sandbox" / "README.md").read_text(encoding="utf-8")
    playbook = role.ansible.folder / "readme.yml"
    playbook.write_text(readme.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    options = f"jiffybox_sandbox_port=0 jiffybox_sandbox_directory={role.folder}"
    done = role.ansible.run("ansible-playbook", str(playbook), "-e", options)
    assert (done.code, role.pid) == (0, None), done.output


@pytest.mark.long
def test_the_example_starts_and_stops_it(role: Role, ansible: Any) -> None:
    options = {"jiffybox_sandbox_port": 0, "jiffybox_sandbox_directory": str(role.folder)}
    for state, running in (("started", True), ("stopped", False)):
        wanted = json.dumps({**options, "jiffybox_sandbox_state": state})
        done = ansible.run("ansible-playbook", str(CHECKOUT / "examples" / "sandbox.yml"), "-e", wanted)
        assert done.code == 0, done.output
        assert ("JIFFYBOX_API_URL=http://127.0.0.1:" in done.output, alive(role.pid)) == (running, running)


@pytest.mark.long
def test_the_installed_collection_brings_the_sandbox(role: Role, tmp_path: Path) -> None:
    collections = tmp_path / "collections"
    built = role.ansible.run("ansible-galaxy", "collection", "build", str(CHECKOUT), "--output-path", str(tmp_path))
    assert built.code == 0, built.output
    [tarball] = tmp_path.glob("boxfleet-cloud-*.tar.gz")
    install = ["collection", "install", "--offline", str(tarball), "-p", str(collections)]
    role.ansible.environment["ANSIBLE_COLLECTIONS_PATH"] = str(collections)
    role.ansible.environment["ANSIBLE_COLLECTIONS_SCAN_SYS_PATH"] = "false"
    assert role.ansible.run("ansible-galaxy", *install).code == 0
    done = role.play()
    assert done.code == 0, done.output
    assert psutil.Process(role.pid).cwd() == str(collections / "ansible_collections" / "boxfleet" / "cloud")
