# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Every call of the Tiny API."""

from __future__ import annotations

from ansible_collections.boxfleet.cloud.plugins.module_utils._core.client import ApiClient, Json
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.dialect import Answer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.errors import NoUsableAnswer
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.shape import listing, record, text, whole
from ansible_collections.boxfleet.cloud.plugins.module_utils._core.url import path_of

# What servers and volumes look like, as far as anything here relies on it.
THING = record(
    {"id": text, "name": text, "state": text, "created": text},
    {"size": text, "address": text, "gigabytes": whole, "diskType": text, "labels": listing(text)},
)
PAGE = record({"items": listing(THING)}, {"next": whole})


class Client(ApiClient):
    """A thing is named by the segments of its path: "servers", "ser-1", "volumes", "vol-7"."""

    def get(self, *where: str) -> Json:
        """One thing."""
        return self.fetch(path_of("v1", *where), THING)

    def get_all(self, *where: str) -> list[Json]:
        """All things of a list, page by page."""
        path = path_of("v1", *where)
        return self.listed(path, lambda: self.paged(path, PAGE, "items", _next_page))

    def create(self, *where: str, values: Json) -> Json:
        """A new thing in a list, which is on its way then."""
        return self._named_in(self.call("POST", path_of("v1", *where), values))

    def change(self, *where: str, values: Json) -> Json:
        """Change fields of a thing."""
        return self._named_in(self.call("PATCH", path_of("v1", *where), values))

    def act(self, *where: str) -> Json:
        """Begin what the last segment says."""
        return self._named_in(self.call("POST", path_of("v1", *where)))

    def delete(self, *where: str) -> None:
        """Begin to delete a thing."""
        self.call("DELETE", path_of("v1", *where))

    def _named_in(self, answer: Answer) -> Json:
        """What was accepted is answered with nothing but the path of the thing, in a header."""
        if not answer.headers.get("location", "").startswith("/v1/"):
            raise NoUsableAnswer("the service accepted a change and did not say of what (no Location)")
        return self.fetch(answer.headers["location"], THING)


def _next_page(page: Json) -> Json | None:
    return {"page": page["next"]} if page.get("next") else None
