# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The network between the host and its machines.

A router in a network namespace of its own has one link to the host and one to each machine, and a route for every
address in use. It alone decides where an address leads, as a provider does; that a machine answers there is up to the
machine. Public addresses are from the loopback range, which no other host ever sees; what the host needs for that is
set on its own end of the link alone and goes with it.

Links and routes end with the network namespace of either end, so nothing has to be tidied after a crash.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

from .programs import Failed, run

PUBLIC = "127.66.0.0/16"
PRIVATE = "10.0.0.0/8"
HOST_ADDRESS = "127.66.255.254"
ROUTER_ADDRESS = "127.66.255.253"
LINK = "boxfleet0"

ALONE = "there is room for one sandbox with machines on this computer, and another one is running"
# A former sandbox's link may still be on its way out.
ATTEMPTS = 100
PAUSE = 0.1

HOST = f"""\
ip link add {LINK} type veth peer name host netns $1
ip address add {HOST_ADDRESS}/32 dev {LINK}
ip link set {LINK} up
echo 1 > /proc/sys/net/ipv4/conf/{LINK}/route_localnet
ip route add {ROUTER_ADDRESS}/32 dev {LINK} table local
ip route add {PUBLIC} via {ROUTER_ADDRESS} dev {LINK} src {HOST_ADDRESS} table local
"""
ROUTER = f"""\
echo 1 > /proc/sys/net/ipv4/ip_forward
echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet
ip address add {ROUTER_ADDRESS}/32 dev host
ip link set host up
ip route add {HOST_ADDRESS}/32 dev host
ip route add unreachable default
"""
ROUTER_TO_MACHINE = f"""\
ip link add $1 type veth peer name eth0 netns $2
ip address add {ROUTER_ADDRESS}/32 dev $1
ip link set $1 up
"""
MACHINE = f"""\
echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet
ip link set lo up
ip link set eth0 up
ip address add $1/32 dev eth0
ip route add {ROUTER_ADDRESS}/32 dev eth0 table local
ip route add {PUBLIC} via {ROUTER_ADDRESS} dev eth0 src $1 table local
ip route add default via {ROUTER_ADDRESS} dev eth0 src $1
[ -n "$2" ] || exit 0
ip address add $2/32 dev eth0
ip route add {PRIVATE} via {ROUTER_ADDRESS} dev eth0 src $2
"""


@dataclass(frozen=True, slots=True)
class Link:
    """The router's end of its link to a machine, and the machine's own public address."""

    name: str
    public: str

    def towards(self, address: str) -> str:
        """The words of a route; what is not the machine's own address it need not have configured to be sent it."""
        return f"dev {self.name}" if address == self.public else f"via {self.public} dev {self.name} onlink"


class Network:
    """``open`` it before anything else, ``close`` it at the end. Every call raises ``programs.Failed``."""

    def __init__(self) -> None:
        self._router: asyncio.subprocess.Process | None = None
        self._numbers = count(1)
        self._routes: dict[str, Link] = {}
        self._routing = asyncio.Lock()

    async def open(self) -> None:
        """The router and the host's link to it."""
        # It does nothing but hold the namespace until its stdin ends.
        self._router = await asyncio.create_subprocess_exec(
            "unshare", "--net", "cat", stdin=asyncio.subprocess.PIPE, start_new_session=True
        )
        await self._settled()
        for attempt in range(ATTEMPTS):
            try:
                await run("sh", "-ec", HOST, "sh", self._router.pid)
                break
            except Failed as error:
                if "File exists" not in str(error):
                    raise
                if attempt == ATTEMPTS - 1:
                    raise Failed(f"{ALONE}, which has the network interface {LINK}") from None
                await asyncio.sleep(PAUSE)
        await self._inside(self._router.pid, ROUTER)

    async def close(self) -> None:
        """No router, no links, no routes."""
        if self._router and self._router.stdin:
            self._router.stdin.close()
            await self._router.wait()

    async def connect(self, init: int, public: str, private: str) -> Link:
        """An interface with these addresses for the machine whose init has this PID; ``lead`` makes them known.

        ``private`` is empty for a machine that has no private address.
        """
        assert self._router
        link = Link(f"machine{next(self._numbers)}", public)
        await self._inside(self._router.pid, ROUTER_TO_MACHINE, link.name, init)
        await self._inside(init, MACHINE, public, private)
        return link

    async def lead(self, routes: Mapping[str, Link]) -> None:
        """Let every address lead to the link named, and all others nowhere."""
        async with self._routing:
            assert self._router
            # A route whose link has gone has gone with it, which is no failure.
            lines = [f"route del {address}/32" for address in self._routes if address not in routes]
            lines += [
                f"route replace {address}/32 {link.towards(address)}"
                for address, link in routes.items()
                if self._routes.get(address) != link
            ]
            self._routes = dict(routes)
            if lines:
                await self._inside(self._router.pid, "ip -force -batch - 2>/dev/null || :", said="\n".join(lines))

    async def _settled(self) -> None:
        """Wait until the router has left the host's network namespace."""
        assert self._router
        for _attempt in range(ATTEMPTS * 10):
            with suppress(FileNotFoundError):
                if os.readlink(f"/proc/{self._router.pid}/ns/net") != os.readlink("/proc/self/ns/net"):
                    return
            await asyncio.sleep(PAUSE / 10)
        raise Failed("unshare: no network namespace")

    async def _inside(self, process: int, script: str, *arguments: object, said: str = "") -> None:
        """Run a script in the network namespace of a process."""
        await run("nsenter", f"--net=/proc/{process}/ns/net", "sh", "-ec", script, "sh", *arguments, said=said)
