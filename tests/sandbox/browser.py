# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A page in headless Chromium, told what to do through a pair of pipes; nothing needs to be installed for that."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
OPTIONS = (
    "--headless",
    # inside a container or as root there is no other way
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-pipe",
)
# so long only where something is broken
PATIENCE = 120
# Chromium reads at 3 and writes at 4, where this puts the pipes that it is given by number.
PLACE_PIPES = "import os, sys; i, o = map(int, sys.argv[1:3]); os.dup2(i, 103); os.dup2(o, 104); os.dup2(103, 3); "
PLACE_PIPES += "os.dup2(104, 4); os.execv(sys.argv[3], sys.argv[3:])"


@dataclass
class Page:
    """One page. ``said`` are the messages in its console, ``refused`` the answers with an error status."""

    _to: BinaryIO
    _from: BinaryIO
    session: str = ""
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    _last: int = 0

    def send(self, method: str, **parameters: Any) -> Any:
        """The result of a command."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self._to.write(json.dumps(message).encode() + b"\0")
        self._to.flush()
        while True:
            answer = self._read()
            if answer.get("id") == self._last:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]

    def _read(self) -> Any:
        letters = bytearray()
        while (letter := self._from.read(1)) != b"\0":
            assert letter, "Chromium has ended"
            letters += letter
        message = json.loads(letters)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, told: dict[str, Any]) -> None:
        if method == "Runtime.consoleAPICalled":
            self.said += [str(argument.get("value", argument.get("description"))) for argument in told["args"]]
        elif method == "Runtime.exceptionThrown":
            self.said.append(str(told["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.said.append(str(told["entry"]["text"]))
        elif method == "Network.requestWillBeSent":
            self.asked.append(told["request"]["url"])

    def run(self, script: str) -> Any:
        """The value of an expression, or of what it promises."""
        told = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def until(self, script: str, wanted: Callable[[Any], bool] = bool) -> Any:
        """The value of an expression, once it is as wanted."""
        end = time.monotonic() + PATIENCE
        while not wanted(value := self.run(script)):
            assert time.monotonic() < end, (script, value)
            time.sleep(0.05)
        return value

    def open(self, url: str) -> None:
        """Go there and wait until it is loaded."""
        self.run("window.before = true")
        self.send("Page.navigate", url=url)
        self.loaded()

    def loaded(self) -> None:
        """Wait until another document has taken the place of the one that was marked."""
        self.until("document.readyState === 'complete' && !window.before")

    def press(self, label: str) -> None:
        """Click on the button with this label."""
        script = f"[...document.querySelectorAll('button')].find(it => it.textContent === {json.dumps(label)}).click()"
        self.run(script)

    def key(self, name: str, text: str = "") -> None:
        """Press a key and let it go."""
        codes = {"Tab": 9, "Enter": 13, " ": 32}
        shared = {"key": name, "windowsVirtualKeyCode": codes[name], "text": text}
        self.send("Input.dispatchKeyEvent", type="keyDown", **shared)
        self.send("Input.dispatchKeyEvent", type="keyUp", **shared)

    def text(self, selector: str) -> str:
        return str(self.run(f"document.querySelector({json.dumps(selector)}).innerText"))

    def look(self, width: int, height: int, scheme: str) -> None:
        """Be of this size, in a light or a dark scheme."""
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, file: Path) -> None:
        file.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))


@contextmanager
def browsing() -> Iterator[Page]:
    """An empty page, until the block ends."""
    assert CHROMIUM
    reads, to_it = os.pipe()
    from_it, writes = os.pipe()
    with TemporaryDirectory() as folder:
        command = [CHROMIUM, *OPTIONS, f"--user-data-dir={folder}", "about:blank"]
        process = subprocess.Popen(
            [sys.executable, "-c", PLACE_PIPES, str(reads), str(writes), *command],
            pass_fds=(reads, writes),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(reads)
        os.close(writes)
        with os.fdopen(to_it, "wb") as sink, os.fdopen(from_it, "rb") as source:
            page = Page(sink, source)
            try:
                target = page.send("Target.createTarget", url="about:blank")["targetId"]
                session = page.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
                page.session = session
                for domain in ("Page", "Runtime", "Log", "Network"):
                    page.send(f"{domain}.enable")
                yield page
            finally:
                process.terminate()
                process.wait()
