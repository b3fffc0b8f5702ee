# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A witness from outside: the package ``jiffybox`` 0.11.0 of PyPI, written for the real service, against the sandbox.

All that it has is used here, library and command line. It has faults of its own, which are none of the sandbox's:

- ``create_box`` sends neither ``backupid`` nor ``password``.
- ``metadata`` goes into a form field as it is, and so becomes its keys; only as JSON text does it arrive.
- ``Distribution.id`` cannot be read, so distributions cannot be handed to ``create_box``, and the command
  ``distributions`` fails.
- ``Box.metadata`` cannot be read of a box without metadata.
- Any message counts as an error, that of a success too; none of its calls is answered with one.
- An empty map that arrives as an empty list ends in an AttributeError, wherever it expects a list of things.
- The command line has no option for the URL of the service.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from jiffybox_account import TOKEN, Sandbox

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jiffybox.api
    import jiffybox.cli
    from click.testing import CliRunner, Result

Refusal = jiffybox.exceptions.JiffyMessageException
DEBIAN = "debian_trixie_64bit"


@pytest.fixture
def account(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The package's account, whose pauses move the sandbox's clock."""
    monkeypatch.setattr(jiffybox.api.time, "sleep", sandbox.advance)
    return jiffybox.api.JiffyBox(TOKEN, sandbox.url)


@pytest.fixture
def command(account: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs the package's program."""
    monkeypatch.setattr(jiffybox.cli, "JiffyBox", partial(jiffybox.api.JiffyBox, api_url=account.api_url))

    def run(*arguments: str, answer: str | None = None) -> Result:
        return CliRunner().invoke(jiffybox.cli.jiffybox, ["--api-key", TOKEN, *arguments], input=answer)

    return run


def said(refusal: pytest.ExceptionInfo[Any]) -> str:
    """The service's words in an exception of the package."""
    [message] = refusal.value.args[0]
    assert message["type"] == "error"
    return str(message["message"])


def created(account: Any, name: str = "web") -> Any:
    return account.create_box(name, 44, distribution=DEBIAN)


def test_an_account_without_boxes_has_an_empty_list(account: Any) -> None:
    assert account.boxes() == []
    assert jiffybox.api.Box.all(account) == []


def test_a_box_lives_its_whole_life(account: Any) -> None:
    box = account.create_box("web", account.plan("CloudLevel 1"), distribution=DEBIAN, use_sshkey=True)
    assert (box.status, box.ready, box.running, box.activeProfile, box.runningSince) == (
        "CREATING",
        False,
        False,
        None,
        None,
    )
    box = box.wait_for_status()
    assert (box.ready, box.isBeingCopied, box.manualBackupRunning, box.recoverymodeActive) == (
        True,
        False,
        False,
        False,
    )
    assert box.start().status == "UPDATING"
    box = box.wait_for_status()
    assert (box.running, box.runningSince >= box.created) == (True, True)
    with pytest.raises(Refusal) as running:
        box.delete()
    assert "ausgeschaltet" in said(running)
    assert box.stop().status == "UPDATING"
    box = box.wait_for_status()
    assert box.running is False
    assert box.delete() is True
    assert account.box(box.id).status == "DELETING"
    with pytest.raises(Refusal) as gone:
        box.wait_for_status("GONE")
    assert said(gone) == f"Der Kunde Nr. 40001 hat keine JiffyBox Nr. {box.id}."


def test_everything_of_a_box_can_be_read(account: Any) -> None:
    box = created(account).wait_for_status()
    assert str(account.box(box.id)) == f"<Box {box.id}: web>"
    assert [found.id for found in account.boxes()] == [box.id]
    assert (box.public_ips, box.private_ips) == (["198.18.0.1"], ["10.0.0.1"])
    assert box.ips == {"public": box.public_ips, "private": box.private_ips}
    assert box.host.startswith("vmhost-")
    assert (box.plan.id, str(box.plan)) == (44, "<Plan 44: CloudLevel 1>")
    profile = box.activeProfile
    assert (profile.kernel, profile.name, profile.rootdisk, profile.rootdiskMode, profile.runlevel, profile.status) == (
        "xen-pvops-x86_64",
        "Standard",
        "/dev/xvda",
        "ro",
        "default",
        "READY",
    )
    root, swap = profile.disks["xvda"], profile.disks["xvdb"]
    assert (root.filesystem, root.distribution, root.sizeInMB, root.status) == ("ext4", DEBIAN, 101888, "READY")
    assert (swap.name, swap.filesystem, swap.distribution, swap.sizeInMB) == ("Swap", "swap", None, 512)
    assert root.created == swap.created == profile.created == box.created
    assert json.loads(json.dumps(box.json)) == box.json


def test_plans_and_distributions_can_be_read(account: Any) -> None:
    assert [plan.id for plan in account.plans()] == list(range(44, 56))
    plan = account.plan(51)
    assert (plan.cpus, plan.diskSizeInMB, plan.ramInMB, plan.name) == (2, 102400, 4096, "CloudLevel 2 SSD")
    assert (plan.pricePerHour, plan.pricePerHourFrozen, plan.priceCap) == (0.05, 0.015, 24.99)
    assert "CentOS 7 64-Bit" in [distribution.name for distribution in account.distributions()]
    distribution = account.distribution("centos_7_64bit")
    assert (distribution.minDiskSizeMB, distribution.rootdiskMode, distribution.defaultKernel) == (
        2560,
        "ro",
        "xen-pvops-x86_64",
    )


def test_refusals_arrive_in_the_words_of_the_service(account: Any, sandbox: Sandbox) -> None:
    created(account)
    for call, words in (
        (lambda: created(account), "Der Name existiert bereits."),
        (lambda: account.plan(99), "Die Paket Nr. 99 existiert nicht."),
        (lambda: account.plan("nonexistent"), 'Der Tarif "nonexistent" existiert nicht.'),
        (lambda: account.box(7), "Der Kunde Nr. 40001 hat keine JiffyBox Nr. 7."),
        (lambda: account._get("test"), "Das Modul test existiert nicht"),
        (jiffybox.api.JiffyBox("x" * 32, sandbox.url).boxes, "Der von Ihnen uebergebene API-Token ist ungueltig."),
    ):
        with pytest.raises(Refusal) as refused:
            call()
        assert said(refused) == words


def test_a_wait_ends_without_a_box_when_the_time_is_over(account: Any) -> None:
    assert created(account).wait_for_status("FROZEN", max_wait=0) is None


def test_the_faults_that_it_has_of_its_own(account: Any, sandbox: Sandbox) -> None:
    with pytest.raises(Refusal) as without_source:
        account.create_box("web", 44, backupid="a" * 32, password="Secret123")
    assert "genau einer der Parameter distribution und backupid" in said(without_source)
    with pytest.raises(Refusal) as only_keys:
        account.create_box("web", 44, distribution=DEBIAN, metadata={"role": "web"})
    assert "metadata" in said(only_keys)
    as_text = account.create_box("web", 44, distribution=DEBIAN, metadata='{"role": "web"}')
    assert as_text.metadata == {"role": "web"}
    for broken in (lambda: account.distributions()[0].id, lambda: created(account, "bare").metadata):
        with pytest.raises(AttributeError):
            broken()
    sandbox.control("POST", "/reset")
    sandbox.fault("GET", "/jiffyBoxes", "empty_lists")
    with pytest.raises(AttributeError):
        account.boxes()
    with pytest.raises(Exception, match="No dawg"):
        account.plan(44).delete()


def test_the_program_shows_boxes_and_plans(command: Callable[..., Result], sandbox: Sandbox) -> None:
    sandbox.control("POST", "/boxes", count=2, prefix="web")
    for arguments in (["box", "list"], ["box", "list", "--quiet"], ["--pager", "box", "list", "-q"]):
        listed = command(*arguments)
        assert (listed.exit_code, "<Box 10001: web1>\n\n<Box 10002: web2>\n" in listed.output) == (0, True)
        assert ("sparingly" in listed.output) == (arguments == ["box", "list"])
    assert command("box", "show", "10002").output == "<Box 10002: web2>\n"
    assert command("plans").output.startswith("<Plan 44: CloudLevel 1>\n\n<Plan 45: CloudLevel 2>\n")
    assert json.loads(command("--output-format", "json", "box", "show", "10001").output) == sandbox.box(10001)
    assert '\n  "name": "CloudLevel 6",\n' in command("--output-format", "json-pretty", "plans").output
    assert command("--version").output == "jiffybox, version 0.11.0\n"


def test_the_program_creates_and_deletes_boxes(command: Callable[..., Result], sandbox: Sandbox) -> None:
    assert command("box", "create", "web", "44", DEBIAN).output == "<Box 10001: web>\n"
    assert command("box", "create", "--no-sshkey", "db", "CloudLevel 1", DEBIAN).output == "<Box 10002: db>\n"
    sandbox.settle()
    sandbox.change(10001, status="START")
    sandbox.settle()
    assert isinstance(command("box", "delete", "10001", "--no-confirm").exception, Refusal)
    assert command("box", "delete", "10001", "--force", answer="n\n").exit_code == 1
    assert sandbox.exists(10001)
    deleted = command("box", "delete", "10001", "--force", answer="y\n")
    assert (deleted.exit_code, "Removed box 10001 (web)" in deleted.output) == (0, True)
    assert command("box", "delete", "10002", "--no-confirm").exit_code == 0
    sandbox.settle()
    assert sandbox.get("/jiffyBoxes") == {}


def test_the_program_cannot_show_distributions_which_is_its_own_fault(command: Callable[..., Result]) -> None:
    assert isinstance(command("distributions").exception, AttributeError)
