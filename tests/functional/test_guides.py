# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guides tell the truth, as far as that can be seen without running them: links, messages, options, figures.

tests/integration/test_guides.py runs their blocks.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.plugins.doc_fragments import constructed, inventory_cache

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.task import TaskSpec
from sandbox.jiffybox.catalogue import DISTRIBUTIONS, PLANS
from sandbox.ovh.catalogue import SIZES, SYSTEMS
from tests.guides import CHECKOUT, RUN_BY, Block, blocks, pages

PAGES = pages()
OURS = "boxfleet.cloud."
MODULES = {path.stem for path in CHECKOUT.glob("plugins/modules/*.py")}
INVENTORIES = {f"{OURS}{path.stem}" for path in CHECKOUT.glob("plugins/inventory/*.py")}
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
LANGUAGES = {"", "console", "ini", "json", "python", "yaml"}
# Markers are for what no test can do; a page that wants another one has to be looked at.
MARKERS = 10


def prose(page: str) -> str:
    """A page without its blocks."""
    return re.sub(r"^ *```.*?^ *```$", "", (CHECKOUT / page).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors of the headings of a page, called as GitHub calls them."""
    named: list[str] = []
    for heading in re.findall(r"^#+ (.+)$", prose(str(page.relative_to(CHECKOUT))), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.replace("`", "")).strip().lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        named.append(f"{slug}-{named.count(slug)}" if slug in named else slug)
    return set(named)


@pytest.mark.parametrize("page", [*PAGES, *(path.name for path in CHECKOUT.glob("*.md") if path.name not in PAGES)])
def test_links_lead_somewhere(page: str) -> None:
    for link in (one or other for one, other in LINK.findall(prose(page))):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = ((CHECKOUT / page).parent / path).resolve() if path else CHECKOUT / page
        assert target.exists(), f"{page}: {link}"
        assert not anchor or anchor in anchors(target), f"{page}: {link}"


@pytest.mark.parametrize("page", PAGES)
def test_tables_have_a_heading_and_rows_as_wide_as_it(page: str) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", prose(page), re.MULTILINE):
        heading, line, *below = table.splitlines()
        assert re.fullmatch(r"\|(?: ?:?-+:? ?\|)+", line), f"{page}: {heading}"
        for row in below:
            assert len(re.findall(r"(?<!\\)\|", row)) == line.count("|"), f"{page}: {row}"


def test_every_page_with_blocks_is_run_and_few_blocks_are_not() -> None:
    for page, test in RUN_BY.items():
        known_as = Path(page).parent.name if page.startswith("roles/") else Path(page).name
        assert known_as in (CHECKOUT / test).read_text("utf-8")
    markers = [block for page in PAGES for block in blocks(page) if block.why]
    assert len(markers) <= MARKERS, [str(block) for block in markers]


def test_pages_with_a_test_of_their_own_have_no_block_that_it_passes_over() -> None:
    assert {block.language for block in blocks("docs/new-provider.md")} == {"python"}
    # an image wants a registry, and a cache a redis; the test of the page has the two others
    assert len(blocks("docs/awx.md")) == 4
    typed = {command for block in blocks("docs/approved-runs.md") for command in block.commands}
    (pipeline,) = (block for block in blocks("docs/approved-runs.md") if block.language != "console" and not block.name)
    jobs = [job for job in yaml.safe_load(pipeline.text).values() if isinstance(job, dict)]
    assert len(jobs) == 3
    assert {line for job in jobs for line in job["script"]} <= typed


def test_what_else_the_readmes_of_roles_show_fits_the_play_that_is_run() -> None:
    for role in (CHECKOUT / "roles").iterdir():
        play, *others = blocks(f"roles/{role.name}/README.md")
        assert f"{OURS}{role.name}" in play.text
        for block in others:
            if block.language == "yaml":
                ((keyword, groups),) = yaml.safe_load(block.text).items()
                assert (keyword, list(groups)) == ("module_defaults", [f"group/{OURS}jiffybox"])
                assert groups[f"group/{OURS}jiffybox"].keys() <= options_of("jiffybox_box").keys()
            else:
                # how the play is run every minute, in either way
                assert "/etc/failover/environment" in block.text
                assert "ansible-playbook /etc/failover/failover.yml\n" in block.text


def tasks_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every task of plays and blocks."""
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, dict):
            yield entry
            for key in ("tasks", "block", "rescue", "always", "pre_tasks", "post_tasks"):
                yield from tasks_in(entry.get(key))


@cache
def options_of(module: str) -> dict[str, Any]:
    """What a module takes."""
    loaded = importlib.import_module(f"ansible_collections.boxfleet.cloud.plugins.modules.{module}")
    (spec,) = (value for value in vars(loaded).values() if isinstance(value, TaskSpec))
    return dict(spec.argument_spec)


def check_options(block: Block, given: Any, known: dict[str, Any]) -> None:
    """Check that options, and those inside them, are options."""
    for name, value in given.items() if isinstance(given, dict) else ():
        assert name in known, f"{block}: {name}"
        inside = known[name].get("options")
        if inside:
            for entry in value if isinstance(value, list) else [value]:
                check_options(block, entry, inside)


@pytest.mark.parametrize("page", PAGES)
def test_blocks_can_be_read_and_name_what_there_is(page: str) -> None:
    for block in blocks(page):
        assert block.language in LANGUAGES, str(block)
        if block.language == "python":
            ast.parse(block.text)
        if block.language not in ("yaml", "json"):
            continue
        for task in tasks_in(yaml.safe_load(block.text)):
            for key, given in task.items():
                if key.startswith(OURS):
                    assert key.removeprefix(OURS) in MODULES, f"{block}: {key}"
                    check_options(block, given, options_of(key.removeprefix(OURS)))


@cache
def messages() -> list[str]:
    """Every text in the code of the plugins, with … for what it is filled in with."""
    found: list[str] = []
    for path in sorted((CHECKOUT / "plugins").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.append("".join(str(v.value) if isinstance(v, ast.Constant) else "…" for v in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(re.sub(r"%s|\{\w*\}", "…", node.value))
    # longer ones are documentation
    return [text for text in set(found) if len(text) < 1000]


QUOTED = re.findall(r"^\| `([^`]+)` \|", prose("docs/troubleshooting.md"), re.MULTILINE)


@pytest.mark.parametrize("message", QUOTED)
def test_a_message_that_is_explained_is_one_of_the_code(message: str) -> None:
    parts = [re.escape(part) for part in message.split("…")]
    pattern = re.compile(".*".join(parts), re.DOTALL)
    assert any(pattern.search(text) for text in messages()), message


def test_the_messages_people_meet_are_explained() -> None:
    assert len(QUOTED) == len(set(QUOTED)) > 50


def rows(page: str, first: str) -> list[list[str]]:
    """The rows of a table, whose first cell begins so."""
    lines = [line for line in (CHECKOUT / page).read_text("utf-8").splitlines() if line.startswith(f"| {first}")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def smallest(processors: int, memory: int) -> str | None:
    """The smallest flavor with so many processors and so much memory."""
    fitting = [(size[1], size[0], name) for name, size in SIZES.items() if size[0] >= processors and size[1] >= memory]
    return min(fitting)[2] if fitting else None


def test_plans_are_mapped_to_what_is_as_large() -> None:
    table = {row[0]: row[1:] for row in rows("docs/leaving-jiffybox.md", "CloudLevel")}
    assert set(table) == {plan["name"].strip() for plan in PLANS.values()}
    for plan in PLANS.values():
        cpus, memory, disk = plan["cpus"], plan["ramInMB"], math.ceil(plan["diskSizeInMB"] / 1024)
        row = table[plan["name"].strip()]
        assert row[:4] == [str(cpus), f"{memory} MB", f"{disk} GB", f"{cpus}, {memory}, {disk}"]
        assert memory % 256 == 0
        flavor = smallest(cpus, memory // 1024)
        if flavor:
            size = SIZES[flavor]
            assert row[4:] == [f"`{flavor}` ({size[0]}, {size[1]} GiB, {size[2]} GB)", f"{disk - size[2]} GB"]
        else:
            assert row[4:] == ["a larger one", ""]


def test_distributions_are_mapped_to_images() -> None:
    for name, ionos, ovh in [row for what in ("`debian", "`ubuntu") for row in rows("docs/leaving-jiffybox.md", what)]:
        assert name.strip("`") in DISTRIBUTIONS
        assert ovh.strip("`") in SYSTEMS
        assert ionos.strip("`").replace(":", " ") == ovh.strip("`").lower()


def cells(page: str, column: str) -> Iterator[str]:
    """The cells below a heading, of all tables that have it."""
    at: int | None = None
    for line in (CHECKOUT / page).read_text("utf-8").splitlines():
        row = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if f"`{column}`" in row:
            at = row.index(f"`{column}`")
        elif not row:
            at = None
        elif at is not None and not row[at].startswith("---"):
            yield row[at]


def option_at(module: str, path: str) -> dict[str, Any]:
    """The option at a path such as ``volumes[].size``; empty if there is none."""
    found: dict[str, Any] = {"options": options_of(module)}
    for name in path.split("[]."):
        found = found.get("options", {}).get(name, {})
    return found


# Tables that say what became of the options and modules of others: the page, the heading of the column, its least rows.
BECAME = [
    ("docs/leaving-jiffybox.md", "ionos_server", 40),
    ("docs/leaving-jiffybox.md", "ovh_instance", 40),
    ("docs/coming-from.md", "ionos_server", 20),
    ("docs/coming-from.md", "boxfleet.cloud", 60),
]


@pytest.mark.parametrize(("page", "column", "least"), BECAME)
def test_what_options_of_others_became_are_options(page: str, column: str, least: int) -> None:
    found = list(cells(page, column))
    assert len(found) > least
    for cell in found:
        quoted = [word for word in re.findall(r"`([^`]+)`", cell) if word not in INVENTORIES]
        named = [word for word in (column, *quoted) if word in MODULES]
        for word in quoted:
            path, _, value = word.partition(": ")
            options = [option_at(name, path) for name in named]
            assert word in MODULES or any(options), f"{column}: {word}"
            choices = [option.get("choices") for option in options if option]
            assert not value or any(not each or value in each for each in choices), f"{column}: {word}"


@pytest.mark.parametrize(
    ("page", "inventory", "least"),
    [
        ("docs/leaving-jiffybox.md", "ionos", 8),
        ("docs/leaving-jiffybox.md", "ovh", 8),
        ("docs/coming-from.md", "ionos", 7),
    ],
)
def test_what_options_of_another_inventory_became_are_options(page: str, inventory: str, least: int) -> None:
    text = (CHECKOUT / "plugins" / "inventory" / f"{inventory}.py").read_text("utf-8")
    text += "".join(path.read_text("utf-8") for path in (CHECKOUT / "plugins" / "doc_fragments").glob("*.py"))
    text += constructed.ModuleDocFragment.DOCUMENTATION + inventory_cache.ModuleDocFragment.DOCUMENTATION
    found = list(cells(page, f"boxfleet.cloud.{inventory}"))
    assert len(found) > least
    for word in (word.partition(":")[0] for cell in found for word in re.findall(r"`([^`]+)`", cell)):
        variable = f"C({word})" in text and word.startswith(f"{inventory}_")
        assert variable or re.search(rf"^  {word}:$", text, re.MULTILINE), f"{inventory}: {word}"


def test_the_site_is_gathered_and_its_links_lead_to_pages_of_it_or_to_the_repository(tmp_path: Path) -> None:
    place = importlib.util.spec_from_file_location("build_docs", CHECKOUT / "tools" / "build_docs.py")
    assert place
    assert place.loader
    tool = importlib.util.module_from_spec(place)
    place.loader.exec_module(tool)
    tool.gather(tmp_path)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.iterdir()} >= {"index.md", "ionos.md", "SECURITY.md"}
    index = "bare\nNamed <other/named>"
    assert tool.with_all(index, map(Path, ("index.md", "bare.md", "other/named.md"))) == index
    assert tool.with_all(index, map(Path, ("bare.md", "new.md"))).endswith("\n\nnew\n```\n")
    led_out = 0
    for page in tmp_path.rglob("*.md"):
        for link in (one or other for one, other in LINK.findall(page.read_text("utf-8"))):
            led_out += link.startswith(f"{tool.REPOSITORY}/blob/main/")
            path = link.partition("#")[0]
            assert "://" in link or not path or (page.parent / path).exists(), f"{page}: {link}"
    assert led_out > 10
