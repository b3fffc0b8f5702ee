# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page at ``/``, over HTTP: what it tells, to whom, and what its buttons do. ``test_page_browser`` has the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
import requests
from running import ROOT, Server, serving
from tiny_account import FOLDER, TOKEN

FILES = ROOT / "sandbox" / "_core" / "page"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
KEY = "key-of-the-tests-0123"
NAME = '<script>alert("1")</script><img src=x onerror=alert(2)>'
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
# Elements without an end.
VOID = {"meta", "link", "input", "img", "br"}


class Element:
    """An element: its attributes, and what is inside it."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes = tag, attributes
        self.inside: list[Element | str] = []

    @property
    def text(self) -> str:
        return "".join(it if isinstance(it, str) else it.text for it in self.inside)

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Every element inside it, in order, with these attributes."""
        elements = [it for it in self.inside if isinstance(it, Element)]
        fitting = [it for element in elements for it in (element, *element.all())]
        wanted = attributes.items()
        return [it for it in fitting if tag in ("", it.tag) and wanted <= it.attributes.items()]

    def one(self, tag: str = "", **attributes: str) -> Element:
        [found] = self.all(tag, **attributes)
        return found


class Document(HTMLParser):
    """Reads HTML that is written without leaving out any end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(text)
        self.close()
        assert self._open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def got(server: Server, path: str = "/", **headers: str) -> requests.Response:
    return server.session.get(server.url + path, headers={**BROWSER, **headers}, allow_redirects=False)


def page(server: Server) -> Element:
    response = got(server)
    assert response.status_code == 200, response.text
    return Document(response.text).root


def rows(root: Element) -> list[list[str]]:
    """The cells of all things."""
    return [[cell.text for cell in row.all()] for row in root.all("tr") if "data-key" in row.attributes]


def calls(root: Element) -> list[list[str]]:
    return [[cell.text for cell in row.all("td")] for row in root.one(id="calls").one("tbody").all("tr")]


def submitted(server: Server, form: Element, button: str = "", **filled: str) -> requests.Response:
    """What a browser without JavaScript does with a form: send its fields, and those of the button that is pressed."""
    fields = {it.attributes["name"]: it.attributes.get("value", "") for it in form.all("input")}
    fields |= {it.attributes["name"]: it.all("option")[0].text for it in form.all("select")}
    [pressed] = [it for it in form.all("button") if button in ("", it.text)]
    if "name" in pressed.attributes:
        fields[pressed.attributes["name"]] = pressed.attributes["value"]
    assert filled.keys() <= fields.keys()
    headers = {**BROWSER, "Origin": server.url, "Sec-Fetch-Site": "same-origin"}
    where = server.url + form.attributes["action"]
    assert form.attributes["method"] == "post"
    return server.session.post(where, data={**fields, **filled}, headers=headers, allow_redirects=False)


def form_with(root: Element, button: str) -> Element:
    [form] = [form for form in root.all("form") if any(it.text == button for it in form.all("button"))]
    return form


def pressed(server: Server, button: str, **filled: str) -> Element:
    """The page after a button was pressed without JavaScript."""
    answer = submitted(server, form_with(page(server), button), button, **filled)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/"), answer.text
    return page(server)


def changes(server: Server, since: str = "") -> Any:
    answer = server.session.get(f"{server.url}/_sandbox/page/changes", params={"since": since})
    assert answer.status_code == 200, answer.text
    return answer.json()


def create(server: Server, name: str = "web") -> str:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    body = {"name": name, "size": "small"}
    answer = server.session.post(f"{server.url}/v1/servers", json=body, headers=headers)
    assert answer.status_code == 202
    return answer.headers["Location"].removeprefix("/v1/servers/")


def names_of(told: Any) -> list[str]:
    return [thing["cells"][0] for thing in told["things"]]


# What it tells


def test_things_calls_faults_and_the_clock_are_on_it(tiny: Server) -> None:
    create(tiny, "web")
    tiny.control("POST", "/servers", names=["db"])
    tiny.fault("GET", "/servers/*", "status", status=502, times=3, after=1)
    tiny.advance(90000)
    create(tiny, "new")
    root = page(tiny)
    assert root.one("h1").text == "Tiny sandbox"
    assert rows(root) == [
        ["web", "OFF", "", "192.0.2.1"],
        ["db", "ON", "", "192.0.2.2"],
        ["new", "CREATING", "", "192.0.2.3"],
    ]
    assert [row.one("th").text for row in root.all("tr", **{"class": "busy"})] == ["new"]
    assert root.one("tr", **{"class": "kind"}).text.strip() == "server 3: 1 CREATING, 1 OFF, 1 ON"
    assert [call[1:] for call in calls(root)] == [["POST", "/servers", "202"]] * 2
    assert root.one(id="made").text == "2"
    [fault] = root.one(id="faults").all("li")
    assert fault.text == "GET /servers/*: status 502, 3 times, after 1 more"
    assert root.one(id="ahead").text == "1 d 1:00:00 h ahead of the real time"


def test_an_empty_one_says_so(tiny: Server) -> None:
    root = page(tiny)
    assert (rows(root), calls(root), root.one(id="ahead").text) == ([], [], "the real time")
    assert "hidden" not in root.one(id="nothing").attributes
    create(tiny)
    assert "hidden" in page(tiny).one(id="nothing").attributes


def test_only_browsers_get_it_and_the_log_knows_nothing_of_it(tiny: Server) -> None:
    page(tiny)
    changes(tiny)
    assert tiny.log() == []
    for accepted in ("*/*", "application/json", ""):
        answer = got(tiny, Accept=accepted)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, 401)
    assert tiny.session.post(f"{tiny.url}/", headers=BROWSER).status_code == 401
    assert [(entry["verb"], entry["path"]) for entry in tiny.log()] == [("GET", "/")] * 3 + [("POST", "/")]
    head = tiny.session.head(f"{tiny.url}/", headers=BROWSER)
    assert (head.status_code, head.content, int(head.headers["Content-Length"]) > 1000) == (200, b"", True)


def test_what_comes_from_the_service_stays_text(tiny: Server) -> None:
    create(tiny, NAME)
    tiny.session.get(f"{tiny.url}/v1/{NAME}?{NAME}")
    tiny.fault("*", f"/{NAME}", "status")
    root = page(tiny)
    assert rows(root)[0][0] == NAME
    assert NAME in calls(root)[0][2]
    assert NAME in root.one(id="faults").text
    assert [it.attributes for it in root.all("script")] == [{"type": "module", "src": "/_sandbox/page.js"}]
    assert root.all("img") == []
    told = tiny.session.get(f"{tiny.url}/_sandbox/page/changes")
    assert told.headers["Content-Type"] == "application/json; charset=utf-8"
    assert told.headers["X-Content-Type-Options"] == "nosniff"
    assert names_of(told.json()) == [NAME]


def test_no_secret_is_on_it(tiny: Server, odd: Server) -> None:
    create(tiny, f"box of {TOKEN}")
    tiny.fault("*", f"/{TOKEN}", "status")
    tiny.session.get(f"{tiny.url}/v1/{TOKEN}?x={TOKEN}&password=hunter2")
    odd.session.get(f"{odd.url}/api/one/pass-of-anna?note=pass%2Dof-anna&api_token=hunter2")
    for server in (tiny, odd):
        for path in ("/", "/_sandbox/page/changes"):
            text = got(server, path).text
            assert "secret" in text
            assert [secret for secret in (TOKEN, "pass-of-anna", "hunter2") if secret in text] == []


def test_it_is_bounded_however_long_things_are_called(tiny: Server) -> None:
    create(tiny, "n" * 5000)
    tiny.session.get(f"{tiny.url}/v1/{'p' * 5000}")
    told = changes(tiny)
    assert [len(thing["cells"][0]) for thing in told["things"]] == [301]
    assert [len(call["cells"][2]) for call in told["calls"]] == [301, 8]
    for _fault in range(22):
        tiny.fault("*", f"/{'f' * 5000}", "status")
    faults = changes(tiny)["faults"]
    assert ({len(fault) for fault in faults[:-1]}, faults[20:]) == ({301}, ["and 2 more"])


# Following it


def test_only_what_has_changed_is_told_again(tiny: Server) -> None:
    first = create(tiny, "first")
    create(tiny, "second")
    seen = changes(tiny)
    assert (seen["fresh"], names_of(seen), len(seen["calls"])) == (True, ["first", "second"], 2)
    again = changes(tiny, seen["since"])
    assert [again[name] for name in ("fresh", "things", "gone", "calls")] == [False, [], [], []]
    assert again["since"] == seen["since"]
    create(tiny, "third")
    third = changes(tiny, seen["since"])
    assert (names_of(third), [call["number"] for call in third["calls"]]) == (
        ["third"],
        [seen["calls"][0]["number"] + 1],
    )
    tiny.advance(10)
    tiny.session.delete(f"{tiny.url}/v1/servers/{first}", headers={"Authorization": f"Bearer {TOKEN}"})
    assert names_of(changes(tiny, third["since"])) == ["first", "second", "third"]
    tiny.advance(10)
    last = changes(tiny, third["since"])
    assert (last["gone"], names_of(last)) == ([f"server {first}"], ["second", "third"])
    assert last["kinds"] == [["server", "2 OFF"]]


def test_who_comes_from_elsewhere_is_told_everything(tiny: Server) -> None:
    create(tiny)
    since = changes(tiny)["since"]
    era, number, call = since.split(".")
    wrong = ("", "x", f"x.{number}.{call}", f"{era}.-1.0", f"{era}.{number}", f"{era}.{'9' * 5000}.0", f"{era}.²..0")
    for word in wrong:
        told = changes(tiny, word)
        assert (told["fresh"], names_of(told), len(told["calls"])) == (True, ["web"], 1), word
    with serving(program="tiny", folder=FOLDER) as another:
        assert changes(another, since)["fresh"]


def test_an_emptied_log_and_a_reset_can_be_followed(tiny: Server) -> None:
    for _call in range(3):
        create(tiny)
    seen = changes(tiny)
    tiny.control("DELETE", "/requests")
    create(tiny)
    told = changes(tiny, seen["since"])
    assert told["first_call"] == told["calls"][0]["number"] == seen["calls"][0]["number"] + 1
    assert told["calls_made"] == 1
    tiny.control("POST", "/reset")
    told = changes(tiny, told["since"])
    assert (len(told["gone"]), told["calls_made"], told["first_call"]) == (4, 0, seen["calls"][0]["number"] + 2)
    assert tiny.log() == []


def test_of_many_calls_and_many_things_the_latest_are_told(tiny: Server) -> None:
    for _call in range(103):
        tiny.session.get(f"{tiny.url}/v1/servers")
    told = changes(tiny)
    numbers = [call["number"] for call in told["calls"]]
    assert (len(numbers), told["calls_made"]) == (100, 103)
    assert numbers == sorted(numbers, reverse=True)
    tiny.control("POST", "/servers", names=[f"web{number}" for number in range(501)])
    told = changes(tiny)
    assert [len(told["things"]), names_of(told)[0], names_of(told)[-1]] == [500, "web1", "web500"]
    assert told["kinds"] == [["server", "501 ON; the latest 500 are shown"]]


def test_who_follows_waits_longer_than_looking_takes(tiny: Server) -> None:
    assert changes(tiny)["wait"] >= 400


def test_work_beside_the_calls_goes_on_when_somebody_looks(odd: Server) -> None:
    assert "follow" not in odd.control("GET", "/diary")
    changes(odd)
    assert "follow" in odd.control("GET", "/diary")


# Its buttons


def test_the_clock_is_moved_without_javascript(tiny: Server) -> None:
    assert pressed(tiny, "+ 1 min").one(id="ahead").text == "0:01:00 h ahead of the real time"
    assert pressed(tiny, "+ one step (10 s)").one(id="ahead").text == "0:01:10 h ahead of the real time"
    pressed(tiny, "Move", advance="0.5")
    pressed(tiny, "+ 1 h")
    pressed(tiny, "+ 1 d")
    assert tiny.control("GET", "/clock")["offset"] == 86400 + 3600 + 70.5


def test_what_is_under_way_is_finished_without_javascript(tiny: Server) -> None:
    create(tiny)
    assert rows(pressed(tiny, "Finish what is under way"))[0][1] == "OFF"
    assert tiny.control("GET", "/clock")["offset"] == 10


def test_faults_are_set_and_cleared_without_javascript(tiny: Server) -> None:
    filled = {"method": "GET", "path": "/servers", "kind": "slow", "status": "", "seconds": "0.5", "times": "2"}
    root = pressed(tiny, "Add the fault", **filled)
    assert root.one(id="faults").text == "GET /servers: slow, 2 times"
    [fault] = tiny.control("GET", "/faults")["faults"]
    assert (fault["seconds"], fault["times"], fault["after"]) == (0.5, 2, 0)
    pressed(tiny, "Add the fault")
    assert [it["kind"] for it in tiny.control("GET", "/faults")["faults"]] == ["slow", "status"]
    assert tiny.session.post(f"{tiny.url}/v1/servers").status_code == 503
    assert pressed(tiny, "Clear the faults").one(id="faults").all("li") == []


def test_every_method_and_fault_of_the_api_can_be_chosen(tiny: Server) -> None:
    form = form_with(page(tiny), "Add the fault")
    methods, kinds = ([option.text for option in it.all("option")] for it in form.all("select"))
    assert methods == ["*", "DELETE", "GET", "PATCH", "POST"]
    assert {"status", "reset_after", "timeout", "stuck", "fails"} <= set(kinds)
    for kind in kinds:
        assert submitted(tiny, form, kind=kind).status_code == 303


def test_the_log_is_emptied_without_javascript(tiny: Server) -> None:
    create(tiny)
    root = pressed(tiny, "Empty the log")
    assert (calls(root), root.one(id="made").text, tiny.log()) == ([], "0", [])


def test_what_makes_no_sense_is_told_on_the_page(tiny: Server) -> None:
    answer = submitted(tiny, form_with(page(tiny), "Add the fault"), path="<b>servers")
    problem = Document(answer.text).root.one(role="alert")
    assert (answer.status_code, "path must be a string" in problem.text) == (400, True)
    assert {"tabindex", "autofocus"} <= problem.attributes.keys()
    where = f"{tiny.url}/_sandbox/page"
    for call in ("POST /nothing", "POST", "", "GET /clock x"):
        answer = tiny.session.post(where, data={"call": call}, headers=BROWSER)
        assert (answer.status_code, "no such control call" in answer.text) == (400, True)
    for body in (b"", b"\xff=\xff&&", b"call=POST%20/clock&advance=" + b"9" * 5000, b"call=POST%20/clock&advance=[1]"):
        assert tiny.session.post(where, data=body, headers=BROWSER).status_code == 400


def test_a_script_gets_the_answer_of_the_control_plane(tiny: Server) -> None:
    where, headers = f"{tiny.url}/_sandbox/page", {"Accept": "application/json", "Origin": tiny.url}
    moved = tiny.session.post(where, data={"call": "POST /clock", "advance": "5"}, headers=headers)
    assert (moved.status_code, moved.json()["offset"]) == (200, 5)
    refused = tiny.session.post(where, data={"call": "POST /clock", "advance": "x"}, headers=headers)
    assert (refused.status_code, "number of seconds" in refused.json()["error"]) == (400, True)


# Who may


FOREIGN = (
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Host": "evil.example"},
)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_nobody_from_elsewhere_presses_its_buttons_or_reads_it(tiny: Server, headers: dict[str, str]) -> None:
    create(tiny)
    where = f"{tiny.url}/_sandbox/page"
    for data in ({"call": "POST /clock", "advance": "60"}, {"call": "POST /reset"}, {"key": "x"}):
        answer = tiny.session.post(where, data=data, headers={**BROWSER, **headers}, allow_redirects=False)
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (403, False)
    assert [got(tiny, path, **headers).status_code for path in ("/", "/_sandbox/page/changes")] == [403, 403]
    assert (tiny.control("GET", "/clock")["offset"], len(tiny.log())) == (0, 1)


@pytest.mark.parametrize("path", ["/", "/_sandbox/page.js", "/_sandbox/page.css", "/_sandbox/page/changes"])
def test_nothing_but_its_own_files_is_loaded_or_run(tiny: Server, path: str) -> None:
    answer = got(tiny, path)
    policy = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": "data:",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert [
        word for word in ("http:", "https:", "innerHTML", "eval(") if word in re.sub(COMMENT, "", answer.text)
    ] == []


@pytest.fixture
def keyed() -> Iterator[Server]:
    with serving("--control-key", KEY, program="tiny", folder=FOLDER) as server:
        yield server


def test_where_the_control_plane_has_a_key_the_page_asks_for_it(keyed: Server) -> None:
    create(keyed, "hidden-name")
    asked = got(keyed)
    [form] = Document(asked.text).root.all("form")
    assert (asked.status_code, "hidden-name" in asked.text) == (401, False)
    assert got(keyed, "/_sandbox/page/changes").status_code == 401
    stranger = keyed.session.post(f"{keyed.url}/_sandbox/page", data={"call": "POST /reset"}, headers=BROWSER)
    assert stranger.status_code == 401
    wrong = submitted(keyed, form, key=KEY[:-1])
    assert (wrong.status_code, "Set-Cookie" in wrong.headers) == (401, False)
    assert Document(wrong.text).root.one(role="alert").text == "That is not the control key."
    opened = submitted(keyed, form, key=KEY)
    assert (opened.status_code, opened.headers["Location"]) == (303, "/")
    cookie, *limits = opened.headers["Set-Cookie"].split("; ")
    assert (limits, KEY in cookie) == (["Path=/", "HttpOnly", "SameSite=Strict"], False)
    # the session has the cookie now, as a browser has
    assert rows(page(keyed))[0][0] == "hidden-name"
    assert pressed(keyed, "+ 1 min").one(id="ahead").text == "0:01:00 h ahead of the real time"
    assert names_of(changes(keyed)) == ["hidden-name"]
    # and it opens the page alone
    assert got(keyed, "/_sandbox/clock").status_code == 401


def test_a_made_up_pass_or_that_of_another_sandbox_opens_nothing(keyed: Server) -> None:
    name = submitted(keyed, Document(got(keyed).text).root.one("form"), key=KEY).headers["Set-Cookie"].split("=")[0]
    keyed.session.cookies.clear()
    for cookie in (f"{name}=x", f"{name}=", f"{name}={KEY}", "sandbox=x", name, '="', f'{name}="\\777"'):
        assert got(keyed, Cookie=cookie).status_code == 401
    assert got(keyed, **{"X-Sandbox-Key": KEY}).status_code == 200


# For everybody


def test_it_is_accessible_as_far_as_markup_goes(tiny: Server) -> None:
    create(tiny)
    root = page(tiny)
    assert root.one("html").attributes["lang"] == "en"
    assert root.one("title").text == "Tiny sandbox"
    assert "initial-scale=1" in root.one("meta", name="viewport").attributes["content"]
    assert len(root.all("main")) == 1
    levels = [int(it.tag[1]) for it in root.all() if re.fullmatch("h[1-6]", it.tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [it.text for it in root.all("th") if "scope" not in it.attributes] == []
    assert Counter(it.attributes["scope"] for it in root.all("th")) == {"col": 8, "rowgroup": 1, "row": 1}
    ids = [it.attributes["id"] for it in root.all() if "id" in it.attributes]
    assert len(ids) == len(set(ids))
    for name in ("for", "aria-labelledby"):
        assert {it.attributes[name] for it in root.all() if name in it.attributes} <= set(ids)
    labelled = {it.attributes["for"] for it in root.all("label")}
    controls = [it for it in root.all() if it.tag in ("input", "select") and it.attributes.get("type") != "hidden"]
    assert {it.attributes["id"] for it in controls} == labelled
    assert all(it.one("legend").text.strip() for it in root.all("fieldset"))
    assert all(it.text.strip() for it in root.all("button"))
    assert {it.attributes["aria-labelledby"] for it in root.all("table")} == {"things-title", "calls-title"}
    assert [it.attributes["id"] for it in root.all(role="status")] == ["status", "news"]
    assert root.all("a")[0].attributes["href"] == "#things"
    names = {name for it in root.all() for name in it.attributes}
    assert not {name for name in names if name == "style" or name.startswith("on")}


def light(colour: str) -> float:
    """How bright a colour is, as the rules for contrast count."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, brighter = sorted((light(one), light(other)))
    return (brighter + 0.05) / (darker + 0.05)


def test_its_colours_can_be_told_apart_in_light_and_dark() -> None:
    style = (FILES / "page.css").read_text(encoding="utf-8")
    schemes = [dict(re.findall("--([a-z]+): (#[0-9a-f]{6});", part)) for part in style.split("@media")[:2]]
    assert [len(colours) for colours in schemes] == [9, 9]
    for colours in schemes:
        for ground in ("paper", "shade"):
            for ink in ("ink", "muted", "accent", "busy", "bad"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
            assert contrast(colours["edge"], colours[ground]) >= 3, ground
    assert not set(re.findall("#[0-9a-f]{3,6}", style)) - {it for colours in schemes for it in colours.values()}


# The control call behind a button


def test_settling_goes_on_as_long_as_something_is_under_way(tiny: Server) -> None:
    create(tiny)
    tiny.fault("POST", "/servers", "stuck")
    assert tiny.control("POST", "/settle")["busy"] == 0
    assert tiny.control("GET", "/clock")["offset"] == 10
    create(tiny)
    told = tiny.control("POST", "/settle")
    assert (told["busy"], told["offset"]) == (1, 10 + 20 * 10)
