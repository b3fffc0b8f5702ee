# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets are in nothing that a run leaves, whatever goes wrong, and whatever the service does with them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from running import serving

from tests.functional.core.raw import raw_server, reply
from tests.hostile.canary import PROC, Canary
from tests.hostile.leaks import leaks
from tests.hostile.providers import PROVIDERS, Hosted

# What one provider's plugins do with secrets, another's do, too: make test asks one, make hostile all.
LONG = [pytest.mark.long]
providers = pytest.mark.parametrize(
    "hosted", [pytest.param(hosted, id=str(hosted), marks=LONG if at else []) for at, hosted in enumerate(PROVIDERS)]
)
ways = pytest.mark.parametrize("way", ["module", "in process"])
# modules take their time
quick_ways = pytest.mark.parametrize("way", [pytest.param("module", marks=LONG), "in process"])
IN_PROCESS = {"module": "0", "in process": "1"}
# All that is said at less is said at -vvvvv, too, but in other ways: each has its run in make hostile.
LOUD = ["-vvvvv", "--diff"]
# What a source must not be, with a token in it.
WRONG_OPTIONS: tuple[dict[str, Any], ...] = (
    {"api_tokn": "{{ other }}"},
    {"connect_with": "{{ other }}"},
    {"api_url": "{{ url }}/{{ other }}/v1.0"},
    {"{{ other }}": "x"},
    {"api_token": "{{ other }}x"},
    {"filters": [{"include": "{{ other }}"}]},
)
QUIETER = [[], ["-v"], ["-vv", "--diff"], ["-vvv", "--check", "--diff"], ["-vvvv"]]


@contextmanager
def sandbox(hosted: Hosted) -> Iterator[Any]:
    program, folder, options = hosted.sandbox
    with serving(*options, program=program, folder=folder) as server:
        yield server


def forms(secret: str) -> list[str]:
    """A secret in the forms in which a service may repeat it."""
    half = len(secret) // 2
    return [
        secret,
        secret.upper(),
        quote(secret, safe=""),
        "".join(f"%{byte:02X}" for byte in secret.encode()),
        json.dumps(secret)[1:-1],
        "".join(f"\\u{ord(char):04x}" for char in secret),
        base64.b64encode(f"me:{secret}".encode()).decode(),
        base64.encodebytes(("x" * 30 + secret).encode()).decode(),
        f"{secret[:half]}\r\n  {secret[half:]}",
        "\n".join(secret[at : at + 5] for at in range(0, len(secret), 5)),
    ]


def echoes(hosted: Hosted) -> list[str]:
    """Words in which the service repeats what it was told, and in which a terminal or a template would do harm."""
    told = [form for secret in (hosted.token, hosted.secrets["password"]) for form in forms(secret)]
    return [f"{{{{ 7 * 7 }}}}\x1b]0;x\x07 {form} \x9b2J" for form in told]


@providers
@quick_ways
def test_nothing_that_a_run_leaves_has_a_secret_in_it(hosted: Hosted, way: str, tmp_path: Path) -> None:
    with sandbox(hosted) as server:
        canary = Canary(hosted, server.url, tmp_path)
        # asynchronous tasks leave files of their own
        later = {**hosted.calling, "async": 60, "poll": 1}
        done = canary.play([*hosted.tasks, later], *LOUD, BOXFLEET_IN_PROCESS=IN_PROCESS[way])
        asked = canary.inventory(["--list", "-vvvvv"], {}, *WRONG_OPTIONS)
        # older versions break lines anywhere
        said = "".join(asked.output.split())
        assert len(set(re.findall(r"/(\d+)\.\w+\.ymlasaninventorysource", said))) == len(WRONG_OPTIONS)
    assert canary.found() == []
    assert "Traceback" not in done.output
    # it would have been found: the run was as it should be, and there is something of every kind
    kinds = {where.partition("/")[0].partition(" ")[0] for where, _text in canary.traces()}
    assert kinds >= {"output", "log", "syslog", "results", "junit", "tree", "facts", "inventory"}
    assert len(canary.processes) > 1 or not PROC.exists()
    results = [json.loads(line) for line in (canary.left / "results").read_text().splitlines()]
    assert sum("api_calls" in result for result in results) > len(hosted.tasks) / 4
    assert sum("HIDDEN" in json.dumps(result) or "NO_LOG" in json.dumps(result) for result in results) > 5


@pytest.mark.long
@providers
@ways
@pytest.mark.parametrize("arguments", QUIETER, ids=" ".join)
def test_nothing_of_a_quieter_run_has_a_secret_in_it(
    hosted: Hosted, way: str, arguments: list[str], tmp_path: Path
) -> None:
    with sandbox(hosted) as server:
        canary = Canary(hosted, server.url, tmp_path)
        canary.play(list(hosted.tasks), *arguments, BOXFLEET_IN_PROCESS=IN_PROCESS[way])
        canary.inventory(["--list", *(word for word in arguments if word.startswith("-v"))], {}, *WRONG_OPTIONS)
    assert canary.found() == []


# How a service answers that repeats what it was told, and worse.
ANSWERS: dict[str, Callable[[Hosted, list[str]], list[bytes]]] = {
    "refused": lambda hosted, words: [reply(hosted.refusal(text), "422 No") for text in words],
    "said no": lambda hosted, words: [reply(hosted.refusal(text)) for text in words],
    "failed": lambda hosted, words: [reply(hosted.refusal(text), "500 Oops") for text in words],
    "a page": lambda hosted, words: [reply(text.encode(), "404 No", content_type="text/html") for text in words],
    "no JSON": lambda hosted, words: [reply(b'{"x": ' + text.encode()) for text in words],
    "headers": lambda hosted, words: [reply(b"x", content_type=quote(text)) for text in words],
    "sent elsewhere": lambda hosted, words: [reply(b"", "302 Go", f"Location: http://x/{hosted.token}")],
    "no HTTP": lambda hosted, words: [text.replace("\n", " ").encode() + b"\r\n" for text in words],
    "names": lambda hosted, words: [reply(body) for body in hosted.listing(words)],
}


@providers
@quick_ways
def test_nothing_that_a_service_repeats_gets_through(hosted: Hosted, way: str, tmp_path: Path) -> None:
    words = echoes(hosted)
    told_and_hidden(hosted, way, tmp_path, [make(hosted, [words[at]])[0] for at, make in enumerate(ANSWERS.values())])


@pytest.mark.long
@providers
@ways
def test_nothing_that_a_service_repeats_in_any_form_gets_through(hosted: Hosted, way: str, tmp_path: Path) -> None:
    told_and_hidden(hosted, way, tmp_path, [one for make in ANSWERS.values() for one in make(hosted, echoes(hosted))])


def told_and_hidden(hosted: Hosted, way: str, tmp_path: Path, answers: list[bytes]) -> None:
    with raw_server(*answers, b"") as server:
        canary = Canary(hosted, server.url, tmp_path)
        calling = {name: {**options, "api_retries": 0} for name, options in hosted.calling.items()}
        # each turn meets the next answer
        turns = {**calling, "loop": list(range(len(answers)))}
        done = canary.play([turns], *LOUD, BOXFLEET_IN_PROCESS=IN_PROCESS[way])
        assert len(server.seen) >= len(answers)
    assert canary.found() == []
    assert obeyed(canary) == []
    assert "Traceback" not in done.output
    assert "This is a fault" not in done.output


@providers
def test_nothing_that_a_service_repeats_gets_into_the_inventory_or_its_cache(hosted: Hosted, tmp_path: Path) -> None:
    words = echoes(hosted)[: len(forms(hosted.token))]
    answers = [
        answer
        for what, make in ANSWERS.items()
        # of passwords an inventory knows nothing
        for answer in make(hosted, words if what == "names" else words[2:8:5])
    ]
    options = {"keyed_groups": [{"key": f"{hosted.name}_name"}], "compose": {"x": "7 * 6"}}
    # the last of them is answered, and kept in the cache
    sources = [options] * len(answers)
    for arguments in (["--list", "-vvvvv"], ["--graph", "--vars"]):
        with raw_server(*answers, b"") as server:
            canary = Canary(hosted, server.url, tmp_path / arguments[0])
            done = canary.inventory(arguments, *sources)
            assert len(server.seen) >= len(answers)
            canary.inventory(arguments, sources[-1])
        assert canary.found() == []
        assert obeyed(canary) == []
        assert "This is a fault" not in done.output
        assert "********" in canary.outputs[1]


def obeyed(canary: Canary) -> list[str]:
    """What a terminal would obey in what a run has left, and where a template was evaluated."""
    return [where for where, text in canary.traces() if re.search(r"[\x1b\x9b]|\b49\b(?= *\\\\?x1b)", text)]


@providers
@quick_ways
def test_no_fault_of_the_collection_itself_shows_a_secret(hosted: Hosted, way: str, tmp_path: Path) -> None:
    with raw_server(b"") as server:
        canary = Canary(hosted, server.url, tmp_path)
        for verbosity in ("-v", "-vvvvv"):
            environment = {"BOXFLEET_IN_PROCESS": IN_PROCESS[way], "CANARY_CRASH": "1"}
            done = canary.play([hosted.calling, hosted.tasks[0]], verbosity, **environment)
            asked = canary.inventory(["--list", verbosity], {}, **environment)
            for output in (done.output, asked.output):
                assert "This is a fault in boxfleet.cloud" in " ".join(output.split())
    assert canary.found() == []


@pytest.mark.parametrize("secret", ["A0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5", "Ge\"heim'47-11 %ä+\\x"])
def test_the_search_finds_a_secret_in_every_form_and_in_forms_of_forms(secret: str) -> None:
    for form in [*forms(secret), *map(json.dumps, forms(secret)), *map(repr, forms(secret)), secret[3:17]]:
        assert leaks(f"<{form}>", {"it": secret}), form
    assert leaks("what is harmless", {"it": secret}) == []


def test_the_watch_sees_what_a_process_is_called_with(tmp_path: Path) -> None:
    if not PROC.exists():
        pytest.skip("there is no /proc")
    hosted = PROVIDERS[0]
    canary = Canary(hosted, "http://127.0.0.1:9", tmp_path)
    task = {"ansible.builtin.command": "sleep 2", "environment": {"TOLD": "{{ token }}"}}
    canary.play([task])
    assert [leak for leak in canary.found() if leak.startswith("a process: token")]
