# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line: ``python -m sandbox.jiffybox --help``."""

from __future__ import annotations

import argparse
import asyncio
import math
import re
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox.machines.needs import missing
from sandbox.machines.programs import Failed

from .limiter import Rate
from .server import run
from .service import DEFAULT_TOKEN, MEMORY, MachineSettings, Settings

TOKEN = re.compile(r"[0-9A-Za-z]{32}")
PUBLIC_KEY = re.compile(r"(ssh|ecdsa|sk)-\S+ [A-Za-z0-9+/=]+")
SMALLEST_DISK = 64
RATE = re.compile(r"([0-9]+)/([0-9.]+)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve with these options; 0 after a stop that was asked for, 1 when it could not start."""
    settings = parsed(arguments)
    reasons = missing(settings.machines.base) if settings.machines else []
    if reasons:
        print(*(f"no machines: {reason}" for reason in reasons), sep="\n", file=sys.stderr)
        return 1
    try:
        asyncio.run(run(settings))
    except Failed as error:
        print(f"no machines: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"cannot listen on {settings.host} port {settings.port}: {error.strerror or error}", file=sys.stderr)
        return 1
    except sqlite3.Error as error:
        print(f"cannot use the database {settings.db}: {error}", file=sys.stderr)
        return 1
    return 0


def parsed(arguments: Sequence[str] | None) -> Settings:
    """The settings that the options say; ends the process with a message when they make no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.jiffybox", description="A server that speaks the JiffyBox API."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=8765, help="port to listen on, 0 picks a free one (%(default)s)")
    parser.add_argument("--db", default=MEMORY, metavar="PATH", help="SQLite file; :memory: forgets (%(default)s)")
    parser.add_argument(
        "--token",
        dest="tokens",
        type=_token,
        action="append",
        help="32 letters and digits; repeat for more accounts (one: the documented default token)",
    )
    parser.add_argument(
        "--boot-seconds", type=_seconds, default=2.0, metavar="S", help="how long asynchronous steps take (%(default)s)"
    )
    parser.add_argument(
        "--latency-ms", type=_seconds, default=0.0, metavar="MS", help="added to every answer of the API (%(default)s)"
    )
    parser.add_argument("--rate", type=_rate, metavar="N/SECONDS", help="requests allowed per token (no limit)")
    machines = parser.add_argument_group("machines", "Boxes that one can log in to. Linux and root only.")
    machines.add_argument(
        "--machines", action="store_true", help="a running box is a small Linux machine with an SSH server"
    )
    machines.add_argument(
        "--ssh-key", type=_public_key, metavar="FILE", help="the account's public key, which use_sshkey refers to"
    )
    machines.add_argument(
        "--base", type=_folder, metavar="DIR", help="the file tree that new boxes start from (/, this system's own)"
    )
    machines.add_argument(
        "--disk-mb", type=_megabytes, metavar="N", help="no disk is larger than this (as large as the plan says)"
    )
    options = parser.parse_args(arguments)
    made = {"ssh_key": options.ssh_key, "base": options.base, "disk_mb": options.disk_mb}
    made = {name: value for name, value in made.items() if value is not None}
    if made and not options.machines:
        parser.error(f"argument --{next(iter(made)).replace('_', '-')}: needs --machines")
    tokens = tuple(options.tokens or (DEFAULT_TOKEN,))
    if len(set(tokens)) < len(tokens):
        parser.error("argument --token: each token can be given only once")
    return Settings(
        host=options.host,
        port=options.port,
        db=options.db,
        tokens=tokens,
        boot_seconds=options.boot_seconds,
        latency_seconds=options.latency_ms / 1000,
        rate=options.rate,
        machines=MachineSettings(**made) if options.machines else None,
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError("must be a number from 0 to 65535")
    return int(text)


def _token(text: str) -> str:
    if not TOKEN.fullmatch(text):
        raise argparse.ArgumentTypeError("must be 32 letters and digits")
    return text


def _public_key(text: str) -> str:
    try:
        lines = Path(text).read_text(encoding="utf-8").strip().splitlines()
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"cannot read {text}: {getattr(error, 'strerror', error)}") from None
    if len(lines) != 1 or not PUBLIC_KEY.match(lines[0]):
        raise argparse.ArgumentTypeError(f"{text} is no public key, which is one line such as ssh-ed25519 AAAA…")
    return lines[0]


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is no folder")
    return Path(text).resolve()


def _megabytes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < SMALLEST_DISK:
        raise argparse.ArgumentTypeError(f"must be a number of megabytes, at least {SMALLEST_DISK}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError("must be a number of at least 0")
    return number


def _rate(text: str) -> Rate:
    match = RATE.fullmatch(text)
    if not match or int(match[1]) == 0 or _seconds(match[2]) == 0:
        raise argparse.ArgumentTypeError("must be N/SECONDS, such as 10/60")
    return Rate(int(match[1]), _seconds(match[2]))


if __name__ == "__main__":
    sys.exit(main())
