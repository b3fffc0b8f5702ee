# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The SSH server of a machine whose base has no sshd, made of the package asyncssh.

``boot`` imports this before the machine forgets the host's file tree, and ``serve`` runs in a fork of the machine's
init. So nothing may be imported later, and no library of the host may ask for files that the machine does not have:
users are read from the machine's own files instead of through libc. Root alone is let in, with a key or a password;
there is no forwarding.
"""

from __future__ import annotations

import asyncio

# pylint: disable=unused-import
import concurrent.futures.thread  # noqa: F401  (asyncio and the codecs import these when they first need them)
import ctypes
import ctypes.util
import encodings.ascii
import encodings.idna
import encodings.latin_1  # noqa: F401
import fcntl
import hmac
import os
import signal
import struct
import termios
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncssh

ROOT = "root"
HOST_KEY = "/etc/ssh/ssh_host_ed25519_key"
AUTHORIZED_KEYS = Path("/root/.ssh/authorized_keys")
PORT = 22
PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
CHUNK = 65536
# So long, in seconds, a terminal is read after the end of its session.
LAST_WORDS = 0.5


def _crypt() -> Callable[[bytes, bytes], bytes | None] | None:
    """crypt(3) of the host, loaded while it can be found."""
    try:
        function = ctypes.CDLL(ctypes.util.find_library("crypt") or "libcrypt.so.1").crypt
    except (OSError, AttributeError):
        return None
    function.restype = ctypes.c_char_p
    function.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    crypt: Callable[[bytes, bytes], bytes | None] = function
    return crypt


CRYPT = _crypt()


class Login(asyncssh.SSHServer):
    """Who may log in."""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn

    def begin_auth(self, username: str) -> bool:
        if username == ROOT and AUTHORIZED_KEYS.exists():
            # what is wrong with the file must not keep out who knows the password
            with suppress(OSError, ValueError):
                self._connection.set_authorized_keys(str(AUTHORIZED_KEYS))
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return username == ROOT and fits(password, field(Path("/etc/shadow"), ROOT, 1))


class Files(asyncssh.SFTPServer):
    """The files of the machine. Owners are numbers: for their names, libc would look for libraries."""

    def format_user(self, uid: int | None) -> str:
        return "" if uid is None else str(uid)

    def format_group(self, gid: int | None) -> str:
        return "" if gid is None else str(gid)

    def exit(self) -> None:
        """Say that all went well, which scp wants to hear."""
        self.channel.exit(0)


def field(table: Path, user: str, number: int) -> str:
    """A field of a user in a file such as /etc/passwd; empty if there is none."""
    with suppress(OSError):
        for line in table.read_text(encoding="utf-8", errors="replace").splitlines():
            fields = line.split(":")
            if fields[0] == user and len(fields) > number:
                return fields[number]
    return ""


def fits(password: str, stored: str) -> bool:
    """Whether this is the password whose hash is stored; a locked account has none."""
    if CRYPT is None or not stored.startswith("$") or "\0" in password:
        return False
    made = CRYPT(password.encode(), stored.encode())
    return made is not None and hmac.compare_digest(made, stored.encode())


def serve() -> None:
    """Serve until the end of the process. Runs in a machine."""
    with suppress(OSError):
        os.chdir("/root")
    asyncio.run(_serve())


async def _serve() -> None:
    server = await asyncssh.create_server(
        Login,
        "0.0.0.0",
        PORT,
        server_host_keys=[HOST_KEY],
        process_factory=session,
        sftp_factory=Files,
        encoding=None,
        line_editor=False,
        kbdint_auth=False,
        host_based_auth=False,
        gss_host=None,
        agent_forwarding=False,
    )
    await server.wait_closed()


async def session(process: asyncssh.SSHServerProcess[bytes]) -> None:
    """A command, or a shell for somebody who logs in."""
    shell = field(Path("/etc/passwd"), ROOT, 6) or "/bin/sh"
    command = [f"-{Path(shell).name}"] if process.command is None else [shell, "-c", process.command]
    if process.subsystem is not None:
        process.exit(1)
        return
    how: dict[str, Any] = {"executable": shell, "env": environment(process, shell), "start_new_session": True}
    try:
        code = await (_on_terminal(process, command, how) if process.term_type else _on_pipes(process, command, how))
    except OSError as error:
        process.stderr.write(f"{shell}: {error.strerror}\n".encode())
        code = 127
    if code < 0:
        process.exit_with_signal(signal.Signals(-code).name.removeprefix("SIG"))
    else:
        process.exit(code)


def environment(process: asyncssh.SSHServerProcess[bytes], shell: str) -> dict[str, str]:
    """What a session knows; of what the client sends, its language."""
    sent = {str(name): str(value) for name, value in (process.env or {}).items()}
    language = {name: value for name, value in sent.items() if name == "LANG" or name.startswith("LC_")}
    peer, own = (process.get_extra_info(name)[:2] for name in ("peername", "sockname"))
    return {
        "HOME": "/root",
        "LOGNAME": ROOT,
        "PATH": PATHS,
        "SHELL": shell,
        "SSH_CLIENT": f"{peer[0]} {peer[1]} {own[1]}",
        "SSH_CONNECTION": f"{peer[0]} {peer[1]} {own[0]} {own[1]}",
        "USER": ROOT,
        **({"TERM": process.term_type} if process.term_type else {}),
        **language,
    }


async def _on_pipes(process: asyncssh.SSHServerProcess[bytes], command: list[str], how: dict[str, Any]) -> int:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe, **how)
    assert child.stdin
    assert child.stdout
    assert child.stderr
    feeding = asyncio.create_task(_feed(process, child.stdin))
    await asyncio.gather(_show(child.stdout, process.stdout), _show(child.stderr, process.stderr))
    code = await child.wait()
    feeding.cancel()
    return code


async def _feed(process: asyncssh.SSHServerProcess[bytes], stdin: asyncio.StreamWriter) -> None:
    """Let a command read what the client sends, up to its end."""
    with suppress(OSError, asyncssh.Error):
        async for sent in _sent(process):
            stdin.write(sent)
            await stdin.drain()
    stdin.close()


async def _on_terminal(process: asyncssh.SSHServerProcess[bytes], command: list[str], how: dict[str, Any]) -> int:
    ours, theirs = os.openpty()
    with os.fdopen(ours, "wb", 0) as keyboard:
        try:
            _resize(ours, process.term_size)
            child = await asyncio.create_subprocess_exec(
                *command, stdin=theirs, stdout=theirs, stderr=theirs, preexec_fn=_take_terminal, **how
            )
        finally:
            os.close(theirs)
        output, loop = asyncio.StreamReader(), asyncio.get_running_loop()
        screen, _protocol = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(output), os.fdopen(os.dup(ours), "rb", 0)
        )
        keys, _none = await loop.connect_write_pipe(asyncio.BaseProtocol, keyboard)
        typing = asyncio.create_task(_type(process, ours, keys))
        # with nobody there, the terminal hangs up
        typing.add_done_callback(lambda _done: screen.close())
        typing.add_done_callback(lambda _done: keys.abort())
        showing = asyncio.create_task(_show(output, process.stdout))
        code = await child.wait()
        # what the session leaves running in the background may hold its terminal
        await asyncio.wait({showing}, timeout=LAST_WORDS)
        typing.cancel()
        await asyncio.wait({typing})
    return code


async def _type(process: asyncssh.SSHServerProcess[bytes], terminal: int, keys: asyncio.WriteTransport) -> None:
    """Pass on what the client types, until it has gone. That it types no more is not the end of a session."""
    with suppress(OSError, asyncssh.Error):
        async for typed in _sent(process, terminal):
            keys.write(typed)
        await process.wait_closed()


async def _sent(process: asyncssh.SSHServerProcess[bytes], terminal: int | None = None) -> AsyncIterator[bytes]:
    """What the client sends; on the way, its terminal gets the size of its window."""
    while True:
        try:
            sent = await process.stdin.read(CHUNK)
        except asyncssh.TerminalSizeChanged as change:
            if terminal is not None:
                _resize(terminal, change.term_size)
        except (asyncssh.BreakReceived, asyncssh.SignalReceived):
            continue
        else:
            if not sent:
                return
            yield sent


async def _show(output: asyncio.StreamReader, screen: asyncssh.SSHWriter[bytes]) -> None:
    """Show the client what a command prints, up to its end. When the client has gone, nobody sees the rest."""
    gone = False
    # a terminal ends with an error
    with suppress(OSError):
        while printed := await output.read(CHUNK):
            if gone:
                continue
            try:
                screen.write(printed)
                await screen.drain()
            except (OSError, asyncssh.Error):
                gone = True


def _resize(terminal: int, size: tuple[int, int, int, int]) -> None:
    width, height, *pixels = size
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, *pixels))


def _take_terminal() -> None:
    """Make stdin the terminal of the session; for a new process that leads one."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
