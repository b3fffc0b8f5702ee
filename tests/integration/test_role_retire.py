# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role jiffybox_retire: nothing is lost that nobody gave up, and nobody is woken."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def retire(ansible: Any, *arguments: str, **variables: Any) -> Any:
    """Run the role in a play of its own; its variables without the prefix."""
    prefixed = {f"jiffybox_retire_{name}": value for name, value in variables.items()}
    return ansible.play(
        [
            {"ansible.builtin.include_role": {"name": "boxfleet.cloud.jiffybox_retire"}, "vars": prefixed},
            {"ansible.builtin.debug": {"var": "jiffybox_retire_result"}},
        ],
        *arguments,
    )


def message(done: Any) -> str:
    """The message of the task that failed, as one line."""
    assert done.code != 0, done.output
    return " ".join(done.output.split()).replace('\\"', '"')


def boxes(sandbox: Any) -> dict[str, Any]:
    """The boxes of the account by name."""
    return {box["name"]: box for box in dict(sandbox.api("GET", "jiffyBoxes")).values()}


def watched(sandbox: Any, *addresses: str) -> list[int]:
    """Monitoring checks of these addresses; their ids."""
    group = sandbox.api("POST", "contactGroups", {"name": "ops", "contacts": ["ops@example.com"]})["id"]
    common = {"checkType": "ping", "contactgroups": [group]}
    return [sandbox.api("POST", "monitoring", {"name": f"ping {ip}", "ip": ip, **common})["id"] for ip in addresses]


@pytest.mark.long
def test_a_dry_run_shows_every_step_then_all_is_kept_and_a_second_run_changes_nothing(
    sandbox: Any, ansible: Any
) -> None:
    web1, web2, _web3 = sandbox.seed(3, metadata={"role": "web"})
    # an older backup is not the last one
    sandbox.api("POST", f"backups/{web2}/manual", {})
    sandbox.advance(60)
    [floating] = sandbox.control("POST", "ips", {"box": web1, "count": 1})["ips"]
    own = sandbox.api("GET", f"jiffyBoxes/{web1}")["ips"]["public"][0]
    _check, following = watched(sandbox, own, floating["ip"])
    wanted = {"boxes": ["web1", "web2"], "addresses_to": "web3"}
    sandbox.forget()

    dry = retire(ansible, "--check", "--diff", **wanted)
    assert dry.code == 0, dry.output
    assert sandbox.changes() == []
    for shown in (
        f"changed: [localhost] => (item=ping {own} ({own}))",
        f"changed: [localhost] => (item={floating['ip']})",
        "actions: web1: shutdown, web2: shutdown",
        '+        "manual": "new"',
        "actions: web1-retired: create, web1-retired: freeze, web2-retired: create, web2-retired: freeze",
        "actions: web1: shutdown, web1: delete, web2: shutdown, web2: delete",
        f"web1 ({web1}) would be deleted. What was on it would be kept in web1-retired",
    ):
        assert shown in dry.output

    done = retire(ansible, **wanted)
    assert done.code == 0, done.output
    assert "WARNING" not in done.output
    left = boxes(sandbox)
    assert sorted(left) == ["web1-retired", "web2-retired", "web3"]
    assert left["web1-retired"]["status"] == "FROZEN"
    assert left["web1-retired"]["metadata"]["retired_from"] == "web1"
    assert left["web1-retired"]["metadata"]["retired_id"] == web1
    assert left["web1-retired"]["metadata"]["retired_metadata"] == {"role": "web"}
    assert floating["ip"] in left["web3"]["ips"]["public"]
    assert list(sandbox.api("GET", "monitoring")) == [str(following)]
    # the last backups were taken of boxes that were off, and are what was kept
    calls = sandbox.changes()
    for box in (web1, web2):
        assert calls.index(("PUT", f"/jiffyBoxes/{box}")) < calls.index(("POST", f"/backups/{box}/manual"))
        assert calls.index(("POST", f"/backups/{box}/manual")) < calls.index(("POST", "/jiffyBoxes"))
    assert left["web1-retired"]["metadata"]["retired_backup"] in done.output

    sandbox.forget()
    again = retire(ansible, **wanted)
    assert "changed=0" in again.output, again.output
    assert (sandbox.changes(), len(sandbox.calls())) == ([], 3)
    assert "web1 is gone already. What was on it is kept in web1-retired" in again.output


KILLED_AT = {
    "taking the backup": ("POST", "/backups/*/manual"),
    "making the copy": ("POST", "/jiffyBoxes"),
    "deleting": ("DELETE", "/jiffyBoxes/*"),
}


@pytest.mark.long
@pytest.mark.parametrize("moment", KILLED_AT)
def test_a_run_that_is_killed_is_completed_by_the_next_without_a_second_backup_or_copy(
    sandbox: Any, ansible: Any, moment: str
) -> None:
    [web1] = sandbox.seed(1)
    verb, pattern = KILLED_AT[moment]
    call = (verb, pattern.replace("*", str(web1)))
    playbook = ansible.folder / "playbook.yml"
    playbook.write_text(
        "- hosts: localhost\n  gather_facts: false\n  roles: [boxfleet.cloud.jiffybox_retire]\n"
        "  vars: {jiffybox_retire_boxes: [web1]}\n",
        encoding="utf-8",
    )
    process = ansible.start("ansible-playbook", str(playbook))
    while call not in sandbox.changes():
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()

    done = ansible.run("ansible-playbook", str(playbook))
    assert done.code == 0, done.output
    changes = sandbox.changes()
    assert changes.count(("POST", f"/backups/{web1}/manual")) == 1
    assert changes.count(("POST", "/jiffyBoxes")) == 1
    assert {name: box["status"] for name, box in boxes(sandbox).items()} == {"web1-retired": "FROZEN"}
    assert boxes(sandbox)["web1-retired"]["metadata"]["retired_metadata"] == {}


@pytest.mark.long
def test_a_copy_that_fails_leaves_the_boxes_and_says_how_to_go_on(sandbox: Any, ansible: Any) -> None:
    prefix = "a-name-as-long-as-can-be-----"
    name = f"{prefix}1"
    [box] = sandbox.seed(1, prefix=prefix)
    sandbox.fault("POST", "/jiffyBoxes", "vanish")
    text = message(retire(ansible, boxes=[name]))
    assert f"No box was deleted, because not all of them could be made ready for it: {name}." in text
    assert 'It went wrong at "What is on each box is kept in another one, which is frozen".' in text
    assert "Could not create box a-name-as-long-" in text
    assert "Run this again to go on from here." in text
    assert not boxes(sandbox)[name]["running"]

    done = retire(ansible, boxes=[name])
    assert done.code == 0, done.output
    assert sandbox.changes().count(("POST", f"/backups/{box}/manual")) == 1
    [copy] = boxes(sandbox)
    assert copy.startswith("a-name-as-long-")
    assert copy.endswith("-retired")


@pytest.mark.long
def test_what_is_written_after_an_interrupted_run_is_not_lost(sandbox: Any, ansible: Any) -> None:
    [web1] = sandbox.seed(1)
    sandbox.fault("POST", "/jiffyBoxes", "vanish")
    assert retire(ansible, boxes=["web1"]).code != 0
    first = sandbox.api("GET", f"backups/{web1}")["manual"]["id"]

    # the backup that the box has is older than it may be
    sandbox.fault("POST", "/jiffyBoxes", "vanish")
    assert retire(ansible, boxes=["web1"], backup_max_age=0).code != 0
    second = sandbox.api("GET", f"backups/{web1}")["manual"]["id"]
    assert second != first
    sandbox.api("PUT", f"jiffyBoxes/{web1}", {"status": "START"})
    sandbox.fault("GET", f"/backups/{web1}", "status", status=403)
    assert retire(ansible, boxes=["web1"]).code != 0
    assert not boxes(sandbox)["web1"]["running"]

    # the box was on, so the backup that it has is not its last one
    sandbox.fault("DELETE", f"/jiffyBoxes/{web1}", "delete_fails")
    done = retire(ansible, boxes=["web1"])
    assert "Could not delete box web1" in message(done)
    assert boxes(sandbox)["web1-retired"]["metadata"]["retired_backup"] not in (first, second)

    # what is kept may lack something that is newer
    sandbox.forget()
    text = message(retire(ansible, boxes=["web1"], backup_max_age=0))
    assert f"Box web1 ({web1}) was kept as web1-retired on 20" in text
    assert "and may have been on since" in text
    assert sandbox.changes() == []
    sandbox.api("PUT", f"jiffyBoxes/{web1}", {"status": "START"})
    sandbox.forget()
    text = message(retire(ansible, boxes=["web1"]))
    assert "although it was kept as web1-retired on 20" in text
    assert "delete web1-retired and run this again" in text
    assert sandbox.changes() == []


@pytest.mark.long
def test_nothing_is_touched_when_a_box_cannot_be_retired(sandbox: Any, ansible: Any) -> None:
    web1, web2 = sandbox.seed(2)
    [shop] = sandbox.seed(1, prefix="shop", metadata={"protected": True})
    [kept] = sandbox.seed(1, prefix="kept", metadata={"boxfleet_protected": True})
    [used] = sandbox.seed(1, prefix="used")
    [again] = sandbox.seed(1, prefix="again", running=False)
    debian = {"planid": 44, "distribution": "debian_trixie_64bit"}
    sandbox.api("POST", "jiffyBoxes", {"name": "used1-retired", **debian})
    earlier = {"retired_from": "again1", "retired_id": 4711, "retired_at": "2026-01-31T12:00:00Z"}
    sandbox.api("POST", "jiffyBoxes", {"name": "again1-retired", **debian, "metadata": earlier})
    sandbox.advance(10)
    [floating] = sandbox.control("POST", "ips", {"box": web1, "count": 1})["ips"]
    sandbox.forget()
    done = retire(
        ansible,
        boxes=["web1", "shop1", "used1", "again1", "wbe2", "kept1"],
        discard={"web2": 1, "elsewhere": shop, "new": "all", "shop1": shop},
    )
    text = message(done)
    for reason in (
        f"Box web1 ({web1}) holds {floating['ip']}, ordered in addition, which would be lost with it. Say in "
        "jiffybox_retire_addresses_to to which box to move.",
        "Box shop1 is both in jiffybox_retire_boxes and in jiffybox_retire_discard.",
        f"Box shop1 ({shop}) is protected by its metadata protected: true. If it is to go all the same, remove them "
        "first, with jiffybox_box, name: shop1 and metadata: {protected: null}.",
        f"Box kept1 ({kept}) is protected (boxfleet_protected in its metadata). If it is to go all the same, lift the "
        "protection first, with jiffybox_box, name: kept1 and delete_protection: false.",
        f"Box used1 ({used}) would be kept as used1-retired, but there is a box of that name already",
        f"Box again1 ({again}) would be kept as again1-retired, but there is a box of that name already",
        "and it was kept of an earlier again1 on 2026-01-31T12:00:00Z.",
        "There is no box wbe2, and no box wbe2-retired that was made from it when it was retired. If the name is "
        "mistyped, correct it in jiffybox_retire_boxes. The account has again1, again1-retired, kept1, shop1, used1, "
        "used1-retired, web1, web2.",
        f"Box web2 has the id {web2}, but jiffybox_retire_discard says 1.",
        f"Box {shop} is called shop1, but jiffybox_retire_discard says elsewhere.",
        'There is no box new, and jiffybox_retire_discard has no id for it, which is a number, but "all".',
        "Nothing was changed.",
    ):
        assert reason in text
    assert sandbox.changes() == []

    for target, reason in (
        ("nowhere", "there is no such box"),
        ("web1", "that box is to be retired too"),
    ):
        text = message(retire(ansible, boxes=["web1"], addresses_to=target))
        assert f"which cannot move to {target}, because {reason}" in text
    assert sandbox.changes() == []


@pytest.mark.long
def test_a_box_is_given_up_by_name_and_id_and_a_second_run_changes_nothing(sandbox: Any, ansible: Any) -> None:
    [web1] = sandbox.seed(1)
    done = retire(ansible, discard={"web1": web1})
    assert f"web1 ({web1}) is deleted. Nothing of it is kept." in done.output
    assert boxes(sandbox) == {}
    assert "/backups" not in str(sandbox.calls())
    sandbox.forget()
    again = retire(ansible, discard={"web1": web1})
    assert "changed=0" in again.output, again.output
    assert "web1 is gone already. Nothing of it is kept." in again.output
    assert sandbox.changes() == []


def test_where_the_api_is_can_be_said_once_for_the_play(sandbox: Any, ansible: Any) -> None:
    [web1] = sandbox.seed(1)
    options = {key: ansible.environment.pop(f"JIFFYBOX_{key.upper()}") for key in ("api_url", "api_token")}
    role = {"name": "boxfleet.cloud.jiffybox_retire"}
    variables = {"jiffybox_retire_discard": {"web1": web1}}
    done = ansible.play(
        [{"ansible.builtin.include_role": role, "vars": variables}],
        module_defaults={"group/boxfleet.cloud.jiffybox": options},
    )
    assert done.code == 0, done.output
    assert boxes(sandbox) == {}


@pytest.mark.long
def test_a_frozen_box_is_thawed_to_see_its_addresses_before_it_goes(sandbox: Any, ansible: Any) -> None:
    [db] = sandbox.seed(1, prefix="db", running=False)
    [floating] = sandbox.control("POST", "ips", {"box": db, "count": 1})["ips"]
    sandbox.api("PUT", f"jiffyBoxes/{db}", {"status": "FREEZE"})
    sandbox.advance(10)
    dry = retire(ansible, "--check", boxes=["db1"], backup=False)
    assert dry.code == 0, dry.output
    text = message(retire(ansible, boxes=["db1"], backup=False))
    assert f"holds {floating['ip']}" in text
    assert "Boxes that were frozen are thawed and off now. Nothing else was changed." in text
    [web] = sandbox.seed(1)
    done = retire(ansible, boxes=["db1"], backup=False, addresses_to="web1")
    assert "is FROZEN and was made from the box itself" in done.output
    assert floating["ip"] in sandbox.api("GET", f"jiffyBoxes/{web}")["ips"]["public"]
    assert ("POST", f"/jiffyBoxes/{db}") in sandbox.changes()
    assert sorted(boxes(sandbox)) == ["db1-retired", "web1"]


@pytest.mark.long
def test_the_example_runs_on_an_empty_account_and_leaves_nothing(sandbox: Any, ansible: Any) -> None:
    example = str(CHECKOUT / "examples" / "retire.yml")
    dry = ansible.run("ansible-playbook", "--check", "--diff", example)
    assert dry.code == 0, dry.output
    assert sandbox.changes() == []
    done = ansible.run("ansible-playbook", example)
    assert done.code == 0, done.output
    assert "WARNING" not in done.output
    assert sandbox.api("GET", "jiffyBoxes") == {}
    assert sandbox.api("GET", "monitoring") == {}
