# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service accepts as a parameter. Every function returns the value or raises Refused."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from .envelope import Refused

NAME = re.compile(r"[a-zA-Z0-9üöäÜÖÄß_()=!*@.\-\\ ]{1,30}")
NAME_RULE = "1 bis 30 Zeichen aus a-z A-Z 0-9 üöäÜÖÄß _()=!*@.-\\ und Leerzeichen"
MAIL = re.compile(r"[^@\s]+@[^@\s]+")
INTEGER = re.compile(r"-?[0-9]{1,18}")
METADATA_BYTES = 4096
CONTACTS = 10
FLAGS = {"true": True, "1": True, "false": False, "0": False, "": False}


def required(fields: Mapping[str, Any], key: str) -> Any:
    """The parameter, which must have been sent and not be null."""
    if fields.get(key) is None:
        raise Refused(f"Der Parameter {key} wurde nicht uebergeben.")
    return fields[key]


def text(value: Any, key: str) -> str:
    """A string that is not empty; numbers are taken as their digits, as PHP does."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or value == "":
        raise Refused(f"Der Parameter {key} ist ungueltig.")
    return str(value)


def name(value: Any) -> str:
    """The name of a box or a contact group: 1 to 30 of the allowed characters."""
    if not NAME.fullmatch(text(value, "name")):
        raise Refused(f"Der uebergebene Name ist ungueltig, erlaubt sind {NAME_RULE}.")
    return str(value)


def integer(value: Any, key: str, allowed: Collection[int]) -> int:
    """A whole number, also when sent as a string, out of ``allowed``."""
    number = as_integer(value)
    if number is None or number not in allowed:
        raise Refused(f"Der Parameter {key} ist ungueltig.")
    return number


def as_integer(value: Any) -> int | None:
    """The whole number that a value or a part of a path stands for; None when it is none."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    return int(value) if INTEGER.fullmatch(str(value)) else None


def flag(value: Any, key: str) -> bool:
    """A bool, also as ``"true"``, ``"1"``, ``1`` and their opposites."""
    word = str(value).lower()
    if word not in FLAGS:
        raise Refused(f"Der Parameter {key} ist ungueltig.")
    return FLAGS[word]


def entries(value: Any) -> list[Any]:
    """A list of values: a list, a PHP map, a JSON list sent as a form field, or a single value."""
    value = _unpacked(value)
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else [value]


def contacts(value: Any) -> list[str]:
    """1 to 10 e-mail addresses."""
    addresses = entries(value)
    if not 1 <= len(addresses) <= CONTACTS:
        raise Refused(f"Es muessen zwischen 1 und {CONTACTS} Kontakte uebergeben werden.")
    for address in addresses:
        if not isinstance(address, str) or not MAIL.fullmatch(address):
            raise Refused(f"Die E-Mail-Adresse {address} ist ungueltig.")
    return addresses


def merged_metadata(old: Mapping[str, Any] | None, value: Any) -> dict[str, Any]:
    """``old`` with the keys sent laid over it; a key sent as null is removed.

    What was sent and what results may each be 4096 bytes of compact ASCII JSON.
    """
    sent = _unpacked(value)
    # PHP clients send an empty map as an empty list.
    if sent == []:
        sent = {}
    if not isinstance(sent, dict):
        raise Refused("Der Parameter metadata muss ein JSON-Objekt sein.")
    merged = {key: entry for key, entry in {**(old or {}), **sent}.items() if entry is not None}
    for metadata in (sent, merged):
        if len(json.dumps(metadata, separators=(",", ":"))) > METADATA_BYTES:
            raise Refused(f"Die Metadaten duerfen als JSON hoechstens {METADATA_BYTES} Byte lang sein.")
    return merged


def _unpacked(value: Any) -> Any:
    """A list or map that was sent as JSON inside a form field; anything else as it is."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
