# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory through ansible-inventory and ansible-playbook, as users have it."""

from __future__ import annotations

import base64
import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples" / "inventory"
TOKENS = ("a" * 32, "b" * 32)
LIST_CALL, IPS_CALL = ("GET", "/jiffyBoxes"), ("GET", "/ips")
HARMFUL = "{{ lookup('ansible.builtin.pipe', 'echo harmed') }}"
# What "an inventory could not be read" looks like in every version.
UNREAD = "Unable to parse"


class Inventory:
    """Inventory sources, and what Ansible makes of them."""

    def __init__(self, ansible: Any) -> None:
        self.ansible = ansible

    def source(self, name: str = "mine", **options: Any) -> str:
        """Write an inventory source; returns its path."""
        path = self.ansible.folder / f"{name}.jiffybox.yml"
        config = {"plugin": "boxfleet.cloud.jiffybox", "api_retries": 0, **options}
        path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
        return str(path)

    def graph(self, *sources: str | Path, more: tuple[str, ...] = (), **environment: str) -> Any:
        return self._run("--graph", sources, more, environment)

    def list(self, *sources: str | Path, more: tuple[str, ...] = (), **environment: str) -> Any:
        """What --list prints, as data."""
        file = self.ansible.folder / "list.json"
        done = self._run("--list", sources, (*more, "--output", str(file)), environment)
        assert done.code == 0, done.output
        return plain(file.read_text(encoding="utf-8"))

    def _run(self, what: str, sources: Any, more: tuple[str, ...], environment: dict[str, str]) -> Any:
        words = [word for source in sources for word in ("-i", str(source))]
        return self.ansible.run("ansible-inventory", what, *words, *more, **environment)


def plain(text: str) -> Any:
    """The data in what ansible-inventory prints, without the markers that say of text that it is no template."""
    return json.loads(text, object_hook=lambda item: item.get("__ansible_unsafe", item))


@pytest.fixture
def inventory(ansible: Any) -> Inventory:
    return Inventory(ansible)


@pytest.fixture
def fleet(sandbox: Any) -> Any:
    """A sandbox with two web servers, one of them switched off, and a jump box."""
    sandbox.seed(1, "web", metadata={"role": "web", "env": "prod"})
    sandbox.seed(1, "web", metadata={"role": "web", "env": "test"}, running=False)
    sandbox.seed(1, "jump", metadata={"role": "jump", "env": "prod"})
    sandbox.forget()
    return sandbox


@pytest.fixture(scope="module")
def accounts() -> Iterator[Any]:
    """A sandbox with two accounts, each with one box of the same name."""
    from tests.conftest import start_sandbox

    with start_sandbox(*(word for token in TOKENS for word in ("--token", token))) as both:
        for token in TOKENS:
            both.seed(1, "web", token=token)
        yield both


# What users see


def test_a_minimal_source_shows_all_boxes(fleet: Any, inventory: Inventory) -> None:
    done = inventory.graph(EXAMPLES / "minimal.jiffybox.yml")
    assert [line.strip("|- ") for line in done.output.splitlines()] == [
        *("@all:", "@ungrouped:", "@jiffybox:"),
        *("web1", "web2", "jump1"),
    ]
    assert fleet.calls() == [LIST_CALL]


@pytest.mark.each_ansible
def test_running_boxes_are_grouped_by_their_metadata(fleet: Any, inventory: Inventory) -> None:
    data = inventory.list(EXAMPLES / "by_role.jiffybox.yml")
    assert data["role_web"]["hosts"] == ["web1"]
    assert data["role_jump"]["hosts"] == ["jump1"]
    assert data["env_prod"]["hosts"] == ["web1", "jump1"]
    assert "env_test" not in data
    assert data["_meta"]["hostvars"]["web1"]["ansible_user"] == "root"


def test_a_selector_chooses_by_metadata(fleet: Any, inventory: Inventory) -> None:
    data = inventory.list(inventory.source(label_selector="env=prod,role in (web, db),!legacy"))
    assert data["jiffybox"]["hosts"] == ["web1"]
    assert fleet.calls() == [LIST_CALL]


@pytest.mark.each_ansible
def test_one_host_has_all_that_the_service_says_of_its_box(fleet: Any, inventory: Inventory) -> None:
    done = inventory.ansible.run("ansible-inventory", "-i", inventory.source(), "--host", "web2")
    variables = plain(done.output)
    (box,) = (box for box in fleet.api("GET", "jiffyBoxes").values() if box["name"] == "web2")
    assert variables["ansible_host"] == box["ips"]["public"][0]
    assert variables["jiffybox_metadata"] == {"role": "web", "env": "test"}
    assert variables["jiffybox_running"] is False
    assert variables["jiffybox_plan"]["name"] == box["plan"]["name"]
    assert variables["jiffybox_cost_cap"] == box["plan"]["priceCap"]
    assert variables["jiffybox_active_profile"]["disks"]["xvdb"]["size_in_mb"] == 512


def test_boxes_behind_a_jump_box_are_reached_through_it(fleet: Any, inventory: Inventory) -> None:
    done = inventory.ansible.run(
        *("ansible", "behind", "-i", str(EXAMPLES / "private_network"), "-m", "ansible.builtin.debug"),
        *("-a", "msg='{{ ansible_host }} by {{ ansible_ssh_common_args }}'"),
    )
    jump = fleet.api("GET", "jiffyBoxes")["10003"]["ips"]["public"][0]
    private = fleet.api("GET", "jiffyBoxes")["10001"]["ips"]["private"][0]
    assert done.code == 0, done.output
    assert f"{private} by -o ProxyJump=root@{jump}" in done.output
    assert "jump1" not in done.output


@pytest.mark.each_ansible
def test_the_examples_of_the_documentation_are_read_as_they_stand(fleet: Any, inventory: Inventory) -> None:
    name = "boxfleet.cloud.jiffybox"
    told = json.loads(inventory.ansible.run("ansible-doc", "--json", "-t", "inventory", name).output)[name]
    account = {"api_token": fleet.token, "api_url": fleet.url}
    documents = list(yaml.safe_load_all(told["examples"]))
    assert len(documents) > 5
    sources = [inventory.source(f"example{index}", **{**doc, **account}) for index, doc in enumerate(documents)]
    done = inventory.graph(*sources, HOME=str(inventory.ansible.folder))
    assert UNREAD not in done.output
    assert "@plan_CloudLevel_1:" in done.output


@pytest.mark.each_ansible
def test_a_play_reaches_a_group_and_sees_a_new_box_after_a_refresh(fleet: Any, inventory: Inventory) -> None:
    source = inventory.source(
        cache=True,
        cache_plugin="ansible.builtin.jsonfile",
        cache_connection=str(inventory.ansible.folder / "cache"),
        keyed_groups=[{"key": "jiffybox_metadata.role", "prefix": "role"}],
    )
    new = {"count": 1, "prefix": "late", "metadata": {"role": "web"}}
    order = {"url": f"{fleet.url}/_sandbox/boxes", "method": "POST", "body": new, "body_format": "json"}
    show = {"ansible.builtin.debug": {"msg": "on {{ inventory_hostname }}"}}
    done = inventory.ansible.play(
        [
            show,
            {"ansible.builtin.uri": order, "run_once": True},
            {"ansible.builtin.meta": "refresh_inventory"},
            {"ansible.builtin.debug": {"msg": "now {{ groups.role_web }}"}, "run_once": True},
        ],
        *("-i", source),
        hosts="role_web",
        vars={"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
    )
    assert done.code == 0, done.output
    assert set(re.findall(r'"on (\w+)"', done.output)) == {"web1", "web2"}
    assert re.search(r"now .*late1", done.output)


@pytest.mark.each_ansible
def test_text_from_the_service_is_never_executed(sandbox: Any, inventory: Inventory) -> None:
    sandbox.seed(1, "web", metadata={"note": HARMFUL})
    source = inventory.source(compose={"note": "jiffybox_metadata.note"})
    message = "msg='{{ jiffybox_metadata.note }} {{ note }}'"
    done = inventory.ansible.run("ansible", "web1", "-i", source, "-m", "ansible.builtin.debug", "-a", message)
    assert done.output.count("lookup(") == 2, done.output
    assert "harmed'" in done.output
    assert '"harmed' not in done.output


# Addresses


def test_ipv6_takes_one_more_call(fleet: Any, inventory: Inventory) -> None:
    data = inventory.list(inventory.source(connect_with=["floating_ipv4", "public_ipv6"]))
    assert re.fullmatch(r"2001:db8:.*::1", data["_meta"]["hostvars"]["web1"]["ansible_host"])
    assert fleet.calls() == [LIST_CALL, IPS_CALL]


def test_addresses_that_are_not_needed_are_not_asked_for(fleet: Any, inventory: Inventory) -> None:
    inventory.graph(inventory.source(connect_with=["public_ipv4", "public_ipv6"]))
    assert fleet.calls() == [LIST_CALL]


# Several sources


def test_several_accounts_make_one_inventory(accounts: Any, inventory: Inventory) -> None:
    blog, shop = TOKENS
    url = {"JIFFYBOX_API_URL": accounts.url}
    data = inventory.list(EXAMPLES / "accounts", BLOG_TOKEN=blog, SHOP_TOKEN=shop, **url)
    assert data["blog"]["hosts"] == ["web1.blog"]
    assert data["shop"]["hosts"] == ["web1.shop"]


def test_an_account_that_fails_leaves_the_others(accounts: Any, inventory: Inventory) -> None:
    url = {"JIFFYBOX_API_URL": accounts.url}
    done = inventory.graph(EXAMPLES / "accounts", BLOG_TOKEN="c" * 32, SHOP_TOKEN=TOKENS[1], **url)
    assert "web1.shop" in done.output
    assert "Could not list the boxes" in " ".join(done.output.split())
    assert "c" * 32 not in done.output


# Templates in options


@pytest.mark.each_ansible
def test_a_vaulted_token_works_inline_and_from_a_variable(fleet: Any, inventory: Inventory) -> None:
    folder = inventory.ansible.folder
    (folder / "password").write_text("secret")
    (folder / "token").write_text(fleet.token)
    vault = ("--vault-password-file", str(folder / "password"))
    inventory.ansible.run("ansible-vault", "encrypt", *vault, str(folder / "token"))
    secret = (folder / "token").read_text().replace("\n", "\n  ")
    (folder / "vars.yml").write_text(f"token: !vault |\n  {secret}")
    inline = Path(inventory.source("inline"))
    inline.write_text(f"{inline.read_text()}api_token: !vault |\n  {secret}")
    from_variable = inventory.source("variable", api_token="{{ token }}", running="{{ up }}", group="by_variable")
    extra = ("-e", f"@{folder / 'vars.yml'}", "-e", "up=true")
    data = inventory.list(inline, from_variable, more=(*vault, *extra), JIFFYBOX_API_TOKEN="")
    assert data["jiffybox"]["hosts"] == ["web1", "web2", "jump1"]
    assert data["by_variable"]["hosts"] == ["web1", "jump1"]


# Mistakes


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"conect_with": "name"}, "Did you mean connect_with?"),
    ({"connect_with": "public-ipv4"}, "Did you mean public_ipv4"),
    ({"statuses": ["REDAY"]}, "Did you mean READY?"),
    ({"running": "sometimes"}, "running: 'sometimes' must be true or false"),
    ({"api_timeout": "soon"}, "What each option takes"),
    ({"cache": True, "cache_plugin": "jsonfiel"}, "is no cache plugin"),
    ({"label_selector": "env=prod,"}, "label_selector: 'env=prod,' has nothing between two commas, or at an end."),
    ({"api_token": ""}, "api_token: is empty: is its variable set?"),
    ({"api_token": "0"}, "must be 32 letters and digits"),
    ({"api_token": "{{ nothing }}"}, "extra variables"),
    ({"api_token": "0" * 32}, "Check api_token"),
    ({"api_url": "http://127.0.0.1:9"}, "Check api_url"),
    ({"api_url": "http://api.example.com"}, "must use https"),
]


@pytest.mark.each_ansible
def test_a_mistake_is_told_with_what_to_do_and_without_the_token(sandbox: Any, inventory: Inventory) -> None:
    sources = [
        inventory.source(f"mistake{number}", **{"api_token": sandbox.token, **options})
        for number, (options, _words) in enumerate(MISTAKES)
    ]
    done = inventory.graph(*sources, more=("-vvvv",))
    told = " ".join(done.output.split())
    for number, (_options, words) in enumerate(MISTAKES):
        # what is said of this source and of no other
        here = told[told.index(f"mistake{number}.jiffybox.yml") :].partition(f"mistake{number + 1}.jiffybox.yml")[0]
        assert words in here
    assert "Traceback" not in done.output
    assert sandbox.token not in done.output
    assert "0" * 32 not in done.output


def test_a_missing_token_is_told_as_by_modules_and_with_the_variable_to_set(sandbox: Any, inventory: Inventory) -> None:
    del inventory.ansible.environment["JIFFYBOX_API_TOKEN"]
    told = " ".join(inventory.graph(inventory.source()).output.split())
    words = "api_token: is not set. Set it, or export JIFFYBOX_API_TOKEN"
    assert words in told
    assert words in inventory.ansible.module("jiffybox_facts", options={"gather_subset": "boxes"}).output


def test_a_source_that_is_no_map_is_told(sandbox: Any, inventory: Inventory) -> None:
    source = Path(inventory.source())
    source.write_text("- plugin: boxfleet.cloud.jiffybox\n", encoding="utf-8")
    done = inventory.graph(source, ANSIBLE_INVENTORY_ENABLED="boxfleet.cloud.jiffybox")
    assert "the source must be a map of options" in " ".join(done.output.split())


# A service that is broken, or means harm


class Broken(http.server.BaseHTTPRequestHandler):
    """Answers each call with what its path has in ``answers``."""

    answers: ClassVar[dict[str, str]] = {}

    def do_GET(self) -> None:
        body = self.answers[self.path.rpartition("/")[2]].encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def broken() -> Iterator[Any]:
    """Starts a service with these answers to jiffyBoxes and ips; returns its URL."""
    servers = []

    def start(boxes: Any, ips: Any = None) -> str:
        answers = {name: envelope(result) for name, result in (("jiffyBoxes", boxes), ("ips", ips or {}))}
        handler = type("Handler", (Broken,), {"answers": answers})
        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def envelope(result: Any) -> str:
    """The result as the service sends it; a text is sent as it stands."""
    told = result if isinstance(result, str) else json.dumps(result)
    return f'{{"messages": [], "result": {told}}}'


def box(box_id: int = 1, name: str = "web1", **more: Any) -> dict[str, Any]:
    return {"id": box_id, "name": name, "status": "READY", "ips": {"public": [f"198.51.100.{box_id}"]}, **more}


DEEP = f'{{"1": {"[" * 100_000}{"]" * 100_000}}}'


@pytest.mark.parametrize(
    ("boxes", "ips", "words"),
    [
        ("7", None, "GET jiffyBoxes was answered with JSON of an unexpected shape: a number where a map belongs"),
        (DEEP, None, "is not valid JSON"),
        ({"1": "web1"}, None, "1 of 1 boxes cannot be read"),
        ({"1": {"id": "x"}, "2": None}, None, "2 of 2 boxes cannot be read"),
        (
            {"1": box()},
            {"1": "198.51.100.1"},
            "GET ips was answered with JSON of an unexpected shape: ['1']: a text",
        ),
        ({"1": box()}, {"1": {"1": {"ip": 7}}}, "['1']: ['1']: id is missing"),
    ],
    ids=["number", "deep", "text", "no-boxes", "ips-text", "ips-number"],
)
def test_an_answer_that_nobody_can_read_fails_and_says_why(
    inventory: Inventory, broken: Any, boxes: Any, ips: Any, words: str
) -> None:
    source = inventory.source(api_url=broken(boxes, ips), addresses=True)
    done = inventory.graph(source, more=("-vvv",), ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED="true")
    told = " ".join(done.output.split())
    assert done.code != 0
    assert words in told
    assert "Traceback" not in told
    assert "This is a fault" not in told


def test_what_is_no_box_is_left_out_and_told(inventory: Inventory, broken: Any) -> None:
    deep: Any = "x"
    for _level in range(60):
        deep = {"in": deep}
    boxes = [
        box(),
        "rubbish",
        box(3, "deep", metadata=deep),
        {**box(4, "php"), "id": "4", "ips": {"public": {"0": "x"}}},
    ]
    done = inventory.graph(inventory.source(api_url=broken(boxes)))
    told = " ".join(done.output.split())
    assert done.code == 0
    assert re.findall(r"\|--(\w+)", done.output) == ["web1", "php"]
    assert "2 of 4 boxes were left out" in told
    assert "number 2 (a text where id, name and status belong), number 3 (nested more than 50 levels deep)" in told


ECHOES = [
    "{token}",
    "{upper}",
    "{percent}",
    "{base64}",
    "{half}\n{other_half}",
]


@pytest.mark.each_ansible
def test_a_token_that_the_service_puts_anywhere_is_shown_nowhere(
    sandbox: Any, inventory: Inventory, broken: Any
) -> None:
    token = sandbox.token
    forms = {
        "token": token,
        "upper": token.upper(),
        "percent": "".join(f"%{ord(char):02x}" for char in token),
        "base64": base64.b64encode(f"token={token}".encode()).decode(),
        "half": token[:16],
        "other_half": token[16:],
    }
    echoes = [echo.format(**forms) for echo in ECHOES]
    metadata = {"role": echoes[0], echoes[1]: echoes[2], "list": [[echo] for echo in echoes]}
    boxes = [box(number, echo, metadata=metadata, status=echo) for number, echo in enumerate(echoes, 1)]
    cache = inventory.ansible.folder / "cache"
    source = inventory.source(
        api_url=broken(boxes),
        connect_with=["private_ipv4", "floating_ipv4"],
        addresses=True,
        cache=True,
        cache_plugin="ansible.builtin.jsonfile",
        cache_connection=str(cache),
        keyed_groups=[{"key": "jiffybox_metadata.role", "prefix": "role"}, {"key": "jiffybox_name"}],
        compose={"copy": "jiffybox_metadata | string"},
    )
    outputs = [inventory.graph(source, more=("--vars", "-vvvv")).output]
    outputs.append(json.dumps(inventory.list(source)))
    outputs.append(inventory.ansible.run("ansible", "all", "-i", source, "--list-hosts").output)
    outputs += [file.read_text() for file in cache.iterdir()]
    assert len(outputs) == 4
    for output in outputs:
        assert "********" in output
        for form in (token, forms["percent"], forms["base64"], forms["half"], forms["other_half"]):
            assert form.lower() not in output.lower()


@pytest.mark.each_ansible
def test_an_escape_sequence_does_not_reach_the_terminal(inventory: Inventory, broken: Any) -> None:
    url = broken([box(1, "web\x1b]0;owned\x07\n@root:"), box(2, "web\r\x9b2J", metadata={"role": "a\x1bb"})])
    source = inventory.source(api_url=url, keyed_groups=[{"key": "jiffybox_metadata.role"}])
    done = inventory.graph(source, more=("--vars",))
    assert "owned" in done.output
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", done.output)
    assert inventory.graph(source).output.count("\n") == 7


# The cache


@pytest.fixture
def cached(fleet: Any, inventory: Inventory) -> Iterator[Any]:
    """The cached example after its first run; its cache lies below the home folder."""
    home = inventory.ansible.folder / "home"
    inventory.ansible.environment["HOME"] = str(home)
    first = inventory.graph(EXAMPLES / "cached.jiffybox.yml")
    assert "web1" in first.output
    fleet.forget()
    return home / ".cache" / "boxfleet"


def cache_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


@pytest.mark.each_ansible
def test_a_cached_answer_is_used_without_a_call(fleet: Any, inventory: Inventory, cached: Path) -> None:
    assert "web1" in inventory.graph(EXAMPLES / "cached.jiffybox.yml").output
    assert fleet.calls() == []


@pytest.mark.each_ansible
def test_the_token_is_not_in_the_cache(fleet: Any, cached: Path) -> None:
    assert fleet.token not in cache_file(cached).name
    assert fleet.token not in cache_file(cached).read_text()


def test_flush_cache_asks_again(fleet: Any, inventory: Inventory, cached: Path) -> None:
    fleet.seed(1, "late")
    fleet.forget()
    playbook = inventory.ansible.folder / "site.yml"
    playbook.write_text("- hosts: all\n", encoding="utf-8")
    source = str(EXAMPLES / "cached.jiffybox.yml")
    done = inventory.ansible.run("ansible-playbook", "-i", source, "--list-hosts", "--flush-cache", str(playbook))
    assert "late1" in done.output
    assert fleet.calls() == [LIST_CALL]


def test_an_expired_answer_is_used_when_the_service_is_away(fleet: Any, inventory: Inventory, cached: Path) -> None:
    file = cache_file(cached)
    older = re.sub(r'(asked_at\\*": )([\d.]+)', lambda found: f"{found[1]}{float(found[2]) - 7500}", file.read_text())
    file.write_text(older)
    fleet.fault("GET", "/jiffyBoxes", "status", status=503, times=2)
    told = " ".join(inventory.graph(EXAMPLES / "cached.jiffybox.yml").output.split())
    assert "web1" in told
    assert "2 h 5 min ago" in told
    assert "503" in told
    assert file.read_text() == older


@pytest.mark.parametrize(
    "rubbish",
    ["[1]", *(pytest.param(rubbish, marks=pytest.mark.long) for rubbish in ("", "{", "[]", '"x"'))],
    ids=repr,
)
def test_a_cache_that_holds_rubbish_is_told_and_the_service_asked(
    fleet: Any, inventory: Inventory, cached: Path, rubbish: str
) -> None:
    cache_file(cached).write_text(rubbish)
    done = inventory.graph(EXAMPLES / "cached.jiffybox.yml")
    assert "web1" in done.output
    assert "What the cache holds cannot be used" in " ".join(done.output.split())
    assert fleet.calls() == [LIST_CALL]
    assert "WARNING" not in inventory.graph(EXAMPLES / "cached.jiffybox.yml").output
    assert fleet.calls() == [LIST_CALL]


def test_a_cache_that_was_changed_is_told_and_the_service_asked(fleet: Any, inventory: Inventory, cached: Path) -> None:
    file = cache_file(cached)
    file.write_text(file.read_text().replace("web1", "wab1"))
    done = inventory.graph(EXAMPLES / "cached.jiffybox.yml")
    assert "cannot be used (it is damaged)" in " ".join(done.output.split())
    assert "wab1" not in done.output
    assert fleet.calls() == [LIST_CALL]


@pytest.mark.parametrize("fallback", [True, False])
def test_a_cache_that_cannot_be_opened_is_told_and_the_service_asked(
    fleet: Any, inventory: Inventory, fallback: bool
) -> None:
    file = inventory.ansible.folder / "file"
    file.touch()
    cache = {"cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(file / "below")}
    done = inventory.graph(inventory.source(cache=True, cache_fallback=fallback, **cache))
    assert "The cache cannot be opened, so it is left aside" in " ".join(done.output.split())
    assert "web1" in done.output
