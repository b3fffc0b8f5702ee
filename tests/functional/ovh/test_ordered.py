# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Addresses, dedicated servers and VPS: their tasks, which are late, nameless, refused or somebody else's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    BoxfleetError,
    InvalidInput,
    OutcomeUnknown,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.dedicated_server.task import (
    REINSTALL_TASK,
    SERVER_TASK,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.ip.task import IP_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.vps.task import VPS_TASK
from tests.functional.ovh.ordered_cases import BOX, IP, MOVED, OLD_VPS, OTHER_SERVER, SERVER, SYSTEM, VPS
from tests.functional.ovh.test_service import calls, done, limited
from tests.functional.ovh.world import client_of

REBOOT = {**BOX, "state": "rebooted"}
TASKS = [
    pytest.param(IP_TASK, MOVED, "*/move", "move", id="move"),
    pytest.param(SERVER_TASK, REBOOT, "*/reboot", "reboot", id="reboot"),
    pytest.param(REINSTALL_TASK, SYSTEM, "*/reinstall", "reinstall", id="reinstall"),
    pytest.param(VPS_TASK, {"vps": VPS, "state": "rebooted"}, "*/reboot", "reboot", id="VPS"),
]
every_task = pytest.mark.parametrize(("spec", "wanted", "call", "action"), TASKS)


def asked(ovh: Server) -> int:
    """How many calls changed something since the last look."""
    return sum(not call.startswith("GET ") for call in calls(ovh))


@every_task
@pytest.mark.parametrize("kinds", [("late",), ("zero_id",), ("late", "zero_id")], ids=" ".join)
def test_a_task_that_is_not_known_at_first_is_waited_for_and_not_asked_for_twice(
    ovh: Server, spec: TaskSpec, wanted: dict[str, Any], call: str, action: str, kinds: tuple[str, ...]
) -> None:
    calls(ovh)
    for kind in kinds:
        ovh.fault("POST", call, kind)
    assert done(client_of(ovh), spec, **wanted).actions == [action]
    assert asked(ovh) == 1


@every_task
def test_looks_at_a_task_that_fail_for_a_while_do_no_harm(
    ovh: Server, spec: TaskSpec, wanted: dict[str, Any], call: str, action: str
) -> None:
    calls(ovh)
    ovh.fault("GET", "*/task*/*", "status", status=500, times=8)
    assert done(client_of(ovh), spec, **wanted).actions == [action]
    assert asked(ovh) == 1


@every_task
@pytest.mark.parametrize("kind", ["fails", "cancelled", "customer_error"])
def test_a_task_that_fails_is_told(
    ovh: Server, spec: TaskSpec, wanted: dict[str, Any], call: str, action: str, kind: str
) -> None:
    ovh.fault("POST", call, kind)
    with pytest.raises(
        BoxfleetError, match=r"the service gave up: task .* is (ovhError|cancelled|customerError|error)"
    ) as told:
        done(client_of(ovh), spec, **wanted)
    assert told.value.actions == [action]
    calls(ovh)
    assert done(client_of(ovh), spec, **wanted).actions == [action]
    assert asked(ovh) == 1


@every_task
def test_a_task_whose_answer_was_lost_is_found_even_if_it_shows_late(
    ovh: Server, spec: TaskSpec, wanted: dict[str, Any], call: str, action: str
) -> None:
    calls(ovh)
    ovh.fault("POST", call, "late")
    ovh.fault("POST", call, "reset_after")
    assert done(client_of(ovh, timeout=60.0), spec, **wanted).actions == [action]
    assert asked(ovh) == 1


@pytest.mark.parametrize("failed", [False, True], ids=["done", "failed"])
def test_a_task_whose_answer_was_lost_and_that_is_over_by_now_is_done_again_if_it_failed(
    ovh: Server, failed: bool
) -> None:
    client = client_of(ovh)
    sent = client.act

    def act(*where: Any, **more: Any) -> Any:
        try:
            return sent(*where, **more)
        except OutcomeUnknown:
            ovh.advance(100)
            raise

    client.act = act  # type: ignore[method-assign]
    calls(ovh)
    ovh.fault("POST", "*/reboot", "reset_after")
    if failed:
        ovh.fault("POST", "*/reboot", "fails")
    assert done(client, SERVER_TASK, **REBOOT).actions == ["reboot"]
    assert asked(ovh) == 1 + failed


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [(SERVER_TASK, REBOOT), (REINSTALL_TASK, SYSTEM), (VPS_TASK, {"vps": VPS, "state": "rebooted"}), (IP_TASK, MOVED)],
    ids=["reboot", "reinstall", "VPS", "move"],
)
def test_a_task_that_is_under_way_is_adopted(ovh: Server, spec: TaskSpec, wanted: dict[str, Any]) -> None:
    assert len(done(client_of(ovh), spec, **wanted, wait=False).actions) == 1
    calls(ovh)
    report = done(client_of(ovh), spec, **wanted)
    assert (report.actions, asked(ovh)) == ([], 0)
    assert "was under way already, and was waited for" in report.warnings[0]


def test_one_that_fails_under_way_is_done_again(ovh: Server) -> None:
    ovh.fault("POST", "*/reboot", "fails")
    done(client_of(ovh), SERVER_TASK, **REBOOT, wait=False)
    report = done(client_of(ovh), SERVER_TASK, **REBOOT)
    assert (report.actions, report.warnings) == (["reboot"], [])


def test_a_reboot_that_began_before_the_boot_was_changed_is_no_reboot_into_it(ovh: Server) -> None:
    done(client_of(ovh), SERVER_TASK, **REBOOT, wait=False)
    report = done(client_of(ovh), SERVER_TASK, **REBOOT, boot="rescue")
    assert report.actions == ["update", "reboot"]
    assert report.values["server"]["boot_id"] == 22


def test_a_move_to_somewhere_else_is_waited_for_first(ovh: Server) -> None:
    done(client_of(ovh), IP_TASK, **MOVED, wait=False)
    report = done(client_of(ovh), IP_TASK, **IP, routed_to=VPS)
    assert (report.actions, report.values["ip"]["routed_to"]) == (["move"], VPS)


# Calls


def test_settings_that_are_right_take_one_look(ovh: Server) -> None:
    client = client_of(ovh)
    client.get("me")
    calls(ovh)
    assert done(client, SERVER_TASK, **BOX, monitoring=False, boot="1").actions == []
    assert done(client, VPS_TASK, vps=VPS, keymap=None, sla_monitoring=False).actions == []
    assert done(client, IP_TASK, **IP, description="").actions == []
    assert calls(ovh) == [f"GET /dedicated/server/{SERVER}", f"GET /vps/{VPS}", "GET /ip/198.18.0.18/32"]


def test_a_thing_can_be_named_as_the_manager_shows_it(ovh: Server) -> None:
    assert done(client_of(ovh), SERVER_TASK, **BOX, name="shop").actions == ["rename"]
    report = done(client_of(ovh), SERVER_TASK, server="shop", monitoring=True)
    assert (report.actions, report.values["server"]["server"]) == (["update"], SERVER)
    assert done(client_of(ovh), VPS_TASK, vps=VPS, name="web").actions == ["update"]
    assert done(client_of(ovh), VPS_TASK, vps="web", state="stopped").actions == ["stop"]


# Addresses


def test_names_of_a_block_are_compared_without_their_dots(ovh: Server) -> None:
    [block] = ovh.control("POST", "/ips", length=30, routed_to=SERVER)["blocks"]
    first = block.partition("/")[0]
    names = {first: "a.example.com.", f"{first[:-1]}{int(first[-1]) + 1}": "B.example.com"}
    assert done(client_of(ovh), IP_TASK, ip=block, reverses=names).actions == ["set_reverse", "set_reverse"]
    client = client_of(ovh)
    client.get("me")
    calls(ovh)
    assert done(client, IP_TASK, ip=block, reverses=names).actions == []
    assert len(calls(ovh)) == 2
    assert done(client_of(ovh), IP_TASK, ip=block, reverses={first: None}).actions == ["delete_reverse"]


def test_a_name_that_does_not_lead_there_yet_is_asked_for_again_and_then_told(ovh: Server) -> None:
    mail = {**IP, "reverse": "mail.example.com"}
    ovh.fault("POST", "*/reverse", "unresolved", times=3)
    waits: list[str] = []
    client = client_of(ovh, lambda what, condition, *_: waits.append(condition))
    assert done(client, IP_TASK, **mail).actions == ["set_reverse"]
    assert waits.count("refused to be called mail.example.com, and tried again") == 3
    ovh.fault("POST", "*/reverse", "unresolved", times=99)
    with pytest.raises(BoxfleetError, match="The name has to lead to the address first") as told:
        done(client_of(ovh), IP_TASK, **{**mail, "reverse": "web.example.com"})
    assert told.value.actions == []
    ovh.control("DELETE", "/faults")
    ovh.fault("POST", "*/reverse", "iam_denied")
    with pytest.raises(BoxfleetError, match="The policies of the account have to allow"):
        done(client_of(ovh), IP_TASK, **{**mail, "reverse": "web.example.com"})


def test_a_next_hop_counts_at_a_move_and_is_told_to_be_unknown_afterwards(ovh: Server) -> None:
    wanted = {**MOVED, "next_hop": "203.0.113.9"}
    client, sent = client_of(ovh), []
    act = client.act
    client.act = lambda *where, values=None: sent.append(values) or act(*where, values=values)  # type: ignore[method-assign]
    report = done(client, IP_TASK, **wanted)
    assert (report.actions, len(report.warnings)) == (["move"], 1)
    assert sent == [{"to": OTHER_SERVER, "nexthop": "203.0.113.9"}]
    report = done(client_of(ovh), IP_TASK, **wanted)
    assert report.actions == []
    [told] = report.warnings
    assert f"is routed to {OTHER_SERVER} already. To which next hop, the service does not tell" in told
    assert "move it with ovh_failover_ip" in told


# Dedicated servers


@pytest.mark.parametrize(
    ("spec", "wanted", "look"),
    [(IP_TASK, MOVED, "*/move"), (REINSTALL_TASK, SYSTEM, "*/compatibleTemplates")],
    ids=["move", "reinstall"],
)
def test_a_family_that_was_added_since_keeps_nothing_from_being_done(
    ovh: Server, spec: TaskSpec, wanted: dict[str, Any], look: str
) -> None:
    ovh.fault("GET", look, "news")
    assert done(client_of(ovh), spec, **wanted).changed


def test_a_header_with_a_password_for_the_download_of_an_image_is_not_shown() -> None:
    spec = REINSTALL_TASK.argument_spec
    hidden = {"httpHeaders": {"Authorization": "Geheim4711geheim"}, "efiPassword": "Geheim0815geheim"}
    told = {**dict.fromkeys(spec), **SYSTEM, "customizations": {**hidden, "language": "fr"}}
    shown = json.dumps(REINSTALL_TASK.shown(told))
    assert "geheim" not in shown
    assert '"fr"' in shown


def test_burst_that_is_locked_cannot_be_had_and_counts_as_none(ovh: Server) -> None:
    ovh.control("POST", "/change", type="server", id=SERVER, values={"_burst": {"status": "inactiveLocked"}})
    with pytest.raises(InvalidInput, match="because it was used too much"):
        done(client_of(ovh), SERVER_TASK, **BOX, burst="active")
    assert done(client_of(ovh), SERVER_TASK, **BOX, burst="inactive").actions == []


def test_a_key_that_was_left_for_the_rescue_system_is_taken_away(ovh: Server) -> None:
    key = "ssh-ed25519 AAAA ops"
    assert done(client_of(ovh), SERVER_TASK, **BOX, rescue_ssh_key=key).actions == ["update"]
    report = done(client_of(ovh), SERVER_TASK, **BOX, rescue_ssh_key="")
    assert (report.actions, report.values["server"]["rescue_ssh_key"]) == (["update"], "")
    assert client_of(ovh).get("dedicated", "server", SERVER)["rescueSshKey"] is None


def test_a_boot_without_a_reboot_is_told_of(ovh: Server) -> None:
    report = done(client_of(ovh), SERVER_TASK, **BOX, boot="rescue")
    assert f"Dedicated server {SERVER}: what is to be booted counts at the next start" in report.warnings[0]
    assert done(client_of(ovh), SERVER_TASK, **BOX, boot="rescue-customer").actions == []
    assert done(client_of(ovh), SERVER_TASK, **BOX, boot="22").actions == []
    assert done(client_of(ovh), SERVER_TASK, **BOX, boot="1").actions == ["update"]
    for unknown in ("floppy", "999"):
        with pytest.raises(InvalidInput, match=r"There are hd \(1, harddisk\), rescue-customer \(22, rescue\)"):
            done(client_of(ovh), SERVER_TASK, **BOX, boot=unknown)


def test_an_installation_that_is_refused_at_once_is_told_at_once(ovh: Server) -> None:
    storage = [{"partitioning": {"schemeName": "mine"}}]
    began = client_of(ovh).session.clock.now()
    client = client_of(ovh)
    with pytest.raises(BoxfleetError, match="Partition scheme mine not found") as told:
        done(client, REINSTALL_TASK, **SYSTEM, storage=storage)
    assert (told.value.actions, client.session.clock.now() - began < 60) == ([], True)


def test_a_system_that_is_called_something_else_afterwards_is_told_of_and_not_installed_twice(ovh: Server) -> None:
    client = client_of(ovh)
    sent = client.act

    def act(*where: Any, **more: Any) -> Any:
        return sent(*where, **{**more, "values": {**more["values"], "operatingSystem": "alma9_64"}})

    client.act = act  # type: ignore[method-assign]
    calls(ovh)
    report = done(client, REINSTALL_TASK, **SYSTEM)
    assert (report.actions, asked(ovh)) == (["reinstall"], 1)
    assert "which the service calls alma9_64" in report.warnings[0]


def test_a_system_is_installed_anew_only_if_that_is_asked_for(ovh: Server) -> None:
    same = {**BOX, "operating_system": "debian12_64"}
    assert done(client_of(ovh), REINSTALL_TASK, **same).actions == []
    assert done(client_of(ovh), REINSTALL_TASK, **same, force=True).actions == ["reinstall"]


# VPS


def test_a_vps_that_shows_another_system_afterwards_is_not_installed_twice(ovh: Server) -> None:
    client = client_of(ovh)
    sent, there = client.act, client.get("vps", VPS, "images", "current")
    client.act = lambda *where, values: sent(*where, values={**values, "imageId": there["id"]})  # type: ignore[method-assign]
    calls(ovh)
    report = done(client, VPS_TASK, vps=VPS, image="Ubuntu 24.04", reinstall=True)
    assert (report.actions, asked(ovh)) == (["reinstall"], 1)


@pytest.mark.parametrize(
    ("vps", "image", "action"),
    [(VPS, "Debian 12", "reinstall"), (OLD_VPS, "Debian 10 (64bits)", "reinstall_from_template")],
)
def test_another_system_is_installed_only_if_that_is_asked_for(ovh: Server, vps: str, image: str, action: str) -> None:
    with pytest.raises(InvalidInput, match=r"is not what is installed: Debian .*With reinstall: true"):
        done(client_of(ovh), VPS_TASK, vps=vps, image=image)
    report = done(client_of(ovh), VPS_TASK, vps=vps, image=image, reinstall=True, ssh_key="ssh-ed25519 AAAA ops")
    assert (report.actions, report.values["vps"]["image"]) == ([action], image)
    assert done(client_of(ovh), VPS_TASK, vps=vps, image=image, reinstall=True).actions == []


def test_what_is_not_there_cannot_be_brought_back(ovh: Server) -> None:
    with pytest.raises(InvalidInput, match=r"has no snapshot\. Take one first"):
        done(client_of(ovh), VPS_TASK, vps=VPS, snapshot="reverted")


@pytest.mark.parametrize("form", ["no_snapshot_null", "no_batches", "no_expanding"])
def test_whatever_form_the_service_has_a_vps_ends_as_desired(ovh: Server, form: str) -> None:
    ovh.fault("*", "*", form, times=500)
    wanted = {"vps": VPS, "netboot": "rescue", "snapshot": "present", "name": "web"}
    assert done(client_of(ovh), VPS_TASK, **wanted).actions == ["update", "snapshot", "netboot"]
    assert done(client_of(ovh), VPS_TASK, **wanted).actions == []


# Rights and mistakes


@pytest.mark.parametrize(
    ("spec", "wanted", "actions"),
    [
        (IP_TASK, {**MOVED, "reverse": "a.example.com", "description": "x"}, ["move", "update", "set_reverse"]),
        (
            SERVER_TASK,
            {**REBOOT, "boot": "rescue", "burst": "active", "name": "b"},
            ["update", "rename", "burst", "reboot"],
        ),
        (REINSTALL_TASK, SYSTEM, ["reinstall"]),
        (
            VPS_TASK,
            {"vps": VPS, "image": "Debian 12", "reinstall": True, "snapshot": "present"},
            ["reinstall", "snapshot"],
        ),
    ],
    ids=["ip", "server", "reinstall", "vps"],
)
def test_the_rules_that_a_dry_run_names_are_enough_and_all_are_needed(
    ovh: Server, spec: TaskSpec, wanted: dict[str, Any], actions: list[str]
) -> None:
    rules = done(client_of(ovh), spec, True, **wanted).values["required_rules"]
    less = limited(ovh, *(rule for rule in rules if rule["method"] != "POST"))
    calls(ovh)
    with pytest.raises(BoxfleetError, match="lacks the rule"):
        done(client_of(ovh, who=less), spec, **wanted)
    assert asked(ovh) == 0
    assert done(client_of(ovh, who=limited(ovh, *rules)), spec, **wanted).actions == actions


@pytest.mark.parametrize(
    ("spec", "options", "words"),
    [
        (IP_TASK, {"ip": "198.18.0"}, "is no address, and no block"),
        (IP_TASK, {"ip": "192.0.2.1", "description": "x"}, "is no address, or block of addresses, of this account"),
        (IP_TASK, {**IP, "routed_to": "ns1000003.ip-198-18-0.eu"}, f"Did you mean {OTHER_SERVER}"),
        (IP_TASK, {**IP, "next_hop": "192.0.2.1"}, "goes with routed_to"),
        (IP_TASK, {**IP, "reverse": "mail"}, "is no full name of a host"),
        (IP_TASK, {**IP, "reverses": {"192.0.2.1": "a.example.com"}}, "is no address of 198.18.0.18"),
        (SERVER_TASK, {"server": "ns1000009.ip-198-18-0.eu"}, "is no dedicated server of this account"),
        (REINSTALL_TASK, {**SYSTEM, "operating_system": "debian13_64"}, "Did you mean debian1"),
        (
            REINSTALL_TASK,
            {**SYSTEM, "customizations": {"hostname": "x"}},
            "has hostname, for which there is another option",
        ),
        (VPS_TASK, {"vps": VPS, "image": "Debian 13"}, "Did you mean Debian 1"),
        (VPS_TASK, {"vps": VPS, "reinstall": True}, "goes with image"),
        (VPS_TASK, {"vps": VPS, "name": "x" * 51}, "must have from 1 to 50 characters"),
        (VPS_TASK, {"vps": VPS, "netboot": "rescue", "state": "stopped"}, "starts it, and state is stopped"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_sent(
    ovh: Server, spec: TaskSpec, options: dict[str, Any], words: str
) -> None:
    calls(ovh)
    with pytest.raises(InvalidInput) as told:
        done(client_of(ovh), spec, **options)
    assert words in str(told.value)
    assert asked(ovh) == 0
