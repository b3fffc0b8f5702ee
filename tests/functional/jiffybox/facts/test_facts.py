# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Facts of an account in the sandbox: what they say, and what they cost the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import InvalidInput, NoUsableAnswer, Refused
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.options import from_parameters
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.desired import DesiredBox
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.task import ensure_box
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.facts.desired import (
    SUBSETS,
    FactsOptions,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.facts.task import (
    FACTS_TASK,
    INFO_TASK,
    JIFFYBOX_LISTS,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import account


@dataclass
class World:
    """An account with something of everything: web1 and web2 on, db1 off, old frozen."""

    web1: int
    web2: int
    db1: int
    old: int
    group: int
    checks: list[int]


@pytest.fixture
def world(sandbox: Any, client: Client) -> World:
    web1, web2 = sandbox.seed(2, prefix="web", metadata={"role": "web", "tier": 1})
    [db1] = sandbox.seed(1, prefix="db", running=False, metadata={"role": "db"})
    old = ensure_box(
        client,
        DesiredBox(name="old", state="stopped", distribution="fedora_24_64bit", plan="CloudLevel 2 SSD"),
        check_mode=False,
    ).values["box"]
    group = client.create_contact_group("ops", ["ops@example.com"])["id"]
    checks = [
        client.create_check({"name": name, "ip": ip, "contactgroups": [group], **more})["id"]
        for name, ip, more in (
            ("ping web1", address_of(client, web1), {"checkType": "ping"}),
            ("ssh web1", address_of(client, web1), {"checkType": "ssh", "port": 22}),
            (
                "mail db1",
                address_of(client, db1),
                {"checkType": "smtp", "port": 25, "username": "me", "password": "geheim"},
            ),
            ("ping old", address_of(client, old["id"]), {"checkType": "ping"}),
            ("ssh old", address_of(client, old["id"]), {"checkType": "ssh", "port": 22}),
        )
    ]
    client.schedule_backups(web1, 0, 1)
    client.create_manual_backup(db1)
    sandbox.control("POST", "ips", {"box": web2})
    sandbox.advance(60)
    ensure_box(client, DesiredBox(id=old["id"], state="frozen"), check_mode=False)
    sandbox.forget()
    return World(web1, web2, db1, old["id"], group, checks)


def address_of(client: Client, box_id: int) -> str:
    return client.get_box(box_id)["ips"]["public"][0]


def facts(client: Client, *gather_subset: str, **options: Any) -> dict[str, Any]:
    """The facts, without their prefix."""
    chosen = from_parameters(FactsOptions, {"gather_subset": list(gather_subset) or ["min"], **options})
    report = FACTS_TASK.task(client, chosen, False)
    assert not report.changed
    return {name.partition("_")[2]: value for name, value in report.values["ansible_facts"].items()}


def paths(sandbox: Any) -> list[str]:
    """What was asked since the last look; nothing else than GET."""
    assert sandbox.changes() == []
    asked = [path for _verb, path in sandbox.calls()]
    sandbox.forget()
    return asked


def ids(entries: list[dict[str, Any]]) -> list[int]:
    return [entry["id"] for entry in entries]


def test_without_options_the_boxes_and_their_costs_are_told_for_one_call(
    sandbox: Any, client: Client, world: World
) -> None:
    told = facts(client)
    assert paths(sandbox) == ["/jiffyBoxes"]
    assert set(told) == {"boxes", "costs"}
    assert ids(told["boxes"]) == sorted([world.web1, world.web2, world.db1, world.old])
    old = told["boxes"][-1]
    assert (old["name"], old["distribution"], old["plan"]["name"]) == ("old", "fedora_24_64bit", "CloudLevel 2 SSD")
    assert (old["cost_per_hour"], old["cost_cap"]) == (0.015, 24.99)
    assert told["costs"] == {
        "boxes": 4,
        "cost_per_hour": pytest.approx(sum(box["cost_per_hour"] for box in told["boxes"])),
        "cost_cap": pytest.approx(sum(box["cost_cap"] for box in told["boxes"])),
    }


def test_everything_that_an_account_has_is_told_in_plain_types(sandbox: Any, client: Client, world: World) -> None:
    told = facts(client, "all", check_status=True)
    assert set(told) == {*SUBSETS, "costs"}
    assert ids(told["plans"]) == list(range(44, 56))
    assert [entry["key"] for entry in told["distributions"]] == sorted(client.get_distributions())
    assert ids(told["ips"]) == sorted(ids(told["ips"]))
    assert {entry["box"] for entry in told["ips"]} == {world.web1, world.web2, world.db1}
    assert [entry["box"] for entry in told["ips"] if entry["floating"] is True] == [world.web2]
    backups = {entry["box"]: entry for entry in told["backups"]}
    assert list(backups) == sorted([world.web1, world.web2, world.db1, world.old])
    assert backups[world.web1]["schedule"]["window"] == "00-04"
    assert [backup["type"] for backup in backups[world.db1]["backups"]] == ["manual"]
    assert ids(told["monitoring"]) == world.checks
    assert [check["code"] for check in told["monitoring"]] == [0, 0, 2, 2, 2]
    assert told["monitoring"][0]["response"].startswith("OK - ")
    assert told["monitoring"][0]["contactgroups"] == [{"id": world.group, "name": "ops"}]
    assert "geheim" not in repr(told)
    assert [group["name"] for group in told["contact_groups"]] == ["Stammdaten-E-Mail-Adresse", "ops"]
    assert [module["name"] for module in told["doc"]] == sorted(client.get_doc())
    assert all(module["description"] and module["calls"] for module in told["doc"])


def test_a_box_that_has_automatic_backups_already_is_told_with_their_schedule(sandbox: Any, client: Client) -> None:
    first, second = sandbox.seed(2)
    client.schedule_backups(first, 0, 1)
    sandbox.advance(2 * 86400)
    told = {entry["box"]: entry for entry in facts(client, "backups")["backups"]}
    assert "daily" in [backup["type"] for backup in told[first]["backups"]]
    assert (told[first]["schedule"]["day"], told[second]["schedule"]) == ("sunday", None)


# What a subset may ask for, however the boxes are filtered.
NEEDED = {
    "boxes": "/jiffyBoxes*",
    "plans": "/plans*",
    "distributions": "/distributions*",
    "ips": "/ips*",
    "backups": "/backups*",
    "monitoring": "/monitoring*",
    "contact_groups": "/contactGroups",
    "doc": "/doc*",
}


@pytest.mark.parametrize("subset", SUBSETS)
def test_a_subset_asks_for_nothing_but_itself(sandbox: Any, client: Client, world: World, subset: str) -> None:
    told = facts(client, subset)
    assert set(told) == ({"boxes", "costs"} if subset == "boxes" else {subset})
    asked = paths(sandbox)
    assert all(fnmatchcase(path, NEEDED[subset]) for path in asked)
    # only the call for one box tells when its backups are made
    most = {"doc": 9, "backups": 1 + len(told.get("backups", []))}
    assert len(asked) <= most.get(subset, 1)
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("subsets", "asked"),
    [
        (["boxes"], ["/jiffyBoxes/{id}"]),
        (["ips"], ["/ips/{id}"]),
        (["backups"], ["/backups/{id}"]),
        (["monitoring"], ["/monitoring"]),
        (["boxes", "ips", "backups"], ["/jiffyBoxes/{id}", "/ips/{id}", "/backups/{id}"]),
    ],
)
def test_one_id_is_asked_for_with_the_cheap_calls_alone(
    sandbox: Any, client: Client, world: World, subsets: list[str], asked: list[str]
) -> None:
    told = facts(client, *subsets, id=[world.web1])
    assert paths(sandbox) == [path.format(id=world.web1) for path in asked]
    for subset in subsets:
        key = {"boxes": "id", "ips": "box", "backups": "box", "monitoring": "jiffy_box"}[subset]
        assert {entry[key] for entry in told[subset]} == {world.web1}


def test_a_filter_that_one_box_passes_leads_to_the_cheap_calls_for_what_belongs_to_it(
    sandbox: Any, client: Client, world: World
) -> None:
    told = facts(client, "ips", "backups", name=["db*"])
    assert paths(sandbox) == ["/jiffyBoxes", f"/ips/{world.db1}", f"/backups/{world.db1}"]
    assert {entry["box"] for entry in told["ips"] + told["backups"]} == {world.db1}


def test_several_boxes_are_asked_for_together(sandbox: Any, client: Client, world: World) -> None:
    told = facts(client, "boxes", "ips", id=[world.web1, world.db1])
    assert paths(sandbox) == ["/jiffyBoxes", "/ips"]
    assert ids(told["boxes"]) == [world.web1, world.db1]
    assert {entry["box"] for entry in told["ips"]} == {world.web1, world.db1}


def test_where_no_box_passes_nothing_more_is_asked(sandbox: Any, client: Client, world: World) -> None:
    told = facts(client, "boxes", "ips", "backups", "monitoring", metadata={"role": "mail"}, check_status=True)
    assert told == {
        "boxes": [],
        "costs": {"boxes": 0, "cost_per_hour": 0.0, "cost_cap": 0.0},
        "ips": [],
        "backups": [],
        "monitoring": [],
    }
    assert paths(sandbox) == ["/jiffyBoxes"]


@pytest.mark.parametrize("subset", ["boxes", "ips", "backups", "monitoring"])
def test_an_id_that_is_not_there_gives_an_empty_list(sandbox: Any, client: Client, world: World, subset: str) -> None:
    assert facts(client, subset, id=[4711])[subset] == []


@pytest.mark.parametrize(
    ("options", "names", "asked"),
    [
        ({"plan": ["CloudLevel 2 SSD"]}, ["CloudLevel 2 SSD"], "/plans/CloudLevel 2 SSD"),
        ({"plan": ["51"]}, ["CloudLevel 2 SSD"], "/plans/51"),
        ({"plan": ["51", "CloudLevel 1", "CloudLevel 99"]}, ["CloudLevel 1", "CloudLevel 2 SSD"], "/plans"),
    ],
)
def test_plans_are_found_by_name_and_by_id(
    sandbox: Any, client: Client, options: dict[str, Any], names: list[str], asked: str
) -> None:
    assert [plan["name"] for plan in facts(client, "plans", **options)["plans"]] == names
    assert paths(sandbox) == [asked]


def test_a_distribution_is_found_by_its_key_with_one_call(sandbox: Any, client: Client) -> None:
    [distribution] = facts(client, "distributions", distribution=["centos_7_64bit"])["distributions"]
    assert (distribution["key"], distribution["min_disk_size_mb"]) == ("centos_7_64bit", 2560)
    assert paths(sandbox) == ["/distributions/centos_7_64bit"]


def test_what_is_not_on_offer_gives_an_empty_list(sandbox: Any, client: Client) -> None:
    assert facts(client, "plans", plan=["CloudLevel 99"]) == {"plans": []}
    assert facts(client, "distributions", distribution=["plan9"]) == {"distributions": []}


def test_checks_of_one_address_are_asked_for_together_and_those_of_a_frozen_box_one_by_one(
    sandbox: Any, client: Client, world: World
) -> None:
    ping_web, _ssh_web, mail_db, ping_old, ssh_old = facts(client, "monitoring", check_status=True)["monitoring"]
    assert paths(sandbox) == [
        "/monitoring",
        f"/monitoring/{ping_web['ip']}/status",
        f"/monitoring/{mail_db['id']}/status",
        f"/monitoring/{ping_old['ip']}/status",
        f"/monitoring/{ping_old['id']}/status",
        f"/monitoring/{ssh_old['id']}/status",
    ]


def test_without_check_status_checks_say_that_they_do_not_know(sandbox: Any, client: Client, world: World) -> None:
    checks = facts(client, "monitoring", id=[world.web1])["monitoring"]
    assert [(check["code"], check["response"]) for check in checks] == [(None, None)] * 2


subsets = st.lists(
    st.sampled_from([*SUBSETS, "all", "min"]).flatmap(lambda name: st.sampled_from([name, f"!{name}"])), max_size=4
)
filters = st.fixed_dictionaries(
    {},
    optional={
        "name": st.lists(st.sampled_from(["web*", "*1", "db1", "old", "nobody"]), max_size=2),
        "id": st.lists(st.sampled_from(["web1", "web2", "db1", "old", "nobody"]), max_size=2, unique=True),
        "status": st.lists(st.sampled_from(["READY", "FROZEN", "CREATING"]), max_size=2),
        "metadata": st.dictionaries(st.sampled_from(["role", "tier"]), st.sampled_from(["web", 1, None]), max_size=2),
        "plan": st.lists(st.sampled_from(["CloudLevel 1", "51"]), max_size=1),
        "distribution": st.lists(st.sampled_from(["fedora_24_64bit"]), max_size=1),
    },
)
OWNER = {"boxes": "id", "ips": "box", "backups": "box", "monitoring": "jiffy_box"}


def test_any_filter_tells_that_part_of_the_whole_and_sends_nothing_that_changes(
    sandbox: Any, client: Client, world: World
) -> None:
    whole = facts(client, "all", check_status=True)
    raw = client.get_boxes()

    @settings(max_examples=60)
    @given(subsets, filters)
    def holds(gather_subset: list[str], wish: dict[str, Any]) -> None:
        if "id" in wish:
            wish = {**wish, "id": [getattr(world, name, 4711) for name in wish["id"]]}
        sandbox.forget()
        options = FactsOptions(
            tuple(gather_subset),
            check_status=True,
            **{name: value if isinstance(value, dict) else tuple(value) for name, value in wish.items()},
        )
        told = FACTS_TASK.task(client, options, False).values["ansible_facts"]
        calls = sandbox.calls()

        assert sandbox.changes() == []
        assert len(calls) == len(set(calls)) or 4711 in options.id
        meant = {int(box_id) for box_id, box in raw.items() if options.match(box)}
        for subset in SUBSETS:
            name = f"jiffybox_{subset}"
            assert (name in told) == (subset in options.subsets)
            if name in told and subset in OWNER:
                assert told[name] == [entry for entry in whole[subset] if entry[OWNER[subset]] in meant]
            elif name in told:
                assert all(entry in whole[subset] for entry in told[name])
            else:
                own = [path for _verb, path in calls if fnmatchcase(path, NEEDED[subset])]
                assert own == [] or (subset == "boxes" and options.filters)

    holds()


FAULTS = [
    ("status", {"status": 503}),
    ("status", {"status": 429, "retry_after": 3}),
    ("status_after", {"status": 500}),
    ("reset_before", {}),
    ("reset_after", {}),
    ("truncate", {}),
    ("html", {}),
    ("timeout", {}),
]


@pytest.mark.parametrize(("kind", "more"), FAULTS)
def test_facts_survive_a_bad_minute_of_the_service(
    sandbox: Any, connect: Callable[..., Client], world: World, kind: str, more: dict[str, Any]
) -> None:
    whole = facts(connect(), "all", check_status=True)
    sandbox.fault("GET", "*", kind, **more)
    assert facts(connect(timeout=2), "all", check_status=True) == whole


@pytest.mark.parametrize(
    ("kind", "more", "message"),
    [
        ("status", {"status": 502}, "the service failed with HTTP 502"),
        ("html", {}, "answered with text/html instead of JSON"),
        ("truncate", {}, "broke before the answer was complete"),
        ("timeout", {}, r"no answer within 2 s \(api_timeout\)"),
    ],
)
@pytest.mark.parametrize(("subset", "path"), [("boxes", "/jiffyBoxes"), ("backups", "/backups"), ("doc", "/doc/Plans")])
def test_a_service_that_stays_broken_is_told_with_the_subset_that_it_failed_for(
    sandbox: Any, connect: Callable[..., Client], subset: str, path: str, kind: str, more: dict[str, Any], message: str
) -> None:
    client = connect(timeout=2)
    sandbox.fault("GET", path, kind, times=9, **more)
    with pytest.raises(NoUsableAnswer, match=f"Could not gather the subset {subset}: .*{message}") as caught:
        facts(client, "all")
    assert sandbox.token not in repr(caught.getrepr(chain=True))


@pytest.mark.parametrize(
    ("subset", "path", "options"),
    [
        ("boxes", "/jiffyBoxes/{id}", {"id"}),
        ("ips", "/ips/{id}", {"id"}),
        ("backups", "/backups/{id}", {"id"}),
        ("plans", "/plans/44", {"plan"}),
        ("distributions", "/distributions/fedora_24_64bit", {"distribution"}),
    ],
)
def test_a_refusal_of_something_that_is_there_is_never_taken_for_its_absence(
    sandbox: Any, client: Client, world: World, subset: str, path: str, options: set[str]
) -> None:
    known = {"id": [world.web1], "plan": ["44"], "distribution": ["fedora_24_64bit"]}
    sandbox.fault("GET", path.format(id=world.web1), "status", status=403)
    with pytest.raises(Refused, match=f"Could not gather the subset {subset}: the service refused GET"):
        facts(client, subset, **{option: known[option] for option in options})


def test_a_wrong_token_is_told_with_where_to_look(sandbox: Any) -> None:
    client = Client(account("x" * 32, sandbox.url))
    with pytest.raises(Refused, match=r"subset plans: .*API-Token ist ungueltig.*Check api_token"):
        facts(client, "plans", plan=["44"])


def test_bad_input_is_refused_before_any_call(sandbox: Any, client: Client) -> None:
    for options in ({"id": [-1]}, {"name": [""]}, {"gather_subset": ["box"]}, {"label_selector": "a b"}):
        with pytest.raises(InvalidInput):
            FACTS_TASK.task(client, from_parameters(FactsOptions, options), False)
    assert sandbox.calls() == []


def test_an_empty_account_has_empty_facts(sandbox: Any, client: Client) -> None:
    told = facts(client, "all", "!doc", check_status=True)
    assert [told[name] for name in ("boxes", "ips", "backups", "monitoring")] == [[], [], [], []]
    assert ids(told["contact_groups"]) != []


@pytest.mark.parametrize("check_mode", [False, True])
def test_the_info_module_tells_the_same_as_values_of_its_own(
    sandbox: Any, client: Client, world: World, check_mode: bool
) -> None:
    options = {"gather_subset": ["all"], "name": ["web*"], "check_status": True}
    told = facts(client, *options.pop("gather_subset"), **options)
    asked = paths(sandbox)
    report = INFO_TASK.task(client, from_parameters(FactsOptions, {**options, "gather_subset": ["all"]}), check_mode)
    assert (report.values, report.changed) == (told, False)
    assert sorted(paths(sandbox)) == sorted(asked)


@pytest.mark.parametrize(
    ("selector", "names"),
    [("role=web", ["web1", "web2"]), ("role!=web", ["db1", "old"]), ("role in (db),!x", ["db1"]), ("none=x", [])],
)
def test_boxes_are_chosen_by_a_selector_of_their_metadata(
    sandbox: Any, client: Client, world: World, selector: str, names: list[str]
) -> None:
    assert [box["name"] for box in facts(client, label_selector=selector)["boxes"]] == names
    boxes = {getattr(world, name) for name in names}
    assert {one["box"] for one in facts(client, "backups", label_selector=selector)["backups"]} == boxes


def test_there_is_a_list_for_every_subset() -> None:
    assert tuple(JIFFYBOX_LISTS.lists) == SUBSETS
