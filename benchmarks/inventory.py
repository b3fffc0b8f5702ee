# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the inventory plugin costs, side by side in one run: ``python -m benchmarks.inventory`` in the checkout.

Sources with as many hosts are parsed by turns, each time in a process of its own:

* boxfleet.cloud.jiffybox, asking a server with the list of boxes that a sandbox gave;
* the hosts and variables that came of it, in a static JSON inventory;
* hetzner.hcloud, asking the same server for as many servers, in the pages of 50 that its API has.

With --grouped, the two plugins are compared with two keyed groups, a group by condition and a composed variable.

All run in one environment with the package "ansible" from the package index, made in .nox/ when it is missing.
"""

from __future__ import annotations

import argparse
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import urllib.request
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tools.with_sandbox import CHECKOUT, TOKEN, sandbox

PARSE = CHECKOUT / "benchmarks" / "inventory_parse.py"
PAGE = 50
JIFFYBOX, STATIC, HCLOUD = "boxfleet.cloud.jiffybox", "static JSON", "hetzner.hcloud.hcloud"
MOST_OF_STATIC, MOST_OF_HCLOUD = 1.5, 1.0


def main() -> None:
    options = parse_options()
    python = environment(options.ansible)
    print(versions(python))
    boxes = list_of_boxes(options.hosts)
    with tempfile.TemporaryDirectory() as folder, server(boxes, options.hosts) as url:
        sources = write_sources(Path(folder), url, options.grouped)
        if STATIC in sources:
            parse(python, sources[JIFFYBOX], str(sources[STATIC]))
        results: dict[str, list[dict[str, float]]] = {name: [] for name in sources}
        for _round in range(options.rounds):
            for name, source in sources.items():
                results[name].append(parse(python, source))
    show(results, options.hosts)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inventory", description="Compare inventory plugins.")
    parser.add_argument("--hosts", type=int, default=10_000, help="how many (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median counts (%(default)s)")
    parser.add_argument(
        "--ansible", default="", metavar="VERSION", help='of the package "ansible", such as 11 (newest)'
    )
    parser.add_argument(
        "--grouped", action="store_true", help="with groups and composed variables, without the static one"
    )
    return parser.parse_args()


def environment(version: str) -> Path:
    """The Python of an environment with that version of the package "ansible"; made if it is missing."""
    name = f"benchmark-inventory-{version or 'newest'}-{sys.version_info.major}.{sys.version_info.minor}"
    folder = CHECKOUT / ".nox" / name
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        print(f"==> Creating {folder.relative_to(CHECKOUT)} from the package index", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
        ansible = f"ansible=={version}.*" if version else "ansible"
        subprocess.run([*pip, ansible, "requests", "python-dateutil"], check=True)
        subprocess.run([python, CHECKOUT / "tools" / "link_collection.py"], check=True)
        (folder / "complete").touch()
    return python


def versions(python: Path) -> str:
    """What is measured: the versions of ansible-core, Python and hetzner.hcloud."""
    ask = """
import json, platform, ansible.release
from pathlib import Path
from ansible_collections.hetzner import hcloud
manifest = json.loads(Path(next(iter(hcloud.__path__)), "MANIFEST.json").read_text())
version = manifest["collection_info"]["version"]
print("ansible-core", ansible.release.__version__, "hetzner.hcloud", version, "Python", platform.python_version())
"""
    return subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()


def list_of_boxes(count: int) -> bytes:
    """The answer of a sandbox to the question for all boxes."""
    with sandbox() as url:
        seed = json.dumps({"count": count, "prefix": "web", "metadata": {"role": "web", "env": "prod"}}).encode()
        urllib.request.urlopen(f"{url}/_sandbox/boxes", seed).close()
        with urllib.request.urlopen(f"{url}/{TOKEN}/v1.0/jiffyBoxes") as answer:
            return bytes(answer.read())


# The servers' side. The answers are made beforehand, so that what is measured is the client.


@contextmanager
def server(boxes: bytes, count: int) -> Iterator[str]:
    """Serve both APIs on a free port; yields the URL."""
    answers = {f"/{TOKEN}/v1.0/jiffyBoxes": boxes, "/v1/locations": hcloud_page("locations", [], 1, 1)}
    pages = -(-count // PAGE)
    for page in range(1, pages + 1):
        numbers = range((page - 1) * PAGE, min(page * PAGE, count))
        answers[f"/v1/servers {page}"] = hcloud_page("servers", [hcloud_server(n) for n in numbers], page, pages)
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(answers))
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        httpd.shutdown()


def handler(answers: dict[str, bytes]) -> Callable[..., http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Many small answers on one connection would wait for each other's acknowledgement.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            url = urllib.parse.urlsplit(self.path)
            page = urllib.parse.parse_qs(url.query).get("page", ["1"])[0]
            body = answers.get(url.path) or answers[f"{url.path} {page}"]
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Keep the terminal for the results."""

    return Handler


def hcloud_page(what: str, entries: list[Any], page: int, pages: int) -> bytes:
    pagination = {
        "page": page,
        "per_page": PAGE,
        "previous_page": page - 1 or None,
        "next_page": page + 1 if page < pages else None,
        "last_page": pages,
        "total_entries": pages * PAGE,
    }
    return json.dumps({what: entries, "meta": {"pagination": pagination}}).encode()


def hcloud_server(number: int) -> dict[str, Any]:
    """A running server with what hetzner.hcloud reads of it."""
    address = f"{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    location = {"id": 1, "name": "fsn1", "city": "Falkenstein", "country": "DE", "network_zone": "eu-central"}
    return {
        "id": number + 1,
        "name": f"web{number + 1}",
        "status": "running",
        "created": "2024-01-01T00:00:00+00:00",
        "labels": {"role": "web", "env": "prod"},
        "location": location,
        "datacenter": {"id": 4, "name": "fsn1-dc14", "description": "Falkenstein 1", "location": location},
        "server_type": {"id": 22, "name": "cpx22", "architecture": "x86", "cores": 2, "memory": 4.0, "disk": 80},
        "image": {"id": 1, "name": "debian-12", "description": "Debian 12", "type": "system", "os_flavor": "debian"},
        "public_net": {
            "ipv4": {"id": number, "ip": f"198.{address}", "blocked": False, "dns_ptr": f"web{number + 1}.example.com"},
            "ipv6": {
                "id": number,
                "ip": f"2001:db8:{number >> 8:x}:{number & 255:x}::/64",
                "blocked": False,
                "dns_ptr": [],
            },
            "floating_ips": [],
            "firewalls": [],
        },
        "private_net": [],
        "volumes": [],
        "load_balancers": [],
    }


# The measurement.


def write_sources(folder: Path, url: str, grouped: bool = False) -> dict[str, Path]:
    """The inventory sources by name. The static one is filled later."""
    jiffybox = {"plugin": JIFFYBOX, "api_token": TOKEN, "api_url": url}
    hcloud = {"plugin": HCLOUD, "api_token": "0" * 64, "api_endpoint": f"{url}/v1"}
    if grouped:
        jiffybox.update(grouping("jiffybox_metadata", "jiffybox_running"))
        hcloud.update(grouping("hcloud_labels", "hcloud_status == 'running'"))
    for name, config in (("jiffybox.yml", jiffybox), ("hcloud.yml", hcloud)):
        (folder / name).write_text(json.dumps(config), encoding="utf-8")
    static = {} if grouped else {STATIC: folder / "static.json"}
    return {JIFFYBOX: folder / "jiffybox.yml", **static, HCLOUD: folder / "hcloud.yml"}


def grouping(labels: str, running: str) -> dict[str, Any]:
    """Options of both plugins. ``labels`` is the variable with a map, ``running`` a condition."""
    return {
        "keyed_groups": [
            {"key": f"{labels}.role | default('none')", "prefix": "role"},
            {"key": f"{labels}.env | default('none')", "prefix": "env"},
        ],
        "groups": {"up": running},
        "compose": {"ansible_user": f"{labels}.user | default('root')"},
    }


def parse(python: Path, source: Path, *more: str) -> dict[str, float]:
    """What inventory_parse.py says of the source."""
    # An empty configuration, in place of the user's.
    config = source.parent / "ansible.cfg"
    config.touch()
    settings = {"ANSIBLE_CONFIG": str(config), "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    environment = {**os.environ, **settings}
    command = [str(python), str(PARSE), str(source), *more]
    done = subprocess.run(command, cwd=source.parent, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def show(results: dict[str, list[dict[str, float]]], count: int) -> None:
    for name, rounds in results.items():
        if any(entry["hosts"] != count for entry in rounds):
            sys.exit(f"{name} has {rounds[0]['hosts']} hosts instead of {count}")
    seconds = {name: median(entry["seconds"] for entry in rounds) for name, rounds in results.items()}
    peak = {name: median(entry["peak"] for entry in rounds) for name, rounds in results.items()}
    print(f"\n{'source':<26}{'seconds':>9}{'from':>8}{'to':>8}{'µs/host':>9}{'peak MB':>9}")
    for name, rounds in results.items():
        times = [entry["seconds"] for entry in rounds]
        spread = f"{min(times):>8.2f}{max(times):>8.2f}"
        print(f"{name:<26}{seconds[name]:>9.2f}{spread}{seconds[name] / count * 1e6:>9.0f}{peak[name]:>9.0f}")
    print()
    for other, most in ((STATIC, MOST_OF_STATIC), (HCLOUD, MOST_OF_HCLOUD)):
        if other in seconds:
            ratio = seconds[JIFFYBOX] / seconds[other]
            print(f"{JIFFYBOX} takes {ratio:.2f} times what {other} takes (at most {most})")


if __name__ == "__main__":
    main()
