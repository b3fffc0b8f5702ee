# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The SSH server made of a Python package, for bases that have no sshd: the clients of OpenSSH and Ansible use it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.machines.conftest import SSH_OPTIONS, Box

PASSWORD = "Geheim-4711"
MEGABYTES = 8


@pytest.fixture(scope="module")
def sandbox_server(options: list[str]) -> Iterator[Any]:
    from tests.conftest import start_sandbox

    # as with nohup: what is ignored here is no matter in a machine
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with start_sandbox(*options, "--ssh-server", "asyncssh") as sandbox:
        signal.signal(signal.SIGHUP, before)
        yield sandbox


@pytest.fixture
def server(box: Box) -> Iterator[Box]:
    """A box of which nothing complains at the end, such as a module that was not imported in time."""
    yield box
    assert box.try_run("grep Traceback /var/log/boot.log").stdout == ""


def words(box: Box, program: str, *arguments: str) -> list[str]:
    options = [word for option in (*SSH_OPTIONS, f"IdentityFile={box.key}") for word in ("-o", option)]
    return [program, *options, *arguments]


def test_it_is_not_sshd(server: Box) -> None:
    assert server.try_run("pgrep -x sshd").returncode == 1
    scanned = subprocess.run(["ssh-keyscan", server.address], capture_output=True, text=True, check=True)
    assert "AsyncSSH" in scanned.stdout + scanned.stderr


def test_a_command_gets_its_input_and_gives_output_errors_and_exit_code(server: Box) -> None:
    login = words(server, "ssh", f"root@{server.address}", "cat; echo $HOME $USER; echo bad >&2; exit 3")
    done = subprocess.run(login, input="said\n", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (3, "said\n/root root\n", "bad\n")
    assert server.try_run("kill -9 $$").returncode == 255
    assert server.try_run("no-such-program").returncode == 127


def test_what_is_large_arrives_whole_both_ways(server: Box, tmp_path: Path) -> None:
    sent = os.urandom(MEGABYTES * 2**20)
    login = words(server, "ssh", f"root@{server.address}", "cat")
    assert subprocess.run(login, input=sent, capture_output=True, check=True).stdout == sent


@pytest.mark.parametrize("way", [[], ["-O"]], ids=["sftp", "scp"])
def test_files_are_copied_both_ways(server: Box, tmp_path: Path, way: list[str]) -> None:
    file, back = tmp_path / "file", tmp_path / "back"
    file.write_bytes(os.urandom(100_000))
    remote = f"root@{server.address}:copied"
    subprocess.run(words(server, "scp", *way, "-q", str(file), remote), check=True)
    subprocess.run(words(server, "scp", *way, "-q", remote, str(back)), check=True)
    assert back.read_bytes() == file.read_bytes()
    assert server.run("stat -c %U:%s /root/copied") == "root:100000"


def test_a_terminal_is_one_and_ends_with_its_session(server: Box) -> None:
    command = "tty; sleep 1000 & seq 5000; exit 4"
    login = words(server, "ssh", "-tt", f"root@{server.address}", command)
    done = subprocess.run(login, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    lines = done.stdout.split()
    assert (done.returncode, lines[0], lines[-1]) == (4, "/dev/pts/0", "5000")


def test_a_terminal_hangs_up_when_its_client_has_gone(server: Box) -> None:
    login = words(server, "ssh", "-tt", f"root@{server.address}", "echo on; sleep 4321")
    client = subprocess.Popen(login, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert client.stdout
    assert client.stdout.readline() == b"on\r\n"
    client.kill()
    client.wait()
    server.run("while pgrep -x sleep; do sleep 0.1; done")


def type_password(command: list[str], password: str) -> tuple[int, str]:
    """The exit code of a program that asks for a password on its terminal, and what was seen there."""
    process, terminal = pty.fork()
    if not process:
        os.execvp(command[0], command)
    seen, answered = b"", False
    while True:
        try:
            seen += os.read(terminal, 4096)
        except OSError:
            break
        if b"assword:" in seen and not answered:
            answered = True
            os.write(terminal, f"{password}\n".encode())
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), seen.decode()


def test_root_logs_in_with_the_password_and_nobody_with_another(make: Any) -> None:
    box = make(password=PASSWORD, use_sshkey=False)
    options = ("-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1")
    for user, password, code in (
        ("root", PASSWORD, 0),
        ("root", f"{PASSWORD}x", 255),
        ("root", "", 255),
        ("daemon", PASSWORD, 255),
    ):
        login = words(box, "ssh", *options, f"{user}@{box.address}", "id -un")
        ended, seen = type_password(login, password)
        assert (ended, "root\r\n" in seen.replace(f"{user}@", "")) == (code, code == 0), seen


def test_a_foreign_key_is_not_let_in(server: Box, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "key"], check=True)
    assert Box(server.sandbox, server.id, tmp_path / "key").try_run("true").returncode == 255


def test_the_key_of_a_machine_stays_and_each_has_its_own(server: Box, make: Any) -> None:
    def key_of(box: Box) -> str:
        scan = ["ssh-keyscan", "-t", "ed25519", box.address]
        return subprocess.run(scan, capture_output=True, text=True, check=True).stdout.split()[-1]

    before = key_of(server)
    assert key_of(make("other")) != before
    server.change(status="SHUTDOWN")
    server.change(status="START")
    assert key_of(server) == before == server.run("cut -d' ' -f2 /etc/ssh/ssh_host_ed25519_key.pub")


def test_it_comes_back_when_it_was_killed(server: Box) -> None:
    server.try_run("kill -9 $(ps -o ppid= -p $$)")
    while server.try_run("true").returncode:
        pass
    assert server.run("id -un") == "root"


@pytest.mark.parametrize("pipelining", ["true", "false"])
def test_ansible_works_over_it(server: Box, ansible: Any, pipelining: str) -> None:
    ansible.environment["ANSIBLE_PIPELINING"] = pipelining
    ansible.environment["ANSIBLE_SSH_COMMON_ARGS"] = "-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no"
    tasks = [
        {"ansible.builtin.setup": {"gather_subset": "min"}},
        {"ansible.builtin.copy": {"content": "{{ ansible_facts.hostname }}\n", "dest": "/root/name"}},
        {"ansible.builtin.fetch": {"src": "/root/name", "dest": "fetched", "flat": True}},
        {"ansible.builtin.command": "false", "register": "failed", "failed_when": "failed.rc != 1"},
    ]
    inventory = ["-i", f"{server.address},", "-u", "root"]
    done = ansible.play(tasks, *inventory, hosts="all", connection="ssh")
    assert done.code == 0, done.output
    assert (ansible.folder / "fetched").read_text() == "web\n"
