# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Moving floating addresses, on the sandbox, in good and in bad times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import (
    InvalidInput,
    NoUsableAnswer,
    OutcomeUnknown,
    Refused,
    WaitFailed,
    WaitTimeout,
)
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.report import Report
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.client import Client
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.ip.desired import DesiredAddress
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.ip.task import ensure_address
from tests.conftest import LOST_ANSWERS


class Fleet:
    """The boxes web1 to web3, and floating addresses ordered for web1."""

    def __init__(self, sandbox: Any, addresses: int = 1) -> None:
        self.boxes = sandbox.seed(3)
        ordered = sandbox.control("POST", "ips", {"box": self.boxes[0], "count": addresses})["ips"]
        self.ips = [entry["ip"] for entry in ordered]
        self.ids = [entry["id"] for entry in ordered]
        sandbox.forget()


@pytest.fixture
def fleet(sandbox: Any) -> Fleet:
    return Fleet(sandbox)


def ensure(client: Client, check_mode: bool = False, **options: Any) -> Report:
    return ensure_address(client, DesiredAddress(**options), check_mode)


def predict_then_do(sandbox: Any, client: Client, **options: Any) -> Report:
    """A dry run, then a real run that must do just that; checks that the dry run sent nothing that changes."""
    sandbox.forget()
    dry = ensure(client, check_mode=True, **options)
    assert sandbox.changes() == []
    real = ensure(client, **options)
    assert (dry.changed, dry.actions, dry.before, dry.after) == (real.changed, real.actions, real.before, real.after)
    assert dry.values == real.values
    return real


def holder(client: Client, ip: str) -> list[int]:
    """The boxes that the service shows the address on."""
    everywhere = client.get_all_ips().items()
    return [int(box) for box, addresses in everywhere if ip in [address["ip"] for address in addresses.values()]]


@pytest.mark.parametrize("by", ["address", "id"])
def test_an_address_moves_once_and_is_shown_with_the_names_of_the_boxes(
    sandbox: Any, client: Client, fleet: Fleet, by: str
) -> None:
    wish = {"box": "web2", **({"address": fleet.ips[0]} if by == "address" else {"id": fleet.ids[0]})}
    report = predict_then_do(sandbox, client, **wish)
    assert report.actions == ["move"]
    assert report.before == {"address": fleet.ips[0], "box": "web1"}
    assert report.after == {"address": fleet.ips[0], "box": "web2"}
    ip = report.values["ip"]
    assert (ip["ip"], ip["id"], ip["box"], ip["floating"]) == (fleet.ips[0], fleet.ids[0], fleet.boxes[1], True)
    assert holder(client, fleet.ips[0]) == [fleet.boxes[1]]
    again = predict_then_do(sandbox, client, **wish)
    assert not again.changed
    assert again.before == again.after == report.after


def test_an_address_in_place_costs_one_look_at_the_box_and_one_at_its_addresses(
    sandbox: Any, client: Client, fleet: Fleet
) -> None:
    first, second, _third = fleet.boxes
    ensure(client, address=fleet.ips[0], box=str(first))
    assert sandbox.calls() == [("GET", f"/jiffyBoxes/{first}"), ("GET", f"/ips/{first}")]
    sandbox.forget()
    ensure(client, address=fleet.ips[0], box=str(second))
    assert sandbox.calls() == [
        ("GET", f"/jiffyBoxes/{second}"),
        ("GET", f"/ips/{second}"),
        ("GET", "/ips"),
        ("GET", f"/jiffyBoxes/{first}"),
        ("PUT", f"/ips/{first}/{fleet.ids[0]}/move"),
        ("GET", f"/ips/{second}"),
    ]
    assert client.session.clock.now() == 0


@settings(max_examples=25)
@given(moves=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2), st.booleans(), st.booleans()), max_size=6))
def test_any_sequence_of_moves_is_predicted_and_comes_true(
    sandbox: Any, client: Client, moves: list[tuple[int, int, bool, bool]]
) -> None:
    sandbox.reset()
    fleet = Fleet(sandbox, addresses=2)
    places = [0, 0]
    for address, box, by_id, wait in moves:
        wish = {"id": fleet.ids[address]} if by_id else {"address": fleet.ips[address]}
        wish["box"] = str(fleet.boxes[box]) if by_id else f"web{box + 1}"
        report = predict_then_do(sandbox, client, **wish, wait=wait)
        assert report.changed == (places[address] != box)
        places[address] = box
        assert [holder(client, ip) for ip in fleet.ips] == [[fleet.boxes[place]] for place in places]
        assert not predict_then_do(sandbox, client, **wish).changed


@pytest.mark.parametrize(
    ("index", "reason"),
    [
        (0, "came with box web1"),
        (1, "is a private address of box web1"),
        (2, "is in a network of box web1"),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("by_id", [True, False])
def test_an_address_that_cannot_move_is_refused_with_the_reason(
    sandbox: Any, client: Client, fleet: Fleet, index: int, reason: str, check_mode: bool, by_id: bool
) -> None:
    address = list(client.get_ips(fleet.boxes[0]).values())[index]
    wish = {"id": address["id"]} if by_id else {"address": address["ip"]}
    with pytest.raises(InvalidInput, match=rf"{reason} \({fleet.boxes[0]}\) and cannot move. Only IPv4 .* floating"):
        ensure(client, check_mode, **wish, box="web2")
    assert sandbox.changes() == []
    assert not ensure(client, check_mode, **wish, box="web1").changed


def test_an_ipv6_address_is_told_by_the_network_it_lies_in(sandbox: Any, client: Client, fleet: Fleet) -> None:
    network = list(client.get_ips(fleet.boxes[0]).values())[2]["ip"]
    inside = network.replace("::/56", "::17")
    with pytest.raises(InvalidInput, match=rf"address: '{inside}' is in a network of box web1"):
        ensure(client, address=inside, box="web2")
    report = ensure(client, address=inside, box="web1")
    assert (report.changed, report.values["ip"]["ip"]) == (False, network)


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_typo_in_an_address_or_a_box_is_answered_with_the_nearest(
    sandbox: Any, client: Client, fleet: Fleet, check_mode: bool
) -> None:
    typo = fleet.ips[0].replace("198", "189")
    with pytest.raises(InvalidInput, match=rf"address: '{typo}' is no address .*Did you mean {fleet.ips[0]}\?"):
        ensure(client, check_mode, address=typo, box="web2")
    with pytest.raises(InvalidInput, match=rf"id: 4711 is no address of this account.*{fleet.ids[0]}"):
        ensure(client, check_mode, id=4711, box="web2")
    with pytest.raises(InvalidInput, match=r"box: 'wbe2' is no box of this account. Did you mean web2"):
        ensure(client, check_mode, address=fleet.ips[0], box="wbe2")
    assert sandbox.changes() == []


def test_an_account_without_floating_addresses_is_told_so(sandbox: Any, client: Client) -> None:
    sandbox.seed(1)
    with pytest.raises(InvalidInput, match=r"'198.18.9.9' is no address .*The account has no floating address"):
        ensure(client, address="198.18.9.9", box="web1")


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_frozen_box_is_refused_with_the_way_out(sandbox: Any, client: Client, fleet: Fleet, check_mode: bool) -> None:
    for status in ("SHUTDOWN", "FREEZE"):
        client.change_box(fleet.boxes[1], status=status)
        sandbox.advance(30)
    with pytest.raises(InvalidInput, match=r"box: 'web2' is frozen, and a frozen box has no addresses. Thaw it first"):
        ensure(client, check_mode, address=fleet.ips[0], box="web2")


def test_a_box_in_a_transition_is_waited_for_and_one_that_is_off_will_do(
    sandbox: Any, client: Client, fleet: Fleet
) -> None:
    client.change_box(fleet.boxes[1], status="SHUTDOWN")
    assert predict_then_do(sandbox, client, address=fleet.ips[0], box="web2").actions == ["move"]
    assert client.session.clock.now() > 0


def test_a_box_that_is_deleted_meanwhile_is_told_with_where_the_address_is(
    sandbox: Any, client: Client, fleet: Fleet
) -> None:
    client.change_box(fleet.boxes[1], status="SHUTDOWN")
    sandbox.advance(30)
    client.delete_box(fleet.boxes[1])
    with pytest.raises(WaitFailed, match=r"box web2 \(\d+\) is gone. The address is still on box web1 \(\d+\)"):
        ensure(client, address=fleet.ips[0], box="web2")


@pytest.mark.parametrize("status", ["SHUTDOWN", "PULLPLUG"])
def test_an_address_leaves_a_box_that_is_off_or_on_its_way(
    sandbox: Any, client: Client, fleet: Fleet, status: str
) -> None:
    client.change_box(fleet.boxes[0], status=status)
    assert predict_then_do(sandbox, client, address=fleet.ips[0], box="web2").actions == ["move"]
    assert client.session.clock.now() == 0


@pytest.mark.parametrize(("kind", "more"), LOST_ANSWERS)
def test_a_move_whose_answer_is_lost_is_made_exactly_once(
    sandbox: Any, connect: Callable[..., Client], fleet: Fleet, kind: str, more: dict[str, Any]
) -> None:
    client = connect(timeout=2)
    sandbox.fault("PUT", "/ips/*", kind, **more)
    report = ensure(client, address=fleet.ips[0], box="web2")
    assert report.actions == ["move"]
    assert holder(client, fleet.ips[0]) == [fleet.boxes[1]]
    processed = kind in ("reset_after", "status_after", "truncate")
    assert len(sandbox.changes()) == (1 if processed else 2)
    assert not ensure(client, address=fleet.ips[0], box="web2").changed


def test_a_move_that_stays_unanswered_is_told_with_the_boxes(sandbox: Any, client: Client, fleet: Fleet) -> None:
    sandbox.fault("PUT", "/ips/*", "reset_before", times=9)
    with pytest.raises(
        OutcomeUnknown, match=rf"Could not move address {fleet.ips[0]} from box web1 \(\d+\) to box web2 \(\d+\): "
    ) as caught:
        ensure(client, address=fleet.ips[0], box="web2")
    assert caught.value.actions == []
    assert sandbox.token not in repr(caught.getrepr(chain=True))


def test_a_move_that_another_run_made_first_is_no_error(
    sandbox: Any, client: Client, connect: Callable[..., Client], fleet: Fleet
) -> None:
    other = connect()
    move = client.move_ip

    def the_other_run_is_faster(*move_from_to: int) -> None:
        other.move_ip(*move_from_to)
        move(*move_from_to)

    client.move_ip = the_other_run_is_faster  # type: ignore[method-assign]
    report = ensure(client, address=fleet.ips[0], box="web2")
    assert (report.actions, report.after["box"]) == ([], "web2")


def test_a_move_that_the_service_shows_late_is_waited_for_or_given_up_with_advice(
    sandbox: Any, client: Client, fleet: Fleet
) -> None:
    real = client.move_ip
    client.move_ip = lambda *move_from_to: None  # type: ignore[method-assign]
    with pytest.raises(
        WaitTimeout,
        match=rf"address {fleet.ips[0]} was still not on box web2 \(\d+\) after 60 s. .*raise wait_timeout",
    ):
        ensure(client, address=fleet.ips[0], box="web2", wait_timeout=60)

    def move_late(*move_from_to: int) -> None:
        sleep = client.session.clock.sleep

        def sleep_and_move(seconds: float) -> None:
            client.session.clock.sleep = sleep  # type: ignore[method-assign]
            sleep(seconds)
            real(*move_from_to)

        client.session.clock.sleep = sleep_and_move  # type: ignore[method-assign]

    client.move_ip = move_late  # type: ignore[method-assign]
    assert ensure(client, address=fleet.ips[0], box="web2").values["ip"]["box"] == fleet.boxes[1]
    assert holder(client, fleet.ips[0]) == [fleet.boxes[1]]


def test_without_wait_a_move_is_sent_and_not_looked_after(sandbox: Any, client: Client, fleet: Fleet) -> None:
    client.move_ip = lambda *move_from_to: None  # type: ignore[method-assign]
    report = ensure(client, address=fleet.ips[0], box="web2", wait=False)
    assert (report.actions, report.values["ip"]["box"]) == (["move"], fleet.boxes[1])


def test_a_refusal_is_told_in_the_services_words(sandbox: Any, client: Client, fleet: Fleet) -> None:
    sandbox.fault("PUT", "/ips/*", "status", status=409, times=5)
    with pytest.raises(
        Refused, match=r"Could not move address .* from box web1 .* to box web2 .*: the service refused"
    ):
        ensure(client, address=fleet.ips[0], box="web2")


@pytest.mark.parametrize("path", ["/ips", "/ips/*"])
@pytest.mark.parametrize(
    ("kind", "more", "message"),
    [
        ("status", {"status": 502}, "HTTP 502"),
        ("html", {}, "text/html instead of JSON"),
        ("truncate", {}, "broke before the answer was complete"),
        ("reset_before", {}, "connection broke"),
        ("timeout", {}, "no answer within 2 s"),
    ],
)
def test_addresses_that_cannot_be_read_are_told_and_nothing_is_moved(
    sandbox: Any, connect: Callable[..., Client], fleet: Fleet, path: str, kind: str, more: dict[str, Any], message: str
) -> None:
    sandbox.fault("GET", path, kind, times=9, **more)
    with pytest.raises(NoUsableAnswer, match=message):
        ensure(connect(timeout=2), address=fleet.ips[0], box="web2")
    assert sandbox.changes() == []
