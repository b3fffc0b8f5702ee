# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""ovh.conf, which every client of OVHcloud reads, and who wins where several say something."""

from __future__ import annotations

import configparser
import os
from typing import Any, Iterable, Mapping

from .._core.errors import InvalidInput
from .._core.provider import check_printable
from .endpoints import Endpoint

# The ways to say who calls; each is whole by itself.
KEYS = ("application_key", "application_secret", "consumer_key")
CLIENT = ("client_id", "client_secret")
TOKEN = ("access_token",)
# All are read; what a later one says counts.
PLACES = ("/etc/ovh.conf", "~/.ovh.conf", "./ovh.conf")
_QUOTES = "\"'"


class Configuration:
    """What the files say.

    :param file: one more, read after all others; it has to exist.
    :raises InvalidInput: a file cannot be read, or is no such file.
    """

    def __init__(self, file: str | None = None) -> None:
        self._parser = configparser.RawConfigParser()
        self._said_in: dict[tuple[str, str], str] = {}
        for place in PLACES:
            path = os.path.expanduser(place)
            if os.path.isfile(path):
                self._read(path)
        if file is not None:
            self._read(os.path.expanduser(file))

    def _read(self, path: str) -> None:
        read = configparser.RawConfigParser()
        try:
            with open(path, encoding="utf-8") as opened:
                read.read_file(opened)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
            raise InvalidInput("config_file", path, f"cannot be read: {reason}") from None
        except configparser.Error as error:
            # its message can hold a line of the file
            what = f"{type(error).__name__} in line {getattr(error, 'lineno', '?')}"
            advice = "It has sections, such as [ovh-eu], with lines such as application_key=…"
            raise InvalidInput("config_file", path, f"is no configuration: {what}", advice=advice) from None
        for section in read.sections():
            for name, value in read.items(section):
                if not self._parser.has_section(section):
                    self._parser.add_section(section)
                self._parser.set(section, name, value)
                self._said_in[section, name] = path

    def get(self, section: str, name: str) -> str | None:
        """What is said under a name, None if nothing is."""
        return self._parser.get(section, name, fallback="").strip() or None

    def said_in(self, section: str, name: str) -> str:
        """The file that says it."""
        return self._said_in[section, name]

    def says_of(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """The sections that say something under one of these names, each with its file."""
        found = [(section, file) for (section, name), file in self._said_in.items() if name in names]
        return list(dict.fromkeys(found))


def credentials(options: Mapping[str, Any], configuration: Configuration, endpoint: Endpoint) -> dict[str, str]:
    """Who calls: the values of one of the ways to say so, by their names. Options win over files.

    :raises InvalidInput: nothing is said, too little, or two different things.
    """
    section = endpoint.name
    said: dict[str, str] = {}
    where: dict[str, str] = {}
    for name in (*KEYS, *CLIENT, *TOKEN):
        given = options.get(name)
        if given is not None and not str(given).strip():
            variable = f"OVH_{name.upper()}"
            raise InvalidInput(name, None, f"is empty: is its variable set? Set it, or export {variable}")
        value = given if given is not None else configuration.get(section, name)
        if value is None:
            continue
        check_printable(name, value)
        if value != value.strip() or (len(value) > 1 and value[0] == value[-1] and value[0] in _QUOTES):
            place = "" if given is not None else f", in {configuration.said_in(section, name)}"
            raise InvalidInput(name, None, f"has blanks or quotes around it{place}", advice="Take them out")
        said[name] = value
        where[name] = "" if given is not None else f" (in {configuration.said_in(section, name)})"
    ways = [way for way in (KEYS, CLIENT, TOKEN) if any(name in said for name in way)]
    if not ways:
        advice = (
            "Set application_key, application_secret and consumer_key, or client_id and client_secret, or "
            f"access_token; or export OVH_APPLICATION_KEY and so on; or write them into ovh.conf, below [{section}]. "
            f"Application keys are made at {endpoint.keys_url}"
        )
        elsewhere = configuration.says_of((*KEYS, *CLIENT, *TOKEN))
        if elsewhere:
            told = " and ".join(f"{file} says below [{other}]" for other, file in elsewhere)
            advice = f"What {told} is for an endpoint of that name, and endpoint is {section}. {advice}"
        raise InvalidInput("application_key", None, "is not set", advice=advice)
    if len(ways) > 1:
        first, second = (next(name for name in way if name in said) for way in ways[:2])
        rule = f"is set{where[second]}, and so is {first}{where[first]}"
        raise InvalidInput(second, None, rule, advice="Say in one way alone who calls, and take the other out")
    missing = [name for name in ways[0] if name not in said and name != "consumer_key"]
    if missing:
        has = next(iter(said))
        advice = f"It belongs to {has}{where[has]}; set it, or export OVH_{missing[0].upper()}"
        raise InvalidInput(missing[0], None, "is not set", advice=advice)
    return said
