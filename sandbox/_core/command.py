# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line: ``python -m sandbox.PROVIDER --help``."""

from __future__ import annotations

import argparse
import asyncio
import errno
import math
import re
import secrets
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sandbox.machines.needs import SSH_SERVERS, missing, ssh_server
from sandbox.machines.programs import Failed

from .guard import KEY_HEADER, is_local
from .limiter import Rate
from .provider import AccountOption, Provider
from .server import run
from .settings import MEMORY, MachineSettings, Settings

PUBLIC_KEY = re.compile(r"(ssh|ecdsa|sk)-\S+ [A-Za-z0-9+/=]+")
SMALLEST_DISK = 64
KEY = re.compile(r"[0-9A-Za-z_-]{16,}")
RATE = re.compile(
    r"(?:(?P<bucket>[a-z]+)=)?(?:none|(?P<count>[0-9]+)/(?P<seconds>[0-9]*[.]?[0-9]+)(?:/(?P<burst>[0-9]+))?)"
)


def main(kind: type[Provider[Any]], arguments: Sequence[str] | None = None) -> int:
    """Serve with these options; 0 after a stop that was asked for, 1 when it could not start."""
    settings = parsed(kind, arguments)
    machines = settings.machines
    reasons = missing(machines.base, machines.ssh_server) if machines else []
    if reasons:
        print(*(f"no machines: {reason}" for reason in reasons), sep="\n", file=sys.stderr)
        return 1
    try:
        asyncio.run(run(kind(settings)))
    except Failed as error:
        print(f"no machines: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(why_not_listening(settings, error), file=sys.stderr)
        return 1
    except sqlite3.Error as error:
        print(f"cannot use the database {settings.db}: {error}", file=sys.stderr)
        return 1
    return 0


def why_not_listening(settings: Settings, error: OSError) -> str:
    reason = f"cannot listen on {settings.host} port {settings.port}: {error.strerror or error}"
    if error.errno == errno.EADDRINUSE:
        reason += "; choose another one with --port N (make sandbox PORT=N)"
    return reason


def parsed(kind: type[Provider[Any]], arguments: Sequence[str] | None) -> Settings:
    """The settings that the options say; ends the process with a message when they make no sense."""
    account = kind.account_option
    parser = argparse.ArgumentParser(
        prog=f"python -m sandbox.{kind.name}", description=f"A server that speaks the {kind.title} API."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=8765, help="port to listen on, 0 picks a free one (%(default)s)")
    parser.add_argument("--db", default=MEMORY, metavar="PATH", help="SQLite file; :memory: forgets (%(default)s)")
    parser.add_argument(account.flag, dest="accounts", type=_account(account), action="append", help=account.help)
    parser.add_argument(
        *kind.step_flags,
        dest="step_seconds",
        type=seconds,
        default=2.0,
        metavar="S",
        help="how long asynchronous steps take (%(default)s)",
    )
    parser.add_argument(
        "--latency-ms", type=seconds, default=0.0, metavar="MS", help="added to every answer of the API (%(default)s)"
    )
    parser.add_argument(
        "--control-key",
        type=_key,
        metavar="KEY",
        help=f"what /_sandbox/ wants in the header {KEY_HEADER} (nothing on loopback, elsewhere one that is made up)",
    )
    parser.add_argument("--rate", type=_rate, action="append", default=[], metavar="N/SECONDS", help=_rate_help(kind))
    shared = set(vars(parser.parse_args([])))
    kind.add_options(parser)
    own = set(vars(parser.parse_args([]))) - shared
    if kind.can_be_machines:
        _add_machine_options(parser)
    options = parser.parse_args(arguments)
    local = is_local(options.host)
    accounts = tuple(options.accounts or (account.default if local else account.make(),))
    if len(set(accounts)) < len(accounts):
        parser.error(f"argument {account.flag}: each {account.flag.strip('-')} can be given only once")
    if account.default in accounts and not local:
        parser.error(f"argument {account.flag}: everybody knows this one; beyond loopback choose one of your own")
    control_key = options.control_key or (None if local else secrets.token_hex(16))
    made_up = [] if local or options.accounts else [f"{account.flag.strip('-')}: {accounts[0]}"]
    made_up += [] if local or options.control_key else [f"control key: {control_key}"]
    return Settings(
        accounts=accounts,
        host=options.host,
        port=options.port,
        db=options.db,
        step_seconds=options.step_seconds,
        latency_seconds=options.latency_ms / 1000,
        rates=_rates(kind, options.rate, parser),
        machines=_machines(options, parser) if kind.can_be_machines else None,
        local=local,
        control_key=control_key,
        made_up=tuple(made_up),
        own={name: getattr(options, name) for name in own},
    )


def _add_machine_options(parser: argparse.ArgumentParser) -> None:
    machines = parser.add_argument_group("machines", "Machines that one can log in to. Linux and root only.")
    machines.add_argument(
        "--machines", action="store_true", help="what runs is a small Linux machine with an SSH server"
    )
    machines.add_argument(
        "--ssh-key", type=_public_key, metavar="FILE", help="the account's public key, for things that ask for it"
    )
    machines.add_argument(
        "--base", type=_folder, metavar="DIR", help="the file tree that new machines start from (/, this system's own)"
    )
    machines.add_argument(
        "--disk-mb", type=_megabytes, metavar="N", help="no disk is larger than this (as large as it should be)"
    )
    machines.add_argument(
        "--ssh-server",
        choices=SSH_SERVERS,
        help="that of the base, or one made of a Python package (that of the base if it has one)",
    )


def _machines(options: argparse.Namespace, parser: argparse.ArgumentParser) -> MachineSettings | None:
    made = {name: getattr(options, name) for name in ("ssh_key", "base", "disk_mb", "ssh_server")}
    made = {name: value for name, value in made.items() if value is not None}
    if made and not options.machines:
        parser.error(f"argument --{next(iter(made)).replace('_', '-')}: needs --machines")
    settings = MachineSettings(**made)
    if not options.machines:
        return None
    return settings if options.ssh_server else replace(settings, ssh_server=ssh_server(settings.base))


def _rate_help(kind: type[Provider[Any]]) -> str:
    several = f"; BUCKET=… for one of {', '.join(kind.buckets)}" if len(kind.buckets) > 1 else ""
    usual = "as the service has it" if kind.rates else "no limit"
    return f"requests allowed per account, or none{several}; …/BURST: a bucket that holds so many ({usual})"


def _rates(
    kind: type[Provider[Any]], given: Sequence[tuple[str | None, Rate | None]], parser: argparse.ArgumentParser
) -> dict[str, Rate]:
    rates: dict[str, Rate | None] = dict(kind.rates)
    for bucket, rate in given:
        if bucket not in (None, *kind.buckets):
            parser.error(f"argument --rate: there is no limit {bucket}, but {', '.join(kind.buckets)}")
        rates.update(dict.fromkeys(kind.buckets if bucket is None else (bucket,), rate))
    return {bucket: rate for bucket, rate in rates.items() if rate}


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError("must be a number from 0 to 65535")
    return int(text)


def _account(option: AccountOption) -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            return option.check(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return check


def _key(text: str) -> str:
    if not KEY.fullmatch(text):
        raise argparse.ArgumentTypeError("must be 16 or more letters, digits, _ and -")
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


def seconds(text: str) -> float:
    """A type for options that are a number of seconds."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError("must be a number of at least 0")
    return number


def _rate(text: str) -> tuple[str | None, Rate | None]:
    match = RATE.fullmatch(text)
    numbers = [float(part) for part in match.group("count", "seconds", "burst") if part] if match else []
    if not match or 0 in numbers:
        raise argparse.ArgumentTypeError("must be N/SECONDS, such as 10/60")
    if not match["count"]:
        return match["bucket"], None
    burst = int(match["burst"]) if match["burst"] else None
    return match["bucket"], Rate(int(match["count"]), float(match["seconds"]), burst)
