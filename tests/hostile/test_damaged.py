# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every answer damaged in every place: each task ends with a report or an error that was foreseen.

The suite (tests/functional/suite) damages one place of each answer and looks at what is left at the service. Here are
all places and all values, from kept answers, so that thousands take seconds.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, Fault
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.hosts import HostSource
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.fleet.task import SERVERS_TASK as IONOS_SERVERS
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.hosts import SERVER_HOSTS as IONOS_HOSTS
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.info.task import INFO_TASK as IONOS_INFO
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.facts.task import FACTS_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.fleet.task import BOXES_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.hosts import BOX_HOSTS
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.fleet.task import INSTANCES_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.hosts import HOSTS as OVH_HOSTS
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.info.task import INFO_TASK as OVH_INFO
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.fleet.task import (
    SERVERS_TASK as PTERODACTYL_SERVERS,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.hosts import SERVER_HOSTS as PTERODACTYL_HOSTS
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.info.task import INFO_TASK as PTERODACTYL_INFO
from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory.base import HostInventory
from ansible_collections.example.tiny.plugins.module_utils._tiny.fleet import SERVERS_TASK
from ansible_collections.example.tiny.plugins.module_utils._tiny.hosts import SERVER_HOSTS
from tests.functional.ionos.cases import CASES as IONOS
from tests.functional.ionos.cases import SERVER
from tests.functional.jiffybox.cases import CASES as JIFFYBOX
from tests.functional.jiffybox.cases import NEW
from tests.functional.ovh.cases import CASES as OVH
from tests.functional.ovh.cases import INSTANCE
from tests.functional.ovh.ordered_cases import CASES as OVH_ORDERED
from tests.functional.pterodactyl.cases import CASES as PTERODACTYL
from tests.functional.pterodactyl.cases import HERE
from tests.functional.pterodactyl.cases import SERVER as GAME
from tests.functional.pterodactyl.used_cases import USED
from tests.functional.suite.case import Case, World
from tests.functional.tiny.cases import CASES as TINY
from tests.hostile.replay import Damage, Endless, FakeClock, Recorder, Replay, damages

# How many damaged answers a pair of a state and a wish has in make test, and in make hostile.
FEW, MANY = 50, 300

START = {"boxes": [{"name": "web"}, {"name": "db", "state": "absent"}], "defaults": {**NEW, "state": "started"}}
FLEETS = [
    Case(
        "jiffybox_boxes",
        BOXES_TASK,
        states=JIFFYBOX[0].states,
        wanted={"started": {**START, "parallel": 1}},
        mine=lambda key: True,
        thorough=(("absent", "started"), ("frozen", "started")),
        secrets=JIFFYBOX[0].secrets,
    ),
    Case(
        "jiffybox_facts",
        FACTS_TASK,
        states=JIFFYBOX[1].states,
        wanted={"all": {"gather_subset": ["all"]}},
        mine=lambda key: True,
        thorough=(("backed up", "all"),),
    ),
    Case(
        "tiny_servers",
        SERVERS_TASK,
        states=TINY[0].states,
        wanted={"started": {"servers": [{"name": "web", "size": "large", "state": "started"}, {"name": "a"}]}},
        mine=lambda key: True,
        thorough=(("off", "started"), ("absent", "started")),
    ),
]
_IONOS = {case.name: case for case in IONOS}
FLEETS_OF_IONOS = [
    Case(
        "ionos_servers",
        IONOS_SERVERS,
        states=_IONOS["ionos_server"].states,
        wanted={"started": {"servers": [{**SERVER, "state": "started"}], "parallel": 1}},
        mine=lambda key: True,
        thorough=(("stopped", "started"), ("absent", "started")),
        secrets=_IONOS["ionos_server"].secrets,
    ),
    Case(
        "ionos_info",
        IONOS_INFO,
        states=_IONOS["ionos_server"].states,
        wanted={"all": {"gather_subset": ["all"]}},
        mine=lambda key: True,
        thorough=(("with more", "all"),),
        secrets=_IONOS["ionos_server"].secrets,
    ),
]
_OVH = {case.name: case for case in OVH}
FLEETS_OF_OVH = [
    Case(
        "ovh_instances",
        INSTANCES_TASK,
        states=_OVH["ovh_instance"].states,
        wanted={"running": {"instances": [{**INSTANCE, "state": "running"}], "parallel": 1}},
        mine=lambda key: True,
        thorough=(("stopped", "running"), ("absent", "running")),
        secrets=_OVH["ovh_instance"].secrets,
    ),
    Case(
        "ovh_info",
        OVH_INFO,
        states=_OVH["ovh_instance"].states,
        wanted={"all": {"gather_subset": ["all"]}},
        mine=lambda key: True,
        thorough=(("running", "all"),),
        secrets=_OVH["ovh_instance"].secrets,
    ),
]
_PTERODACTYL = {case.name: case for case in PTERODACTYL}
FLEETS_OF_PTERODACTYL = [
    Case(
        "pterodactyl_servers",
        PTERODACTYL_SERVERS,
        states=_PTERODACTYL["pterodactyl_server"].states,
        wanted={"running": {"servers": [{**GAME, **HERE, "state": "running"}], "parallel": 1}},
        mine=lambda key: True,
        thorough=(("offline", "running"), ("absent", "running")),
        secrets=_PTERODACTYL["pterodactyl_server"].secrets,
    ),
    Case(
        "pterodactyl_info",
        PTERODACTYL_INFO,
        states=_PTERODACTYL["pterodactyl_server"].states,
        wanted={"all": {"gather_subset": ["all"]}},
        mine=lambda key: True,
        thorough=(("running", "all"),),
        secrets=_PTERODACTYL["pterodactyl_server"].secrets,
    ),
]
OF_IONOS, OF_OVH = [*IONOS, *FLEETS_OF_IONOS], [*OVH, *OVH_ORDERED, *FLEETS_OF_OVH]
OF_PTERODACTYL = [*PTERODACTYL, *USED, *FLEETS_OF_PTERODACTYL]
CASES = [*JIFFYBOX, *TINY, *FLEETS, *OF_IONOS, *OF_OVH, *OF_PTERODACTYL]
# What one thing of a provider does with damaged answers, another does, too: make test asks some, make hostile all.
LONG = {case.name for case in (*OF_IONOS, *OF_OVH, *OF_PTERODACTYL)} - {
    *("ionos_nic", "ionos_server", "ovh_instance", "pterodactyl_server"),
}
PAIRS = [
    pytest.param(case, *pair, id=f"{case.name}-{pair[0]}-{pair[1]}")
    for case in CASES
    for pair in case.thorough or case.pairs()
]
ONE_EACH = [
    pytest.param(
        case,
        *next(iter(case.thorough or case.pairs())),
        id=case.name,
        marks=[pytest.mark.long] if case.name in LONG else [],
    )
    for case in CASES
    if case.thorough
]


def kept_answers(world: World, case: Case, state: str, wanted: str) -> list[tuple[str, Answer]]:
    """What a run is answered in which nothing goes wrong."""
    world.reset()
    case.states[state](world)
    client = world.connect()
    recorder = Recorder(client)
    # some end with a no
    with suppress(BoxfleetError):
        case.spec.task(client, case.spec.wanted(case.wanted[wanted]), False)
    return recorder.answers


def outcome(world: World, case: Case, wanted: str, answers: list[tuple[str, Answer]], damage: Damage) -> str:
    """What is wrong with the end of a run; empty if nothing is."""
    connected = world.connect()
    client = type(connected)(connected.account, FakeClock())
    replay = Replay(client, answers, damage)
    try:
        report = case.spec.task(client, case.spec.wanted(case.wanted[wanted]), False)
        told = [report.values, report.before, report.after, report.warnings]
        actions = report.actions
    except Fault as fault:
        return f"{damage}: {fault.trace}"
    except BoxfleetError as error:
        told, actions = [str(error), error.details, error.warnings], error.actions
    except Endless:
        return f"{damage}: asks without end"
    except Exception as error:
        return f"{damage}: {type(error).__name__}: {error}"
    try:
        said = json.dumps(told)
    except (TypeError, ValueError) as error:
        return f"{damage}: cannot be told: {error}"
    if any(secret in said for secret in (*world.secrets, *case.secrets)):
        return f"{damage}: shows a secret"
    if replay.accepted and not actions:
        return f"{damage}: does not tell of {replay.accepted}"
    return ""


def some(of: Iterator[Damage], most: int) -> list[Damage]:
    """So many of them, the same in every run."""
    every = list(of)
    return random.Random(4711).sample(every, min(most, len(every)))


def check(world: World, case: Case, state: str, wanted: str, most: int, record: Any) -> None:
    answers = kept_answers(world, case, state, wanted)
    chosen = some(damages(answers), most)
    wrong = [text for text in (outcome(world, case, wanted, answers, damage) for damage in chosen) if text]
    record("damaged_answers", len(chosen))
    assert not wrong, f"{len(wrong)} of {len(chosen)}:\n" + "\n".join(wrong[:5])


@pytest.mark.parametrize(("case", "state", "wanted"), ONE_EACH)
def test_a_damaged_answer_ends_a_task_with_words_that_were_foreseen(
    world: World, case: Case, state: str, wanted: str, record_property: Any
) -> None:
    check(world, case, state, wanted, FEW, record_property)


@pytest.mark.long
@pytest.mark.parametrize(("case", "state", "wanted"), PAIRS)
def test_every_damaged_answer_ends_a_task_with_words_that_were_foreseen(
    world: World, case: Case, state: str, wanted: str, record_property: Any
) -> None:
    check(world, case, state, wanted, MANY, record_property)


# Inventories


@dataclass(frozen=True)
class Listed:
    """Hosts whose listing is damaged.

    :ivar source: what of a provider are hosts.
    :ivar case: has the state in which there are some.
    :ivar options: of the inventory, beside the defaults.
    """

    source: HostSource[Any]
    case: Case
    state: str
    options: dict[str, Any]


USUAL = {
    "hostname": "name",
    "hostvars_suffix": "",
    "common_variables": True,
    "filters": [],
    "label_selector": "",
    "strict": False,
    "compose": {},
    "groups": {},
    "keyed_groups": [],
    "use_extra_vars": False,
    "leading_separator": True,
    "cache": False,
    "cache_timeout": 60,
    "cache_fallback": False,
}
LISTINGS = [
    Listed(
        BOX_HOSTS,
        JIFFYBOX[0],
        "running",
        {
            "connect_with": ["public_ipv6", "public_ipv4"],
            "statuses": [],
            "running": None,
            "addresses": True,
            "hostvars_prefix": "jiffybox_",
        },
    ),
    Listed(
        IONOS_HOSTS,
        _IONOS["ionos_server"],
        "running",
        {
            "connect_with": ["public_ipv4", "private_ipv4", "name"],
            "powers": [],
            "labels": True,
            "datacenters": [],
            "hostvars_prefix": "ionos_",
        },
    ),
    Listed(
        OVH_HOSTS,
        _OVH["ovh_instance"],
        "running",
        {
            "connect_with": ["public_ipv4", "name"],
            "sources": ["cloud", "dedicated", "vps"],
            "projects": [],
            "regions": [],
            "states": [],
            "hostvars_prefix": "ovh_",
        },
    ),
    Listed(
        PTERODACTYL_HOSTS,
        _PTERODACTYL["pterodactyl_server"],
        "running",
        {
            "connect_with": ["address", "name"],
            "statuses": [],
            "view": "application",
            "power": True,
            "hostvars_prefix": "pterodactyl_",
        },
    ),
    Listed(SERVER_HOSTS, TINY[0], "on", {"connect_with": ["public_ipv4"], "states": [], "hostvars_prefix": "tiny_"}),
]


class Quiet:
    """Keeps what is displayed."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def warning(self, text: str) -> None:
        """Keep it."""
        self.said.append(text)

    vvv = warning


def parsed(listed: Listed, client: Any) -> list[str]:
    """What is said when an inventory is made of what the client lists, its hosts among it.

    :raises AnsibleError: it cannot be made.
    """
    provider = replace(listed.source.provider, account=lambda options: client.account, client=lambda *_, **__: client)

    class Plugin(HostInventory):
        NAME = "hosts"
        source = replace(listed.source, provider=provider)

        def _read_options(self, path: str) -> None:
            self._options = {**USUAL, "group": "all_of_them", **listed.options}

        def get_options(self) -> dict[str, Any]:
            return self._options

    plugin, inventory = Plugin(), InventoryData()
    plugin.display = Quiet()
    plugin.parse(inventory, DataLoader(), "hosts.yml")
    inventory.reconcile_inventory()
    hosts = [json.dumps([host.name, host.get_vars()], default=str) for host in inventory.hosts.values()]
    return [*plugin.display.said, *hosts]


def listed_so(world: World, listed: Listed, answers: list[tuple[str, Answer]], damage: Damage) -> str:
    """What is wrong with an inventory; empty if nothing is."""
    connected = world.connect()
    client = type(connected)(connected.account, FakeClock())
    Replay(client, answers, damage)
    try:
        said = " ".join(parsed(listed, client))
    except AnsibleError as error:
        said = str(error)
    if "This is a fault" in said:
        return f"{damage}: {said}"
    return f"{damage}: shows a secret" if any(secret in said for secret in world.secrets) else ""


def check_inventory(world: World, listed: Listed, most: int, record: Any) -> None:
    world.reset()
    listed.case.states[listed.state](world)
    client = world.connect()
    recorder = Recorder(client)
    assert len(parsed(listed, client)) > 1
    chosen = some(damages(recorder.answers), most)
    wrong = [text for text in (listed_so(world, listed, recorder.answers, damage) for damage in chosen) if text]
    record("damaged_answers", len(chosen))
    assert not wrong, f"{len(wrong)} of {len(chosen)}:\n" + "\n".join(wrong[:5])


@pytest.mark.parametrize(("listed", "case"), [pytest.param(one, one.case, id=one.case.name) for one in LISTINGS])
def test_a_damaged_listing_ends_with_words_that_were_foreseen(
    world: World, listed: Listed, case: Case, record_property: Any
) -> None:
    check_inventory(world, listed, FEW, record_property)


@pytest.mark.long
@pytest.mark.parametrize(("listed", "case"), [pytest.param(one, one.case, id=one.case.name) for one in LISTINGS])
def test_every_damaged_listing_ends_with_words_that_were_foreseen(
    world: World, listed: Listed, case: Case, record_property: Any
) -> None:
    check_inventory(world, listed, MANY, record_property)
