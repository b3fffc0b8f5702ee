# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What would do harm is refused with words, before anything is sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    BoxfleetError,
    InvalidInput,
    Missing,
    Refused,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.allocation.resource import ALLOCATION_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.api_key.record import API_KEY, API_KEY_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.command.resource import COMMAND_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.database.record import DATABASE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.location.record import LOCATION_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.node.record import NODE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.power.resource import POWER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.schedule.record import SCHEDULE_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.server.record import SERVER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.ssh_key.record import SSH_KEY_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.subuser.record import SUBUSER_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.user.record import USER_TASK
from tests.functional.pterodactyl.cases import ALICE, GONE, HERE, MAY, NODE, PORTS, SERVER, after
from tests.functional.pterodactyl.world import APPLICATION_KEY, CLIENT_KEY, PanelWorld, client_of

THERE = (SERVER_TASK, {**SERVER, **HERE})
SUSPENDED = (SERVER_TASK, {**SERVER, **HERE, "suspended": True})
BARE = (SERVER_TASK, {**{name: value for name, value in SERVER.items() if name != "external_id"}, **HERE})


@pytest.mark.parametrize(
    ("there", "task", "options", "words"),
    [
        (
            [SUSPENDED],
            SERVER_TASK,
            {**SERVER, "state": "running"},
            "state: 'running' cannot be: server lobby (2) is susp",
        ),
        ([SUSPENDED], SERVER_TASK, {**SERVER, "state": "reinstalled"}, "would end the suspension of server lobby (2)"),
        ([THERE], SERVER_TASK, {**SERVER, "node": "node2"}, "node: 'node2' is no node of this panel"),
        ([BARE], SERVER_TASK, {**SERVER, **HERE, "ports": ["1050"]}, "has the name and no external_id. If it is meant"),
        ([], SERVER_TASK, SERVER, "node: is not set, and server lobby-1 does not exist"),
        ([], SERVER_TASK, {**SERVER, "node": "node1", "ports": ["1025"]}, "is in use: another server of node node1"),
        ([], SERVER_TASK, {**SERVER, "node": "node1", "ports": ["99"]}, "pterodactyl_allocation adds it: node: node1"),
        ([], SERVER_TASK, {**SERVER, **HERE, "ports": ["1030-1031"]}, "or an address with one. Name each port of a"),
        (
            [],
            SERVER_TASK,
            {**SERVER, **HERE, "egg": "voice servers"},
            "a nest, with the eggs Mumble Server, Teamspeak3",
        ),
        ([], SCHEDULE_TASK, {"server": "other1", "name": "x", "minute": "0 4 * * *"}, "are options: minute, hour, day"),
        ([], SERVER_TASK, {**SERVER, **HERE, "deploy": {}}, "deploy: excludes node: with it the panel chooses"),
        ([THERE], SERVER_TASK, {**SERVER, "environment": {"SERVER_JAR": "x"}}, "Did you mean SERVER_JARFILE?"),
        (
            [THERE],
            SERVER_TASK,
            {**SERVER, "environment": {"SERVER_JARFILE": "x"}},
            "environment.SERVER_JARFILE: must fit",
        ),
        (
            [],
            SERVER_TASK,
            {**SERVER, **HERE, "user": "usr"},
            "user: 'usr' is no user of this panel. Did you mean user?",
        ),
        (
            [],
            NODE_TASK,
            {**NODE, "location": "lokal"},
            "location: 'lokal' is no location of this panel. Did you mean local",
        ),
        ([], NODE_TASK, {**NODE, "name": "node/2"}, "name: 'node/2' must be 1 to 100 letters"),
        ([], NODE_TASK, {**NODE, "fqdn": "https://n2.example.com"}, "the machine alone, without https:// before it"),
        ([], NODE_TASK, {**NODE, "fqdn": "n2.example.com:8080"}, "For those there are scheme and daemon_listen"),
        ([], USER_TASK, {**ALICE, "username": "al"}, "username: 'al' must be at least three letters"),
        ([], ALLOCATION_TASK, {**PORTS, "ip": "games.example.com", "ports": ["2000"]}, "Names are not taken"),
        ([], ALLOCATION_TASK, {**PORTS, "ip": "192.0.2.0/24", "ports": ["2000"]}, "from /25 to /32"),
        (
            [],
            ALLOCATION_TASK,
            {**PORTS, "ip": "127.0.0.1", "ports": ["1025"], "alias": "x"},
            "servers have 127.0.0.1:1025, which would be removed and added again with it, since an alias cannot",
        ),
        ([], ALLOCATION_TASK, {**PORTS, "ports": ["2000"], "purge": True, **GONE}, "purge: True needs state: present"),
        ([], SERVER_TASK, {"name": "othr1", "state": "running"}, "If it should exist already: Did you mean other1?"),
        ([], SERVER_TASK, {**SERVER, **HERE, "external_id": " "}, "external_id: ' ' must not be empty"),
        ([], SERVER_TASK, {**SERVER, **HERE, "image": ""}, "image: '' must not be empty. Leave it out: a new server"),
        ([THERE], SERVER_TASK, {**SERVER, "startup": " "}, "startup: ' ' must not be empty. Leave it out"),
        ([], SERVER_TASK, {**SERVER, **HERE, "image": "java 21!"}, "image: 'java 21!' must be the name of an image"),
        (
            [],
            SERVER_TASK,
            {**SERVER, "deploy": {"port_range": ["99"]}},
            "deploy.port_range[0]: '99' must be a port from 1025",
        ),
        ([], USER_TASK, {**ALICE, "email": "alice"}, "email: 'alice' must be an e-mail address"),
        (
            [(USER_TASK, ALICE)],
            USER_TASK,
            {**ALICE, "external_id": "4711"},
            "username: 'alice' is that of user alice (3) already. If that one is meant, say so with id: 3",
        ),
        (
            [(USER_TASK, ALICE)],
            USER_TASK,
            {**ALICE, "username": "bob", "email": " Alice@example.com"},
            "email: ' Alice@example.com' is that of user alice (3) already",
        ),
        ([], SUBUSER_TASK, {"server": "other1", "email": "a@example.com", "permissions": ["file.raed"]}, "file.read"),
        ([], SSH_KEY_TASK, {"name": "x", "public_key": "x"}, "must be a public key as it stands in a file"),
        ([], DATABASE_TASK, {"server": "other1", "name": "a"}, "name: 'a' must be 3 to 48 letters"),
        (
            [],
            DATABASE_TASK,
            {"server": "other1", "name": "x" * 46},
            "must have at most 45 characters: the panel puts s1_",
        ),
        ([], COMMAND_TASK, {"server": "other1", "command": "say x"}, "is off, and has no console then"),
        ([], COMMAND_TASK, {"server": "other1", "command": "a\nb"}, "command: must be one line"),
        ([SUSPENDED], POWER_TASK, {"server": "lobby"}, "server: 'lobby' cannot be used: it is suspended. An admin"),
    ],
)
def test_what_would_do_harm_is_refused_and_nothing_is_sent(
    pterodactyl: Server, there: Any, task: TaskSpec, options: dict[str, Any], words: str
) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    after(*there)(world)
    world.changes()
    with pytest.raises(InvalidInput, match=re.escape(words)):
        task.task(world.connect(), task.wanted(options), False)
    assert world.changes() == []


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({}, "client_key: is not set. Set it, or export PTERODACTYL_CLIENT_KEY. In the panel it is made under Account"),
        ({"client_key": APPLICATION_KEY}, "client_key: is an application key, which cannot use servers"),
        ({"client_key": " "}, "client_key: is empty: is its variable set?"),
        ({"application_key": "a\nb"}, "application_key: must not hold line breaks"),
        ({"client_key": f"Bearer {CLIENT_KEY}"}, "client_key: must be the key alone, without quotes, blanks or Bearer"),
        ({"application_key": f"'{CLIENT_KEY}'"}, "application_key: must be the key alone, without quotes"),
        ({"client_key": "pacc_0123"}, "client_key: is a key of a Pelican panel, whose API is another one"),
        ({"application_key": "papp_0123"}, "application_key: is a key of a Pelican panel, whose API is another one"),
    ],
)
def test_a_key_that_cannot_do_is_told_in_plain_words(pterodactyl: Server, keys: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(words)) as told:
        client_of(pterodactyl, keys=keys)
    assert APPLICATION_KEY not in str(told.value)


def test_an_application_key_is_not_sent_where_it_cannot_do(pterodactyl: Server) -> None:
    client = client_of(pterodactyl, keys={"application_key": APPLICATION_KEY})
    pterodactyl.control("DELETE", "/requests")
    words = "client_key: is not set, and GET api/client takes no application key"
    with pytest.raises(InvalidInput, match=re.escape(words)):
        POWER_TASK.task(client, POWER_TASK.wanted({"server": "other1"}), False)
    assert pterodactyl.log() == []
    assert LOCATION_TASK.task(client, LOCATION_TASK.wanted({"short": "local"}), False).actions == []


def test_each_api_gets_its_own_key(pterodactyl: Server) -> None:
    limited = pterodactyl.control("POST", "/keys", user="admin", application=True, permissions={"locations": 1})["key"]
    both = client_of(pterodactyl, keys={"application_key": limited, "client_key": CLIENT_KEY})
    assert LOCATION_TASK.task(both, LOCATION_TASK.wanted({"short": "local"}), False).actions == []
    with pytest.raises(Refused, match="an application key that may write locations"):
        LOCATION_TASK.task(both, LOCATION_TASK.wanted({"short": "fra"}), False)
    with pytest.raises(Refused, match="an application key that may read users"):
        USER_TASK.task(both, USER_TASK.wanted(ALICE), False)
    ordinary = pterodactyl.control("POST", "/keys", user="user")["key"]
    with pytest.raises(Refused, match="Use the client key of an admin"):
        LOCATION_TASK.task(
            client_of(pterodactyl, keys={"client_key": ordinary}), LOCATION_TASK.wanted({"short": "local"}), False
        )


def test_a_lost_creation_without_an_external_id_is_not_made_again(pterodactyl: Server) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    task, options = BARE
    pterodactyl.fault("POST", "/application/servers", "reset_before")
    world.changes()
    with pytest.raises(BoxfleetError, match="is not created again, since it is not known whether it was"):
        task.task(world.connect(), task.wanted(options), False)
    assert [path for verb, path in world.changes() if verb == "POST"] == ["/application/servers"]


@pytest.mark.parametrize("kind", ["reset_before", "reset_after"])
def test_a_lost_creation_with_an_external_id_is_looked_for_and_made_once(pterodactyl: Server, kind: str) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    task, options = THERE
    pterodactyl.fault("POST", "/application/servers", kind)
    report = task.task(world.connect(), task.wanted(options), False)
    assert report.actions == ["create"]
    names = [one["name"] for one in world.connect().get_all("application", "servers")]
    assert names.count("lobby") == 1


def test_a_lost_command_is_not_sent_again(pterodactyl: Server) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    pterodactyl.control("POST", "/server", server=1, power="running")
    pterodactyl.fault("POST", "*/command", "reset_after")
    with pytest.raises(BoxfleetError, match="whether the command was carried out is unknown"):
        COMMAND_TASK.task(world.connect(), COMMAND_TASK.wanted({"server": "other1", "command": "give all 1"}), False)
    assert len([path for _verb, path in world.changes() if path.endswith("/command")]) == 1


@pytest.mark.parametrize(("kind", "sent"), [("reset_before", 2), ("reset_after", 1)])
def test_a_lost_reinstallation_is_made_once(pterodactyl: Server, kind: str, sent: int) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    pterodactyl.fault("POST", "*/reinstall", kind)
    wanted = SERVER_TASK.wanted({"name": "other1", "state": "reinstalled"})
    assert SERVER_TASK.task(world.connect(), wanted, False).actions == ["reinstall"]
    assert len([path for _verb, path in world.changes() if path.endswith("/reinstall")]) == sent


@pytest.mark.parametrize(
    ("options", "needs"), [({**HERE, **SERVER, "user": None, "egg": None}, ("user", "egg")), (SERVER, ("node",))]
)
def test_what_a_new_server_needs_is_told_by_name(pterodactyl: Server, options: Any, needs: tuple[str, ...]) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    with pytest.raises(Missing) as told:
        SERVER_TASK.task(world.connect(), SERVER_TASK.wanted(options), True)
    assert told.value.needs == needs


@pytest.mark.parametrize("external_id", ["shop/1", "..", " hall ", "50% off?"])
def test_an_external_id_of_any_form_is_found_again(pterodactyl: Server, external_id: str) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    task, options = SERVER_TASK, SERVER_TASK.wanted({**SERVER, **HERE, "external_id": external_id})
    assert [task.task(world.connect(), options, False).actions for _time in (1, 2)] == [["create"], []]
    # a web server in front of a panel takes slashes and dots of a path for its own
    asked = [entry["path"] for entry in pterodactyl.log() if "/external/" in entry["path"]]
    assert bool(asked) == (external_id in (" hall ",))


@pytest.mark.parametrize("name", ["games\\lobby", "true"])
def test_a_name_that_filters_read_otherwise_is_found_again(pterodactyl: Server, name: str) -> None:
    """[T] Behind a backslash the panel's database takes what follows as it stands, and the backslash for none."""
    world = PanelWorld(pterodactyl)
    world.reset()
    bare = {name: value for name, value in SERVER.items() if name != "external_id"}
    options = SERVER_TASK.wanted({**bare, **HERE, "name": name})
    assert [SERVER_TASK.task(world.connect(), options, False).actions for _time in (1, 2)] == [["create"], []]


def test_a_key_of_which_no_addresses_are_told_may_be_used_from_anywhere(pterodactyl: Server) -> None:
    """[T] ``allowed_ips`` is null where nobody ever said anything."""
    [field] = [each for each in API_KEY.fields if each.name == "allowed_ips"]
    assert field.as_desired([], field.read(None))


def test_an_address_with_blanks_is_kept_without(pterodactyl: Server) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    wanted = USER_TASK.wanted({**ALICE, "email": " alice@example.com "})
    assert [USER_TASK.task(world.connect(), wanted, False).actions for _time in (1, 2)] == [["create"], []]


def test_who_is_there_already_keeps_his_name_and_a_new_database_its_password(pterodactyl: Server) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    after((USER_TASK, ALICE))(world)
    renamed = USER_TASK.wanted({**ALICE, "first_name": "Al"})
    assert USER_TASK.task(world.connect(), renamed, False).actions == ["update"]
    rotated = DATABASE_TASK.wanted({"server": "other1", "name": "stats", "state": "rotated"})
    assert [DATABASE_TASK.task(world.connect(), rotated, False).actions for _time in (1, 2)] == [["create"], ["rotate"]]


def test_a_panel_without_room_says_who_makes_some(pterodactyl: Server) -> None:
    with pytest.raises(Refused, match="Ask for less memory or disk, or have pterodactyl_node give a node more"):
        SERVER_TASK.task(client_of(pterodactyl), SERVER_TASK.wanted({**SERVER, "memory": 10**8, "deploy": {}}), False)


def test_what_is_not_named_is_not_wiped(pterodactyl: Server) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    whole = {**SERVER, **HERE, "description": "for all", "allocation_limit": 3, "threads": "0-1", "memory": 512}
    hall = {"external_id": "lobby-1", "name": "hall", "memory": 600, "oom_disabled": False}
    after((SERVER_TASK, whole), (SERVER_TASK, hall))(world)
    after((SERVER_TASK, {"external_id": "lobby-1", "environment": {"VANILLA_VERSION": "1.21"}}))(world)
    client: Any = world.connect()
    server = client.get("application", "servers", "external", "lobby-1")
    assert (server["name"], server["description"], server["external_id"]) == ("hall", "for all", "lobby-1")
    assert (server["feature_limits"]["allocations"], server["limits"]["threads"]) == (3, "0-1")
    assert server["limits"]["oom_disabled"] is False
    values = server["container"]["environment"]
    assert (values["VANILLA_VERSION"], values["SERVER_JARFILE"]) == ("1.21", "server.jar")
    after((NODE_TASK, {**NODE, "daemon_base": "/srv/games"}), (NODE_TASK, {"name": "node2", "memory": 8192}))(world)
    nodes = {node["name"]: node for node in client.get_all("application", "nodes")}
    assert (nodes["node2"]["daemon_base"], nodes["node2"]["memory"]) == ("/srv/games", 8192)


def test_a_server_of_a_node_that_does_not_answer_is_removed_by_force_alone(pterodactyl: Server) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    pterodactyl.control("POST", "/node", node=1, down=True)
    gone = {"name": "other1", **GONE}
    with pytest.raises(BoxfleetError, match="If its node is gone for good, set force: true"):
        SERVER_TASK.task(client_of(pterodactyl, retries=0), SERVER_TASK.wanted(gone), False)
    forced = SERVER_TASK.wanted({**gone, "force": True})
    assert SERVER_TASK.task(world.connect(), forced, False).actions == ["delete"]


def test_ports_that_are_not_named_stay_and_those_that_servers_have_even_if_others_go(pterodactyl: Server) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    there, used = {**PORTS, "ports": ["2000-2003"]}, f"{PORTS['ip']}:2000"
    after((ALLOCATION_TASK, there), (SERVER_TASK, {**SERVER, "node": "node1", "ports": [used]}))(world)
    for purge, actions in ((False, []), (True, ["delete", "delete"])):
        wanted = ALLOCATION_TASK.wanted({**PORTS, "ports": ["2001"], "purge": purge})
        report = ALLOCATION_TASK.task(world.connect(), wanted, False)
        assert report.actions == actions
    assert [one["port"] for one in report.values["allocations"]] == [2000, 2001]


@pytest.mark.parametrize(
    ("before", "state", "signal", "after_it"),
    [
        ("offline", "running", "start", "running"),
        ("running", "stopped", "stop", "offline"),
        ("running", "restarted", "restart", "running"),
    ],
)
def test_a_dropped_signal_is_sent_again(
    pterodactyl: Server, before: str, state: str, signal: str, after_it: str
) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    pterodactyl.control("POST", "/server", server=1, power=before)
    pterodactyl.fault("POST", "/client/servers/*/power", "signal_dropped")
    report = POWER_TASK.task(world.connect(), POWER_TASK.wanted({"server": "other1", "state": state}), False)
    assert (report.actions, report.values["server"]["power"]) == ([signal], after_it)
    assert len([path for _verb, path in world.changes() if path.endswith("/power")]) == 2


def test_what_does_not_stop_is_killed_without_a_wait(pterodactyl: Server) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    pterodactyl.control("POST", "/server", server=1, power="stopping")
    report = POWER_TASK.task(world.connect(), POWER_TASK.wanted({"server": "other1", "state": "killed"}), False)
    assert (report.actions, report.values["server"]["power"]) == (["kill"], "offline")


def test_an_egg_that_never_says_done_is_told(pterodactyl: Server) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    pterodactyl.fault("POST", "/client/servers/*/power", "never_done")
    options = {"server": "other1", "wait_timeout": 120}
    with pytest.raises(BoxfleetError, match="was still starting after 120 s"):
        POWER_TASK.task(world.connect(), POWER_TASK.wanted(options), False)


def test_a_new_key_is_told_even_if_the_task_looks_no_further(pterodactyl: Server) -> None:
    client = client_of(pterodactyl, retries=0)
    report = API_KEY_TASK.task(client, API_KEY_TASK.wanted({"description": "CI", "wait": False}), False)
    key = report.values["key"]
    assert len(key) == 48
    assert client_of(pterodactyl, keys={"client_key": key}).get("client", "account")["username"] == "admin"
    again = API_KEY_TASK.task(client_of(pterodactyl), API_KEY_TASK.wanted({"description": "CI"}), False)
    assert (again.actions, again.values["key"]) == ([], None)


def test_a_new_key_is_told_even_if_the_task_fails_then(pterodactyl: Server) -> None:
    PanelWorld(pterodactyl).reset()
    pterodactyl.fault("GET", "/client/account/api-keys", "status", status=500, after=1, times=99)
    with pytest.raises(BoxfleetError) as failed:
        API_KEY_TASK.task(client_of(pterodactyl, retries=0), API_KEY_TASK.wanted({"description": "CI"}), False)
    assert len(failed.value.details["key"]) == 48


def test_a_change_that_is_saved_although_it_is_refused_counts(pterodactyl: Server) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    pterodactyl.control("POST", "/node", node=1, down=True)
    report = NODE_TASK.task(world.connect(), NODE_TASK.wanted({"name": "node1", "upload_size": 200}), False)
    assert (report.actions, report.values["node"]["upload_size"]) == (["update"], 200)


def test_a_database_whose_name_the_panel_has_cut_off_is_removed_by_the_whole_of_it(pterodactyl: Server) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    after(
        (DATABASE_TASK, {"server": "other1", "name": "x" * 45}), (DATABASE_TASK, {"server": "other1", "name": "y" * 44})
    )(world)
    gone = [{"server": "other1", "name": name, **GONE} for name in ("x" * 47, "y" * 47, "z" * 47)]
    reports = [DATABASE_TASK.task(world.connect(), DATABASE_TASK.wanted(one), False).actions for one in gone]
    assert reports == [["delete"], [], []]


def test_how_much_may_be_uploaded_is_for_the_panel_to_say(pterodactyl: Server) -> None:
    """Since 1.12 it takes any number."""
    with pytest.raises(Refused, match=r"between 1 and 1024. \(upload_size\)"):
        NODE_TASK.task(client_of(pterodactyl), NODE_TASK.wanted({"name": "node1", "upload_size": 2048}), False)


def test_nobody_is_allowed_more_than_was_asked(pterodactyl: Server) -> None:
    world = PanelWorld(pterodactyl)
    world.reset()
    told = {"server": "other1", "email": "user@example.com", "permissions": MAY}
    after((SUBUSER_TASK, told), (SUBUSER_TASK, {**told, "permissions": MAY[1:]}))(world)
    report = SUBUSER_TASK.task(world.connect(), SUBUSER_TASK.wanted({**told, "permissions": MAY[1:]}), False)
    assert (report.actions, report.values["subuser"]["permissions"]) == ([], sorted(MAY[1:]))
