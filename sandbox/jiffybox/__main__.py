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

from .limiter import Rate
from .machine import DEFAULT_TOKEN, Settings
from .server import run

TOKEN = re.compile(r"[0-9A-Za-z]{32}")
RATE = re.compile(r"([0-9]+)/([0-9.]+)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve with these options; 0 after a stop that was asked for, 1 when it could not start."""
    settings = parsed(arguments)
    try:
        asyncio.run(run(settings))
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
    parser.add_argument("--db", default=":memory:", metavar="PATH", help="SQLite file; :memory: forgets (%(default)s)")
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
    options = parser.parse_args(arguments)
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
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError("must be a number from 0 to 65535")
    return int(text)


def _token(text: str) -> str:
    if not TOKEN.fullmatch(text):
        raise argparse.ArgumentTypeError("must be 32 letters and digits")
    return text


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
