# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What examples/awx tells AWX is what the plugins read and what the repository has."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.boxfleet.cloud.plugins.module_utils._ionos.provider import IONOS
from ansible_collections.boxfleet.cloud.plugins.module_utils._jiffybox.provider import JIFFYBOX
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.endpoints import ENDPOINTS
from ansible_collections.boxfleet.cloud.plugins.module_utils._ovh.provider import OVH
from ansible_collections.boxfleet.cloud.plugins.module_utils._pterodactyl.provider import PANEL

CHECKOUT = Path(__file__).resolve().parents[3]
AWX = CHECKOUT / "examples" / "awx"
TYPES = sorted(path.name for path in AWX.glob("credential_type.*.json"))
INVENTORIES = sorted(path.stem for path in CHECKOUT.glob("plugins/inventory/*.py"))
# every variable that a plugin reads instead of an option -> whether it is secret
VARIABLES = {
    option["fallback"][1][0]: bool(option.get("no_log"))
    for provider in (JIFFYBOX, IONOS, OVH, PANEL)
    for option in provider.options.values()
    if "fallback" in option
} | {"BOXFLEET_STEPS_KEY": True}


def told(name: str) -> Any:
    return json.loads((AWX / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TYPES)
def test_a_credential_sets_what_plugins_read(name: str) -> None:
    kind = told(name)
    fields = {field["id"]: field for field in kind["inputs"]["fields"]}
    injected = {
        variable: re.fullmatch(r"\{\{ (\w+) \}\}", text)[1] for variable, text in kind["injectors"]["env"].items()
    }
    assert set(kind["injectors"]) == {"env"}, "an extra variable would be seen in the job"
    assert set(injected) <= set(VARIABLES)
    assert sorted(injected.values()) == sorted(fields)
    assert {variable: fields[field].get("secret", False) for variable, field in injected.items()} == {
        variable: VARIABLES[variable] for variable in injected
    }
    # AWX would set the variable of a field left out, to nothing, and plugins take that for a mistake
    assert kind["inputs"]["required"] == list(fields)


def test_there_is_a_credential_for_every_way_to_sign_in() -> None:
    injected = {variable for name in TYPES for variable in told(name)["injectors"]["env"]}
    secrets = {variable for variable, secret in VARIABLES.items() if secret}
    assert secrets - injected == {"OVH_ACCESS_TOKEN"}, "it is made for an hour, so nobody stores it"


def test_the_endpoints_that_can_be_chosen_are_those_there_are() -> None:
    chosen = {name: told(name)["inputs"]["fields"][0].get("choices", []) for name in TYPES if "ovh" in name}
    assert chosen == {
        "credential_type.ovh_application.json": list(ENDPOINTS),
        "credential_type.ovh_service_account.json": [name for name, one in ENDPOINTS.items() if one.token_url],
    }


@pytest.mark.parametrize("provider", INVENTORIES)
def test_there_is_an_inventory_source_for_every_provider(provider: str) -> None:
    path = told(f"inventory_source.{provider}.json")["source_path"]
    assert path.endswith(f"{provider}.yml")
    source = yaml.safe_load((CHECKOUT / path).read_text(encoding="utf-8"))
    assert source["plugin"] == f"boxfleet.cloud.{provider}"


def test_the_playbook_and_the_project_are_there() -> None:
    assert (CHECKOUT / told("job_template.json")["playbook"]).is_file()
    galaxy = yaml.safe_load((CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))
    assert told("project.json")["scm_url"] == f"{galaxy['repository']}.git"


def test_the_guide_names_every_file() -> None:
    guide = (CHECKOUT / "docs" / "awx.md").read_text(encoding="utf-8")
    assert [path.name for path in AWX.iterdir() if path.name not in guide] == []
