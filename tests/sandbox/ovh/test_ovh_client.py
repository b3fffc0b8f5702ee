# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A witness from outside: the package ``ovh``, the official client, against the sandbox, unchanged.

Every example of the guide that comes with the package runs as it is printed there, and each of its exceptions comes
from the answer that it is made for.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ovh
import ovh.client
import pytest
from ovh_account import APPLICATION, CLIENT, CONSUMER, SECRET, STEP, Sandbox

KEYS = {"OVH_APPLICATION_KEY": APPLICATION, "OVH_APPLICATION_SECRET": SECRET}
# The one example that Python 3 cannot run as it is printed, and what has to be written instead.
TEXT_FILE = ("tempfile.NamedTemporaryFile()", "tempfile.NamedTemporaryFile('w')")


def examples() -> dict[str, str]:
    """The programs below each heading that make a client by configuration."""
    text = str(importlib.metadata.metadata("ovh").get_payload())
    usage = text[text.index("Example Usage") : text.index("Configuration\n=====")]
    found: dict[str, str] = {}
    heading, language = "", ""
    lines = usage.splitlines()
    for line, underline in zip(lines, [*lines[1:], ""], strict=True):
        if re.fullmatch(r"([-*=])\1{5,}", underline):
            heading = line
        elif line.startswith(".. code:: "):
            language = line.removeprefix(".. code:: ")
        elif language == "python" and (line.startswith("    ") or (not line and heading in found)):
            found[heading] = found.get(heading, "") + line[4:] + "\n"
    return {heading: code for heading, code in found.items() if "ovh.Client()" in code}


EXAMPLES = examples()
CONSUMER_KEY, REDIRECTION, BILLS, BURST, APPLICATIONS, SCREEN = EXAMPLES


@pytest.fixture
def place(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The sandbox as an endpoint that the package knows, with the configuration in the environment."""
    monkeypatch.setitem(ovh.client.ENDPOINTS, "sandbox", f"{sandbox.url}/1.0")
    monkeypatch.setitem(ovh.client.OAUTH2_TOKEN_URLS, "sandbox", f"{sandbox.url}/auth/oauth2/token")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    for name, value in {"OVH_ENDPOINT": "sandbox", "OVH_CONSUMER_KEY": CONSUMER, **KEYS}.items():
        monkeypatch.setenv(name, value)
    return sandbox


@pytest.fixture
def client(place: Sandbox) -> ovh.Client:
    return ovh.Client()


def run(heading: str, **names: Any) -> None:
    exec(EXAMPLES[heading], names)


def test_the_guide_has_these_examples() -> None:
    found = [re.split(r"[ ,]", heading.lower())[0] for heading in EXAMPLES]
    assert found == ["4.", "install", "grab", "enable", "list", "open"]


def test_example_consumer_key(
    place: Sandbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OVH_CONSUMER_KEY")

    def visit(prompt: str) -> None:
        address = re.search(r"Please visit (\S+) to", capsys.readouterr().out)
        assert address
        assert place.session.get(address[1]).status_code == 200

    run(CONSUMER_KEY, input=visit)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Welcome Sandy"
    made = re.fullmatch(r"Btw, your 'consumerKey' is '(\w{32})'", said[1])
    assert made
    assert place.with_key(made[1]).get("/auth/currentCredential")["rules"] == [{"method": "GET", "path": "/me"}]


def test_example_mail_redirection(place: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    run(REDIRECTION)
    assert capsys.readouterr().out.startswith("Installed new mail redirection from sales@example.com")
    assert len(place.get("/email/domain/example.com/redirection")) == 1


def test_example_bills(place: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    run(BILLS)
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 3
    assert all(re.fullmatch(r" *FR\d+ \(20\S+\): +\d+\.\d\d € --> https://\S+", line) for line in said)


def test_example_burst(place: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    place.control("POST", "/servers", count=2, datacenter="sbg1")
    run(BURST)
    assert len(capsys.readouterr().out.splitlines()) == 3
    names = place.get("/dedicated/server")
    states = [place.get(f"/dedicated/server/{name}/burst")["status"] for name in names]
    assert states == ["active", "inactive", "active", "active"]


def test_example_applications(
    place: Sandbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def tabulate(rows: Any, headers: Any) -> str:
        return "\n".join(" | ".join(map(str, row)) for row in rows)

    monkeypatch.setitem(sys.modules, "tabulate", SimpleNamespace(tabulate=tabulate))
    run(APPLICATIONS)
    assert "[active] sandbox" in capsys.readouterr().out


def test_example_remote_screen(place: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []

    def wait(seconds: float) -> None:
        assert place.now < began + 10 * STEP
        place.advance(seconds)

    began = place.now
    monkeypatch.setattr(sys, "argv", ["open_kvm.py", place.get("/dedicated/server")[0], "127.0.0.1"])
    monkeypatch.setattr(subprocess, "call", opened.append)
    monkeypatch.setattr(time, "sleep", wait)
    monkeypatch.setitem(EXAMPLES, SCREEN, EXAMPLES[SCREEN].replace(*TEXT_FILE))
    run(SCREEN)
    assert opened[0][0] == "javaws"


# Its configuration


def test_a_file_in_the_working_directory(place: Sandbox, tmp_path: Path) -> None:
    lines = ["[default]", "endpoint=ovh-eu", "[ovh-eu]", f"application_key={APPLICATION}"]
    lines += [f"application_secret={SECRET}", "; a comment", f"consumer_key={CONSUMER}"]
    (tmp_path / "ovh.conf").write_text("\n".join(lines))
    code = (
        "import ovh, sys\n"
        "ovh.client.ENDPOINTS['ovh-eu'] = sys.argv[1]\n"
        "print(ovh.Client().get('/me')['firstname'], ovh.Client().get('/v1/me')['firstname'])\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OVH_")}
    done = subprocess.run(
        [sys.executable, "-c", code, f"{place.url}/1.0"],
        cwd=tmp_path,
        env=environment,
        text=True,
        capture_output=True,
    )
    assert (done.stdout, done.stderr) == ("Sandy Sandy\n", "")


def test_arguments_and_a_file_that_is_named(place: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*KEYS, "OVH_CONSUMER_KEY"):
        monkeypatch.delenv(name)
    assert ovh.Client("sandbox", APPLICATION, SECRET, CONSUMER).get("/me")["state"] == "complete"
    named = tmp_path / "named.conf"
    named.write_text(f"[sandbox]\nclient_id={CLIENT}\nclient_secret={SECRET}\n")
    by_token = ovh.Client(config_file=str(named))
    assert by_token.get("/me")["state"] == "complete"
    assert by_token.get("/auth/details")["allowedRoutes"] is None


# Calls


def test_all_verbs_and_voids(client: ovh.Client, place: Sandbox) -> None:
    key = "ssh-ed25519 AAAA me@host"
    assert client.post("/me/sshKey", keyName="kéy", key=key) is None
    assert client.get("/me/sshKey") == ["kéy"]
    project = client.get("/cloud/project")[0]
    assert client.put(f"/cloud/project/{project}", description="new") is None
    assert client.get(f"/cloud/project/{project}/image", region="SBG5", osType="windows")[0]["user"] == "admin"
    assert client.delete("/me/sshKey/k%C3%A9y") is None
    assert client.get("/v2/iam/resource", resourceType="vps")[0]["type"] == "vps"
    params = {"date.from": "2000-01-01", "date.to": "2001-01-01"}
    assert client.get("/me/bill", **params) == []
    refused = ovh.Client("sandbox")
    made = refused.request_consumerkey([{"method": "GET", "path": "/me"}], allowedIPs=["127.0.0.1/32"])
    place.session.get(made["validationUrl"])
    assert refused.get("/me")["firstname"] == "Sandy"


def test_an_instance_from_order_to_end(client: ovh.Client, place: Sandbox) -> None:
    base = f"/cloud/project/{client.get('/cloud/project')[0]}"
    flavors = {it["name"]: it["id"] for it in client.get(f"{base}/flavor", region="GRA11")}
    images = {it["name"]: it["id"] for it in client.get(f"{base}/image", region="GRA11")}
    made = client.post(
        f"{base}/instance", name="web", region="GRA11", flavorId=flavors["d2-2"], imageId=images["Debian 12"]
    )
    path = f"{base}/instance/{made['id']}"
    # the client asks for the time once, and signs by its own clock from then on
    place.advance(STEP)
    assert client.get(path)["status"] == "ACTIVE"
    assert client.post(f"{path}/reboot", type="soft") is None
    place.advance(STEP)
    assert client.delete(path) is None
    place.advance(STEP)
    with pytest.raises(ovh.exceptions.ResourceNotFoundError, match="instanceId"):
        client.get(path)


def test_a_zone(client: ovh.Client, place: Sandbox) -> None:
    base = "/domain/zone/example.com"
    client.post(f"{base}/record", fieldType="A", subDomain="db", target="192.0.2.1", ttl=300)
    assert client.post(f"{base}/refresh") is None
    with pytest.raises(ovh.exceptions.ResourceConflictError, match="already running"):
        client.post(f"{base}/refresh")
    place.advance(STEP)
    assert client.get(f"{base}/status")["isDeployed"] is True


# Its exceptions

Wrong = Callable[[Sandbox], Any]
PENDING = [{"method": "GET", "path": "/me"}]


def narrow(place: Sandbox) -> Any:
    """A call that a consumer key for something else does not allow."""
    client = ovh.Client("sandbox")
    place.session.get(client.request_consumerkey(PENDING)["validationUrl"])
    return client.get("/vps")


def pending(place: Sandbox) -> Any:
    client = ovh.Client("sandbox")
    client.request_consumerkey(PENDING)
    return client.get("/me")


def expired(place: Sandbox) -> Any:
    [name, *_] = place.get("/vps")
    place.control("POST", "/expire", type="vps", id=name)
    return ovh.Client().get(f"/vps/{name}")


def denied(place: Sandbox) -> Any:
    place.fault("GET", "/me", "iam_denied")
    place.fault("GET", "/me", "old_errors")
    return ovh.Client().get("/me")


def broken(place: Sandbox) -> Any:
    place.fault("GET", "/me", "html_error")
    return ovh.Client().get("/me")


def cut(place: Sandbox) -> Any:
    place.fault("GET", "/me", "reset_before", times=3)
    return ovh.Client().get("/me")


def failing(place: Sandbox) -> Any:
    place.fault("GET", "/me", "status", status=503)
    return ovh.Client().get("/me")


def empty(place: Sandbox) -> Any:
    place.fault("PUT", "/cloud/*", "empty_voids")
    return ovh.Client().put(place.project, description="x")


def no_token(place: Sandbox) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        for name in KEYS:
            patch.delenv(name)
        return ovh.Client("sandbox", client_id="sandbox", client_secret="wrong").get("/me")


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (
            lambda place: ovh.Client(application_key="f" * 16).get("/me"),
            "InvalidKey",
            "This application key is invalid",
        ),
        (lambda place: ovh.Client(consumer_key="f" * 32).get("/me"), "NotCredential", "does not exist"),
        (pending, "InvalidCredential", "This credential is not valid"),
        (narrow, "NotGrantedCall", "This call has not been granted"),
        (denied, "Forbidden", "User not granted for this request"),
        (lambda place: ovh.Client().get("/vps/x"), "ResourceNotFoundError", "This service does not exist"),
        (lambda place: ovh.Client().get("/x"), "ResourceNotFoundError", "Got an invalid"),
        (lambda place: ovh.Client(application_secret="f" * 32).get("/me"), "BadParametersError", "Invalid signature"),
        (lambda place: ovh.Client().post("/me/sshKey"), "BadParametersError", "Missing parameter"),
        (expired, "ResourceExpiredError", "This service is expired"),
        (broken, "InvalidResponse", "Failed to decode"),
        (empty, "InvalidResponse", "Failed to decode"),
        (cut, "HTTPError", "Low HTTP request failed"),
        (failing, "APIError", "Service is temporarily unavailable"),
        (no_token, "OAuth2FailureError", "OAuth2"),
        (lambda place: ovh.Client("nowhere"), "InvalidRegion", "Unknown endpoint"),
        (lambda place: ovh.Client(client_id="x"), "InvalidConfiguration", "must be given"),
    ],
)
def test_its_exceptions(place: Sandbox, wrong: Wrong, error: str, words: str) -> None:
    with pytest.raises(ovh.exceptions.APIError, match=words) as raised:
        wrong(place)
    assert type(raised.value).__name__ == error


def test_every_exception_has_its_query_id(client: ovh.Client) -> None:
    with pytest.raises(ovh.exceptions.APIError) as raised:
        client.get("/vps/x")
    assert re.fullmatch(r"EU\.[\w-]+\.[0-9a-f]{8}\.\d+\.[0-9a-f]{32}", raised.value.query_id)


def test_a_clock_that_is_stepped_later_breaks_every_call(client: ovh.Client, place: Sandbox) -> None:
    assert client.get("/me")
    place.advance(100)
    with pytest.raises(ovh.exceptions.BadParametersError, match="Query out of time"):
        client.get("/me")
    assert ovh.Client().get("/me")


def test_a_void_can_be_empty_with_its_own_status(client: ovh.Client, place: Sandbox) -> None:
    place.fault("PUT", "/cloud/*", "no_content")
    assert client.put(place.project, description="x") is None
