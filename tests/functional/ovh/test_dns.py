# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""DNS zones: what is stored, what is served, and all the ways in which a service can show the same."""

from __future__ import annotations

from typing import Any

import pytest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import BoxfleetError, InvalidInput
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.domain.task import RECORD_TASK, ZONE_TASK
from tests.functional.ovh.test_service import calls, done, limited
from tests.functional.ovh.world import client_of

SHOP = {"zone": "example.com", "name": "shop", "type": "A", "values": ["192.0.2.1", "192.0.2.2"]}
TEXT = {"zone": "example.com", "name": "@", "type": "TXT", "values": ['site="4711"'], "append": True, "ttl": 600}
BASE = "/domain/zone/example.com"


def served(ovh: Server, name: str, kind: str) -> list[str]:
    """What the world is told."""
    records = ovh.control("GET", "/served")["example.com"]
    return sorted(one["target"] for one in records if (one["subDomain"], one["fieldType"]) == (name, kind))


def stored(ovh: Server, name: str, kind: str, target: str) -> None:
    """Somebody stores a record, and has no refresh."""
    values = {"subDomain": name, "fieldType": kind, "target": target}
    client_of(ovh).act("domain", "zone", "example.com", "record", values=values)


def test_a_run_that_has_nothing_to_do_takes_two_looks(ovh: Server) -> None:
    client = client_of(ovh)
    assert done(client, RECORD_TASK, **SHOP).actions == ["create", "create", "refresh"]
    calls(ovh)
    assert done(client, RECORD_TASK, **SHOP).actions == []
    assert calls(ovh) == [f"GET {BASE}/status", f"GET {BASE}/record"]
    sets = [{"name": f"h{at}", "type": "A", "values": [f"192.0.2.{at}"]} for at in range(5)]
    assert done(client, ZONE_TASK, zone="example.com", record_sets=sets).actions == ["create"] * 5 + ["refresh"]
    calls(ovh)
    assert done(client, ZONE_TASK, zone="example.com", record_sets=sets).actions == []
    assert len(calls(ovh)) == 2


@pytest.mark.parametrize(
    "forms",
    [("no_expanding", "no_batches"), ("null_apex", "bare_txt"), ("new_record_ids",), ("apex_only", "put_replaces")],
)
def test_whatever_form_the_service_has_the_second_run_is_idle(ovh: Server, forms: tuple[str, ...]) -> None:
    for form in forms:
        ovh.fault("*", "*", form, times=500)
    for wanted in (SHOP, {**SHOP, "values": ["192.0.2.2", "192.0.2.3"], "ttl": 60}, TEXT):
        assert done(client_of(ovh), RECORD_TASK, **wanted).actions[-1] == "refresh"
        assert done(client_of(ovh), RECORD_TASK, **wanted).actions == []
    assert served(ovh, "shop", "A") == ["192.0.2.2", "192.0.2.3"]
    assert len(served(ovh, "", "TXT")) == 2


@pytest.mark.parametrize("kind", ["HTTPS", "RP", "SVCB"])
def test_records_of_newer_types(ovh: Server, kind: str) -> None:
    wanted = {"zone": "example.com", "name": "new", "type": kind, "values": ["1 . alpn=h3"]}
    assert done(client_of(ovh), RECORD_TASK, **wanted).actions == ["create", "refresh"]
    assert done(client_of(ovh), RECORD_TASK, **wanted).actions == []
    assert served(ovh, "new", kind) == ["1 . alpn=h3"]


@pytest.mark.parametrize(("kind", "name"), [("DKIM", "mail._domainkey"), ("DMARC", "_dmarc")])
def test_types_of_the_service_are_sent_without_quotes(ovh: Server, kind: str, name: str) -> None:
    wanted = {"zone": "example.com", "name": name, "type": kind, "values": [f'"v={kind}1; p=AAAA" "BBBB"']}
    assert done(client_of(ovh), RECORD_TASK, **wanted).actions == ["create", "refresh"]
    assert served(ovh, name, kind) == [f"v={kind}1; p=AAAABBBB"]
    # as it may have come to be otherwise
    [record] = client_of(ovh).get_details("domain", "zone", "example.com", "record", id_of="id", subDomain=name)
    quoted = {"target": f'"{record["target"]}"'}
    ovh.control("POST", "/change", type="record", id=record["id"], values=quoted)
    assert done(client_of(ovh), RECORD_TASK, **wanted).actions == []
    assert done(client_of(ovh), RECORD_TASK, **wanted, ttl=300).actions == ["update", "refresh"]
    assert done(client_of(ovh), RECORD_TASK, **wanted, ttl=300).actions == []
    assert served(ovh, name, kind) == [f"v={kind}1; p=AAAABBBB"]


SPF = "v=spf1 include:mx.ovh.com -all"
APEX_TEXT = {"zone": "example.com", "name": "@", "type": "TXT"}


def as_own(ovh: Server) -> None:
    """The manager made the SPF record, of the service's own type."""
    [record] = client_of(ovh).get_details("domain", "zone", "example.com", "record", id_of="id", fieldType="TXT")
    ovh.control("POST", "/change", type="record", id=record["id"], values={"fieldType": "SPF"})


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("SPF", "shop", "V=SPF1 mx"),
        ("DKIM", "x._domainkey", "v=DKIM1; p=AAAA"),
        ("DMARC", "_dmarc", "v=DMARC1; p=none"),
    ],
)
def test_a_text_that_is_in_a_record_of_the_services_own_type(ovh: Server, kind: str, name: str, text: str) -> None:
    stored(ovh, name, kind, text)
    client, wanted = client_of(ovh), {"zone": "example.com", "name": name, "type": "TXT"}
    there = {**wanted, "values": [f'"{text}"']}
    assert done(client, RECORD_TASK, **there).actions == ["refresh"]
    assert done(client, RECORD_TASK, **there).actions == []
    another = {**wanted, "values": [f'"{text}" " x"'], "ttl": 300}
    dry = done(client, RECORD_TASK, True, **another)
    calls(ovh)
    report = done(client, RECORD_TASK, **another)
    assert report.actions == dry.actions == ["update", "refresh"]
    assert report.values["record_set"] == dry.values["record_set"]
    assert report.values["record_set"]["targets"] == [f"{text} x"]
    assert [call.split()[0] for call in calls(ovh) if not call.startswith("GET")] == ["PUT", "POST"]
    assert done(client, RECORD_TASK, **another).actions == []
    assert done(client, RECORD_TASK, **there, state="absent").actions == []
    assert (len(served(ovh, name, kind)), served(ovh, name, "TXT")) == (1, [])
    assert done(client, RECORD_TASK, **another, state="absent").actions == ["delete", "refresh"]
    assert served(ovh, name, kind) == []


def test_a_record_of_the_services_own_type_stays_where_no_text_is_of_its_sort(ovh: Server) -> None:
    as_own(ovh)
    client = client_of(ovh)
    assert done(client, RECORD_TASK, **APEX_TEXT, values=["site=1"]).actions == ["create", "refresh"]
    report = done(client, RECORD_TASK, **APEX_TEXT, state="absent")
    assert report.actions == ["delete", "refresh"]
    [told] = report.warnings
    assert "Record set @ SPF in zone example.com stays" in told
    assert "say type: SPF" in told
    assert served(ovh, "", "SPF") == [f'"{SPF}"']
    both = [{"name": "@", "type": kind, "state": "absent"} for kind in ("TXT", "SPF")]
    report = done(client, ZONE_TASK, zone="example.com", record_sets=both)
    assert (report.actions, report.warnings) == (["delete", "refresh"], [])


def test_there_is_one_text_of_a_sort_whatever_types_it_was_stored_as(ovh: Server) -> None:
    as_own(ovh)
    stored(ovh, "", "TXT", "v=spf1 a -all")
    sets = [{"name": "@", "type": "TXT", "values": ["site=1", "v=spf1 mx -all"]}]
    wanted = {"zone": "example.com", "record_sets": sets}
    # the record of another type can say nothing else
    assert done(client_of(ovh), ZONE_TASK, **wanted).actions == ["update", "update", "refresh"]
    assert (served(ovh, "", "SPF"), served(ovh, "", "TXT")) == (['"v=spf1 mx -all"'], ['"site=1"'])
    assert done(client_of(ovh), ZONE_TASK, **wanted).actions == []
    gone = {"name": "@", "type": "SPF", "state": "absent"}
    report = done(client_of(ovh), ZONE_TASK, zone="example.com", record_sets=[*sets, gone])
    assert report.actions == ["delete", "create", "refresh"]
    assert (served(ovh, "", "SPF"), served(ovh, "", "TXT")) == ([], ['"site=1"', '"v=spf1 mx -all"'])


def test_no_second_text_of_a_sort_is_added(ovh: Server) -> None:
    as_own(ovh)
    client = client_of(ovh)
    assert done(client, RECORD_TASK, **APEX_TEXT, values=[SPF, "site=1"], append=True).actions == ["create", "refresh"]
    calls(ovh)
    with pytest.raises(InvalidInput, match="there is a record of type SPF at @ already") as told:
        done(client, RECORD_TASK, **APEX_TEXT, values=["v=spf1 mx -all"], append=True)
    assert "Change that one, with type: SPF" in str(told.value)
    assert all(call.startswith("GET") for call in calls(ovh))


@pytest.mark.parametrize(("name", "text"), [("", SPF), ("shop", "v=spf1 mx -all")])
def test_no_record_of_the_services_own_type_is_made_beside_a_text_of_its_sort(
    ovh: Server, name: str, text: str
) -> None:
    client = client_of(ovh)
    if name:
        stored(ovh, name, "TXT", text)
    own = {"name": name or "@", "type": "SPF", "values": ["v=spf1 a -all"]}
    with pytest.raises(InvalidInput, match=f"a TXT record at {name or '@'} says such a thing already") as told:
        done(client, RECORD_TASK, zone="example.com", **own)
    assert "Change that one, with type: TXT" in str(told.value)
    gone = {"name": own["name"], "type": "TXT", "state": "absent"}
    assert done(client, ZONE_TASK, zone="example.com", record_sets=[own, gone]).actions == [
        *("delete", "create", "refresh")
    ]
    # where both are there, nothing is added
    stored(ovh, name, "TXT", text)
    assert done(client, RECORD_TASK, zone="example.com", **own).actions == ["refresh"]
    own["values"] = ["v=spf1 b -all"]
    assert done(client, RECORD_TASK, zone="example.com", **own).actions == ["update", "refresh"]


def test_a_record_that_has_to_change_keeps_its_id_and_the_others_stay(ovh: Server) -> None:
    client = client_of(ovh)
    done(client, RECORD_TASK, **SHOP)
    calls(ovh)
    report = done(client, RECORD_TASK, **{**SHOP, "values": ["192.0.2.2", "192.0.2.3"]})
    assert report.actions == ["update", "refresh"]
    assert [call.split()[0] for call in calls(ovh) if not call.startswith("GET")] == ["PUT", "POST"]
    assert report.values["record_set"]["targets"] == ["192.0.2.2", "192.0.2.3"]


def test_a_record_that_was_stored_twice_is_stored_once_again(ovh: Server) -> None:
    stored(ovh, "shop", "CNAME", "www")
    client = client_of(ovh)
    [record] = client.get_details("domain", "zone", "example.com", "record", id_of="id", subDomain="shop")
    ovh.control("POST", "/change", type="record", id=record["id"], values={"fieldType": "A", "target": "192.0.2.1"})
    stored(ovh, "shop", "A", "192.0.2.2")
    [_first, second] = client.get_details("domain", "zone", "example.com", "record", id_of="id", subDomain="shop")
    ovh.control("POST", "/change", type="record", id=second["id"], values={"target": "192.0.2.1"})
    one = {**SHOP, "values": ["192.0.2.1"]}
    assert done(client, RECORD_TASK, **one, append=True).actions == ["refresh"]
    assert done(client, RECORD_TASK, **one).actions == ["delete", "refresh"]
    assert served(ovh, "shop", "A") == ["192.0.2.1"]


def test_what_somebody_stored_is_served_if_it_is_right_and_left_if_nobody_asks(ovh: Server) -> None:
    stored(ovh, "shop", "A", "192.0.2.1")
    one = {**SHOP, "values": ["192.0.2.1"]}
    assert done(client_of(ovh), RECORD_TASK, **one, refresh=False).actions == []
    assert served(ovh, "shop", "A") == []
    assert done(client_of(ovh), RECORD_TASK, **one).actions == ["refresh"]
    assert served(ovh, "shop", "A") == ["192.0.2.1"]


def test_without_a_refresh_nothing_is_served_until_a_task_with_one(ovh: Server) -> None:
    report = done(client_of(ovh), RECORD_TASK, **SHOP, refresh=False)
    assert (report.actions, report.values["record_set"]["served"]) == (["create", "create"], None)
    assert served(ovh, "shop", "A") == []
    report = done(client_of(ovh), ZONE_TASK, zone="example.com")
    assert (report.actions, report.values["zone"]["served"]) == (["refresh"], True)
    assert served(ovh, "shop", "A") == SHOP["values"]


def test_a_refresh_waits_for_the_one_that_runs(ovh: Server) -> None:
    client = client_of(ovh)
    stored(ovh, "old", "A", "192.0.2.9")
    client.act("domain", "zone", "example.com", "refresh")
    assert done(client, RECORD_TASK, **SHOP).actions == ["create", "create", "refresh"]
    assert served(ovh, "shop", "A") == SHOP["values"]


def test_a_refresh_whose_answer_was_lost_is_told_and_not_asked_for_again(ovh: Server) -> None:
    calls(ovh)
    ovh.fault("POST", "*/refresh", "reset_after")
    wanted = {"zone": "example.com", "name": "api", "type": "A", "values": ["192.0.2.1"]}
    assert done(client_of(ovh), RECORD_TASK, **wanted).actions == ["create", "refresh"]
    assert calls(ovh).count("POST /domain/zone/example.com/refresh") == 1


def test_a_record_of_several_whose_answer_was_lost_is_told(ovh: Server) -> None:
    ovh.fault("POST", "*/record", "reset_after")
    assert done(client_of(ovh), RECORD_TASK, **SHOP).actions == ["create", "create", "refresh"]


def test_a_zone_that_cannot_be_served_is_told_with_what_is_wrong(ovh: Server) -> None:
    ovh.fault("POST", "*/refresh", "fails")
    with pytest.raises(BoxfleetError, match="cannot serve the zone: The zone could not be loaded") as told:
        done(client_of(ovh), RECORD_TASK, **SHOP)
    assert told.value.actions == ["create", "create", "refresh"]
    # and the next run has it served, although what was wrong is still told when it begins
    assert done(client_of(ovh), RECORD_TASK, **SHOP).actions == ["refresh"]
    assert served(ovh, "shop", "A") == SHOP["values"]


WARNING = "The MX record of the zone leads to a host without addresses"


def test_a_zone_with_a_standing_warning_is_left_if_nothing_is_to_be_edited(ovh: Server) -> None:
    ovh.fault("GET", "*/status", "warned_zones", times=500)
    calls(ovh)
    report = done(client_of(ovh), RECORD_TASK, **SHOP, state="absent")
    assert report.actions == []
    [told] = report.warnings
    assert f"does not call zone example.com served, and warns: {WARNING}" in told
    assert "ovh_domain_zone with nothing but zone" in told
    assert all(call.startswith("GET") for call in calls(ovh))
    # which is a refresh every time
    for _run in range(2):
        report = done(client_of(ovh), ZONE_TASK, zone="example.com")
        assert (report.actions, report.values["zone"]["served"]) == (["refresh"], False)


def test_edits_of_a_zone_with_a_standing_warning_are_served_and_end_with_it(ovh: Server) -> None:
    ovh.fault("GET", "*/status", "warned_zones", times=500)
    dry = done(client_of(ovh), RECORD_TASK, True, **SHOP)
    assert dry.warnings == []
    client = client_of(ovh)
    clock: Any = client.session.clock
    report = done(client, RECORD_TASK, **SHOP)
    assert 60 <= clock.slept < 200
    assert report.actions == dry.actions == ["create", "create", "refresh"]
    assert report.values["record_set"] == dry.values["record_set"]
    [told] = report.warnings
    assert f"Zone example.com was refreshed. The service still does not call it served, and warns: {WARNING}" in told
    assert served(ovh, "shop", "A") == SHOP["values"]
    assert done(client_of(ovh), RECORD_TASK, **SHOP).actions == []


def test_an_edit_of_a_zone_with_a_standing_warning_whose_answer_was_lost_is_served(ovh: Server) -> None:
    ovh.fault("GET", "*/status", "warned_zones", times=500)
    ovh.fault("POST", "*/record", "reset_after")
    one = {**SHOP, "values": ["192.0.2.1"]}
    assert done(client_of(ovh), RECORD_TASK, **one).actions == ["create", "refresh"]
    assert served(ovh, "shop", "A") == ["192.0.2.1"]


def test_a_zone_with_a_standing_warning_that_cannot_be_served_is_tried_again(ovh: Server) -> None:
    ovh.fault("GET", "*/status", "warned_zones", times=500)
    ovh.fault("POST", "*/refresh", "fails")
    with pytest.raises(BoxfleetError, match="cannot serve the zone: The zone could not be loaded"):
        done(client_of(ovh), RECORD_TASK, **SHOP)
    assert done(client_of(ovh), RECORD_TASK, **SHOP).actions == ["refresh"]


def test_a_warning_that_comes_with_an_edit_is_waited_for_and_told(ovh: Server) -> None:
    ovh.fault("GET", "*/status", "warned_zones", after=1, times=500)
    with pytest.raises(BoxfleetError, match=rf"was still not served yet \({WARNING}\) after 100 s") as told:
        done(client_of(ovh), RECORD_TASK, **SHOP, wait_timeout=100)
    assert told.value.actions == ["create", "create", "refresh"]
    report = done(client_of(ovh), RECORD_TASK, **SHOP)
    assert (report.actions, len(report.warnings)) == ([], 1)


def test_a_record_that_cannot_be_seen_at_first_is_waited_for_and_not_made_twice(ovh: Server) -> None:
    ovh.fault("POST", "*/record", "late")
    waits: list[str] = []
    client = client_of(ovh, lambda what, condition, *_: waits.append(f"{what}: {condition}"))
    assert done(client, RECORD_TASK, **SHOP).actions == ["create", "create", "refresh"]
    assert "zone example.com: changed, and not listed so yet" in waits
    assert done(client_of(ovh), RECORD_TASK, **SHOP).actions == []


@pytest.mark.parametrize(
    ("wanted", "action"), [({"values": ["192.0.2.9"]}, "update"), ({"values": None, "state": "absent"}, "delete")]
)
def test_a_record_that_has_another_id_by_now_is_found_again(
    ovh: Server, wanted: dict[str, Any], action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(client_of(ovh), RECORD_TASK, **{**SHOP, "values": ["192.0.2.1"]})
    client, other = client_of(ovh), client_of(ovh)
    sent = client.call

    def call(verb: str, path: str, *more: Any, **query: Any) -> Any:
        if "/record/" in path and verb != "GET":
            monkeypatch.undo()
            ovh.fault("PUT", "*", "new_record_ids")
            other.change(path, values={"target": "192.0.2.1", "subDomain": "shop", "ttl": 0})
        return sent(verb, path, *more, **query)

    monkeypatch.setattr(client, "call", call)
    assert done(client, RECORD_TASK, **{**SHOP, **wanted}).actions == [action, "refresh"]
    assert served(ovh, "shop", "A") == (wanted["values"] or [])


def test_a_record_that_vanishes_before_it_is_changed_is_made_anew(ovh: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    done(client_of(ovh), RECORD_TASK, **{**SHOP, "values": ["192.0.2.1"]})
    client, other = client_of(ovh), client_of(ovh)
    sent = client.call

    def call(verb: str, path: str, *more: Any, **query: Any) -> Any:
        if verb == "PUT":
            other.delete(path)
        return sent(verb, path, *more, **query)

    monkeypatch.setattr(client, "call", call)
    assert done(client, RECORD_TASK, **{**SHOP, "values": ["192.0.2.9"]}).actions == ["create", "refresh"]
    assert served(ovh, "shop", "A") == ["192.0.2.9"]


def test_an_alias_takes_the_place_of_addresses_in_one_task(ovh: Server) -> None:
    done(client_of(ovh), RECORD_TASK, **SHOP)
    alias = {"name": "shop", "type": "CNAME", "values": ["www"]}
    with pytest.raises(InvalidInput, match="cannot be at shop while A is") as told:
        done(client_of(ovh), RECORD_TASK, zone="example.com", **alias)
    assert "ovh_domain_zone does it in one task" in str(told.value)
    gone = {"name": "shop", "type": "A", "state": "absent"}
    report = done(client_of(ovh), ZONE_TASK, zone="example.com", record_sets=[alias, gone])
    assert report.actions == ["delete", "delete", "create", "refresh"]
    with pytest.raises(InvalidInput, match="cannot be at shop while CNAME is"):
        done(client_of(ovh), RECORD_TASK, **SHOP)


def test_purge_deletes_what_is_not_listed_but_for_name_servers(ovh: Server) -> None:
    ovh.fault("GET", "*/record", "soa_listed", times=500)
    done(client_of(ovh), RECORD_TASK, **SHOP)
    listed = {"zone": "example.com", "record_sets": [{"name": "@", "type": "A", "values": ["198.51.100.1"]}]}
    assert done(client_of(ovh), ZONE_TASK, **listed).actions == []
    narrow = done(client_of(ovh), ZONE_TASK, **listed, purge=True, purge_types=["A"])
    assert narrow.actions == ["delete"] * 3 + ["refresh"]
    assert done(client_of(ovh), ZONE_TASK, **listed, purge=True).actions == ["delete", "delete", "refresh"]
    left = sorted(one["fieldType"] for one in ovh.control("GET", "/served")["example.com"])
    assert left == ["A", "NS", "NS", "SOA"]
    assert served(ovh, "", "A") == ["198.51.100.1"]


def test_a_key_without_the_right_to_refresh_changes_nothing(ovh: Server) -> None:
    rules = [{"method": verb, "path": "/domain/zone/example.com/record*"} for verb in ("GET", "POST", "PUT", "DELETE")]
    who = limited(ovh, *rules, {"method": "GET", "path": "/domain/zone/example.com/status"})
    calls(ovh)
    with pytest.raises(BoxfleetError, match=r"lacks the rule POST /domain/zone/example\.com/refresh"):
        done(client_of(ovh, who=who), RECORD_TASK, **SHOP)
    assert all(call.startswith("GET") for call in calls(ovh))


def test_the_rules_that_a_dry_run_names_are_enough(ovh: Server) -> None:
    done(client_of(ovh), RECORD_TASK, **{**SHOP, "values": ["192.0.2.7"]})
    dry = done(client_of(ovh), RECORD_TASK, True, **SHOP)
    who = limited(ovh, *dry.values["required_rules"])
    assert done(client_of(ovh, who=who), RECORD_TASK, **SHOP).actions == ["update", "create", "refresh"]


def test_a_zone_that_is_over_has_no_records(ovh: Server) -> None:
    ovh.control("POST", "/expire", type="zone", id="example.com")
    assert done(client_of(ovh), RECORD_TASK, **{**SHOP, "state": "absent"}).actions == []
    with pytest.raises(BoxfleetError, match="The service is over"):
        done(client_of(ovh), RECORD_TASK, **SHOP)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": "shop.example.com"}, "Write shop, or shop.example.com. with a final dot"),
        ({"name": "shop.example.net."}, "is no name in the zone example.com"),
        ({"name": "a b"}, "is no name that a record can have"),
        ({"values": ["192.0.2"]}, "values: '192.0.2' is no IPv4 address"),
        ({"values": None}, "To have none of the name and type, set state: absent"),
        ({"type": "AAAA"}, "is no IPv6 address"),
        ({"type": "MX", "values": ["mail"]}, "such as 10 mail.example.com."),
        ({"type": "TXT", "values": ['"open']}, "has a quote that does not end"),
        ({"type": "CNAME", "values": ["a", "b"]}, "has exactly one value"),
        ({"type": "CNAME", "values": ["www"], "name": "@"}, "Use A and AAAA"),
        ({"ttl": 30}, "at least 60 (seconds)"),
        ({"zone": "exmaple.com"}, "is no zone of this account. Did you mean example.com?"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_sent(ovh: Server, options: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput) as told:
        done(client_of(ovh), RECORD_TASK, **{**SHOP, **options})
    assert words in str(told.value)
    assert all(call.startswith("GET") for call in calls(ovh))


def test_a_zone_that_there_is_not_is_no_purged_one(ovh: Server) -> None:
    with pytest.raises(InvalidInput, match=r"is no zone of this account\. Did you mean example\.com\?"):
        done(client_of(ovh), ZONE_TASK, zone="exampl.com", purge=True)


def test_a_set_that_is_listed_twice_is_told(ovh: Server) -> None:
    one = {"name": "shop", "type": "A", "values": ["192.0.2.1"]}
    with pytest.raises(InvalidInput, match=r"record_sets\[1\]: has the name and type of record_sets\[0\]"):
        done(client_of(ovh), ZONE_TASK, zone="example.com", record_sets=[one, {**one, "name": "SHOP.example.com."}])


def test_a_host_that_looks_like_a_full_name_and_is_none_is_told_of(ovh: Server) -> None:
    alias = {"zone": "example.com", "name": "shop", "type": "CNAME", "values": ["www.example.net"]}
    report = done(client_of(ovh), RECORD_TASK, True, **alias)
    assert "it means www.example.net.example.com." in report.warnings[0]
    assert done(client_of(ovh), RECORD_TASK, True, **{**alias, "values": ["www.example.net."]}).warnings == []
