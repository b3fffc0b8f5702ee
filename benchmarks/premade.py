# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server whose answers are made beforehand, so that what is measured is the client."""

from __future__ import annotations

import http.server
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.provider import Answers


@contextmanager
def server(answers: Answers, latency_ms: float = 0) -> Iterator[str]:
    """Serve on a free port; yields the URL."""
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(answers, latency_ms / 1000))
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        httpd.shutdown()


def handler(answers: Answers, latency: float) -> Callable[..., http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Many small answers on one connection would wait for each other's acknowledgement.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            url = urllib.parse.urlsplit(self.path)
            asked = urllib.parse.parse_qs(url.query)
            page = asked.get("page", asked.get("offset", ["1"]))[0]
            body = answers.get(url.path) or answers[f"{url.path} {page}"]
            time.sleep(latency)
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Keep the terminal for the results."""

    return Handler
