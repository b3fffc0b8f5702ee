# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The data of DNS records, in one form for each meaning: services and people write the same in many ways."""

from __future__ import annotations

import ipaddress
import re
from typing import Callable, Iterator

TYPES = (
    *("A", "AAAA", "CAA", "CNAME", "DKIM", "DMARC", "DNAME", "HTTPS", "LOC", "MX", "NAPTR", "NS", "PTR", "RP", "SPF"),
    *("SRV", "SSHFP", "SVCB", "TLSA", "TXT"),
)
# Those whose last word is the name of a host, with how many numbers before it.
_HOSTS = {"CNAME": 0, "DNAME": 0, "NS": 0, "PTR": 0, "MX": 1, "SRV": 3}
_TEXTS = ("TXT", "SPF", "DKIM", "DMARC")
# Types of the service's own, of which it takes no value with quotes.
BARE = ("DKIM", "DMARC")
# With what a text begins that a record of such a type can say, too.
_OWN = {"v=spf1": "SPF", "v=dkim1": "DKIM", "v=dmarc1": "DMARC"}
OWN_TYPES = tuple(_OWN.values())
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_EXAMPLES = {"MX": "10 mail.example.com.", "SRV": "0 5 5060 sip.example.com."}


def canonical(kind: str, value: str, zone: str) -> str:
    """The value in the one form that it has here.

    :raises ValueError: a record of this type cannot have it; says what it has to be.
    """
    words = value.split()
    if not words:
        raise ValueError("is empty")
    if kind in _TEXTS:
        return _text(value)
    if kind in _HOSTS:
        return _host(kind, words, zone)
    read = _FORMS.get(kind)
    return read(words) if read else " ".join(words)


def as_stored(kind: str, value: str, zone: str) -> str:
    """The same for what a service has stored, whatever that is."""
    try:
        return canonical(kind, value, zone)
    except ValueError:
        return value


def own_type(value: str) -> str:
    """The service's own type for what the record of a text says, empty for most; the world is told TXT in any case."""
    return next((kind for begin, kind in _OWN.items() if value.lower().startswith(begin)), "")


def relative_hosts(kind: str, value: str, zone: str) -> Iterator[str]:
    """What a value may have been meant to say whose host looks like a full name, and is none without a final dot."""
    host = value.split()[-1] if kind in _HOSTS else ""
    if "." in host and not host.endswith("."):
        yield f"{host} has no final dot, so it means {host}.{zone}. below the zone; for the full name write {host}."


def _text(value: str) -> str:
    """A text without its quotes, in one piece."""
    text = value.strip()
    if not text.startswith('"'):
        return text
    strings = _STRING.findall(text)
    if _STRING.sub("", text).strip():
        raise ValueError("has a quote that does not end; a quote inside a text is written with a backslash before it")
    return re.sub(r"\\(.)", r"\1", "".join(strings), flags=re.DOTALL)


def _host(kind: str, words: list[str], zone: str) -> str:
    *numbers, host = words
    if len(numbers) != _HOSTS[kind] or not all(number.isascii() and number.isdigit() for number in numbers):
        raise ValueError(f"is no data of this type, such as {_EXAMPLES.get(kind, 'host.example.com.')}")
    host = host.lower()
    full = f"{zone}." if host == "@" else host if host.endswith(".") else f"{host}.{zone}."
    return " ".join([*(str(int(number)) for number in numbers), full])


def _address(words: list[str], version: int) -> str:
    try:
        address = ipaddress.ip_address("".join(words))
    except ValueError:
        address = None
    if address is None or address.version != version:
        raise ValueError(f"is no IPv{version} address")
    return str(address)


def _caa(words: list[str]) -> str:
    if len(words) < 3 or not words[0].isdigit():
        raise ValueError('is no data of this type, such as 0 issue "letsencrypt.org"')
    flags, tag, *rest = words
    return f'{int(flags)} {tag.lower()} "{_text(" ".join(rest))}"'


def _fingerprint(numbers: int) -> Callable[[list[str]], str]:
    """Numbers, and then a long one in hexadecimal digits, which may be in pieces."""
    return lambda words: " ".join([*words[:numbers], "".join(words[numbers:]).lower()]).strip()


_FORMS: dict[str, Callable[[list[str]], str]] = {
    "A": lambda words: _address(words, 4),
    "AAAA": lambda words: _address(words, 6),
    "CAA": _caa,
    "TLSA": _fingerprint(3),
    "SSHFP": _fingerprint(2),
}
