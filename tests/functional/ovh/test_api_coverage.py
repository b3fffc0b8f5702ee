# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nothing that the client ``ovh`` does is out of reach of a task, and docs/ovh-coverage.md tells the truth about that.

The client itself says what it has, and both are watched at their calls.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ovh as official
import pytest
from ovh import exceptions
from ovh.client import ConsumerKeyRequest
from running import Server

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.api.task import API_TASK
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.credential.task import CREDENTIAL_TASK
from tests.functional.coverage import fits
from tests.functional.ovh.cases import KEY
from tests.functional.ovh.test_service import READ_ME, calls
from tests.functional.ovh.world import APPLICATION, CONSUMER, KEYS, PROJECT_ID, PUBLIC_KEY, SECRET, client_of
from tests.functional.test_documentation import MODULES, documented

PAGE = Path(__file__).resolve().parents[3] / "docs" / "ovh-coverage.md"
TABLES = [
    [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines() if line.startswith("| `")]
    for table in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
]
CALLS, CONSUMER_KEYS, CONFIGURATION, EXCEPTIONS = TABLES
NONE = ("none", "any")


def methods(kind: type, *more: str) -> set[str]:
    """What somebody can call of a class."""
    own = [name for name, member in vars(kind).items() if inspect.isfunction(member) or isinstance(member, property)]
    return {f"{kind.__name__}.{name}" for name in own if not name.startswith("_")}


def first(table: list[list[str]]) -> list[str]:
    return [row[0].strip("`") for row in table]


def test_every_method_is_in_the_tables_once() -> None:
    assert sorted(first([*CALLS, *CONSUMER_KEYS])) == sorted(methods(official.Client) | methods(ConsumerKeyRequest))


def test_every_option_and_variable_is_in_the_tables_once() -> None:
    options = set(inspect.signature(official.Client).parameters)
    # what is read of the environment has the name of the option
    read = {f"OVH_{name.upper()}" for name in options - {"timeout", "config_file"}}
    assert sorted(first(CONFIGURATION)) == sorted(options | read)
    variables = [spec["fallback"][1][0] for spec in API_TASK.provider.options.values() if "fallback" in spec]
    assert read <= set(variables)


def test_every_exception_is_in_the_tables_once() -> None:
    raised = {name for name, one in vars(exceptions).items() if inspect.isclass(one) and issubclass(one, Exception)}
    assert sorted(first(EXCEPTIONS)) == sorted(raised)


@pytest.mark.parametrize("row", [row for table in TABLES[:3] for row in table], ids=lambda row: row[0])
def test_the_modules_and_options_that_a_row_names_exist(row: list[str]) -> None:
    module, *words = re.findall(r"`([^`]+)`", row[-1]) or [""]
    if row[-1].startswith("every module"):
        return
    assert module in MODULES
    options = documented("module")[module]["doc"]["options"]
    returned = documented("module")[module]["return"]
    for word in words:
        name, _colon, value = word.partition(": ")
        if re.fullmatch(r"[a-z_]+", name) and name not in MODULES:
            assert name in options or name in returned, name
            choices = options.get(name, {}).get("choices") or ["true", "false"]
            assert not value or value in choices, word


# What each makes, of the client and of a task


def module(spec: TaskSpec, **options: Any) -> Callable[[Server], Any]:
    def run(ovh: Server) -> Any:
        return spec.task(client_of(ovh), spec.wanted(options), False)

    return run


def client(ovh: Server) -> official.Client:
    official.client.ENDPOINTS["sandbox"] = f"{ovh.url}/1.0"
    return official.Client("sandbox", APPLICATION, SECRET, CONSUMER)


PROJECT = f"/cloud/project/{PROJECT_ID}"
MADE = {"keyName": "ops", "key": PUBLIC_KEY}
BOTH: dict[str, tuple[Callable[[Server], Any], Callable[[Server], Any]]] = {
    "Client.get": (lambda ovh: client(ovh).get("/me"), module(API_TASK, path="/me")),
    "Client.put": (
        lambda ovh: client(ovh).put(PROJECT, description="shop"),
        module(API_TASK, path=PROJECT, body={"description": "shop"}),
    ),
    "Client.post": (lambda ovh: client(ovh).post("/me/sshKey", **MADE), module(API_TASK, **KEY)),
    "Client.delete": (
        lambda ovh: (client(ovh).post("/me/sshKey", **MADE), client(ovh).delete("/me/sshKey/ops")),
        lambda ovh: (
            module(API_TASK, **KEY)(ovh),
            module(API_TASK, path="/me/sshKey/ops", state="absent")(ovh),
        ),
    ),
    "Client.time_delta": (lambda ovh: client(ovh).time_delta, module(API_TASK, path="/me")),
    "Client.request_consumerkey": (
        lambda ovh: client(ovh).request_consumerkey([READ_ME], "https://shop.example.com/"),
        module(
            CREDENTIAL_TASK,
            access_rules=[READ_ME],
            redirection="https://shop.example.com/",
            allowed_ips=["127.0.0.1/32"],
            wait=False,
        ),
    ),
    "ConsumerKeyRequest.request": (
        lambda ovh: _asked(client(ovh)),
        module(CREDENTIAL_TASK, access_rules=[READ_ME], allowed_ips=["127.0.0.1/32"], wait=False),
    ),
}


def _asked(of: official.Client) -> Any:
    request = of.new_consumer_key_request()
    request.add_rules(official.API_READ_ONLY, "/me")
    return request.request()


@pytest.mark.parametrize("row", [row for row in [*CALLS, *CONSUMER_KEYS] if row[1] not in NONE], ids=lambda row: row[0])
def test_the_client_and_the_module_make_the_call_of_the_row(ovh: Server, row: list[str]) -> None:
    for who in BOTH[row[0].strip("`")]:
        ovh.control("POST", "/reset")
        calls(ovh)
        who(ovh)
        assert any(fits(row[1].strip("`"), call) for call in calls(ovh)), row


def test_what_the_client_sends_and_what_a_task_sends_are_the_same_to_the_service(ovh: Server) -> None:
    for number, who in enumerate(BOTH["Client.put"]):
        ovh.control("POST", "/reset")
        who(ovh)
        assert client(ovh).get(PROJECT)["description"] == "shop", number


def test_the_same_file_configures_both(ovh: Server, tmp_path: Path) -> None:
    file = tmp_path / "ovh.conf"
    url = f"{ovh.url}/1.0"
    lines = [f"{name}={value}" for name, value in KEYS.items()]
    file.write_text("\n".join(["[default]", "endpoint=sandbox", "[sandbox]", *lines, f"[{url}]", *lines]))
    official.client.ENDPOINTS["sandbox"] = url
    theirs = official.Client("sandbox", config_file=str(file))
    ours = client_of(ovh, who={"config_file": str(file)})
    assert theirs.get("/me")["nichandle"] == ours.get("me")["nichandle"]
