# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured of a provider. ``providers/`` has one for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.claims import Claim
from benchmarks.contenders import Contender
from benchmarks.services import Program, Service

# Paths, with a space and the number of the page where there are several, and what a server answers.
Answers = dict[str, bytes]


@dataclass(frozen=True)
class Source:
    """An inventory plugin.

    :ivar file: a name that the plugin takes for one of its own.
    :ivar options: makes its options of the URL of the API.
    :ivar labels: its variable with a map of what the user noted.
    :ivar running: a condition that things meet which run.
    :ivar called: its variable with the name of the thing.
    """

    name: str
    file: str
    options: Callable[[str], Mapping[str, Any]]
    labels: str
    running: str
    called: str
    own: bool = False


@dataclass(frozen=True)
class Inventories:
    """What the inventory plugins are asked to show.

    :ivar sources: the provider's own first.
    :ivar recorded: what the provider's sandbox answers, by paths.
    :ivar noted: what the user noted at every thing, in the words of the sandbox's control plane.
    :ivar peers: makes the answers that the peers get of the number of things.
    """

    sources: tuple[Source, ...]
    recorded: Callable[[Service], Answers]
    noted: Mapping[str, Any]
    peers: Callable[[int], Answers]


@dataclass(frozen=True)
class Client:
    """A Python client. ``job`` is what client_job.py calls it."""

    name: str
    job: str
    own: bool = False


@dataclass(frozen=True)
class Provider:
    """Who takes part in which case.

    :ivar things: what the provider calls them.
    :ivar program: its sandbox.
    :ivar look: the path of a call that looks at one thing.
    :ivar idle: who finds things as declared.
    :ivar claims: what is claimed of these.
    :ivar one_call: which of these makes but a call, however many things; or as many as ``calls`` says.
    :ivar inventories: what is asked of inventories.
    :ivar peers: the collections to compare with.
    :ivar packages: the Python packages to compare with, and those that hold the collections.
    :ivar cases: those that it takes part in; all if none is given. What is below belongs to some of them.
    :ivar loop: who takes part in loops of growing length.
    :ivar create: who creates many at once.
    :ivar at_once: which of these creates many as fast as one.
    :ivar ready: who creates one.
    :ivar created_by: clients that create one.
    :ivar patient: who creates how many things that take long.
    :ivar forks: who keeps to a limit together with other forks.
    :ivar sure_calls: that each creation makes for sure.
    :ivar listed_by: clients that list all.
    """

    name: str
    things: str
    program: Program
    look: re.Pattern[str]
    idle: tuple[Contender, ...]
    claims: tuple[Claim, ...]
    one_call: Contender
    inventories: Inventories
    peers: tuple[str, ...]
    packages: tuple[str, ...]
    cases: tuple[str, ...] = ()
    calls: int = 1
    loop: tuple[Contender, ...] = ()
    create: tuple[Contender, ...] = ()
    at_once: Contender | None = None
    ready: tuple[Contender, ...] = ()
    created_by: tuple[Client, ...] = ()
    patient: tuple[tuple[Contender, int], ...] = ()
    forks: Contender | None = None
    sure_calls: int = 0
    listed_by: tuple[Client, ...] = ()
