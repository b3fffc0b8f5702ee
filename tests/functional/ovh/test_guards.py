# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rights that a task names are all that it needs, and what would do harm is refused before anything is sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    BoxfleetError,
    InvalidInput,
    Missing,
    Refused,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.credential.task import CREDENTIAL_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.dedicated_server.task import (
    REINSTALL_TASK,
    SERVER_TASK,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.failover_ip.record import FAILOVER_IP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.fleet.task import INSTANCES_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.instance.record import INSTANCE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.instance_snapshot.record import SNAPSHOT_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.private_network.record import NETWORK_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.rights import rules_from
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.rules import NEEDS
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.ssh_key.record import SSH_KEY_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.volume.record import VOLUME_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.vps.task import VPS_TASK
from tests.functional.ovh.cases import CASES, FAILOVER, INSTANCE, SNAPSHOT, SUBNET, VOLUME, after
from tests.functional.ovh.test_service import calls, limited
from tests.functional.ovh.world import PROJECT_ID, PUBLIC_KEY, OvhWorld, client_of
from tests.functional.suite.case import Case

CHANGES = [(case, *case.thorough[0]) for case in CASES if case.thorough and case.name != "ovh_credential"]


@pytest.mark.parametrize(("case", "state", "wanted"), CHANGES, ids=[case.name for case, *_more in CHANGES])
def test_a_key_with_the_rules_of_the_dry_run_is_enough(ovh: Server, case: Case, state: str, wanted: str) -> None:
    world = OvhWorld(ovh)
    world.reset()
    case.states[state](world)
    desired = case.spec.wanted(case.wanted[wanted])
    rules = case.spec.task(world.connect(), desired, True).values["required_rules"]
    assert rules
    calls(ovh)
    report = case.spec.task(client_of(ovh, who=limited(ovh, *rules)), desired, False)
    assert report.actions
    # and what was called is what they say
    granted = rules_from(rules)
    known = ("/auth", "/me/api")
    made = [call.split(" ", 1) for call in calls(ovh)]
    for verb, path in made:
        if not path.startswith(known):
            assert any(rule.method == verb and _covers(rule.path, path) for rule in granted), (verb, path)


def _covers(pattern: str, path: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), path) is not None


@pytest.mark.parametrize("name", [case.name for case in CASES if "project" in next(iter(case.wanted.values()))])
def test_a_key_that_may_only_read_changes_nothing_and_says_so_first(ovh: Server, name: str) -> None:
    case = next(one for one in CASES if one.name == name)
    state, wanted = case.thorough[0]
    world = OvhWorld(ovh)
    world.reset()
    case.states[state](world)
    who = limited(ovh, {"method": "GET", "path": "/*"})
    calls(ovh)
    with pytest.raises(BoxfleetError, match="the consumer key lacks the rule") as told:
        case.spec.task(client_of(ovh, who=who), case.spec.wanted(case.wanted[wanted]), False)
    assert all(call.startswith("GET ") for call in calls(ovh))
    assert told.value.details["required_rules"]
    assert told.value.actions == []


def test_a_name_that_no_rule_has_a_place_for_makes_no_wider_key() -> None:
    asked = {"rules_for": ["ovh_instance"], "wait": False}
    with pytest.raises(InvalidInput, match=r"^names.projekt: is nothing .* Did you mean project\?$"):
        CREDENTIAL_TASK.wanted({**asked, "names": {"projekt": PROJECT_ID}})
    with pytest.raises(InvalidInput, match=r"^names.project: 'sandbox' is no id of a project, .*would allow nothing"):
        CREDENTIAL_TASK.wanted({**asked, "names": {"project": "sandbox"}})
    rules = CREDENTIAL_TASK.wanted({**asked, "names": {"project": PROJECT_ID}}).rules
    assert {rule.path.split("/")[3] for rule in rules[1:]} == {PROJECT_ID}


NOT_PUBLIC = ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n-----END OPENSSH PRIVATE KEY-----", "~/.ssh/id.pub", "")
TWO_KEYS = f"{PUBLIC_KEY}\n{PUBLIC_KEY}"


@pytest.mark.parametrize(
    ("task", "option_name", "options"),
    [
        (SSH_KEY_TASK, "public_key", {"project": PROJECT_ID, "name": "ops"}),
        (VPS_TASK, "ssh_key", {"vps": "vps-1.vps.ovh.net", "image": "Debian 12", "reinstall": True}),
        (REINSTALL_TASK, "ssh_key", {"server": "ns1.ip-198-18-0.eu", "operating_system": "debian12_64"}),
        (SERVER_TASK, "rescue_ssh_key", {"server": "ns1.ip-198-18-0.eu"}),
    ],
)
def test_what_is_no_public_key_is_neither_sent_nor_shown(
    task: TaskSpec, option_name: str, options: dict[str, Any]
) -> None:
    for value in (*NOT_PUBLIC, TWO_KEYS):
        if value or task is not SERVER_TASK:
            with pytest.raises(InvalidInput, match=f"^{option_name}: must be a public key as it stands in a file"):
                task.wanted({**options, option_name: value})
    task.wanted({**options, option_name: f"{PUBLIC_KEY}\n"})


NET = {"project": PROJECT_ID, "name": "inner", "regions": ["GRA11"]}


@pytest.mark.parametrize(
    ("task", "there", "options", "rules"),
    [
        (VOLUME_TASK, VOLUME, {"description": "x"}, ["PUT {}/volume/*"]),
        (VOLUME_TASK, VOLUME, {"size": 20}, ["POST {}/volume/*/upsize"]),
        (VOLUME_TASK, VOLUME, {"size": 20, "description": "x"}, ["PUT {}/volume/*", "POST {}/volume/*/upsize"]),
        (NETWORK_TASK, NET, {"regions": ["SBG5"]}, ["POST {}/network/private/*/region"]),
    ],
)
def test_an_update_needs_the_rights_for_what_it_is_about(
    ovh: Server, task: TaskSpec, there: dict[str, Any], options: dict[str, Any], rules: list[str]
) -> None:
    world = OvhWorld(ovh)
    world.reset()
    after((task, there))(world)
    report = task.task(world.connect(), task.wanted({**there, **options}), True)
    needed = [f"{one['method']} {one['path']}" for one in report.values["required_rules"] if one["method"] != "GET"]
    assert needed == [rule.format(f"/cloud/project/{PROJECT_ID}") for rule in rules]


def test_every_module_of_a_project_says_what_it_needs() -> None:
    assert {case.name for case in CASES} - {"ovh_api", "ovh_credential"} <= set(NEEDS)


ERROR = {"project": "sandbox", "name": "web"}


@pytest.mark.parametrize(
    ("there", "task", "options", "words"),
    [
        (
            [],
            INSTANCE_TASK,
            {**ERROR, "region": "GRA11"},
            "to create it the task needs flavor and image (or boot_volume)",
        ),
        ([], INSTANCE_TASK, ERROR, "to create it the task needs region"),
        ([], INSTANCE_TASK, {**INSTANCE, "boot_volume": "data"}, "is no volume of project sandbox"),
        ([], INSTANCE_TASK, {**INSTANCE, "image": "Debian 21"}, "is no image or snapshot in region GRA11"),
        ([], INSTANCE_TASK, {**INSTANCE, "networks": [{"network": "inner"}]}, "networks[0].network: 'inner' is no"),
        ([], INSTANCE_TASK, {**INSTANCE, "networks": [{"network": "a", "ip": "x"}]}, "networks[0].ip: 'x' is no IP"),
        ([(INSTANCE_TASK, INSTANCE)], INSTANCE_TASK, {**INSTANCE, "flavor": "b2-15"}, "Set resize: true to change it"),
        (
            [(INSTANCE_TASK, {**INSTANCE, "monthly_billing": True})],
            INSTANCE_TASK,
            {**INSTANCE, "monthly_billing": False},
            "is paid by the month already",
        ),
        (
            [(VOLUME_TASK, {**VOLUME, "instance": "other1"})],
            VOLUME_TASK,
            {**VOLUME, "state": "absent"},
            "Detach it first, with instance: ''",
        ),
        ([], VOLUME_TASK, {**VOLUME, "region": "SBG5", "instance": "other1"}, "and the volume in SBG5"),
        (
            [(NETWORK_TASK, {**NET, "subnets": [SUBNET]})],
            NETWORK_TASK,
            {**NET, "subnets": [{**SUBNET, "dhcp": False}]},
            "subnet GRA11 192.168.7.0/24 has 192.168.7.2 to 192.168.7.254, with DHCP. Delete it",
        ),
        ([], FAILOVER_IP_TASK, {"project": "sandbox", "ip": FAILOVER, "instance": ""}, "never takes it off"),
        ([], FAILOVER_IP_TASK, {"project": "sandbox", "ip": "192.0.2.7"}, "Such addresses are ordered"),
        ([], INSTANCE_TASK, {**INSTANCE, "region": "gra11"}, "region: 'gra11' is no region in which project sandbox"),
        ([], INSTANCE_TASK, {**INSTANCE, "region": "gra11"}, "Did you mean GRA11?"),
        (
            [],
            INSTANCES_TASK,
            {"instances": [{**INSTANCE, "name": "a"}, {**INSTANCE, "name": "b", "flavor": "b2-8"}]},
            "instances[1].flavor: 'b2-8' is no flavor in region GRA11",
        ),
    ],
)
def test_what_cannot_be_or_would_do_harm_is_refused_and_nothing_is_sent(
    ovh: Server, there: Any, task: TaskSpec, options: dict[str, Any], words: str
) -> None:
    world = OvhWorld(ovh)
    world.reset()
    after(*there)(world)
    world.changes()
    with pytest.raises(InvalidInput) as told:
        task.task(world.connect(), task.wanted(options), False)
    assert words in str(told.value)
    assert [change for change in world.changes() if "/oauth2/" not in change[1]] == []


@pytest.mark.parametrize(
    ("options", "task", "made"),
    [
        ({**INSTANCE, "image": "before"}, SNAPSHOT_TASK, SNAPSHOT),
        ({**ERROR, "region": "GRA11", "state": "stopped"}, INSTANCE_TASK, INSTANCE),
    ],
)
def test_what_is_missing_is_called_as_the_task_that_makes_it_does(
    ovh: Server, options: dict[str, Any], task: TaskSpec, made: dict[str, Any]
) -> None:
    world = OvhWorld(ovh)
    world.reset()
    with pytest.raises(Missing) as told:
        INSTANCE_TASK.task(world.connect(), INSTANCE_TASK.wanted(options), True)
    assert [(one.key, one.name) for one in task.makes(made)] == [(told.value.keys[0], told.value.value)]


# Fleets


def fleet(state: str = "running", count: int = 6, **more: Any) -> dict[str, Any]:
    """Instances that are alike."""
    named = [{"name": f"web{number}"} for number in range(1, count + 1)]
    return {"instances": named, "defaults": {**INSTANCE, "name": None, "flavor": "d2-2", "state": state, **more}}


@pytest.mark.parametrize(
    ("spec", "wanted"), [(SNAPSHOT_TASK, SNAPSHOT), (VOLUME_TASK, VOLUME)], ids=["snapshot", "volume"]
)
def test_what_the_service_gave_up_on_is_no_snapshot_and_no_volume(
    ovh: Server, spec: TaskSpec, wanted: dict[str, Any]
) -> None:
    OvhWorld(ovh).reset()
    ovh.fault("POST", "*", "fails")
    with pytest.raises(BoxfleetError, match="the service gave up"):
        spec.task(client_of(ovh), spec.wanted(wanted), False)
    for check_mode in (True, False):
        with pytest.raises(InvalidInput, match=r"is error\. Delete it with state: absent, and create it anew"):
            spec.task(client_of(ovh), spec.wanted(wanted), check_mode)
    gone = {name: wanted[name] for name in ("project", "name")}
    assert spec.task(client_of(ovh), spec.wanted({**gone, "state": "absent"}), False).actions == ["delete"]
    assert spec.task(client_of(ovh), spec.wanted(wanted), False).actions == ["create"]


def test_of_two_snapshots_made_at_once_a_task_takes_away_its_own(ovh: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    OvhWorld(ovh).reset()
    client = client_of(ovh)
    act = client.act
    others: list[str] = []

    def ids() -> list[str]:
        return [one["id"] for one in client.get_all("cloud", "project", PROJECT_ID, "snapshot")]

    def twice(*where: Any, values: Any = None) -> Any:
        client_of(ovh).act(*where, values=values)
        ovh.advance(2)
        others.extend(ids())
        return act(*where, values=values)

    monkeypatch.setattr(client, "act", twice)
    report = SNAPSHOT_TASK.task(client, SNAPSHOT_TASK.wanted(SNAPSHOT), False)
    assert [report.values["snapshot"]["id"]] == ids() == others


def test_a_snapshot_of_a_name_that_there_is_elsewhere_is_the_new_one_where_no_id_is_told(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    ovh.control("POST", "/instances", count=1, prefix="far", region="SBG5")
    ovh.fault("POST", "*/snapshot", "unnamed_snapshot", times=2)
    for region, instance in (("SBG5", "far1"), ("GRA11", "other1")):
        wanted = SNAPSHOT_TASK.wanted({**SNAPSHOT, "region": region, "instance": instance})
        report = SNAPSHOT_TASK.task(world.connect(), wanted, False)
        assert (report.actions, report.values["snapshot"]["region"]) == (["create"], region)
        ovh.advance(60)


def test_a_fleet_is_made_side_by_side_and_an_idle_one_takes_few_calls(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    wanted = INSTANCES_TASK.wanted(fleet(project=PROJECT_ID))
    report = INSTANCES_TASK.task(world.connect(), wanted, False)
    assert [one.rpartition("/")[2] for one in report.actions] == [f"web{number}: create" for number in range(1, 7)]
    assert [one["instance"]["power"] for one in report.values["instances"]] == ["running"] * 6
    calls(ovh)
    assert INSTANCES_TASK.task(world.connect(), wanted, False).actions == []
    asked = [call.partition("/cloud/project/")[2].partition("/")[2] for call in calls(ovh) if "/cloud/" in call]
    assert sorted(asked) == ["flavor", "image", "instance"], asked


def test_a_fleet_tells_instances_of_one_name_by_their_regions(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()

    def run(*regions: str, state: str = "present") -> list[str]:
        instances = [{"name": "twin", "region": region, "state": state} for region in regions]
        defaults = {name: INSTANCE[name] for name in ("project", "flavor", "image")}
        told = {"defaults": defaults, "instances": instances, "parallel": 2}
        report = INSTANCES_TASK.task(world.connect(), INSTANCES_TASK.wanted(told), False)
        assert not report.warnings
        return report.actions

    assert run("GRA11") == ["sandbox/twin: create"]
    # what is elsewhere is another one
    assert run("SBG5", state="absent") == []
    assert run("SBG5", "BHS5", "GRA11") == ["sandbox/twin (SBG5): create", "sandbox/twin (BHS5): create"]
    assert run("SBG5", "BHS5", "GRA11") == []
    assert [action.rpartition(": ")[2] for action in run("SBG5", "GRA11", state="absent")] == ["delete"] * 2
    assert run("SBG5", "GRA11", state="absent") == run("BHS5") == []


@pytest.mark.parametrize(("spec", "options"), [(INSTANCE_TASK, INSTANCE), (VOLUME_TASK, VOLUME)], ids=["it", "disk"])
def test_one_of_a_name_that_another_region_has_is_made_with_a_warning(
    ovh: Server, spec: TaskSpec[Any], options: dict[str, Any]
) -> None:
    world = OvhWorld(ovh)
    world.reset()
    for region, warned in (("GRA11", False), ("SBG5", True), ("SBG5", False)):
        desired = spec.wanted({**options, "name": "web", "region": region})
        for check_mode in (True, False):
            warnings = spec.task(world.connect(), desired, check_mode).warnings
            assert [
                text for text in warnings if "in GRA11 has the name, too, so this is another one." in text
            ] == warnings
            assert len(warnings) == int(warned)


def test_the_rights_for_a_whole_fleet_are_looked_at_before_its_first_change(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    INSTANCES_TASK.task(world.connect(), INSTANCES_TASK.wanted(fleet(count=1)), False)
    who = limited(ovh, *({"method": method, "path": "/*"} for method in ("GET", "DELETE")))
    wanted = fleet()
    wanted["instances"][0]["state"] = "absent"
    calls(ovh)
    with pytest.raises(BoxfleetError, match="the consumer key lacks the rule POST"):
        INSTANCES_TASK.task(client_of(ovh, who=who), INSTANCES_TASK.wanted(wanted), False)
    assert all(call.startswith("GET ") for call in calls(ovh))


def test_a_volume_that_cannot_grow_while_it_is_attached_says_so(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    wanted = {**VOLUME, "type": "high-speed"}
    after((VOLUME_TASK, {**wanted, "instance": "other1"}))(world)
    with pytest.raises(Refused, match=r"is in-use, not available.* If it has to be detached for that"):
        VOLUME_TASK.task(world.connect(), VOLUME_TASK.wanted({**wanted, "size": 20}), False)
    ovh.fault("POST", "*/upsize", "iam_denied")
    with pytest.raises(Refused) as told:
        VOLUME_TASK.task(world.connect(), VOLUME_TASK.wanted({**wanted, "size": 20}), False)
    assert told.value.advice
    assert "detached" not in told.value.advice, "that is not why"


@pytest.mark.parametrize(
    ("spec", "options"),
    [
        (INSTANCE_TASK, {**INSTANCE, "name": "web"}),
        (VOLUME_TASK, {**VOLUME, "name": "new"}),
        (NETWORK_TASK, {"project": PROJECT_ID, "name": "new", "regions": ["GRA11"]}),
        (SNAPSHOT_TASK, SNAPSHOT),
    ],
    ids=["instance", "volume", "private network", "snapshot"],
)
def test_a_creation_without_an_answer_is_not_sent_again_since_two_would_be_paid_for(
    ovh: Server, spec: TaskSpec, options: dict[str, Any]
) -> None:
    world = OvhWorld(ovh)
    world.reset()
    ovh.fault("POST", "/cloud/project/*", "reset_before", times=1)
    calls(ovh)
    with pytest.raises(BoxfleetError, match="is not sent again, since two could come of it") as told:
        spec.task(world.connect(), spec.wanted(options), False)
    assert "then run the task again" in str(told.value)
    assert told.value.actions == []
    assert len([call for call in calls(ovh) if call.startswith("POST /")]) == 1
    assert spec.task(world.connect(), spec.wanted(options), False).actions[:1] == ["create"]


RANGE = {"region": "GRA11", "network": "192.168.7.0/255.255.255.0"}


def test_a_subnet_in_another_way_to_write_it_is_the_same(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    for actions in (["create", "create_subnet"], []):
        wanted = NETWORK_TASK.wanted({**NET, "subnets": [RANGE]})
        assert NETWORK_TASK.task(world.connect(), wanted, False).actions == actions


def test_a_subnet_that_is_listed_twice_is_told() -> None:
    twice = [{**RANGE, "region": "SBG5"}, RANGE, {**RANGE, "network": "192.168.7.0/24", "dhcp": False}]
    with pytest.raises(InvalidInput, match=r"subnets\[2\]: has the region and network of subnets\[1\]: GRA11 192"):
        NETWORK_TASK.wanted({**NET, "subnets": twice})


OTHER = {"project": PROJECT_ID, "region": "GRA11", "name": "other1"}


def instances(world: OvhWorld) -> list[dict[str, Any]]:
    """All that are listed."""
    there: list[dict[str, Any]] = world.admin().get_all("cloud", "project", PROJECT_ID, "instance")
    return there


def test_an_instance_that_is_busy_with_what_was_asked_for_is_waited_for(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    client, [number] = world.connect(), [one["id"] for one in instances(world) if one["name"] == "other1"]
    clock: Any = client.session.clock
    sleep = clock.sleep

    def slept(seconds: float) -> None:
        ovh.control("POST", "/change", type="instance", id=number, values={"status": "SHUTOFF"})
        sleep(seconds)

    clock.sleep = slept
    ovh.fault("POST", "*/stop", "status", status=409)
    report = INSTANCE_TASK.task(client, INSTANCE_TASK.wanted({**OTHER, "state": "stopped"}), False)
    assert (report.actions, report.values["instance"]["power"]) == ([], "stopped")


def test_one_that_is_shelved_stays_so_for_another_way_to_pay(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    after((INSTANCE_TASK, {**OTHER, "state": "shelved"}))(world)
    for wanted, actions in (
        ({"monthly_billing": True}, ["activate_monthly_billing"]),
        ({"flavor": "b2-15", "resize": True}, ["unshelve", "resize", "shelve"]),
    ):
        asked = INSTANCE_TASK.wanted({**OTHER, **wanted})
        assert INSTANCE_TASK.task(world.connect(), asked, True).actions == actions


def test_what_is_new_may_be_unknown_and_what_is_changed_or_deleted_may_not(ovh: Server) -> None:
    client = client_of(ovh)

    def gone() -> Any:
        raise Refused("it does not exist", 404)

    new = client.begin("1", {"id": "1"}, "create", None)
    assert client.watched("1", gone) == new
    client.begin("2", {"id": "2"}, "delete", lambda _seen: False)
    with pytest.raises(Refused):
        client.watched("2", gone)


@pytest.mark.parametrize("keys", [("a", "c"), ("a",), ("a", "b", "c")])
def test_a_batch_that_is_not_of_what_was_asked_for_is_none(
    ovh: Server, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(ovh)
    told = [{"key": key, "value": {"name": key}, "error": None} for key in keys]
    monkeypatch.setattr(client, "send", lambda _asked: Answer(200, {}, told))
    assert client._batch(("/1.0/vps", ""), ["a", "b"], dict) is None


def test_an_instance_that_is_deleted_and_still_listed_is_gone(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    ovh.fault("DELETE", "*/instance/*", "soft_deleted")
    away = INSTANCE_TASK.wanted({**OTHER, "state": "absent"})
    assert INSTANCE_TASK.task(world.connect(), away, False).actions == ["delete"]
    assert "SOFT_DELETED" in [one["status"] for one in instances(world)]
    assert INSTANCE_TASK.task(world.connect(), away, False).actions == []
    new = INSTANCE_TASK.wanted({**INSTANCE, **OTHER})
    assert INSTANCE_TASK.task(world.connect(), new, True).actions == ["create"]


def test_a_volume_goes_to_the_instance_of_its_own_region(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    ovh.control("POST", "/instances", count=1, prefix="other", region="SBG5")
    world.settle()
    here = ("cloud", "project", PROJECT_ID, "instance")
    [wanted] = [one for one in world.admin().get_all(*here) if (one["name"], one["region"]) == ("other1", "SBG5")]
    options = {**VOLUME, "region": "SBG5", "instance": "other1"}
    report = VOLUME_TASK.task(world.connect(), VOLUME_TASK.wanted(options), False)
    assert report.values["volume"]["instance"] == wanted["id"]


def test_a_volume_that_several_can_have_stays_where_it_is_too(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    ovh.control("POST", "/instances", count=1, prefix="second", region="GRA11")
    shared = {**VOLUME, "type": "classic-multiattach"}
    after((VOLUME_TASK, {**shared, "instance": "other1"}))(world)
    for actions in (["attach"], []):
        report = VOLUME_TASK.task(world.connect(), VOLUME_TASK.wanted({**shared, "instance": "second1"}), False)
        assert (report.actions, len(report.values["volume"]["attached_to"])) == (actions, 2)


def test_a_volume_of_which_the_service_says_nothing_is_described_so(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    after((VOLUME_TASK, VOLUME))(world)
    client = world.connect()
    get_all = client.get_all

    def without_words(*where: Any, **more: Any) -> Any:
        return [{**one, "description": None} for one in get_all(*where, **more)]

    client.get_all = without_words  # type: ignore[method-assign]
    assert VOLUME_TASK.task(client, VOLUME_TASK.wanted({**VOLUME, "description": ""}), False).actions == []


def test_of_two_volumes_made_at_once_one_is_left_though_the_older_one_showed_late(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    here = ("cloud", "project", PROJECT_ID, "volume")
    client, other = world.connect(), world.admin()
    act = client.call

    def call(verb: str, path: str, values: Any = None, **more: Any) -> Any:
        """The other task looks when this one has asked, and makes one, too."""
        answer = act(verb, path, values, **more)
        if verb == "POST" and path.endswith("/volume"):
            assert not [one for one in other.get_all(*here) if one["name"] == "new"]
            ovh.advance(1)
            other.create(*here, values=values)
        return answer

    client.call = call  # type: ignore[method-assign]
    ovh.fault("POST", "*/volume", "late", times=1)
    report = VOLUME_TASK.task(client, VOLUME_TASK.wanted({**VOLUME, "name": "new"}), False)
    [left] = [one for one in world.admin().get_all(*here) if one["name"] == "new"]
    assert report.values["volume"]["id"] == left["id"]
    assert report.actions == ["create"]
    assert "came to be at the same time" in report.warnings[0]


def test_a_creation_without_an_answer_is_found_though_the_account_may_not_look_at_first(ovh: Server) -> None:
    world = OvhWorld(ovh)
    world.reset()
    world.changes()
    client = world.connect()
    act = client.call

    def call(verb: str, path: str, values: Any = None, **more: Any) -> Any:
        """As the base class does; whoever made one is refused twice then."""
        if verb == "POST":
            ovh.fault("POST", "*/volume", "reset_after", times=1)
            ovh.fault("GET", "*/volume", "iam_denied", times=2)
        return act(verb, path, values, **more)

    client.call = call  # type: ignore[method-assign]
    report = VOLUME_TASK.task(client, VOLUME_TASK.wanted({**VOLUME, "name": "new"}), False)
    assert (report.actions, report.warnings) == (["create"], [])
    assert [call for call in world.changes() if call[0] == "POST"] == [("POST", f"/cloud/project/{PROJECT_ID}/volume")]
