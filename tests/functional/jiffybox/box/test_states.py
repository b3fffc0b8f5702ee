# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every way between the states of a box, on the sandbox."""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core import task
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.auth import Attempt
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.http import Session
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.desired import DesiredBox
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.box.task import BOX_TASK, ensure_box
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client

NEW = {"name": "web", "distribution": "debian_stretch_64bit"}
BEGINNINGS = {"absent": "absent", "running": "started", "stopped": "stopped", "frozen": "frozen"}
STATES = ["absent", "present", "started", "stopped", "restarted", "frozen"]
POWERS = {"started": "running", "restarted": "running", "stopped": "stopped", "frozen": "frozen", "absent": "absent"}


# What a dry run knows beforehand of a box.
FORESEEN = dict.fromkeys(["name", "status", "running", "plan", "metadata", "delete_protection"])


def predict_then_do(sandbox: Any, client: Client, options: dict[str, Any]) -> Report:
    """A dry run, then a real run that must do just that; checks that the dry run sent nothing that changes."""
    desired = DesiredBox(**options)
    sandbox.forget()
    dry = ensure_box(client, desired, check_mode=True)
    assert sandbox.changes() == []
    real = ensure_box(client, desired, check_mode=False)
    assert (dry.changed, dry.actions, dry.after) == (real.changed, real.actions, real.after)
    assert dry.before == real.before
    dry_box, real_box = ({**FORESEEN, **(report.values["box"] or {})} for report in (dry, real))
    assert [dry_box[field] for field in FORESEEN] == [real_box[field] for field in FORESEEN]
    return real


@pytest.mark.parametrize("plan", ["CloudLevel 1", "CloudLevel 2"], ids=["same_plan", "other_plan"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_from_each_state_to_each_the_dry_run_is_right_and_the_second_run_idle(
    sandbox: Any, client: Client, beginning: str, state: str, plan: str
) -> None:
    ensure_box(client, DesiredBox(**NEW, plan="CloudLevel 1", state=BEGINNINGS[beginning]), check_mode=False)
    options = {**NEW, "plan": plan, "state": state, "force": True}

    report = predict_then_do(sandbox, client, options)

    power = POWERS.get(state, "stopped" if beginning == "absent" else beginning)
    assert report.after["state"] == power
    boxes = client.get_boxes()
    assert len(boxes) == (0 if power == "absent" else 1)
    for box in boxes.values():
        assert box["plan"]["name"] == plan
        assert box["status"] == ("FROZEN" if power == "frozen" else "READY")
        assert box["running"] == (power == "running")
        assert report.values["box"]["id"] == box["id"]
    if state != "restarted":
        again = predict_then_do(sandbox, client, options)
        assert not again.changed
        assert again.before == again.after == report.after


def test_a_restart_happens_in_every_run(sandbox: Any, client: Client) -> None:
    ensure_box(client, DesiredBox(**NEW, plan="44", state="started"), check_mode=False)
    for _run in range(2):
        report = predict_then_do(sandbox, client, {"name": "web", "state": "restarted"})
        assert report.actions == ["shutdown", "start"]


plans = st.sampled_from([None, "CloudLevel 1", "45", "CloudLevel 3 SSD"])
metadata = st.dictionaries(
    st.sampled_from(["role", "owner", "0", "ümlaut"]),
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5) | st.just({}) | st.just([1, {"a": []}]),
    max_size=3,
)
wishes = st.fixed_dictionaries(
    {
        "state": st.sampled_from(STATES),
        "plan": plans,
        "metadata": st.none() | metadata,
        "purge_metadata": st.booleans(),
    }
)


@pytest.mark.parametrize("form", ["live_changes", "busy_changes", "born_running", "born_backed_up"])
@pytest.mark.parametrize("state", ["started", "stopped", "frozen"])
def test_nothing_depends_on_what_is_only_assumed_of_the_service(
    sandbox: Any, client: Client, form: str, state: str
) -> None:
    sandbox.fault("*", "*", form, times=1000)
    ensure_box(client, DesiredBox(**NEW, plan="CloudLevel 1", state="started"), check_mode=False)
    options = {**NEW, "plan": "CloudLevel 2", "state": state, "force": True, "metadata": {"role": "web"}}
    assert predict_then_do(sandbox, client, options).changed
    [box] = client.get_boxes().values()
    assert (box["plan"]["name"], box["running"], box["metadata"]) == (
        "CloudLevel 2",
        state == "started",
        {"role": "web"},
    )
    assert not predict_then_do(sandbox, client, options).changed


@settings(max_examples=25)
@given(sequence=st.lists(wishes, min_size=1, max_size=5))
def test_any_sequence_of_wishes_is_predicted_and_comes_true(
    sandbox: Any, client: Client, sequence: list[dict[str, Any]]
) -> None:
    sandbox.reset()
    for wish in sequence:
        options = {**NEW, **wish, "force": True}
        options["purge_metadata"] = options["purge_metadata"] and options["metadata"] is not None
        if not client.get_boxes():
            options["plan"] = options["plan"] or "CloudLevel 1"
        predict_then_do(sandbox, client, options)
        if wish["state"] != "restarted":
            assert not predict_then_do(sandbox, client, options).changed


@pytest.mark.parametrize(("settle", "longer"), [(0, 0), (77, 77)])
def test_a_new_box_is_left_in_peace_for_as_long_as_asked_before_it_is_started(
    sandbox: Any, client: Client, settle: int, longer: int
) -> None:
    """From the moment it is first seen at rest to the next change nothing else takes time."""
    clock, look, change = client.session.clock, client.get_box, client.change_box
    at_rest, changed = [], []

    def look_at(box_id: int) -> Any:
        box = look(box_id)
        at_rest.extend([clock.now()] if box["status"] == "READY" else [])
        return box

    def change_it(*what: Any, **how: Any) -> Any:
        changed.append(clock.now())
        return change(*what, **how)

    client.get_box, client.change_box = look_at, change_it  # type: ignore[method-assign]
    ensure_box(client, DesiredBox(**NEW, plan="CloudLevel 1", state="started", settle=settle), check_mode=False)
    assert changed[0] - at_rest[0] == pytest.approx(longer)


def test_the_service_is_told_how_root_is_to_log_in(client: Client) -> None:
    call, sent = client.call, []

    def note(verb: str, path: str, body: Any = None) -> Any:
        sent.append(body)
        return call(verb, path, body)

    client.call = note  # type: ignore[method-assign]
    wish = DesiredBox(**NEW, plan="CloudLevel 1", password="geheim-4711", use_sshkey=False, wait=False)
    ensure_box(client, wish, check_mode=False)
    [created] = [body for body in sent if body]
    assert (created["password"], created["use_sshkey"]) == ("geheim-4711", False)


def test_a_noop_by_id_is_one_cheap_call_and_by_name_one_list_call(sandbox: Any, client: Client) -> None:
    [box_id] = sandbox.seed(1)
    sandbox.forget()
    assert not ensure_box(client, DesiredBox(id=box_id, state="started"), check_mode=False).changed
    assert sandbox.calls() == [("GET", f"/jiffyBoxes/{box_id}")]
    box = client.get_box(box_id)
    sandbox.forget()
    wish = DesiredBox(
        name=box["name"], state="started", plan=box["plan"]["name"], distribution="debian_stretch_64bit", metadata={}
    )
    assert not ensure_box(client, wish, check_mode=False).changed
    assert sandbox.calls() == [("GET", "/jiffyBoxes")]


def test_a_clone_is_like_its_source_and_waits_until_the_source_is_free(sandbox: Any, client: Client) -> None:
    ensure_box(client, DesiredBox(**NEW, plan="44", metadata={"role": "web"}), check_mode=False)
    first = DesiredBox(name="copy", clone_from="web", plan="45", wait=False)
    assert ensure_box(client, first, check_mode=False).actions == ["create"]
    report = predict_then_do(sandbox, client, {"name": "copy 2", "clone_from": "web", "plan": "45", "state": "started"})
    assert report.after["distribution"] == NEW["distribution"]
    assert len(client.get_boxes()) == 3


def test_a_clone_has_the_metadata_that_was_asked_for_and_no_other(sandbox: Any, client: Client) -> None:
    ensure_box(client, DesiredBox(**NEW, plan="44", metadata={"role": "web"}), check_mode=False)
    options = {
        "name": "copy",
        "clone_from": "web",
        "plan": "44",
        "metadata": {"owner": "me"},
        "purge_metadata": True,
    }
    assert predict_then_do(sandbox, client, options).values["box"]["metadata"] == {"owner": "me"}
    assert not predict_then_do(sandbox, client, options).changed


def test_a_box_can_be_made_from_a_backup(sandbox: Any, client: Client) -> None:
    box = ensure_box(client, DesiredBox(**NEW, plan="44"), check_mode=False).values["box"]
    client.create_manual_backup(box["id"])
    sandbox.advance(30)
    backup_id = client.get_backups(box["id"])["manual"]["id"]
    options = {"name": "again", "backup_id": backup_id, "plan": "44", "state": "started"}
    assert predict_then_do(sandbox, client, options).values["box"]["distribution"] == NEW["distribution"]
    assert not predict_then_do(sandbox, client, options).changed


def test_without_wait_many_boxes_are_created_at_once_and_started_later(sandbox: Any, client: Client) -> None:
    names = ["a", "b", "c"]
    for name in names:
        options = {"name": name, "distribution": NEW["distribution"], "plan": "44", "wait": False}
        report = ensure_box(client, DesiredBox(**options), check_mode=False)
        assert report.actions == ["create"]
        assert report.values["box"]["status"] == "CREATING"
        again = ensure_box(client, DesiredBox(**options), check_mode=False)
        assert (again.changed, again.warnings) == (False, [])
    assert client.session.clock.now() == 0
    for name in names:
        assert ensure_box(client, DesiredBox(name=name, state="started"), check_mode=False).actions == ["start"]


def test_a_box_on_its_way_is_waited_for_before_it_is_changed_also_without_wait(sandbox: Any, client: Client) -> None:
    options = {**NEW, "plan": "CloudLevel 1", "wait": False}
    box = ensure_box(client, DesiredBox(**options), check_mode=False).values["box"]
    sandbox.forget()
    assert ensure_box(client, DesiredBox(**options, state="started"), check_mode=False).actions == ["start"]
    assert sandbox.changes() == [("PUT", f"/jiffyBoxes/{box['id']}")]


def test_a_box_being_backed_up_is_left_in_peace_until_it_is_done(sandbox: Any, client: Client) -> None:
    [box_id] = sandbox.seed(1)
    client.create_manual_backup(box_id)
    assert not ensure_box(client, DesiredBox(id=box_id, state="started"), check_mode=False).changed
    assert client.session.clock.now() == 0
    assert predict_then_do(sandbox, client, {"id": box_id, "state": "stopped"}).actions == ["shutdown"]
    assert client.get_backups(box_id)["manual"]


def test_the_guide_tells_the_way_of_a_call(sandbox: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/development.md names the files on the call stack when a box is created, from the module on."""
    utils = Path(task.__file__).parents[1]
    ways, respond = [], Session._respond

    def noting(session: Session, attempt: Attempt) -> Any:
        if attempt.verb == "POST":
            stack = [Path(frame.filename) for frame in traceback.extract_stack()]
            ways.append(dict.fromkeys(str(file.relative_to(utils)) for file in stack if utils in file.parents))
        return respond(session, attempt)

    monkeypatch.setattr(Session, "_respond", noting)
    options = {name: option.get("default") for name, option in BOX_TASK.argument_spec.items()}
    account = {"api_token": sandbox.token, "api_url": sandbox.url}
    end = task.run_task(BOX_TASK, {**options, **account, **NEW, "plan": "CloudLevel 1", "wait": False}, False, 0)
    assert end.values["actions"] == ["create"]
    guide = (Path(__file__).parents[4] / "docs" / "development.md").read_text(encoding="utf-8")
    told = re.findall(r"`(\S+\.py)`", guide.partition("in this\norder alone:\n\n")[2].partition("\n\n")[0])
    assert told[:2] == ["modules/jiffybox_box.py", "_core/module.py"]
    assert [[file.replace("_jiffybox/box", "box") for file in way] for way in ways] == [told[2:]]
