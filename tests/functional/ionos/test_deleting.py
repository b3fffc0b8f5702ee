# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server goes before its disk: none is left without one, and a disk that stays is told."""

from __future__ import annotations

from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer, Request
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    BoxfleetError,
    InvalidInput,
    OutcomeUnknown,
    Refused,
    WaitFailed,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.fleet.task import SERVERS_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.server.record import SERVER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.volume.record import VOLUME_TASK
from tests.functional.ionos.cases import SERVER
from tests.functional.ionos.world import IonosWorld

DISK = {"name": "web-boot", "size": 5}
WEB = {**SERVER, "volumes": [DISK, {"name": "data", "size": 5}], "nics": None}
GONE = {"datacenter": "shop", "name": "web", "state": "absent"}
BOTH = ["delete", "delete_volume"]
LEFT = ["data", "other-disk"]


class Web(IonosWorld):
    """With a server that has two disks."""

    def reset(self) -> None:
        super().reset()
        self.made = self.run(WEB, boot_volume="web-boot").values["server"]
        self.boot = next(one["id"] for one in self.made["volumes"] if one["name"] == "web-boot")
        self.changes()

    def run(self, options: dict[str, Any] = GONE, check: bool = False, **more: Any) -> Report:
        return SERVER_TASK.task(self.connect(), SERVER_TASK.wanted({**options, **more}), check)

    def fails(self) -> BoxfleetError:
        with pytest.raises(BoxfleetError) as failed:
            self.run()
        return failed.value

    def there(self, what: str) -> list[str]:
        """The names of the servers, or of the volumes."""
        self.settle()
        client: Any = self.connect()
        (shop,) = (one["id"] for one in client.get_all("datacenters") if one["properties"]["name"] == "shop")
        return sorted(one["properties"]["name"] for one in client.get_all("datacenters", shop, what))

    def ends(self) -> list[str]:
        """What was asked to be deleted, in order."""
        return [path.rsplit("/", 2)[-2] for verb, path in self.changes() if verb == "DELETE"]


@pytest.fixture
def web(ionos: Server) -> Web:
    made = Web(ionos)
    made.reset()
    return made


def test_nothing_of_a_fleet_goes_where_a_part_of_it_is_protected(web: Web) -> None:
    web.run({**WEB, "delete_protection": True})
    web.run({"datacenter": "shop", "name": "web2", "cores": 1, "ram": 1024})
    web.changes()
    gone = {"defaults": {"datacenter": "shop", "state": "absent"}, "servers": [{"name": "web2"}, {"name": "web"}]}
    with pytest.raises(InvalidInput, match="is protected"):
        SERVERS_TASK.task(web.connect(), SERVERS_TASK.wanted(gone), False)
    assert web.changes() == []


def test_the_server_goes_first_and_then_the_volume_that_it_boots_from(web: Web) -> None:
    dry = web.run(check=True)
    assert (dry.actions, web.ends()) == (BOTH, [])
    report = web.run()
    assert (report.actions, [one["name"] for one in report.values["left_volumes"]]) == (BOTH, ["data"])
    assert (dry.before, dry.after, dry.values) == (report.before, report.after, report.values)
    # it was waited for
    assert web.connect().pending() == []
    assert (web.ends(), web.there("volumes")) == (["servers", "volumes"], LEFT)
    assert web.run().actions == []


@pytest.mark.long
def test_nobody_waits_for_the_volume_who_does_not_want_to(web: Web) -> None:
    assert web.run(wait=False).actions == BOTH
    assert len(web.connect().pending()) == 1
    assert (web.ends(), web.there("volumes")) == (["servers", "volumes"], LEFT)


@pytest.mark.parametrize(
    ("which", "left"),
    [pytest.param("all", ["other-disk"], marks=pytest.mark.long), ("none", sorted([*LEFT, "web-boot"]))],
)
def test_all_go_in_one_request_and_none_take_none(web: Web, which: str, left: list[str]) -> None:
    assert web.run(delete_volumes=which).actions == ["delete"]
    assert (web.ends(), web.there("volumes")) == (["servers"], left)


def test_volumes_that_are_purged_are_taken_off_and_stay(web: Web) -> None:
    report = web.run({**WEB, "volumes": [DISK]}, purge_volumes=True, allow_reboot=True)
    assert (report.actions, web.ends(), web.there("volumes")) == (["detach_volume"], ["volumes"], [*LEFT, "web-boot"])


def test_a_volume_that_the_service_gives_up_on_is_told(web: Web) -> None:
    web.ionos.fault("DELETE", "*/volumes/*", "fails")
    failed = web.fails()
    assert isinstance(failed, WaitFailed)
    assert failed.actions == BOTH
    assert str(failed).startswith(f"Could not delete volume web-boot ({web.boot}): the service accepted the change")
    assert "Server web (" in str(failed)
    assert f"While it is there it costs: delete it with ionos_volume, id: {web.boot} and state: absent." in str(failed)
    assert web.there("servers") == ["other"]
    assert "web-boot" in web.there("volumes")


@pytest.mark.parametrize("how", ["status", pytest.param("fails", marks=pytest.mark.long)])
def test_a_server_that_stays_keeps_its_volume(web: Web, how: str) -> None:
    more = {"status": 403} if how == "status" else {}
    web.ionos.fault("DELETE", "*/servers/*", how, **more)
    failed = web.fails()
    assert isinstance(failed, Refused if more else WaitFailed)
    assert f"Not done: delete volume web-boot ({web.boot})." in str(failed)
    assert web.ends() == ["servers"]
    assert (web.there("servers"), web.there("volumes")) == (["other", "web"], sorted([*LEFT, "web-boot"]))
    # the next run finds the server, and so its volume
    assert (web.run().actions, web.there("volumes")) == (BOTH, LEFT)


@pytest.mark.parametrize(
    ("what", "how"),
    [
        ("servers", "reset_after"),
        *(
            pytest.param(*one, marks=pytest.mark.long)
            for one in (("servers", "reset_before"), ("volumes", "reset_before"), ("volumes", "reset_after"))
        ),
    ],
)
def test_a_lost_answer_is_looked_after(web: Web, what: str, how: str) -> None:
    web.ionos.fault("DELETE", f"*/{what}/*", how)
    report = web.run()
    assert (report.actions, report.values["server"]) == (BOTH, None)
    assert (web.there("servers"), web.there("volumes")) == (["other"], LEFT)
    assert web.ends().count(what) == 1 + (how == "reset_before")


def test_a_run_that_finds_the_server_going_deletes_its_volume_too(web: Web) -> None:
    web.run(wait=False, delete_volumes="none")
    assert (web.run().actions, web.there("volumes")) == (["delete_volume"], LEFT)


def test_a_volume_that_another_server_has_by_then_stays(web: Web) -> None:
    client = web.connect()
    send = client.session.send

    def moved(request: Request) -> Answer:
        answer = send(request)
        if request.verb != "DELETE":
            return answer
        web.settle()
        VOLUME_TASK.task(
            web.connect(), VOLUME_TASK.wanted({"datacenter": "shop", "id": web.boot, "server": "other"}), False
        )
        raise OutcomeUnknown("the connection broke")

    client.session.send = moved  # type: ignore[method-assign]
    assert SERVER_TASK.task(client, SERVER_TASK.wanted(GONE), False).actions == ["delete"]
    assert (web.there("servers"), web.there("volumes")) == (["other"], sorted([*LEFT, "web-boot"]))


@pytest.mark.parametrize(("which", "query"), [("boot", ""), ("all", "deleteVolumes=true")])
def test_a_volume_that_was_attached_since_goes_only_where_all_shall(ionos: Server, which: str, query: str) -> None:
    world = Web(ionos)
    world.reset()
    world.run({**SERVER, "name": "bare", "volumes": None, "nics": None})
    world.changes()
    world.run({**GONE, "name": "bare"}, delete_volumes=which)
    assert [entry["query"] for entry in ionos.log() if entry["verb"] == "DELETE"] == [query]
