# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page in a real browser, where this computer has Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from browser import CHROMIUM, Page, browsing
from running import Server, serving
from tiny_account import FOLDER, TOKEN

pytestmark = [pytest.mark.long, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")]
NAME = '<script>alert("1")</script><img src=x onerror=alert(2)>'
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
KEY = "key-of-the-tests-0123"
ROWS = "[...document.querySelectorAll('tr[data-key]')].map(row => [...row.children].map(cell => cell.textContent))"
COUNT = "document.querySelectorAll('tr[data-key]').length"
# All that is shown, in its order: of each row and each fault what it is, and its cells.
SHOWN = r"""[...document.querySelectorAll('tr, #faults li, #made, #nothing, table')].map(it => [
it.tagName, it.className, it.hidden, it.dataset.key, it.dataset.number, it.textContent.replaceAll(/\s/g, ''),
...[...it.children].map(cell => [cell.tagName, cell.className, cell.scope, cell.colSpan])])"""
FLEET = 200
LOOKS = [(width, scheme) for width in (320, 1280) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with browsing() as page:
        yield page


@pytest.fixture
def page(browser: Page, tiny: Server) -> Page:
    """The page of the small provider, freshly opened."""
    browser.said.clear()
    browser.asked.clear()
    browser.open(f"{tiny.url}/")
    return browser


def create(server: Server, name: str = "web") -> str:
    body = {"name": name, "size": "small"}
    answer = requests.post(f"{server.url}/v1/servers", json=body, headers=HEADERS)
    assert answer.status_code == 202
    return answer.headers["Location"]


def check_whole(page: Page) -> None:
    """What the script has made of changes is what the server shows to who comes now."""
    made = page.run(SHOWN)
    page.open(page.run("location.href"))
    assert made == page.run(SHOWN)


def test_it_follows_a_fleet_of_200_that_is_created(page: Page, tiny: Server) -> None:
    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(create, tiny, f"web{number}") for number in range(FLEET)]
        counts = []
        while not all(it.done() for it in work):
            counts.append(page.run(COUNT))
    assert [it.result() for it in work if it.exception()] == []
    assert counts == sorted(counts)
    page.until(COUNT, lambda count: count == FLEET)
    page.press("Finish what is under way")
    page.until(ROWS, lambda rows: {row[1] for row in rows} == {"OFF"})
    assert len({row[0] for row in page.run(ROWS)}) == FLEET
    assert page.text(".kind span") == f"{FLEET} OFF"
    assert page.text("#made") == str(len(tiny.log())) == str(FLEET)
    assert page.run("document.querySelectorAll('tr[data-number]').length") == 100
    check_whole(page)
    # what has not changed is left alone
    page.run(
        "window.touched = new Set(); new MutationObserver(records => records.forEach(it => touched.add("
        "it.target.closest?.('tr')?.dataset.key ?? it.target.parentElement?.closest('tr')?.dataset.key)))"
        ".observe(document.querySelector('#things table'), {subtree: true, childList: true, attributes: true})"
    )
    requests.post(f"{tiny.url}/v1/servers/ser-7/start", headers=HEADERS)
    page.until("touched.size")
    page.until(ROWS, lambda rows: sum(row[1] == "STARTING" for row in rows) == 1)
    assert [key for key in page.run("[...touched]") if key] == ["server ser-7"]
    assert page.said == []


def test_what_is_there_comes_goes_and_comes_back(page: Page, tiny: Server) -> None:
    first = create(tiny, "first")
    tiny.advance(10)
    server = create(tiny, "second")
    tiny.advance(10)
    body = {"name": "data", "gigabytes": 1}
    requests.post(f"{tiny.url}{server}/volumes", json=body, headers=HEADERS)
    tiny.fault("GET", "*", "status", status=502)
    requests.get(f"{tiny.url}/v1/servers", headers=HEADERS)
    tiny.fault("*", "/servers", "slow")
    page.until(COUNT, lambda count: count == 3)
    page.until("document.querySelectorAll('#faults li').length")
    check_whole(page)
    assert page.run(ROWS)[2] == ["data", "CHANGING", "", ""]
    for path in (f"{server}/volumes/vol-1", server, first):
        requests.delete(f"{tiny.url}{path}", headers=HEADERS)
    tiny.advance(10)
    page.until(COUNT, lambda count: count == 0)
    assert page.text("#nothing") == "Nothing is here yet."
    create(tiny, "third")
    page.until(COUNT)
    check_whole(page)
    tiny.control("POST", "/reset")
    page.until(COUNT, lambda count: count == 0)
    page.until("document.querySelectorAll('tr[data-number], #faults li').length", lambda count: count == 0)
    assert page.said == []


def test_buttons_act_and_say_so(page: Page, tiny: Server) -> None:
    create(tiny)
    page.press("+ 1 h")
    page.until("document.querySelector('#ahead').textContent", lambda text: text.startswith("1:00:00"))
    assert page.text("#status") == "Move the clock by: + 1 h: done"
    page.run("document.querySelector('details').open = true")
    page.press("Add the fault")
    page.until("document.querySelector('#faults').innerText", lambda text: text == "* *: status 503")
    page.run("document.querySelector('[name=path]').value = 'servers'")
    page.press("Add the fault")
    page.until("document.querySelector('#status').textContent", lambda text: "path must be a string" in text)
    assert page.run("document.querySelector('[name=path]').value") == "servers"
    page.press("Clear the faults")
    page.until("document.querySelector('#faults').children.length", lambda count: count == 0)
    page.press("Empty the log")
    page.until("document.querySelector('#made').textContent", lambda text: text == "0")
    assert (tiny.log(), tiny.control("GET", "/faults")["faults"]) == ([], [])
    assert urlsplit(page.run("location.href")).path == "/"
    # the one that was refused is told by the browser too
    assert [text for text in page.said if "400 (Bad Request)" not in text] == []


def test_it_can_be_paused(page: Page, tiny: Server) -> None:
    page.press("Pause")
    assert (page.text("#status"), page.run("document.querySelector('#pause').ariaPressed")) == ("Paused", "true")
    page.run("new Promise(done => setTimeout(done, 1000))")
    create(tiny)
    page.run("new Promise(done => setTimeout(done, 1000))")
    assert page.run(COUNT) == 0
    page.press("Pause")
    page.until(COUNT)


def test_what_comes_from_the_service_stays_text(page: Page, tiny: Server) -> None:
    create(tiny, NAME)
    requests.get(f"{tiny.url}/v1/{NAME}?{NAME}")
    page.until(COUNT)
    assert page.run(ROWS)[0][0] == NAME
    check_whole(page)
    page.open(f"{tiny.url}/")
    assert page.run(ROWS)[0][0] == NAME
    assert page.run("document.querySelectorAll('script').length + document.images.length") == 1
    assert page.said == []
    assert {urlsplit(url).netloc for url in page.asked if not url.startswith("data:")} == {urlsplit(tiny.url).netloc}
    assert all(urlsplit(url).path == "/" or "/_sandbox/page" in url for url in page.asked)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_it_fits_wide_and_narrow_light_and_dark(
    page: Page, tiny: Server, tmp_path: Path, width: int, scheme: str
) -> None:
    for number in range(3):
        create(tiny, f"web{number}")
    create(tiny, "a-name-without-any-place-to-break-it-" * 3)
    requests.get(f"{tiny.url}/v1/{'path' * 60}")
    page.look(width, 800, scheme)
    page.until(COUNT, lambda count: count == 4)
    page.run("document.querySelector('details').open = true")
    assert page.run("document.documentElement.scrollWidth") <= width
    ground = page.run("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 23, 27)")
    page.picture(tmp_path / f"{width}-{scheme}.png")
    assert (tmp_path / f"{width}-{scheme}.png").stat().st_size > 5000


def test_the_keyboard_is_enough(page: Page, tiny: Server) -> None:
    focused = "document.activeElement"
    page.key("Tab")
    assert page.run(f"{focused}.textContent") == "Skip to the things"
    assert page.run(f"{focused}.getBoundingClientRect().width") > 50
    page.key("Enter", "\r")
    page.until(f"{focused}.id", lambda text: text == "things")
    page.run("document.querySelector('#pause').focus()")
    for _press in range(2):
        page.key("Tab")
    assert page.run(f"{focused}.textContent") == "+ one step (10 s)"
    assert page.run(f"getComputedStyle({focused}).outlineWidth") == "3px"
    page.key("Enter", "\r")
    page.until("document.querySelector('#ahead').textContent", lambda text: text.startswith("0:00:10"))
    assert page.run(f"{focused}.textContent") == "+ one step (10 s)"


def test_everything_has_a_name_for_who_does_not_see_it(page: Page, tiny: Server) -> None:
    create(tiny)
    page.until(COUNT)
    page.run("document.querySelector('details').open = true")
    nodes = page.send("Accessibility.getFullAXTree")["nodes"]
    named = [(it["role"]["value"], it.get("name", {}).get("value", "")) for it in nodes if not it["ignored"]]
    controls = [(role, name) for role, name in named if role in ("button", "textbox", "combobox", "spinbutton", "link")]
    assert len(controls) > 15
    assert [role for role, name in controls if not name] == []
    assert [name for role, name in named if role == "table"] == ["Things", "Calls (1)"]
    assert {"columnheader", "rowheader", "row", "status", "main", "banner"} <= {role for role, _name in named}
    assert ("group", "Make calls fail") in named


def test_it_works_without_javascript(page: Page, tiny: Server) -> None:
    create(tiny)
    page.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.open(f"{tiny.url}/")
        assert "Look again" in page.text("#status")
        page.run("window.before = true")
        page.press("Finish what is under way")
        page.loaded()
        assert page.run(ROWS) == [["web", "OFF", "", "192.0.2.1"]]
        page.run("window.before = true; document.querySelector('[name=path]').value = 'servers'")
        page.press("Add the fault")
        page.loaded()
        assert "path must be a string" in page.text("#problem")
    finally:
        page.send("Emulation.setScriptExecutionDisabled", value=False)


def test_who_gives_the_key_gets_in(browser: Page) -> None:
    with serving("--control-key", KEY, program="tiny", folder=FOLDER) as server:
        create(server)
        browser.open(f"{server.url}/")
        assert browser.run(COUNT) == 0
        browser.run(f"document.querySelector('#key').value = '{KEY}'; window.before = true")
        browser.press("Open")
        browser.loaded()
        assert browser.run(ROWS)[0][0] == "web"
        browser.press("+ 1 d")
        browser.until("document.querySelector('#ahead').textContent", lambda text: text.startswith("1 d"))


def test_it_says_when_the_sandbox_is_gone_and_follows_the_next_one(browser: Page) -> None:
    with serving(program="tiny", folder=FOLDER) as server:
        create(server, "old")
        browser.open(f"{server.url}/")
        assert browser.run(ROWS)[0][0] == "old"
    browser.until("document.querySelector('#status').textContent", lambda text: "does not answer" in text)
    with serving("--port", str(urlsplit(server.url).port), program="tiny", folder=FOLDER) as again:
        create(again, "new")
        browser.until(ROWS, lambda rows: [row[0] for row in rows] == ["new"])
        browser.until("document.querySelector('#status').textContent", lambda text: text == "Following")


@contextmanager
def elsewhere(html: str) -> Iterator[int]:
    """Another site on this computer, by its port, whose every page is this."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<!DOCTYPE html>{html}".encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=site.serve_forever, daemon=True).start()
    try:
        yield site.server_address[1]
    finally:
        site.shutdown()
        site.server_close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_pages_from_elsewhere_press_none_of_its_buttons(browser: Page, tiny: Server, host: str) -> None:
    where = f"{tiny.url}/_sandbox/page"
    form = f'<form method="post" action="{where}"><input name="call" value="POST /clock">'
    html = (
        f'<!DOCTYPE html>{form}<input name="advance" value="60"><button>Win</button></form><iframe src="{tiny.url}/">'
    )
    with elsewhere(html) as port:
        browser.open(f"http://{host}:{port}/")
        sent = "new URLSearchParams({call: 'POST /clock', advance: '60'})"
        blind = f"fetch('{where}', {{method: 'POST', mode: 'no-cors', body: {sent}}}).then(it => it.type)"
        assert browser.run(blind) == "opaque"
        read = f"fetch('{tiny.url}/_sandbox/page/changes').then(() => 'read', () => 'not read')"
        assert browser.run(read) == "not read"
        browser.run("window.before = true")
        browser.press("Win")
        browser.loaded()
        assert "web pages from elsewhere" in browser.text("body")
    assert tiny.control("GET", "/clock")["offset"] == 0
