# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names under which IAM knows the calls."""

from __future__ import annotations

PRODUCTS = (
    (("cloud", "project"), "publicCloudProject"),
    (("dedicated", "server"), "dedicatedServer"),
    (("domain", "zone"), "dnsZone"),
    (("ip",), "ip"),
    (("vps",), "vps"),
)
DEEDS = (
    *("refresh", "import", "reset", "reboot", "reinstall", "rebuild", "start", "stop", "move", "park", "shelve"),
    *("unshelve", "resume", "resize", "snapshot", "attach", "detach", "upsize", "cancel", "revert", "setPassword"),
    *("createSnapshot", "abortSnapshot", "activeMonthlyBilling", "vnc"),
)
VERBS = {"GET": "get", "POST": "create", "PUT": "edit", "DELETE": "delete"}


def action(verb: str, path: str) -> str:
    """The action of a route, such as ``publicCloudProject:apiovh:instance/get``."""
    segments = path.strip("/").split("/")
    product, rest = next(
        ((name, segments[len(prefix) + 1 :]) for prefix, name in PRODUCTS if tuple(segments[: len(prefix)]) == prefix),
        ("account", segments),
    )
    if (product, verb, rest) == ("dedicatedServer", "PUT", []):
        return "dedicatedServer:apiovh:put"
    words = [segment for segment in rest if not segment.startswith("{")]
    if verb != "POST" or not _is_done(rest):
        words.append(VERBS[verb])
    return f"{product}:apiovh:{'/'.join(words)}"


def _is_done(rest: list[str]) -> bool:
    """Whether a POST is something that is done, and no creation in a collection."""
    return bool(rest) and rest[-1] in DEEDS
